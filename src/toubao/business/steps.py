"""Taking a step: judge its gates, move the state, write the journal, open and close duties, in one transaction; decides nothing itself."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from threading import local
from typing import Any, Protocol
from uuid import UUID

from django.db import connection, transaction

from toubao.business.failpoints import failpoint
from toubao.business.prepared import change
from toubao.journal.writing import TAIPEI, About, Actor, append, follow
from toubao.rules.events import Event
from toubao.rules.facts import Nothing
from toubao.rules.kit import Ruling, Verdict, Waiver
from toubao.rules.table import Step, outcome

__all__ = [
    "SYSTEM", "About", "Actor", "Decision", "Thing", "again", "answers_with_steps", "note", "note_with_next", "opens", "take",
    "write_waiting",
]  # fmt: skip

SYSTEM = Actor("system", "toubao")


class Thing(Protocol):
    """A row with a state, which knows what its journal entries are about."""

    pk: UUID
    state: str

    @property
    def about(self) -> About:
        """The subject of this row's entries."""
        ...


@dataclass(frozen=True, slots=True)
class Decision:
    """What came of a step. `outcome` is taken, refused, referred, or stale (another was faster: nothing was written)."""

    outcome: str
    verdicts: tuple[Verdict, ...] = ()

    @property
    def taken(self) -> bool:
        """Whether the step was taken."""
        return self.outcome == "taken"

    @property
    def stale(self) -> bool:
        """Whether the thing had already left the state that the step starts from."""
        return self.outcome == "stale"

    @property
    def shut(self) -> tuple[Verdict, ...]:
        """The verdicts that stopped the step, for the page that says why."""
        return tuple(v for v in self.verdicts if not v.lets_pass)


STALE = Decision("stale")
_OUTCOMES = {Ruling.OPEN: "taken", Ruling.SHUT: "refused", Ruling.REFER: "referred"}


@transaction.atomic(savepoint=False)
def take(
    step: Step,
    *,
    thing: Any,
    facts: Any,
    actor: Actor,
    now: datetime,
    waivers: Iterable[Waiver] = (),
    changes: Mapping[str, Any] | None = None,
    judged_on: Iterable[str] = (),
) -> Decision:
    """Take `step` with `thing`: judge, compare-and-set the state with `changes` in the same statement, journal, follow duties.

    `judged_on` names the columns that the facts were taken from: if one was written meanwhile, the thing is stale. A refusal is a result
    and its evidence is written too; a stale thing is left alone. A thing not yet stored is stored.
    """
    if thing.state not in step.sources:
        return STALE
    verdicts = step.judge(facts, on=now.astimezone(TAIPEI).date(), waivers=waivers)
    decided = _OUTCOMES[outcome(verdicts)]
    if decided == "taken" and not _move(thing, step, changes or {}, judged_on):
        return STALE
    _append(event=step.event, about=thing.about, actor=actor, facts=facts, now=now, verdicts=verdicts, outcome=decided)
    if decided == "taken":
        follow(step.event, subject=thing.about.id, now=now)
        failpoint(f"{step.event}:before-commit")
        transaction.on_commit(lambda: failpoint(f"{step.event}:after-commit"))
    return Decision(decided, verdicts)


def opens(step: Step, facts: Any, now: datetime) -> bool:
    """Whether the gates of a step let these facts pass now; nothing is moved or written. For who must know it before anybody is asked."""
    return outcome(step.judge(facts, on=now.astimezone(TAIPEI).date())) is Ruling.OPEN


def again(step: Step, *, thing: Any, facts: Any, actor: Actor, now: datetime) -> Decision:
    """Judge once more what a thing has behind it, as when a document is opened a second time: its state stays, the verdicts are
    journaled."""
    verdicts = step.judge(facts, on=now.astimezone(TAIPEI).date())
    decided = _OUTCOMES[outcome(verdicts)]
    with transaction.atomic(savepoint=False):
        _append(event=step.event, about=thing.about, actor=actor, facts=facts, now=now, verdicts=verdicts, outcome=decided)
    return Decision(decided, verdicts)


def _move(thing: Any, step: Step, changes: Mapping[str, Any], judged_on: Iterable[str]) -> bool:
    """Store the thing in its new state if nobody moved it meanwhile."""
    values = {**changes, "state": step.target}
    if thing._state.adding:
        for name, value in values.items():
            setattr(thing, name, value)
        thing.save(force_insert=True)
        return True
    as_judged = {name: getattr(thing, name) for name in judged_on}
    if not change(type(thing), where={"pk": thing.pk, "state": tuple(step.sources), **as_judged}, to=values):
        return False
    for name, value in values.items():
        setattr(thing, name, value)
    return True


def note(
    event: Event, *, about: About, actor: Actor, now: datetime, facts: Any = None, keyless: bool = False, since: datetime | None = None
) -> None:
    """Journal something that no gate guards, with the duties that hang on it; `keyless` leaves out what there is no key to seal, `since`
    is when the time of those duties began, where that was before.
    """
    with transaction.atomic(savepoint=False):
        _append(event=event, about=about, actor=actor, facts=facts or Nothing(), now=now, outcome="noted", keyless=keyless)
        follow(event, subject=about.id, now=now, since=since)


@dataclass(eq=False, slots=True)
class _Waiting:
    """Something to be noted with the next step; `write` does it."""

    write: Callable[[], None]
    line: "list[_Waiting]"

    def written(self) -> bool:
        """Whether it was written in the transaction that is going on: one that was rolled back forgets whom it was to tell of its end."""
        return any(told[1] == self.done for told in connection.run_on_commit)

    def done(self) -> None:
        """The transaction in which it was written has ended well."""
        if self in self.line:
            self.line.remove(self)


class _Thread(local):
    """What waits in one thread: in order; None where whatever is noted is written at once."""

    waiting: Any = None


_thread = _Thread()


@contextmanager
def answers_with_steps() -> Iterator[None]:
    """Inside, what an institution answered is written in one transaction with the step that follows from it, and before that; at the latest
    when anybody else is asked, or when the block ends, however it does. Whoever is stopped in between asks again, as if no answer had come.
    """
    if _thread.waiting is not None:
        raise RuntimeError("answers wait for the steps of one piece of work at a time")
    _thread.waiting = []
    try:
        yield
    finally:
        try:
            write_waiting()
        finally:
            _thread.waiting = None


def note_with_next(event: Event, **entry: Any) -> None:
    """Journal as `note` does: inside `answers_with_steps` not now, but with what comes next."""
    if _thread.waiting is None:
        note(event, **entry)
    else:
        _thread.waiting.append(_Waiting(partial(note, event, **entry), _thread.waiting))


def write_waiting() -> None:
    """Write what waits for the next step: in the transaction that is going on, or in one of its own."""
    waiting = [each for each in _thread.waiting or () if not each.written()]
    if not waiting:
        return
    with transaction.atomic(savepoint=False):
        for each in waiting:
            transaction.on_commit(each.done)
        for each in waiting:
            each.write()


def _append(**entry: Any) -> None:
    """Append an entry, after those that wait for it."""
    write_waiting()
    append(**entry)
