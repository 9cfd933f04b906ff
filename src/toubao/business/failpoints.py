"""Named points at which a process can be made to die, so that tests can prove what survives; inert unless armed."""

import os
import signal
from collections import Counter
from pathlib import Path

ARMED = os.environ.get("TOUBAO_FAILPOINT", "")
RECORD = os.environ.get("TOUBAO_FAILPOINT_RECORD", "")
_passed: Counter[str] = Counter()


def failpoint(name: str) -> None:
    """Die at once (SIGKILL to this process) if this point is armed.

    Armed by TOUBAO_FAILPOINT=name or name#n (the n-th time that it is passed). A file named in TOUBAO_FAILPOINT_ONCE is removed
    first, and without that file nothing happens, so that the restarted process lives. TOUBAO_FAILPOINT_RECORD names a file to which
    the points are written as they are passed, numbered likewise.
    """
    if not (ARMED or RECORD):
        return
    _passed[name] += 1
    numbered = f"{name}#{_passed[name]}"
    if RECORD:
        with Path(RECORD).open("a") as file:
            file.write(f"{numbered}\n")
    if numbered == (ARMED if "#" in ARMED else f"{ARMED}#1") and _armed_once():
        os.kill(os.getpid(), signal.SIGKILL)


def _armed_once() -> bool:
    """Whether this is the one time: there is no flag file to tell, or it was still there."""
    flag = os.environ.get("TOUBAO_FAILPOINT_ONCE", "")
    if not flag:
        return True
    try:
        Path(flag).unlink()
    except FileNotFoundError:
        return False
    return True
