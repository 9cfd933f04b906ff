"""`toubao keys`: make the key files of an installation before its first start (the demo makes its own); destroy the key of a person."""

import argparse
import getpass
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

from toubao.config.environment import read_environment
from toubao.config.secret_files import make_secret
from toubao.config.trouble import Trouble

SHORTEST, LONGEST = 4, 200


def register(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("keys", help="make the key files that a new production installation needs; destroy a person's key")
    parser.set_defaults(run=run)
    does = parser.add_subparsers(metavar="DO")
    destroys = does.add_parser("destroy", help="destroy a person's key for good: nothing personal about them is read again")
    destroys.add_argument("holder", type=UUID, help="the person's id")
    destroys.add_argument("--because", required=True, help="why: it is journaled with your name on this machine")
    destroys.set_defaults(run=destroy)


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


def destroy(chosen: argparse.Namespace) -> int:
    """Destroy one person's key, journaled with who is signed in on this machine. Raises Trouble where there is no such key."""
    from toubao.doors.cli.ready import django_ready, need_database, need_open_doors

    django_ready()
    need_database()
    need_open_doors()
    from toubao.business.oversight import keys
    from toubao.business.steps import Actor
    from toubao.doors.clock import now

    because = chosen.because.strip()[:LONGEST]
    if len(because) < SHORTEST:
        raise Trouble("Say why, in a few words.")
    if not keys.destroy(holder=chosen.holder, because=because, actor=Actor("operator", getpass.getuser()[:60]), now=now()):
        raise Trouble(f"There is no key of {chosen.holder}, or it was destroyed before.")
    print("Destroyed. Copies of the key in backups end with the backups (docs/operate/keys.md).")
    return 0
