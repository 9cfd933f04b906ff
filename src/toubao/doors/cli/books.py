"""`toubao books`: load motor policies from the insurer's books, so that their holders can look them up (8.3)."""

import argparse
from pathlib import Path
from typing import Any

from toubao.config.trouble import Trouble
from toubao.doors.cli.counting import counted

SHOWN = 20


def register(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("books", help="load motor policies from the insurer's books (a CSV file)")
    parser.add_argument("file", type=Path, help="one policy a line, UTF-8; the columns are in docs/operate/motor.md")
    parser.add_argument("--check", action="store_true", help="only read it and say what is wrong, load nothing")
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Read the file whole, load all of it or nothing, and print how much was new."""
    from toubao.doors.cli.ready import django_ready, need_database

    django_ready()
    from toubao.business.motor import books, sheet
    from toubao.doors.clock import now
    from toubao.rules.periods import day_of

    try:
        lines = chosen.file.read_text("utf-8-sig").splitlines(keepends=True)
        entries = sheet.read(lines, on=day_of(now()))
    except UnicodeDecodeError as error:
        raise Trouble(f"{chosen.file} is not UTF-8: save it as “CSV UTF-8” and try again.") from error
    except OSError as error:
        raise Trouble(f"{chosen.file} can't be read: {error.strerror or type(error).__name__}.") from error
    except sheet.BadSheet as bad:
        raise Trouble(_told(chosen.file, bad.mistakes)) from None
    if chosen.check:
        print(f"{counted(len(entries), 'policy', 'policies')} can be loaded from {chosen.file}; nothing was loaded.")
        return 0
    need_database()
    try:
        loaded = books.load(entries=entries, now=now())
    except books.AnothersNumber as number:
        raise Trouble(f"Nothing was loaded: number {number} stands in the books for another insured.") from None
    changed, same = counted(loaded.changed, "has", "have"), counted(loaded.same, "stands", "stand")
    print(f"{counted(loaded.new, 'policy is', 'policies are')} new, {changed} changed, {same} as before.")
    return 0


def _told(file: Path, mistakes: list[str]) -> str:
    more = [f"and {len(mistakes) - SHOWN} more"] if len(mistakes) > SHOWN else []
    return "\n".join([f"Nothing was loaded from {file}:", *(f"  {each}" for each in [*mistakes[:SHOWN], *more])])
