"""An e-policy on its way to its holder (12.1.4): given to the post, taken by it, returned, then by the second channel, or fetched here."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from toubao.business.correspondence.actions import File, Words, queue
from toubao.business.correspondence.fates import Fate, follows
from toubao.business.correspondence.models import Message
from toubao.business.correspondence.queries import lost_ways
from toubao.business.identity.actions.waking import used_for_service
from toubao.business.identity.models import Account
from toubao.business.identity.queries import known
from toubao.business.policies import facts, mailing, making, queries
from toubao.business.policies.actions import delivered
from toubao.business.policies.contract import LINK, LOCKED
from toubao.business.policies.models import Policy
from toubao.business.steps import SYSTEM, Actor, Decision, again, opens, take
from toubao.journal.writing import reopen
from toubao.rules.events import Event
from toubao.rules.facts import Delivery, Noted
from toubao.rules.flows import delivery as flow
from toubao.rules.table import Step

PURPOSES = tuple(mailing.PURPOSES.values())


@transaction.atomic(savepoint=False)
def send(*, policy: Policy, by: str, now: datetime, files: tuple[File, ...] = ()) -> Decision:
    """Give the news of the e-policy to a carrier, with what goes with a letter; the policy is sent once that has taken it (12.1.4)."""
    before, again = Message.objects.filter(subject=policy.purchase, purpose__in=PURPOSES).count(), policy.state == flow.State.RETURNED
    decision = delivered(flow.QUEUE, policy, _told(policy, by, now), {}, now=now)
    if decision.taken:
        holder = known(policy.person)
        words = mailing.letter(policy, files=files) if by == "mail" else _short(policy, again=again)
        queue(
            about=policy.about, key=policy.person.key, channel=by, to=holder.mail if by == "mail" else holder.phone, words=words,
            reference=f"policy-{policy.pk}-{before}", now=now, files=files,
        )  # fmt: skip
    return decision


def first_way(policy: Policy) -> str:
    """Where the news goes first: to the mailbox, if its holder proved that it is theirs, else to the phone."""
    account = Account.objects.filter(person=policy.person_id).first()
    return way_to(account) if account is not None else "mail"


def way_to(account: Account) -> str:
    """Where the news of this account's policies goes first; every page that says so asks here (7.1)."""
    return "mail" if account.mail_proved else "sms"


def send_first_way(*, policy: Policy, now: datetime) -> None:
    """Send a policy where its news goes first, and by mail as its holder chose. Asks for a time stamp where that is the encrypted copy."""
    way = first_way(policy)
    send(policy=policy, by=way, now=now, files=mailing.enclosed(policy, now=now) if way == "mail" else ())


def send_mended(*, policy: Policy, now: datetime) -> None:
    """Try a policy again that no channel brought to its holder, if they mended since where it goes first."""
    if first_way(policy) not in lost_ways(policy.person_id):
        send_first_way(policy=policy, now=now)


@follows(mailing.PURPOSES[LOCKED])
@follows(mailing.PURPOSES[LINK])
def became(message: Message, fate: Fate, now: datetime) -> None:
    """What became of the news of a policy: sent, or returned and then tried by the second channel; after that a person has to see to it."""
    policy = queries.issued_of(message.subject)
    if fate is Fate.TAKEN:
        _sent(policy, by=message.channel, now=now)
        return
    was_sent = policy.state == flow.State.SENT
    why = Noted(because=message.channel, reference=fate.value)
    if not take(flow.RETURN, thing=policy, facts=why, actor=SYSTEM, now=now, changes={"sent_at": None}).taken:
        return
    if was_sent:
        reopen(Event.POLICY_SENT, subject=policy.purchase)
    if message.channel == "mail":
        send(policy=policy, by="sms", now=now)


@transaction.atomic(savepoint=False)
def open_document(*, policy: Policy, account: Account, now: datetime) -> Decision:
    """The holder opens or downloads the e-policy (2.7, 8; 10.2.5: the trail of it, each time); the first time moves its delivery."""
    return _served(policy, account, flow.OPEN, {"opened_at": now}, now)


@transaction.atomic(savepoint=False)
def sign_for(*, policy: Policy, account: Account, now: datetime) -> Decision:
    """The holder signs for the e-policy (2.7, 8); stale if that was done."""
    return _served(policy, account, flow.SIGN_FOR, {"signed_for_at": now}, now)


def _served(policy: Policy, account: Account, step: Step, changes: dict[str, Any], now: datetime) -> Decision:
    """A service over the web: it counts for how long the account stays awake (8.2). A policy that no carrier has taken is handed over.
    The account is read again and held: one that was closed or stopped since the request came in is served nothing more.
    """
    held = Account.objects.select_for_update(of=("self",), no_key=True).select_related("person__key").get(pk=account.pk)
    told, actor = facts.serving(policy, held, now=now), Actor("person", str(held.person_id))
    if policy.state in flow.SEND.sources and opens(step, told, now):
        _sent(policy, by="web", now=now, actor=actor)
    decision = take(step, thing=policy, facts=told, actor=actor, now=now, changes=changes)
    if decision.stale and step is flow.OPEN:
        decision = again(step, thing=policy, facts=told, actor=actor, now=now)
    if decision.taken:
        used_for_service(account=held, now=now)
    return decision


def _sent(policy: Policy, *, by: str, now: datetime, actor: Actor = SYSTEM) -> None:
    delivered(flow.SEND, policy, _told(policy, by, now), {"sent_at": now}, now=now, actor=actor)


def _told(policy: Policy, by: str, now: datetime) -> Delivery:
    return facts.delivery(policy, digest=policy.document.digest, signature_intact=making.kept_whole(policy, now=now), by=by)


def _short(policy: Policy, *, again: bool) -> Words:
    done, here = f"【{settings.BRAND['short_name']}】您的電子保單 {policy.number} 已製作完成", mailing.link(policy)
    lost = "，但寄到您電子信箱的信沒有送達。請登入會員中心開啟並簽收，並更正電子信箱："
    return Words(
        purpose=mailing.PURPOSES[LINK],
        subject=mailing.subject(policy),
        text=f"{done}{lost if again else '。請登入會員中心開啟並簽收：'}{here}",
    )
