"""What the applicant does: begin, enter, agree, confirm, pay, give up; what the worker does next is `settling.py`."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import IntegrityError, connection, transaction

from toubao.business.consents.actions import Where
from toubao.business.failpoints import failpoint
from toubao.business.identity.codes import otp
from toubao.business.identity.models import Account, TextToSign
from toubao.business.identity.proving import signing
from toubao.business.identity.queries import known as known_of
from toubao.business.payment import actions as payment
from toubao.business.payment import opening
from toubao.business.prepared import change
from toubao.business.purchase import beforehand, facts, queries, showing
from toubao.business.purchase import draft as drafts
from toubao.business.purchase.beforehand import Kind
from toubao.business.purchase.draft import Draft
from toubao.business.purchase.models import Purchase
from toubao.business.steps import STALE, Actor, Decision, take
from toubao.business.work import defer
from toubao.gateways.card import CardEvent
from toubao.products import Product, Refusal
from toubao.rules.facts import Noted, Nothing
from toubao.rules.flows import purchase as flow

LOOK_AFTER_PAYMENT = timedelta(seconds=30)
BUSY = "busy"
_JUDGED_ON = ("sealed", "digest", "documents", "product_version", "premium", "sum_insured", "starts", "ends")
_ALONE = "SELECT FROM identity_account WHERE id = %s FOR NO KEY UPDATE"


def begun(*, account: Account, product: Product, draft: Draft, names: tuple[UUID, UUID]) -> list[Purchase]:
    """What was begun already with one of these names, or for the very same trip and not sent in; newest first. Until the transaction is
    over nobody else begins for this account, so that what isn't there is begun once.
    """
    with connection.cursor() as cursor:
        cursor.execute(_ALONE, [account.pk])
    return queries.begun(account.pk, product.code, *draft.period, names=names)


@transaction.atomic(savepoint=False)
def start(
    *, account: Account, product: Product, channel: str, channel_is_ours: bool, draft: Draft, now: datetime, as_id: UUID | None = None
) -> tuple[Purchase, Decision]:
    """Begin to buy a product (2.3, 2.6, 5.1, 7.1, 10.1.1); a refusal is journaled and nothing is stored.

    A door that names the purchase itself (`as_id`) can send the same form twice: the second time raises IntegrityError.
    """
    purchase = Purchase(
        id=as_id or uuid4(),
        account=account,
        person=account.person,
        product=product.code,
        product_version=product.version.code,
        channel=channel,
        began_at=now,
    )
    _fill(purchase, draft, product)
    told = facts.starting(account, product, channel=channel, channel_is_ours=channel_is_ours, now=now)
    return purchase, take(flow.START, thing=purchase, facts=told, actor=_self(purchase), now=now)


@transaction.atomic(savepoint=False)
def describe(*, purchase: Purchase, draft: Draft, product: Product, now: datetime) -> Decision:
    """Keep what was entered; what was agreed to before is void, since it was about something else.
    Stale if another page kept something meanwhile.
    """
    if purchase.state == flow.State.INFORMED:
        taken = take(flow.REVISE, thing=purchase, facts=Nothing(), actor=_self(purchase), now=now)
        if not taken.taken:
            return taken
    before = bytes(purchase.sealed)
    _fill(purchase, draft, product)
    kept = {name: getattr(purchase, name) for name in ("sealed", "starts", "ends", "sum_insured", "premium", "product_version")}
    begun = {"pk": purchase.pk, "state": flow.State.STARTED, "sealed": before}
    return Decision("taken") if change(Purchase, where=begun, to={**kept, "documents": [], "digest": ""}) else STALE


@transaction.atomic(savepoint=False)
def inform(
    *, purchase: Purchase, product: Product, shown: Iterable[str], agreed: Iterable[str], now: datetime, where: Where | None = None
) -> Decision:
    """The applicant saw the documents and agrees (10.1.2); `shown` and `agreed` are `name:digest`. What is said to have been shown counts
    only if it was shown to this very application (`display`). What is agreed to is what binds: this
    product's version, its documents and its premium, whichever version the application was begun with.
    """
    draft, known = queries.draft(purchase), known_of(purchase.person)
    refusals = [r.reason.value for r in drafts.screen(draft, product, known, now=now)]
    premium, version = drafts.premium(draft, product), product.version.code
    seen = showing.texts(purchase.pk)
    fetched = [named for named in shown if named in seen]
    told = facts.informing(purchase, draft, product, screening=refusals, shown=fetched, accepted=agreed, seen=seen, now=now)
    documents = list(told.documents_agreed)
    digest = drafts.digest(draft, known, product.code, version, documents, premium)
    changes = {"documents": documents, "digest": digest, "premium": premium, "product_version": version}
    decision = take(flow.INFORM, thing=purchase, facts=told, actor=_self(purchase), now=now, changes=changes, judged_on=("sealed",))
    showing.from_where(purchase, flow.INFORM.event, decision, where, now=now)
    return decision


def send_code(*, purchase: Purchase, product: Product, channel: str, insurer: str, network: str, now: datetime) -> otp.Sending:
    """Send the one-time password that confirms this application, and only this (10.1.3); never to a mailbox that nobody proved."""
    if channel == "mail" and not purchase.account.mail_proved:
        return otp.Sending(False, otp.UNPROVED)
    known = known_of(purchase.person)
    wording = (
        f"【{insurer}】您要投保{product.name}，保險金額 NT${purchase.sum_insured:,}，保險費 NT${purchase.premium:,}。"
        "確認投保的驗證碼為 {code}，10 分鐘內有效。本公司人員不會向您詢問，請勿告知他人。"
    )
    return otp.send(
        purpose="confirm", about=purchase.about, key=purchase.person.key, channel=channel,
        to=known.phone if channel == "sms" else known.mail,
        bound=_binding(purchase), wording=wording, network=network, now=now,
    )  # fmt: skip


def confirm(*, purchase: Purchase, product: Product, entered: str, now: datetime, where: Where | None = None) -> tuple[Decision, otp.Check]:
    """Send the application in with the one-time password (10.1.3). A second one for the same trip is refused, and one over our limit.

    Of several that send it in with the right code at once, all wait for the first, and find it stale. A wrong code is counted for good
    before anything else is done with it.
    """
    if purchase.state != flow.State.INFORMED:
        return STALE, otp.Check(False, False, 0, "none")
    with transaction.atomic():
        checked = otp.check(purpose="confirm", about=purchase.about, entered=entered, bound=_binding(purchase), now=now)
        if checked.right:
            decision = _send_in(purchase, product, checked, now)
            showing.from_where(purchase, flow.CONFIRM.event, decision, where, now=now)
            return decision, checked
    if checked.outcome == "used":
        purchase.refresh_from_db(fields=["state"])
    return _send_in(purchase, product, checked, now), checked


def ask_to_sign(*, purchase: Purchase, authority: str, network: str, now: datetime) -> UUID | None:
    """Make a text to sign that confirms this application, and only this (10.1.3): it holds the digest of what was agreed to. None where
    that was done too often.
    """
    return signing.ask(thing=_confirmed_by(purchase), authority=authority, network=network, now=now)


def to_sign(*, purchase: Purchase, text: UUID, now: datetime) -> TextToSign | None:
    """A text that still confirms the application as it stands, or None."""
    return signing.waiting(thing=_confirmed_by(purchase), text=text, now=now)


def confirm_by_certificate(
    *, purchase: Purchase, product: Product, text: UUID, message: bytes, where: Where, now: datetime
) -> tuple[Decision, str]:
    """Send the application in with a signature by certificate over what was agreed to (10.1.3); with what came of the signature: a Reason,
    or busy, where nothing was looked at. What was changed while the authority was asked is found changed.
    """
    if purchase.state != flow.State.INFORMED:
        return STALE, ""
    signed = signing.check(thing=_confirmed_by(purchase), text=text, message=message, known=known_of(purchase.person), now=now)
    if signed is None:
        return Decision("refused"), BUSY
    purchase.refresh_from_db()
    with transaction.atomic():
        signing.keep(signed, about=purchase.about, message=message, network=where.network, now=now)
        decision = _send_in(purchase, product, signed, now)
        showing.from_where(purchase, flow.CONFIRM.event, decision, where, now=now)
    return decision, signed.outcome


def _send_in(purchase: Purchase, product: Product, checked: facts.Proof, now: datetime) -> Decision:
    """Judge the application with what came of its code or signature, and send it in if nothing is shut."""
    if purchase.state != flow.State.INFORMED:
        return STALE
    draft, known = queries.draft(purchase), known_of(purchase.person)
    reasons = [r.reason.value for r in drafts.screen(draft, product, known, now=now)]
    found = beforehand.obstacle(purchase, product, now=now)
    if found and found.kind in beforehand.OF_THE_APPLICATION:
        reasons.append(found.kind.value)
    told = facts.application(purchase, product, draft, known, checked, screening=reasons, now=now)
    changes = {"confirmed_at": now, "next_at": now + LOOK_AFTER_PAYMENT}
    try:
        with transaction.atomic():
            return take(flow.CONFIRM, thing=purchase, facts=told, actor=_self(purchase), now=now, changes=changes, judged_on=_JUDGED_ON)
    except IntegrityError:
        purchase.refresh_from_db(fields=["state"])
        told = facts.application(purchase, product, draft, known, checked, screening=[Kind.SAME_TRIP.value], now=now)
        return take(flow.CONFIRM, thing=purchase, facts=told, actor=_self(purchase), now=now)


def pay(*, purchase: Purchase, product: Product, return_url: str, webhook_url: str, now: datetime) -> str | None:
    """Where the applicant pays; the intent is committed first. None unless the application waits for payment.
    Raises GatewayError; opening.StillOpening, opening.TooMany.
    """
    with transaction.atomic():
        waiting = {"pk": purchase.pk, "state": flow.State.CONFIRMED}
        if not change(Purchase, where=waiting, to={"next_at": now + LOOK_AFTER_PAYMENT, "tries": 0}):
            return None
        meant = payment.intend(purchase=purchase.pk, holder=purchase.person_id, amount=purchase.premium, actor=_self(purchase), now=now)
    description = f"{product.name} 保險金額 NT${purchase.sum_insured:,}"
    return opening.opened(payment=meant, description=description, return_url=return_url, webhook_url=webhook_url, now=now)


def withdraw(*, purchase: Purchase, because: str, actor: Actor, now: datetime) -> Decision:
    """Give an application up before anything was paid; what the acquirer holds is let go by the worker."""
    with transaction.atomic():
        decision = take(
            flow.WITHDRAW, thing=purchase, facts=Noted(because=because), actor=actor, now=now, changes={"ended_at": now, "next_at": now}
        )
        if decision.taken:
            look_again(purchase)
    return decision


@transaction.atomic(savepoint=False)
def hear(*, event: CardEvent, now: datetime) -> bool:
    """A webhook that was verified: remembered, and its purchase looked at again, together. One about an order that is not ours is kept
    apart; False if it could not be kept.
    """
    heard = payment.hear(event=event, now=now)
    if not isinstance(heard, bool):
        defer("purchase.advance", purchase=str(heard.purchase), lock=f"purchase:{heard.purchase}")
        failpoint("webhook:before-commit")
        transaction.on_commit(lambda: failpoint("webhook:after-commit"))
    return bool(heard)


def look_again(purchase: Purchase, *, after: float = 0) -> None:
    """Have the worker go on with a purchase; runs for one purchase come one by one."""
    defer("purchase.advance", purchase=str(purchase.pk), after=after, lock=f"purchase:{purchase.pk}")


def screening(*, purchase: Purchase, product: Product, draft: Draft, now: datetime) -> tuple[Refusal, ...]:
    """The insurer's own reasons against a draft, for the page that asks for it."""
    return drafts.screen(draft, product, known_of(purchase.person), now=now)


def _fill(purchase: Purchase, draft: Draft, product: Product) -> None:
    """Put a draft into the row's columns."""
    purchase.sealed = drafts.seal_draft(purchase.person.key, purchase.pk, draft)
    purchase.starts, purchase.ends = draft.period
    purchase.sum_insured, purchase.premium = draft.sum_insured, drafts.premium(draft, product)
    purchase.product_version = product.version.code


def _self(purchase: Purchase) -> Actor:
    return Actor("person", str(purchase.person_id))


def _confirmed_by(purchase: Purchase) -> signing.Thing:
    """What a signature stands for: this application, and the digest of all that was agreed to."""
    return signing.Thing("confirm", purchase.about, purchase.digest)


def _binding(purchase: Purchase) -> bytes:
    return otp.binding("confirm", purchase.pk, purchase.digest, purchase.premium, purchase.sum_insured, purchase.product_version)
