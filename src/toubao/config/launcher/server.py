"""The running server process: started so that it dies with us, stopped in order."""

import ctypes
import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from toubao.config.launcher.account import Account

PR_SET_PDEATHSIG = 1
FAST, IMMEDIATE = signal.SIGINT, signal.SIGQUIT
_libc = ctypes.CDLL(None, use_errno=True)


def end_with_parent(with_signal: signal.Signals) -> None:
    """Ask the kernel to send this process the signal when the process that started it is gone."""
    _libc.prctl(PR_SET_PDEATHSIG, with_signal)


def dies_with_parent(with_signal: signal.Signals) -> Callable[[], None]:
    """What a child does before its program starts, so that the kernel sends it this signal when its parent is gone."""
    parent = os.getpid()

    def before_program() -> None:
        end_with_parent(with_signal)
        if os.getppid() != parent:
            os._exit(1)

    return before_program


@dataclass(frozen=True)
class Opened:
    """A folder as the server sees it: by descriptor when its account can't walk the path (root's home is often closed to others)."""

    seen: str
    descriptor: int | None


@contextmanager
def opened(folder: Path, account: Account) -> Iterator[Opened]:
    """Open the folder for the server; the descriptor is closed in this process afterwards, the server keeps its own."""
    if not account.dropped:
        yield Opened(str(folder), None)
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield Opened(f"/proc/self/fd/{descriptor}", descriptor)
    finally:
        os.close(descriptor)


def as_account(account: Account, folders: list[Opened]) -> dict[str, Any]:
    """The arguments of Popen that make a child run as the account, with a clean environment and those folders open."""
    wanted: dict[str, Any] = {
        "cwd": "/",
        "env": {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
        "stdin": subprocess.DEVNULL,
        "pass_fds": [folder.descriptor for folder in folders if folder.descriptor is not None],
        "start_new_session": True,
    }
    if account.dropped:
        wanted |= {"user": account.uid, "group": account.gid, "extra_groups": []}
    return wanted


def start(command: list[str], account: Account, folders: list[Opened], log: IO[bytes]) -> subprocess.Popen[bytes]:
    """Start the server; when this process dies, however it dies, the server shuts down at once."""
    return subprocess.Popen(command, stdout=log, stderr=log, preexec_fn=dies_with_parent(FAST), **as_account(account, folders))  # noqa: PLW1509 - before any thread


def stop(process: subprocess.Popen[bytes], *, patience: float = 60.0) -> None:
    """Shut the server down: fast, then at once, then by force."""
    for with_signal, wait in ((FAST, patience), (IMMEDIATE, 10.0), (signal.SIGKILL, 10.0)):
        if process.poll() is not None:
            return
        process.send_signal(with_signal)
        try:
            process.wait(wait)
        except subprocess.TimeoutExpired:
            continue
