"""What is recorded once an institution has answered: authorised, received, accepted, referred, concluded, refused; asks nobody."""

import logging
import secrets
import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db import transaction

from toubao.business.identity.actions.waking import used_to_buy
from toubao.business.payment import actions as payments
from toubao.business.payment.models import Payment
from toubao.business.policies import actions as policies
from toubao.business.purchase import facts
from toubao.business.purchase.models import Purchase
from toubao.business.purchase.telling import letters
from toubao.business.steps import SYSTEM, Actor, Decision, note, opens, take
from toubao.business.underwriting import actions as underwriting
from toubao.gateways.card import CardState
from toubao.products import Product
from toubao.rules.articles import art06_performance as art06
from toubao.rules.events import Event
from toubao.rules.facts import Authorisation, Noted, Underwriting
from toubao.rules.flows import purchase as flow
from toubao.rules.kit import Verdict

GIVE_UP_AFTER = timedelta(minutes=30)
"""How long an authorised application may wait for an institution before it is refused and the authorisation let go;
the insurer's own choice.
"""
UNDECIDED = "到您填寫的保障開始時間還沒有完成審核，這份申請已經結束，沒有成立契約。"
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
SERIAL_SIGNS = 12
_logger = logging.getLogger(__name__)


@transaction.atomic(savepoint=False)
def authorised(*, purchase: Purchase, payment: Payment, told: Authorisation, card: CardState, now: datetime) -> Decision:
    """Payment and application are authorised together; a shut gate (someone else's card) refuses the payment, not yet the application.

    From here on an application was made: it has its serial number, whatever becomes of it (5.2.11), and the account's five years for
    purchases begin anew (7.3).
    """
    serial = purchase.serial or new_serial()  # who pays again after a referral keeps theirs
    decision = payments.authorise(payment=payment, facts=told, code=card.authorisation_code, last_four=card.last_four, now=now)
    if not decision.taken:
        return decision
    changes: dict[str, Any] = {"serial": serial, "authorised_at": now, "next_at": now, "tries": 0}
    used_to_buy(account=purchase.account, now=now)
    numbered = replace(told, serial=serial)
    return take(flow.AUTHORISE, thing=purchase, facts=numbered, actor=Actor("institution", "card"), now=now, changes=changes)


def received(*, purchase: Purchase, payment: Payment, number: str, now: datetime) -> Decision:
    """The industry knows of the application (11.2.1)."""
    changes = {"receipt": number, "next_at": now, "tries": 0}
    return take(flow.RECEIVE, thing=purchase, facts=facts.receipt(payment, number), actor=SYSTEM, now=now, changes=changes)


@transaction.atomic(savepoint=False)
def received_late(*, purchase: Purchase, number: str, now: datetime) -> None:
    """The report that a refused application still owed was made (11.2.1 knows no exception): its duty is met, late and on record."""
    if Purchase.objects.filter(pk=purchase.pk, receipt="").update(receipt=number):
        note(
            Event.RECEIPT_REPORTED,
            about=purchase.about,
            actor=SYSTEM,
            now=now,
            facts=Noted(because="refused before it was reported", reference=number),
        )


@transaction.atomic(savepoint=False)
def decided(*, purchase: Purchase, product: Product, told: Underwriting, now: datetime) -> Decision:
    """Accept the risk, refer it to a person, or refuse it (11.2.2, 11.2.3, 11.2.4)."""
    decision = take(flow.ACCEPT, thing=purchase, facts=told, actor=SYSTEM, now=now, changes={"next_at": now, "tries": 0})
    if decision.taken:
        underwriting.keep(purchase=purchase.pk)
    elif decision.outcome == "referred":
        underwriting.refer(purchase=purchase.pk, reasons=[*told.abnormal, *told.screening], now=now)
        why = Noted(because="; ".join(v.words for v in decision.shut))
        if take(flow.REFER, thing=purchase, facts=why, actor=SYSTEM, now=now, changes={"next_at": now, "tries": 0}).taken:
            letters.referred(purchase=purchase, product=product, now=now)
    elif decision.outcome == "refused":
        if told.says != told.agreed_to:
            differs(purchase=purchase, now=now)
        refused(purchase=purchase, product=product, reasons=_reasons(decision.shut), now=now)
    return decision


