"""What a person does to change something: ask with the password, prove who they are, prove the new address, or think better of it."""

from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction

from toubao.business.identity import queries as people
from toubao.business.identity.actions.signing_in import may_prove, password_right, proof_failed
from toubao.business.identity.changes import facts, holding
from toubao.business.identity.changes.values import Values, field_of, seal_values, values_of
from toubao.business.identity.codes import otp
from toubao.business.identity.models import Account, Change
from toubao.business.identity.personal import address_index
from toubao.business.steps import STALE, Actor, Decision, take
from toubao.rules.facts import Factor, Kind, Noted
from toubao.rules.flows import change as flow
from toubao.rules.flows.change import RULES, State
from toubao.rules.identity_numbers import normalised

LAPSES: Final = timedelta(hours=1)
OLD, NEW = "change-old", "change-new"
_SENT_TO: Final = {Factor.PHONE: "sms", Factor.MAIL: "mail"}


def ask(
    *, account: Account, kind: Kind, value: str, password: str, network: str, now: datetime, purchases_under_way: int = 0
) -> tuple[Change, Decision]:
    """Ask for a change with the password (2.7); what was asked before and never proved is let go. A refusal stores nothing."""
    right = password_right(account=account, password=password, network=network, now=now)
    with transaction.atomic():
        holding.lock(account)
        rule = RULES[kind]
        mine = Change.objects.filter(account=account, topic=rule.topic)
        for unproved in mine.filter(state__in=(State.ASKED, State.PROVED)) if right else ():
            take(flow.WITHDRAW, thing=unproved, facts=Noted(because="asked anew"), actor=_self(account), now=now, changes=_over(now))
        other = mine.filter(state__in=(State.WAITING, State.REVIEWED, State.APPLIED)).exists()
        change = Change(id=uuid4(), account=account, kind=kind.value, topic=rule.topic, given=[Factor.PASSWORD.value], asked_at=now)
        field = field_of(change)
        change.sealed = seal_values(change, Values(value, str(getattr(people.known(account.person), field)) if field else ""))
        change.new_index = address_index(value) if rule.new else None
        told = facts.asking(
            change, value=value, password_right=right, other_under_way=other, purchases_under_way=purchases_under_way,
        )  # fmt: skip
        return change, take(flow.ASK, thing=change, facts=told, actor=_self(account), now=now, changes={"due_at": now + LAPSES})


def old_channel(change: Change) -> str:
    """Where the code goes that proves the person by what they have: sms, mail, or nowhere."""
    return next((_SENT_TO[factor] for factor in facts.rule_of(change).needed if factor in _SENT_TO), "")


def needs_identity(change: Change) -> bool:
    """Whether identity number and birth date are asked for as well."""
    return Factor.IDENTITY in facts.rule_of(change).needed


def send_old_code(*, change: Change, network: str, now: datetime) -> otp.Sending:
    """Send the code that proves the person, to what they are reached by now."""
    known, channel = people.known(change.account.person), old_channel(change)
    return _send(change, OLD, channel, known.phone if channel == "sms" else known.mail, network, now)


def send_new_code(*, change: Change, network: str, now: datetime) -> otp.Sending:
    """Send the code that proves the new address; whoever holds it, the answer is the same."""
    return _send(change, NEW, facts.rule_of(change).new, values_of(change).new, network, now)


def prove(
    *,
    change: Change,
    entered: str = "",
    identity: tuple[str, date] | None = None,
    network: str = "",
    keep: UUID | None = None,
    now: datetime,
) -> tuple[Decision, otp.Check | None]:
    """Prove who is asking (2.7), with the code that was sent, and identity number and birth date where the kind wants them.
    What needs no new address goes on at once.
    """
    if change.state != State.ASKED:
        return STALE, None
    given, channel, checked = [Factor(each) for each in change.given], old_channel(change), None
    if channel:
        checked = otp.check(purpose=OLD, about=change.about, entered=entered, bound=_binding(change, OLD), now=now)
        given += [Factor.PHONE if channel == "sms" else Factor.MAIL] * checked.right
        if checked.right and needs_identity(change) and _is_holder(change.account, identity, network, now):
            given.append(Factor.IDENTITY)
    told = facts.step_up(change, given, tries=checked.tries if checked else 0)
    with transaction.atomic():
        holding.lock(change.account)
        changes = {"given": [each.value for each in given], "proved_at": now}
        decision = take(flow.PROVE, thing=change, facts=told, actor=_self(change.account), now=now, changes=changes)
        if decision.taken and not facts.rule_of(change).new:
            decision = holding.hold(change=change, new_proved=change.new_proved, actor=_self(change.account), keep=keep, now=now)
    return decision, checked


def confirm_new(*, change: Change, entered: str, keep: UUID | None, now: datetime) -> tuple[Decision, otp.Check | None]:
    """Prove the new address with its code: then the change holds, or waits for its time; one that is somebody else's is refused."""
    if change.state != State.PROVED or not facts.rule_of(change).new:
        return STALE, None
    checked = otp.check(purpose=NEW, about=change.about, entered=entered, bound=_binding(change, NEW), now=now)
    return holding.hold(change=change, new_proved=checked.right, actor=_self(change.account), keep=keep, now=now), checked


@transaction.atomic
def withdraw(*, change: Change, now: datetime) -> Decision:
    """The holder takes a change back that does not hold yet."""
    told = Noted(because="by its holder")
    return take(flow.WITHDRAW, thing=change, facts=told, actor=_self(change.account), now=now, changes=_over(now))


def _is_holder(account: Account, identity: tuple[str, date] | None, network: str, now: datetime) -> bool:
    """Whether identity number and birth date are the account's; wrong ones count as failures to sign in, and lock."""
    if identity is None or not may_prove(account, now):
        return False
    known = people.known(account.person)
    right = (normalised(identity[0]), identity[1]) == (normalised(known.id_number), known.birth_date)
    if not right:
        proof_failed(account, "identity", network, now)
    return right


def _send(change: Change, purpose: str, channel: str, to: str, network: str, now: datetime) -> otp.Sending:
    what = _NAMES[change.kind]
    meant = f"把這裡設為帳號的{what}" if purpose == NEW else "關閉您的網路帳號" if change.kind == Kind.LEAVE else f"變更您帳號的{what}"
    wording = (
        f"【{settings.BRAND['short_name']}】有人要{meant}。驗證碼為 {{code}}，10 分鐘內有效。不是您本人，請不要告訴任何人，並打客服電話。"
    )
    return otp.send(
        purpose=purpose, about=change.about, key=change.account.person.key, channel=channel, to=to, bound=_binding(change, purpose),
        wording=wording, network=network, now=now,
    )  # fmt: skip


_NAMES: Final = {"phone": "手機號碼", "phone_lost": "手機號碼", "mail": "電子信箱", "mail_lost": "電子信箱", "leave": "帳號"}


def _binding(change: Change, purpose: str) -> bytes:
    return otp.binding(purpose, change.pk, change.kind, bytes(change.new_index or b"").hex())


def _over(now: datetime) -> dict[str, object]:
    return {"ended_at": now, "due_at": None}


def _self(account: Account) -> Actor:
    return Actor("person", str(account.person_id))
