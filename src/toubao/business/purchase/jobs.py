"""Going on with a purchase after the applicant has paid: one institution after the other, each answer recorded at once;
called by the worker.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from toubao.business.identity.queries import known as known_of
from toubao.business.identity.queries import same_number
from toubao.business.outside import ask, institutions
from toubao.business.payment import actions as payments
from toubao.business.payment import queries as payment_queries
from toubao.business.payment.actions import NotToBeCharged
from toubao.business.payment.facts import authorisation
from toubao.business.payment.models import Payment
from toubao.business.policies.queries import number_of
from toubao.business.purchase import draft as drafts
from toubao.business.purchase import facts, money, queries, settling
from toubao.business.purchase.actions import look_again, withdraw
from toubao.business.purchase.models import Purchase
from toubao.business.purchase.telling import industry, waiting
from toubao.business.steps import SYSTEM, Decision, answers_with_steps
from toubao.business.underwriting import actions as underwriting
from toubao.business.underwriting import queries as underwriting_queries
from toubao.business.work import Lane, job
from toubao.gateways.card import CardState
from toubao.gateways.evidence import GatewayError
from toubao.products import Product
from toubao.products.limits import NoLimit
from toubao.products.travel_accident.screening import Reason
from toubao.rules.flows.settlement import Remedy, Standing, remedy
from toubao.rules.periods import day_of

PAUSES = (2, 5, 10, 20, 40, 60, 120, 300)
"""Seconds between tries to reach an institution; the last one repeats."""
UNREACHED = "系統暫時無法完成必要的查詢，為保障您的權益，已取消這次申請。您可以稍後重新投保。"
DEPARTED = "出發時間已過，這份申請無法再承保。"
UNLIMITED = "目前沒有適用於您的網路投保限額資料，無法核保，這次申請沒有成立。請聯絡客服，由專人為您處理。"
UNCHARGED = "發卡銀行沒有完成扣款，這份申請無法成立。"
_logger = logging.getLogger(__name__)


@job("purchase.advance", lane=Lane.PURCHASES)
@answers_with_steps()
def advance(*, purchase: str, now: datetime) -> None:
    """Go on with one purchase as far as the institutions answer; safe to run at any time, any number of times."""
    for _ in range(12):
        found = queries.purchase(UUID(purchase))
        if found is None or found.held or found.state not in _NEXT:
            return
        try:
            if not _NEXT[found.state](found, now):
                return
        except GatewayError as error:
            _later(found, str(error), now)
            return
        except Exception as error:
            _logger.exception("purchase.advance failed", extra={"purchase": purchase, "state": found.state})
            _later(found, type(error).__name__, now)
            return


def _paying(purchase: Purchase, now: datetime) -> bool:
    """Learn what became of the payment; goes on once it is authorised."""
    payment = payment_queries.live(purchase.pk)
    if purchase.starts is not None and purchase.starts <= now:
        return withdraw(purchase=purchase, because=DEPARTED, actor=SYSTEM, now=now).taken
    if payment is None:
        Purchase.objects.filter(pk=purchase.pk, state=purchase.state).update(next_at=purchase.starts)
        return False
    if payment.state == "authorised":  # left over from before a referral, cleared before it could be let go
        return _let_go(purchase, payment, now)
    card = payments.look_up(payment=payment, now=now)
    wanted = remedy(Standing.PAYING, card.status)
    if wanted is Remedy.AUTHORISE:
        return _authorise(purchase, payment, card, now)
    if wanted is Remedy.DECLINE:
        payments.decline(payment=payment, because=card.decline_reason or card.status, now=now)
        return False
    pause = timedelta(seconds=_pause(purchase.tries))
    Purchase.objects.filter(pk=purchase.pk, state=purchase.state).update(next_at=now + pause, tries=purchase.tries + 1)
    return False


def _authorise(purchase: Purchase, payment: Payment, card: CardState, now: datetime) -> bool:
    """Check whose card it is (12.1.2), then record the authorisation, or let it go."""
    known = known_of(purchase.person)
    checking = partial(
        institutions().holder_check.check, reference=f"holder-{payment.pk}", card_token=card.card_token, id_number=known.id_number
    )
    holder = ask(checking, name="holder_check", about=purchase.about, now=now)
    told = authorisation(
        payment, card, holder_matched=holder.matched, registered_online=facts.pays_as_online(purchase.account),
        personal_line=queries.product(purchase, now=now).personal, application_confirmed=purchase.state == "confirmed",
    )  # fmt: skip
    decision = settling.authorised(purchase=purchase, payment=payment, told=told, card=card, now=now)
    if decision.outcome == "refused":
        _let_go(purchase, payment, now, because=decision.shut[0].words)
        return False
    return decision.taken


def _authorised(purchase: Purchase, now: datetime) -> bool:
    """Report the receipt (11.2.1)."""
    payment = _payment(purchase)
    return _or_later(settling.received(purchase=purchase, payment=payment, number=industry.receipt(purchase, now), now=now), purchase, now)


def _received(purchase: Purchase, now: datetime) -> bool:
    """Decide; where no limit is on record nothing is taken, and no money stays held."""
    product = queries.product(purchase, now=now)
    try:
        return _underwritten(purchase, product, now)
    except NoLimit:
        _logger.exception("no limit is on record", extra={"purchase": str(purchase.pk)})
        return _refuse(purchase, product, "11.2.2", UNLIMITED, now)


def _underwritten(purchase: Purchase, product: Product, now: datetime) -> bool:
    """Reserve our own limit, ask the industry, decide (11.2.2, 11.2.3). Raises NoLimit."""
    company, _ = facts.limits(purchase, product, now=now)
    period = {"starts": _start(purchase), "ends": _end(purchase)}
    same = same_number(purchase.account)
    held = underwriting.reserve(
        about=purchase.about, insured=purchase.person_id, same=same, line=product.line, amount=purchase.sum_insured, most=company, now=now,
        **period,
    )  # fmt: skip
    if held is None:
        total = underwriting_queries.overlapping(insured=same, line=product.line, apart_from=purchase.pk, **period)
        told = facts.underwriting_of(purchase, product, company_total=total, industry_total=None, screening=(), now=now)
        settling.decided(purchase=purchase, product=product, told=told, now=now)
        return True
    asking = partial(
        institutions().industry_query.cumulated, reference=f"industry-{purchase.pk}", id_number=known_of(purchase.person).id_number,
        line=product.line, starts=day_of(_start(purchase)), ends=day_of(_end(purchase)),
    )  # fmt: skip
    reply = ask(asking, name="industry.query", about=purchase.about, now=now)
    if _departed(purchase, now):
        return _refuse(purchase, product, "11.2.4", DEPARTED, now)
    told = facts.underwriting_of(
        purchase, product, company_total=held.others, industry_total=reply.total,
        screening=_referring(purchase, product, companies=reply.companies, now=now), now=now,
    )  # fmt: skip
    settling.decided(purchase=purchase, product=product, told=told, now=now)
    return True


def _accepted(purchase: Purchase, now: datetime) -> bool:
    """Charge the premium, once, and conclude (11.2.1, 5.2.11).

    What must not be charged is refused before anybody is asked. An answer over another amount, or none, is asked about again; one that
    stays wrong for half an hour ends in a refusal, and what was taken is given back.
    """
    payment, product = _payment(purchase), queries.product(purchase, now=now)
    if not facts.as_agreed(purchase):
        return settling.not_as_agreed(purchase=purchase, product=product, now=now).taken
    try:
        card, code = money.charge(purchase=purchase, payment=payment, now=now)
    except NotToBeCharged as forbidden:
        shut = forbidden.decision.shut[0]
        return _refuse(purchase, product, shut.clause, shut.words, now)
    wanted = remedy(Standing.ACCEPTED, card.status)
    if wanted is Remedy.CONCLUDE:
        decision = settling.charged(purchase=purchase, payment=payment, product=product, card=card, now=now)
        if not decision.shut:
            return decision.taken
    if wanted is Remedy.REFUSE or (wanted is Remedy.CHARGE and code):
        return _refuse(purchase, product, "12.1.1", f"{UNCHARGED}（{code or card.status}）", now)
    if wanted is Remedy.CONCLUDE and _waited_long(purchase, now):
        return _refuse(purchase, product, "12.1.1", UNCHARGED, now)
    _later(purchase, f"the acquirer says {card.status}, NT${card.amount:,}", now)
    return False


def _concluded(purchase: Purchase, now: datetime) -> bool:
    """Report the issue, within twenty-four hours (11.2.1)."""
    number = number_of(purchase.pk)
    report = industry.issue(purchase, number, now)
    _or_later(settling.reported(purchase=purchase, policy_number=number, report=report, now=now), purchase, now)
    return False


def _ended(purchase: Purchase, now: datetime) -> bool:
    """Let go what a refused, referred or withdrawn application still holds: the authorisation, the limit, and the receipt's report
    (made up for first, if it was missed).
    """
    payment = payment_queries.live(purchase.pk)
    if payment is not None and not _let_go(purchase, payment, now):
        return False
    if purchase.state == "refused" and purchase.authorised_at and not purchase.receipt:
        number = industry.receipt(purchase, now)
        if not number:
            _later(purchase, "the industry gave no number", now)
            return False
        settling.received_late(purchase=purchase, number=number, now=now)
        return True
    if purchase.receipt and purchase.state != "referred":
        industry.withdraw(purchase, now)
    underwriting.release(about=purchase.about, because=purchase.state, now=now)
    Purchase.objects.filter(pk=purchase.pk, state=purchase.state).update(next_at=None)
    return False


def _let_go(purchase: Purchase, payment: Payment, now: datetime, because: str = "not concluded") -> bool:
    """Let the money go, or ask again later."""
    gone = money.let_go(purchase=purchase, payment=payment, because=because, now=now)
    if not gone:
        _later(purchase, "the acquirer still holds the money", now)
    return gone


_NEXT: dict[str, Callable[[Purchase, datetime], bool]] = {
    "confirmed": _paying,
    "authorised": _authorised,
    "received": _received,
    "accepted": _accepted,
    "concluded": _concluded,
    "refused": _ended,
    "referred": _ended,
    "withdrawn": _ended,
}


def _or_later(decision: Decision, purchase: Purchase, now: datetime) -> bool:
    """Whether a step was taken; one that its gates refused is tried again later, as if the institution had not answered."""
    if decision.shut:
        _later(purchase, decision.shut[0].words, now)
    return decision.taken


def _later(purchase: Purchase, because: str, now: datetime) -> None:
    """A step could not be made: try again after a pause, or give up where the customer's money must not wait any longer.

    Once a charge may have been asked for nothing is given up before the acquirer has said what became of it; somebody is called.
    """
    waiting.tell(purchase, because, now)
    if purchase.tries == queries.STALLED_AFTER and purchase.state != "confirmed":
        settling.stalled(purchase=purchase, because=because, now=now)
    if purchase.state in ("authorised", "received") and (_waited_long(purchase, now) or _departed(purchase, now)):
        unanswered = "11.2.1" if purchase.state == "authorised" else "11.2.3"  # the report of the receipt, or the industry's sum
        _refuse(purchase, queries.product(purchase, now=now), unanswered, UNREACHED, now)
        look_again(purchase)
        return
    pause = _pause(purchase.tries)
    Purchase.objects.filter(pk=purchase.pk, state=purchase.state).update(next_at=now + timedelta(seconds=pause), tries=purchase.tries + 1)
    look_again(purchase, after=pause)


def _refuse(purchase: Purchase, product: Product, clause: str, words: str, now: datetime) -> bool:
    return settling.refused(purchase=purchase, product=product, reasons=[{"clause": clause, "words": words}], now=now).taken


def _referring(purchase: Purchase, product: Product, *, companies: int, now: datetime) -> list[str]:
    """The insurer's own reasons to have a person look at it."""
    refusals = drafts.screen(
        queries.draft(purchase), product, known_of(purchase.person), now=purchase.confirmed_at or now, companies=companies
    )
    return [r.reason.value for r in refusals if r.refers and r.reason is Reason.OTHER_INSURERS]


def _payment(purchase: Purchase) -> Payment:
    """The live payment of a purchase that has one. Raises Payment.DoesNotExist if the books are wrong."""
    return payment_queries.authorised(purchase.pk)


def _waited_long(purchase: Purchase, now: datetime) -> bool:
    return now - (purchase.authorised_at or now) >= settling.GIVE_UP_AFTER


def _departed(purchase: Purchase, now: datetime) -> bool:
    return purchase.starts is not None and purchase.starts <= now


def _start(purchase: Purchase) -> datetime:
    assert purchase.starts is not None
    return purchase.starts


def _end(purchase: Purchase) -> datetime:
    assert purchase.ends is not None
    return purchase.ends


def _pause(tries: int) -> int:
    return PAUSES[min(tries, len(PAUSES) - 1)]
