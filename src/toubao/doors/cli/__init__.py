"""The command line `toubao`: each module with `register` is a command; it parses, reads the clock and calls one action."""

import argparse
import importlib
import os
import pkgutil
import sys
from collections.abc import Sequence

from toubao.config.trouble import Trouble


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit status. Trouble is told in one plain sentence, with status 1."""
    parser = argparse.ArgumentParser(
        prog="toubao", description="Sells insurance on the web, and proves clause by clause that it did so rightly."
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for module in pkgutil.iter_modules(__path__):
        register = getattr(importlib.import_module(f"{__name__}.{module.name}"), "register", None)
        if register is not None:
            register(commands)
    try:
        chosen = parser.parse_args(arguments)
        status = int(chosen.run(chosen) or 0)
        sys.stdout.flush()
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # whoever read, as `head` does, has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    else:
        return status
