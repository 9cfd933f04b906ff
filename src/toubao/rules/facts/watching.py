"""What the nightly looks over the evidence found: whether the journal is whole, whether decisions come out as they did, and whether
figures are what there is.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalChecked:
    """All entries were walked. `faulty`: subjects with something wrong, the first of them in `places`; `strays`: entries without their
    subject; `gone`: entries that an earlier look counted, and that are not there any more; `last_entry`: the highest id.
    """

    subjects: int
    entries: int
    faulty: int
    strays: int
    gone: int
    last_entry: int
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionsReplayed:
    """All recorded decisions were judged again from their facts. `different`: a gate that both know says otherwise, by gate in `gates`, the
    first in `places`; `older`: facts or gates of an earlier release, which this one doesn't have; `sealed`: the person's key is destroyed.
    """

    decisions: int
    same: int
    different: int
    older: int
    sealed: int
    gates: tuple[str, ...]
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FiguresRecounted:
    """All figures that are kept were counted anew. `different`: those that were not what there is, the first of them in `places`; they were
    put right.
    """

    different: int
    places: tuple[str, ...]
