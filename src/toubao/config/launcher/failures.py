"""PostgreSQL's last words, told plainly."""

from pathlib import Path

from toubao.config.trouble import Trouble

_HELD = "pre-existing shared memory block"
_PLAIN = (
    ("No space left on device", "The disk of {where} is full: make room, then try again."),
    ("Read-only file system", "The disk of {where} can't be written: it is mounted read-only."),
    ("Permission denied", "PostgreSQL may not read or write {where}: check who owns it."),
    (
        "is not compatible with this version",
        "The data in {where} was written by another version of PostgreSQL: install that one, or choose another TOUBAO_HOME.",
    ),
    (_HELD, "A process of an earlier PostgreSQL still holds {where}: wait a few seconds, then try again."),
    ("could not bind", "The database's socket in {where} is taken by another program."),
    ("error while loading shared libraries", "PostgreSQL's programs are damaged or lack a library: install them again."),
)


class StillHeld(Trouble):
    """Processes of a killed server are still ending; trying again soon helps."""


def explained(words: str, *, where: Path) -> Trouble:
    """The error to raise for what PostgreSQL said before it gave up."""
    return (StillHeld if _HELD in words else Trouble)(explain(words, where=where))


def explain(words: str, *, where: Path) -> str:
    """One plain sentence for what PostgreSQL said before it gave up, with its own last words where we know no better."""
    for sign, sentence in _PLAIN:
        if sign in words:
            return sentence.format(where=where)
    telling = [line.strip() for line in words.splitlines() if any(sign in line for sign in ("FATAL", "PANIC", "error:", "ERROR"))]
    last = telling[-1] if telling else (words.strip().splitlines() or ["nothing"])[-1].strip()
    return f"PostgreSQL stopped at once in {where}. Its last words: {last}"
