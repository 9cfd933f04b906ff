"""Which operating-system user runs PostgreSQL, which refuses root; and what that user can reach."""

import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path

from toubao.config.trouble import Trouble

WANTED = ("toubao", "postgres", "nobody")


@dataclass(frozen=True)
class Account:
    """The user that PostgreSQL runs as; `dropped` says that we are root and must step down to it."""

    name: str
    uid: int
    gid: int
    dropped: bool


def server_account() -> Account:
    """Ourselves, or, when we are root, the first of `WANTED` that this machine knows. Raises Trouble if nobody fits."""
    if os.geteuid() != 0:
        return _ourselves()
    for name in WANTED:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name=name, uid=entry.pw_uid, gid=entry.pw_gid, dropped=True)
    raise Trouble(f"PostgreSQL refuses to run as root, and this machine has none of the users {', '.join(WANTED)}: create the user toubao.")


def _ourselves() -> Account:
    try:
        entry = pwd.getpwuid(os.geteuid())
    except KeyError as error:
        raise Trouble(f"PostgreSQL needs a user name, and user id {os.geteuid()} has none on this machine: set DATABASE_URL.") from error
    return Account(name=entry.pw_name, uid=entry.pw_uid, gid=entry.pw_gid, dropped=False)


def reachable(path: Path, account: Account) -> bool:
    """Whether the account may walk down to `path` (each existing folder above it lets it through)."""
    if not account.dropped:
        return True
    return all(_passable(folder, account) for folder in path.absolute().parents if folder.exists())


def _passable(folder: Path, account: Account) -> bool:
    state = folder.stat()
    if state.st_uid == account.uid:
        return bool(state.st_mode & stat.S_IXUSR)
    if state.st_gid == account.gid:
        return bool(state.st_mode & stat.S_IXGRP)
    return bool(state.st_mode & stat.S_IXOTH)
