"""The eight kinds of answer to a clause, and the registry that holds them; what they say is in `articles/`."""

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from importlib import import_module
from typing import Any, ClassVar, Generic, TypeVar

from toubao.rules.events import Event
from toubao.rules.periods import Period

F = TypeVar("F")
A = TypeVar("A", bound="Answer")


class Ruling(StrEnum):
    """What a gate says of some facts."""

    OPEN = "open"
    SHUT = "shut"
    REFER = "refer"
    NOT_APPLICABLE = "n/a"


@dataclass(frozen=True, slots=True)
class Waiver:
    """An exception from a clause that the authority approved, or a business trial (norm 2.7, 7.2, 8.1); dated data."""

    number: str
    clause: str
    starts: date
    ends: date

    def covers(self, clause: str, on: date) -> bool:
        """Whether this waiver lifts the clause on that day, first and last day included."""
        return self.clause == clause and self.starts <= on <= self.ends


@dataclass(frozen=True, slots=True)
class Verdict:
    """One gate's ruling on one set of facts, as the journal keeps it."""

    clause: str
    gate: str
    ruling: Ruling
    words: str = ""
    waiver: str = ""

    @property
    def lets_pass(self) -> bool:
        """Whether this verdict lets the step go on."""
        return self.ruling in (Ruling.OPEN, Ruling.NOT_APPLICABLE)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """How we answer one clause: what every kind shares. `quote` is verbatim from the clause (a test looks it up)."""

    kind: ClassVar[str] = ""
    clause: str
    quote: str
    where: str = field(default="", compare=False)


@dataclass(frozen=True, kw_only=True)
class Gate(Answer, Generic[F]):
    """A step is refused or referred unless its facts satisfy the clause; pure, and recorded as n/a where it does not apply.

    It counts as an answer to its clause only where a test drives it shut through a door (`articles/shut.tsv`).
    """

    kind: ClassVar[str] = "gate"
    name: str
    decides: Callable[[F], bool | Ruling]
    when: Callable[[F], bool] | None = None
    otherwise: str = ""

    def judge(self, facts: F, *, on: date, waivers: Iterable[Waiver] = ()) -> Verdict:
        """Judge `facts` as of the day `on` (Taipei); a waiver opens a gate that is shut, and the verdict names it."""
        if self.when is not None and not self.when(facts):
            return Verdict(self.clause, self.name, Ruling.NOT_APPLICABLE)
        decided = self.decides(facts)
        ruling = decided if isinstance(decided, Ruling) else Ruling.OPEN if decided else Ruling.SHUT
        if ruling is Ruling.OPEN:
            return Verdict(self.clause, self.name, ruling)
        waiver = next((w.number for w in waivers if w.covers(self.clause, on)), "")
        return Verdict(self.clause, self.name, Ruling.OPEN if waiver else ruling, "" if waiver else self.otherwise, waiver)


@dataclass(frozen=True, kw_only=True)
class Duty(Answer):
    """Something must have happened by a time: opened by an event, met by an event, late after `within`; `or_by` is another event that
    meets it as well, where the clause leaves a choice; `then` names the job that does it.
    """

    kind: ClassVar[str] = "duty"
    name: str
    starts: Event
    met_by: Event
    within: Period
    then: str = ""
    or_by: Event | None = None


@dataclass(frozen=True, kw_only=True)
class Disclosure(Answer):
    """Something must be shown, complete, at the named places; what lacks it can't be published."""

    kind: ClassVar[str] = "disclosure"
    item: str
    places: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Trace(Answer):
    """Events that the journal must be able to show later."""

    kind: ClassVar[str] = "trace"
    events: tuple[Event, ...]


@dataclass(frozen=True, kw_only=True)
class Process(Answer):
    """A flow that people go through in the system, each step's actor, time and outcome known."""

    kind: ClassVar[str] = "process"
    flow: str
    steps: tuple[Event, ...]


@dataclass(frozen=True, kw_only=True)
class Control(Answer):
    """A property of the system itself, proved by named tests and watched while it runs."""

    kind: ClassVar[str] = "control"
    property: str


@dataclass(frozen=True, kw_only=True)
class Register(Answer):
    """Evidence that people supply on a schedule; the system keeps it, its versions, approvals and due dates."""

    kind: ClassVar[str] = "register"
    document: str


@dataclass(frozen=True, kw_only=True)
class Statement(Answer):
    """Nothing to enforce; `why` says so in a sentence."""

    kind: ClassVar[str] = "statement"
    why: str


KINDS: tuple[type[Answer], ...] = (Gate, Duty, Disclosure, Trace, Process, Control, Register, Statement)
_registry: list[Answer] = []


def _here(depth: int) -> str:
    """The file (from the package's root) and line of the caller's caller, as `toubao/rules/articles/art10….py:12`."""
    frame = sys._getframe(depth + 1)
    path = frame.f_code.co_filename
    return f"{path[path.rindex('toubao/') :]}:{frame.f_lineno}" if "toubao/" in path else f"{path}:{frame.f_lineno}"


def answer(given: A) -> A:
    """Register an answer to a clause and give it back, with the place in code where it stands."""
    object.__setattr__(given, "where", given.where or _here(1))
    _registry.append(given)
    return given


def gate(clause: str, *, otherwise: str, when: Callable[[Any], bool] | None = None) -> Callable[[Callable[[F], bool | Ruling]], Gate[F]]:
    """Make a predicate over facts into a registered gate for `clause`; its docstring is the verbatim quote.

    `when` says to whom the clause applies (it may be shared by gates over several kinds of facts); `otherwise` tells a person in plain
    words why the gate is shut and how to mend it.
    """

    def wrap(decides: Callable[[F], bool | Ruling]) -> Gate[F]:
        quote, name = decides.__doc__ or "", decides.__name__
        return answer(Gate(clause=clause, quote=quote, where=_here(1), name=name, decides=decides, when=when, otherwise=otherwise))

    return wrap


def answers() -> tuple[Answer, ...]:
    """Every registered answer, in the order of loading."""
    import_module("toubao.rules.articles")  # loading the articles fills the registry
    return tuple(_registry)


def gates() -> dict[str, Gate[Any]]:
    """Every gate by its name."""
    return {a.name: a for a in answers() if isinstance(a, Gate)}


def duties() -> tuple[Duty, ...]:
    """Every duty, in the order of loading."""
    return tuple(a for a in answers() if isinstance(a, Duty))
