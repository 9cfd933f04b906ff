"""The mark: a small file outside the database that says how far it had come. Only the file; what it means is `guard.py`."""

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Mark:
    """The last journal entry that was seen committed, its digest (hex), and the last number given out of each sequence."""

    entry: int
    digest: str
    numbers: Mapping[str, int]


class Unreadable(Exception):
    """There is a mark, and it can't be read; the message says why."""


def read(place: Path) -> Mark | None:
    """The mark; None where there is none. Raises Unreadable."""
    try:
        told = json.loads(place.read_text("utf-8"))
        return Mark(int(told["entry"]), str(told["digest"]), {str(name): int(number) for name, number in told["numbers"].items()})
    except FileNotFoundError:
        return None
    except OSError as error:
        raise Unreadable(f"the mark {place} can't be read: {error.strerror}") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Unreadable(f"the mark {place} is damaged") from error


def write(place: Path, mark: Mark) -> None:
    """Put this mark in the place of the one before, whole or not at all. Raises OSError."""
    draft = place.with_name(f".{place.name}.{os.getpid()}")
    try:
        with os.fdopen(_opened(draft, os.O_WRONLY | os.O_TRUNC), "w", encoding="utf-8") as file:
            json.dump(asdict(mark), file)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(place)
    except OSError:
        with suppress(OSError):
            draft.unlink()
        raise


@contextmanager
def alone(place: Path) -> Iterator[None]:
    """Inside, no other process of ours reads and writes the mark; where no lock can be had, as on a full disk, it goes on without."""
    try:
        descriptor = _opened(place.with_name(f"{place.name}.lock"), os.O_RDWR)
    except OSError:
        yield
        return
    try:
        with suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _opened(file: Path, flags: int) -> int:
    """A file for us alone, made if it isn't there. What root makes by a command belongs to whom the folder belongs: web and worker go on
    with it.
    """
    descriptor = os.open(file, flags | os.O_CREAT, 0o600)
    folder = file.parent.stat()
    if os.geteuid() == 0 and os.fstat(descriptor).st_uid != folder.st_uid:
        os.fchown(descriptor, folder.st_uid, folder.st_gid)
    return descriptor
