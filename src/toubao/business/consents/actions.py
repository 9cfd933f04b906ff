"""Keeping what was agreed to: the texts byte for byte, consents at registration, and those given and taken back on their own."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from django.db import transaction

from toubao.business.consents import facts, queries, texts
from toubao.business.consents.models import Consent, ShownText
from toubao.business.consents.texts import Text
from toubao.business.steps import Actor, Decision, take
from toubao.journal.keys import alone_with, seal_for
from toubao.journal.models import SubjectKey
from toubao.journal.writing import TAIPEI
from toubao.rules.facts import Nothing
from toubao.rules.flows import consent as flow

LONGEST_BROWSER: Final = 500


@dataclass(frozen=True, slots=True)
class Where:
    """Where a consent comes from: the network's address, what the browser says it is, and its session; kept sealed, as proof."""

    network: str = ""
    browser: str = ""
    session: str = ""


@dataclass(frozen=True, slots=True)
class Tick:
    """When one notice was agreed to, when the page with it had been fetched (None: it never was), and whether the page saw that it was
    opened to its end.
    """

    at: datetime
    seen_to_end: bool = False
    shown_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """How notices are agreed to at a registration: each on its own (a notice without a tick of its own counts with the whole), where, and
    by whose hand.
    """

    ticks: Mapping[str, Tick] = field(default_factory=dict)
    where: Where = field(default_factory=Where)
    place: str = "register"


def keep(digests: Iterable[str], *, now: datetime) -> dict[str, Text]:
    """Keep the texts of these digests for good, each once. Raises KeyError for a digest that is none of our texts'."""
    known = texts.every()
    wanted = {digest: known[digest] for digest in digests}
    rows = [
        ShownText(digest=digest, name=each.name, version=each.version, source=each.source.encode(), kept_at=now)
        for digest, each in wanted.items()
    ]
    ShownText.objects.bulk_create(rows, ignore_conflicts=True)
    return wanted


def agree_to_register(
    *, key: SubjectKey, subject: UUID, notices: Mapping[str, str], hand: Hand, actor: Actor, now: datetime
) -> list[Consent]:
    """A consent for each notice of a registration, with the text of each; its gates were judged with the step (7.2.1.1, 8.1.1.1, 15.1.2).

    `notices` maps each name to its digest. Runs in the transaction of that step.
    """
    keep(notices.values(), now=now)
    made = [_consent(key, name, digest, hand=hand, actor=actor, now=now, subject=subject) for name, digest in notices.items()]
    return Consent.objects.bulk_create(made)


@transaction.atomic
def give(*, key: SubjectKey, text: Text, ticked: bool, seen_to_end: bool, where: Where, actor: Actor, now: datetime) -> Decision:
    """Agree to one use of one's data (15.1.2); a consent to older words is replaced, one to the same words stands as it is."""
    alone_with(key.holder)  # two presses at once: one after the other
    before = queries.standing(key.holder, text.name)
    if before is not None and before.text_id == text.digest:
        return Decision("taken")
    on = now.astimezone(TAIPEI).date()
    told = facts.consenting(text, on=on, ticked=ticked, seen_to_end=seen_to_end)
    if all(verdict.lets_pass for verdict in flow.GIVE.judge(told, on=on)):
        keep([text.digest], now=now)
        if before is not None:
            take(flow.REPLACE, thing=before, facts=Nothing(), actor=actor, now=now, changes={"ended_at": now})
    hand = Hand(ticks={text.name: Tick(now, seen_to_end)}, where=where, place="members")
    made = _consent(key, text.name, text.digest, hand=hand, actor=actor, now=now, subject=None, state=flow.State.NEW)
    return take(flow.GIVE, thing=made, facts=told, actor=actor, now=now)


@transaction.atomic
def withdraw(*, key: SubjectKey, name: str, actor: Actor, now: datetime) -> Decision | None:
    """Take a consent back, from this moment on (15.1.2); None where none stands."""
    found = queries.standing(key.holder, name)
    if found is None:
        return None
    told = facts.withdrawing(found)
    return take(flow.WITHDRAW, thing=found, facts=told, actor=actor, now=now, changes={"ended_at": now})


def _consent(
    key: SubjectKey, name: str, digest: str, *, hand: Hand, actor: Actor, now: datetime, subject: UUID | None, state: str = flow.State.GIVEN
) -> Consent:
    """A consent, not stored yet; the browser's words are cut, since they may be anything."""
    made, tick = uuid4(), hand.ticks.get(name, Tick(now))
    sealed = asdict(hand.where) | {"browser": hand.where.browser[:LONGEST_BROWSER]}
    return Consent(
        id=made, key=key, name=name, text_id=digest, state=str(state), place=hand.place,
        by=actor.id if actor.kind == "staff" else actor.kind, seen_to_end=tick.seen_to_end,
        sealed=seal_for(key, sealed, context=f"consent:{made}"), subject=subject, given_at=tick.at,
    )  # fmt: skip
