"""What a person agrees to on its own, and takes back (15.1.2)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Consenting:
    """A person agrees to one use of their data: in which words, whether those are the ones in force, and whether they ticked it."""

    name: str
    version: str
    digest: str
    in_force: bool
    ticked: bool
    seen_to_end: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawing:
    """A person takes a consent back; `optional`: neither their account nor their contracts stand on it."""

    name: str
    version: str
    digest: str
    optional: bool
