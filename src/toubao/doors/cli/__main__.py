"""`python -m toubao.doors.cli`: the same as the command `toubao`."""

import sys

from toubao.doors.cli import main

if __name__ == "__main__":
    sys.exit(main())