@transaction.atomic(savepoint=False)
def not_as_agreed(*, purchase: Purchase, product: Product, now: datetime) -> Decision:
    """Refuse what was accepted and is not what was agreed to any more, before it is charged; what was charged is given back (6.1.2)."""
    differs(purchase=purchase, now=now)
    gate = art06.as_agreed
    return refused(purchase=purchase, product=product, reasons=[_reason(gate.clause, gate.otherwise)], now=now)


@transaction.atomic(savepoint=False)
def differs(*, purchase: Purchase, now: datetime) -> None:
    """A purchase is not what was agreed to any more: it goes no further, and somebody is called (6.1.2)."""
    _logger.error("what is to be contracted was not agreed to", extra={"purchase": str(purchase.pk), "state": purchase.state})
    note(Event.CONTRACT_DIFFERS, about=purchase.about, actor=SYSTEM, now=now, facts=Noted(because=purchase.state))


@transaction.atomic(savepoint=False)
def refused(*, purchase: Purchase, product: Product, reasons: Iterable[dict[str, str]], now: datetime, actor: Actor = SYSTEM) -> Decision:
    """Refuse the application in plain words; the worker lets the authorisation go and tells the industry, the applicant is told at once."""
    told = list(reasons)
    changes = {"refusal": told, "ended_at": now, "next_at": now, "tries": 0}
    because = Noted(because="; ".join(f"{r['clause']} {r['words']}".strip() for r in told))
    decision = take(flow.REFUSE, thing=purchase, facts=because, actor=actor, now=now, changes=changes)
    if decision.taken:
        underwriting.release(about=purchase.about, because="refused", now=now)
        letters.refusal(purchase=purchase, product=product, now=now)
    return decision


@transaction.atomic(savepoint=False)
def charged(*, purchase: Purchase, payment: Payment, product: Product, card: CardState, now: datetime) -> Decision:
    """The acquirer says that it charged: conclude the contract under its serial number (5.2.11), record the charge, open the policy, tell
    the customer. Where that is not the premium nothing is recorded but the refusal.
    """
    serial = purchase.serial or new_serial()
    told = facts.conclusion(purchase, card, serial)
    if opens(flow.CONCLUDE, told, now):
        paid = payments.record_charge(payment=payment, facts=facts.charge(purchase, payment), now=now)
        if not paid.taken:
            return paid
    changes: dict[str, Any] = {"serial": serial, "concluded_at": now, "next_at": now, "tries": 0}
    decision = take(flow.CONCLUDE, thing=purchase, facts=told, actor=SYSTEM, now=now, changes=changes)
    if decision.taken:
        policy = policies.open_policy(contract=letters.contract(purchase, product, payment), now=now)
        letters.confirmation(purchase=purchase, product=product, policy_number=policy.number, now=now)
    return decision


@transaction.atomic(savepoint=False)
def let_go(*, purchase: Purchase, payment: Payment, status: str, because: str, now: datetime) -> None:
    """The acquirer holds nothing of a payment any more; the applicant is told if money had been taken and was given back."""
    decision = payments.settle(payment=payment, status=status, because=because, now=now)
    if decision.taken and status == "refunded":
        letters.refunded(purchase=purchase, payment=payment, now=now)


@transaction.atomic(savepoint=False)
def delayed(*, purchase: Purchase, product: Product, because: str, now: datetime) -> None:
    """An institution has kept the applicant waiting for minutes: that is told (13.1)."""
    why = Noted(because=because[:200], reference=purchase.state)
    note(Event.PURCHASE_DELAYED, about=purchase.about, actor=SYSTEM, now=now, facts=why)
    letters.delayed(purchase=purchase, product=product, now=now)


@transaction.atomic(savepoint=False)
def stalled(*, purchase: Purchase, because: str, now: datetime) -> None:
    """What a purchase waits for has not come for long: somebody has to look, and the journal says since when."""
    note(Event.PURCHASE_STALLED, about=purchase.about, actor=SYSTEM, now=now, facts=Noted(because=because[:200], reference=purchase.state))


