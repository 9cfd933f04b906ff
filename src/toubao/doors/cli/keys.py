"""`toubao keys`: make the key files of an installation before its first start; the demo makes its own."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from toubao.config.environment import read_environment
from toubao.config.secret_files import make_secret


def register(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("keys", help="make the key files that a new production installation needs")
    parser.set_defaults(run=run)


def run(_: argparse.Namespace) -> int:
    """Make what is missing, never replacing anything: losing a key means losing what it closed."""
    from toubao.journal.keyring import FileKeyring

    folder = read_environment().keys
    makers: dict[str, Callable[[Path], object]] = {"secret_key": make_secret, "keyring.json": FileKeyring.create}
    for name, make in makers.items():
        there = (folder / name).exists()
        if not there:
            make(folder / name)
        print(f"{'kept' if there else 'made'}  {folder / name}")
    print("Copy this folder to a safe place of its own: without the keyring no personal data can be read any more.")
    return 0
