"""Reading an institution's books: what moved there within a time, page by page; what is made of it is decided elsewhere."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from json import dumps
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from toubao.gateways import bounds
from toubao.gateways.answers import Answer, WrongAnswer
from toubao.gateways.evidence import Evidence

E = TypeVar("E")
PAGE = 200
"""So many entries are asked for at once."""


@dataclass(frozen=True, slots=True)
class Page(Generic[E]):
    """Some entries of a book in its own order; `next` is the cursor of the page after it, empty on the last one."""

    entries: tuple[E, ...]
    next: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries of a book: those that moved from `since` until before `until`, from `cursor` on; or the one of a `reference`."""

    since: datetime | None = None
    until: datetime | None = None
    cursor: str = ""
    reference: str = ""
    most: int = PAGE

    def question(self) -> dict[str, str]:
        """What is asked, as it goes into the address."""
        words = {
            "since": self.since.isoformat() if self.since else "", "until": self.until.isoformat() if self.until else "",
            "cursor": self.cursor, "reference": self.reference, "limit": str(self.most),
        }  # fmt: skip
        return {name: value for name, value in words.items() if value}

    def path(self, place: str) -> str:
        """The address of the page at `place`."""
        return f"{place}?{urlencode(self.question())}"


def page_of(name: str, entry: Callable[[Answer], E], *, wanted: Wanted) -> Callable[[Answer, Evidence], Page[E]]:
    """A reader of pages whose entries stand under `name`. The evidence keeps how many there were and their digest, not each of them."""

    def read(answer: Answer, evidence: Evidence) -> Page[E]:
        parts = answer.parts(name)
        if len(parts) > wanted.most:
            raise WrongAnswer("more entries than were asked for")
        following = answer.text("next", empty=True, longest=bounds.CURSOR)
        if following and following == wanted.cursor:
            raise WrongAnswer("a page that leads to itself")
        digest = sha256(dumps(dict(answer.fields), sort_keys=True).encode()).hexdigest()
        kept: dict[str, Any] = {"entries": len(parts), "next": following, "sha256": digest}
        return Page(tuple(entry(each) for each in parts), following, replace(evidence, answer=kept))

    return read


def moment(answer: Answer, name: str) -> datetime:
    """A time with its zone."""
    try:
        read = datetime.fromisoformat(answer.text(name, longest=bounds.MOMENT))
    except ValueError:
        raise WrongAnswer(f"{name} is not a time") from None
    if read.tzinfo is None:
        raise WrongAnswer(f"{name} has no zone")
    return read
