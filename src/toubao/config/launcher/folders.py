"""The folders that the server needs: made private, and checked to be ours; nothing in a stranger's folder is touched."""

import os
import pwd
import shutil
import stat
from pathlib import Path

from toubao.config.launcher.account import Account
from toubao.config.trouble import Trouble

MARK = "toubao.mark"
LEAST_FREE = 200 * 1024 * 1024


def prepare_home(home: Path) -> None:
    """Make TOUBAO_HOME and its run and log folders. Raises Trouble if it can't be written or its disk is full."""
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o755)
        for name in ("run", "logs"):
            (home / name).mkdir(exist_ok=True, mode=0o700)
        free = shutil.disk_usage(home).free
    except OSError as error:
        raise Trouble(f"TOUBAO_HOME, {home}, can't be used: {error.strerror}.") from error
    if free < LEAST_FREE:
        raise Trouble(f"The disk of {home} is full: {free // 1024**2} MB are free, and {LEAST_FREE // 1024**2} MB are needed.")


def private_folder(folder: Path, account: Account) -> None:
    """Make the folder with mode 0700, owned by the account. Raises Trouble if somebody else's is in its place."""
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        state = folder.lstat()
        if state.st_uid not in {account.uid, os.geteuid()} or not stat.S_ISDIR(state.st_mode):
            raise Trouble(f"{folder} belongs to {owner_of(folder)}, not to us: remove it, or choose another TOUBAO_HOME.")
        _give(folder, account, 0o700)
    except OSError as error:
        raise Trouble(f"The folder {folder} can't be made: {error.strerror}.") from error


def private_file(file: Path, text: str, account: Account) -> None:
    """Write a small file that only the account can read, in place of any earlier one. Raises Trouble if that can't be done."""
    draft = file.with_name(f"{file.name}.new")
    try:
        draft.write_text(text)
        _give(draft, account, 0o600)
        draft.replace(file)
    except OSError as error:
        raise Trouble(f"{file} can't be written: {error.strerror}.") from error


def _give(path: Path, account: Account, mode: int) -> None:
    if account.dropped:
        os.chown(path, account.uid, account.gid)
    path.chmod(mode)


def data_version(data: Path, account: Account) -> int | None:
    """The major version that wrote this data directory, or None if there is none yet. Raises Trouble if it isn't ours."""
    if not data.exists():
        return None
    if not data.is_dir():
        raise Trouble(f"{data} should be the folder of the database, but is a file: move it away, or choose another TOUBAO_HOME.")
    if data.stat().st_uid != account.uid:
        raise Trouble(
            f"{data} belongs to {owner_of(data)}, but the database runs as {account.name}: "
            "use the same user as before, or another TOUBAO_HOME."
        )
    version = data / "PG_VERSION"
    if not version.exists() or not (data / MARK).exists():
        raise Trouble(f"{data} holds something that isn't ours: move it away, or choose another TOUBAO_HOME.")
    return int(version.read_text().split(".")[0])


def owner_of(path: Path) -> str:
    """The name of the file's owner, or the bare number where this machine has no name for it."""
    uid = path.lstat().st_uid
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"
