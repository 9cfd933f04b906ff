"""What an earlier run left behind: a server still running on this data, or the file that says so; only what is surely ours is touched."""

import os
import signal
import time
from pathlib import Path

from toubao.config.launcher.sockets import SOCKET
from toubao.config.trouble import Trouble

PATIENCE = 60.0


def clear(data: Path, socket: Path) -> None:
    """Stop a server that an earlier run left on this data directory, and remove the files by which a dead one still holds its place.

    Only while the home is locked by us. PostgreSQL itself still refuses to start while processes of a killed server use the data's memory.
    """
    pid_file = data / "postmaster.pid"
    pid = _recorded(pid_file)
    if pid is not None and _serves(pid, data):
        os.kill(pid, signal.SIGINT)
        if not _gone(pid, data):
            raise Trouble(f"PostgreSQL of an earlier run (process {pid}) still holds {data} and doesn't stop; end it, then try again.")
    elif pid is not None and Path(f"/proc/{pid}").exists():
        pid_file.unlink()
    for name in (SOCKET, f"{SOCKET}.lock"):
        (socket / name).unlink(missing_ok=True)


def _recorded(pid_file: Path) -> int | None:
    try:
        return abs(int(pid_file.read_text().splitlines()[0]))
    except (FileNotFoundError, IndexError, ValueError):
        return None


def _serves(pid: int, data: Path) -> bool:
    """Whether that process is a PostgreSQL whose working folder is this data directory (a recycled process id isn't)."""
    try:
        program = Path(f"/proc/{pid}/exe").readlink().name
        return program.startswith("postgres") and Path(f"/proc/{pid}/cwd").samefile(data)
    except OSError:
        return False


def _gone(pid: int, data: Path) -> bool:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if not _serves(pid, data):
            return True
        time.sleep(0.1)
    return False
