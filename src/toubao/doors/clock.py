"""The only place that reads the clock; in the demo it can be turned forward. Everything inside is told `now`."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings


def now() -> datetime:
    """This moment, aware, in UTC; in the demo profile plus what the clock was turned forward by."""
    return datetime.now(UTC) + offset()


def real_now() -> datetime:
    """This moment as the world outside has it, never turned forward: for what an institution has signed with its own time."""
    return datetime.now(UTC)


def offset() -> timedelta:
    """How far the demo's clock stands ahead; nothing in other profiles."""
    if settings.PROFILE != "demo":
        return timedelta()
    return timedelta(seconds=_kept.seconds(f"{settings.HOME}/{_NAME}"))


def forward(by: timedelta) -> datetime:
    """Turn the demo's clock forward for every process of this home; gives the new now.
    Raises ValueError outside the demo or for a step back.
    """
    if settings.PROFILE != "demo":
        raise ValueError("the clock can be turned only in the demo profile")
    if by < timedelta():
        raise ValueError("the clock can't be turned back, only reset")
    _write(offset() + by)
    return now()


def reset() -> datetime:
    """Give the demo the real time again; what was recorded meanwhile keeps its later times."""
    _file().unlink(missing_ok=True)
    return now()


_NAME = "clock"


def _file() -> Path:
    return Path(settings.HOME) / _NAME


def _write(ahead: timedelta) -> None:
    draft = _file().with_suffix(".new")
    draft.write_text(f"{int(ahead.total_seconds())}\n")
    draft.replace(_file())


class _Kept:
    """The offset as last read; the file is read again only when its stamp changes, so asking costs one stat."""

    def __init__(self) -> None:
        self._stamp: tuple[int, int] | None = None
        self._seconds = 0

    def seconds(self, file: str) -> int:
        try:
            state = os.stat(file)  # noqa: PTH116 asked some twenty times a purchase, and a Path costs more than the question
        except FileNotFoundError:
            return 0
        stamp = (state.st_mtime_ns, state.st_ino)
        if stamp != self._stamp:
            self._stamp, self._seconds = stamp, int(Path(file).read_text())
        return self._seconds


_kept = _Kept()