@transaction.atomic(savepoint=False)
def reported(*, purchase: Purchase, policy_number: str, report: str, now: datetime) -> Decision:
    """The industry knows of the contract (11.2.1); nothing is left for the worker."""
    changes = {"report": report, "next_at": None, "ended_at": now, "tries": 0}
    told = facts.issue_report(purchase, policy_number, report)
    return take(flow.REPORT, thing=purchase, facts=told, actor=SYSTEM, now=now, changes=changes)


@transaction.atomic(savepoint=False)
def cleared(*, purchase: Purchase, product: Product, accepted: bool, because: str, actor: Actor, now: datetime) -> Decision | None:
    """An underwriter's decision on a referred application (11.2.4): back to payment, or refused. None if it was decided before."""
    if not underwriting.decide(purchase=purchase.pk, accepted=accepted, by=actor.id, because=because, now=now):
        return None
    note(Event.REFERRAL_DECIDED, about=purchase.about, actor=actor, now=now, facts=Noted(because=because))
    if not accepted:
        return refused(purchase=purchase, product=product, reasons=[_reason("11.2.4", because)], now=now, actor=actor)
    changes = {"next_at": now, "tries": 0}
    decision = take(flow.CLEAR, thing=purchase, facts=Noted(because=because), actor=actor, now=now, changes=changes)
    if decision.taken:
        letters.cleared(purchase=purchase, product=product, now=now)
    return decision


@transaction.atomic(savepoint=False)
def too_late(*, purchase: Purchase, product: Product, now: datetime) -> None:
    """A referred application that nobody decided before its cover would have begun ends there: told, its money and its limit let go."""
    if underwriting.decide(purchase=purchase.pk, accepted=False, by=SYSTEM.id, because=UNDECIDED, now=now):
        note(Event.REFERRAL_DECIDED, about=purchase.about, actor=SYSTEM, now=now, facts=Noted(because=UNDECIDED))
        refused(purchase=purchase, product=product, reasons=[_reason("11.2.4", UNDECIDED)], now=now)


def new_serial() -> str:
    """A serial number as the customer gets it: TB, three groups of four, the last sign a check; not to be guessed (31^11)."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(11))
    whole = body + serial_check(body)
    return f"TB-{whole[:4]}-{whole[4:8]}-{whole[8:]}"


def serial_check(body: str) -> str:
    """The check sign of eleven signs: their weighted sum modulo 31, a prime,
    so that any one mistyped sign or two exchanged ones are noticed.
    """
    return ALPHABET[sum((place + 1) * ALPHABET.index(sign) for place, sign in enumerate(body)) % len(ALPHABET)]


class SerialFault(StrEnum):
    """What is wrong with a serial number as typed, so that a page can say how to mend it."""

    EMPTY = "empty"
    LENGTH = "length"
    SIGN = "sign"
    CHECK = "check"


def read_serial(typed: str) -> tuple[str, SerialFault | None]:
    """A serial number as we write it, however it was typed (lower case, full width, without TB or lines between), or ("",
    what is wrong).
    """
    signs = "".join(c for c in unicodedata.normalize("NFKC", typed).upper() if c.isalnum())
    body = signs.removeprefix("TB") if len(signs) != SERIAL_SIGNS else signs
    if not signs:
        return "", SerialFault.EMPTY
    if len(body) != SERIAL_SIGNS:
        return "", SerialFault.LENGTH
    if not set(body) <= set(ALPHABET):
        return "", SerialFault.SIGN
    if serial_check(body[:-1]) != body[-1]:
        return "", SerialFault.CHECK
    return f"TB-{body[:4]}-{body[4:8]}-{body[8:]}", None


def _reasons(shut: Iterable[Verdict]) -> list[dict[str, str]]:
    return [_reason(verdict.clause, verdict.words) for verdict in shut]


def _reason(clause: str, words: str) -> dict[str, str]:
    return {"clause": clause, "words": words}
