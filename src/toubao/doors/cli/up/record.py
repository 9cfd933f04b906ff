"""Which processes this home runs, kept in a file, so that a later `up` can end what a killed one left behind; only what is surely ours."""

import json
import os
import signal
from collections.abc import Mapping
from pathlib import Path

BOOT = Path("/proc/sys/kernel/random/boot_id")


def write(file: Path, processes: Mapping[str, int]) -> None:
    """Note name → process id, with what tells each process from a later one of the same number."""
    noted = {name: {"pid": pid, "since": _since(pid)} for name, pid in processes.items()}
    draft = file.with_suffix(".new")
    draft.write_text(json.dumps({"boot": _boot(), "processes": noted}))
    draft.replace(file)


def read(file: Path) -> dict[str, int]:
    """Name → process id of those noted that still live."""
    try:
        kept = json.loads(file.read_text())
    except (FileNotFoundError, ValueError):
        return {}
    if kept["boot"] != _boot():
        return {}
    return {
        name: note["pid"] for name, note in kept["processes"].items() if note["since"] is not None and _since(note["pid"]) == note["since"]
    }


def end_leftovers(file: Path) -> list[str]:
    """End by force the process groups of an earlier run that still live; their names.
    The database is left to the launcher, which knows better.
    """
    ended = []
    for name, pid in read(file).items():
        if name == "database":
            continue
        try:
            os.killpg(pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            continue
        ended.append(name)
    return ended


def _since(pid: int) -> str | None:
    """When the process started, in the kernel's ticks; None if it is gone (or waits to be buried)."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] == "Z" else fields[19]


def _boot() -> str:
    return BOOT.read_text().strip() if BOOT.exists() else ""
