"""A small model of one purchase with its money: applicant, pay page, acquirer, worker and underwriter, each step in any order,
each cut short.

It follows business (purchase/actions.py, jobs.py, settling.py, payment/actions.py) statement for statement where states change, and lets
every step be judged by the real tables. A `guard` is a place where business looks twice; the test switches each off.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from tests.rules.flows.walker import ON
from toubao.rules.facts import Authorisation, Capture, Conclusion, Instrument, Receipt
from toubao.rules.flows import payment, purchase
from toubao.rules.kit import Ruling
from toubao.rules.table import Step, outcome

P, M = purchase.State, payment.State
PRICE = 500
LIVE = (M.INTENDED, M.AUTHORISED)


class Guard(StrEnum):
    """The places where business looks twice."""

    STILL_CONFIRMED = "in the transaction that means to be paid: is the application still waiting for that?"
    STILL_MEANT = "before it hands the pay page out: is the payment still meant?"
    LEFT_OVER = "before it waits for money: is an authorisation left over from before the referral?"
    LET_GO = "when an application has ended: does the acquirer still hold something?"
    ACCEPTED = "before it charges: was the application accepted?"
    TAKEN = "when it looks an order up: is money that was taken along with the authorisation an authorisation too?"
    GIVEN_BACK = "when the acquirer won't void: was the money taken meanwhile, and must be given back?"


ALL = frozenset(Guard)


@dataclass(frozen=True, slots=True)
class World:
    """All that matters of one purchase: our two rows, the acquirer's order, what the buyer holds, and who is about to do something."""

    purchase: str = P.NEW
    payment: str = M.NEW
    order: str = "none"
    own_card: bool = True
    page: bool = False
    paying: str = ""
    awake: bool = False
    departed: bool = False
    was_authorised: bool = False
    received: bool = False
    accepted: bool = False
    charges: int = 0
    contracts: int = 0
    stray: bool = False

    @property
    def holds_money(self) -> bool:
        """Whether the acquirer holds money for an order of this purchase, or could still be given some."""
        return self.stray or self.order in ("authorised", "captured") or (self.order == "open" and self.page)

    @property
    def at_rest(self) -> bool:
        """Whether nobody is about to do anything."""
        return not self.awake and not self.paying


def explored(guards: frozenset[Guard] = ALL) -> dict[World, set[World]]:
    """Every world that can be reached, with the worlds that can follow it."""
    found: dict[World, set[World]] = {}
    todo = [World()]
    while todo:
        world = todo.pop()
        if world not in found:
            found[world] = set(following(world, guards))
            todo.extend(found[world])
    return found


def following(w: World, guards: frozenset[Guard]) -> Iterator[World]:
    """All that can happen next."""
    yield from _applicant(w)
    yield from _pay_page(w, guards)
    yield from _buyer(w)
    yield from _underwriter(w)
    yield from _acquirer(w)
    if not w.departed and w.purchase != P.NEW:
        yield replace(w, departed=True)
    if w.awake:
        yield from _WORKER[w.purchase](w, guards)
    if Guard.ACCEPTED not in guards:
        yield from _charge(w, guards)


def _applicant(w: World) -> Iterator[World]:
    """Begins, agrees, thinks again, confirms, gives up; the gates of these steps are walked elsewhere."""
    for step in (purchase.START, purchase.INFORM, purchase.REVISE):
        if w.purchase in step.sources:
            yield replace(w, purchase=step.target)
    if w.purchase in purchase.CONFIRM.sources:
        yield replace(w, purchase=purchase.CONFIRM.target, awake=True)
    if w.purchase in purchase.WITHDRAW.sources:
        yield replace(w, purchase=purchase.WITHDRAW.target, awake=True)


def _pay_page(w: World, guards: frozenset[Guard]) -> Iterator[World]:
    """The web process that opens the acquirer's page; it can die at each point."""
    if w.paying:
        yield replace(w, paying="")
    if not w.paying and w.purchase == P.CONFIRMED:
        yield replace(w, paying="asked")
    elif w.paying == "asked" and (w.purchase == P.CONFIRMED or Guard.STILL_CONFIRMED not in guards):
        awake = w.awake or w.purchase == P.CONFIRMED
        if w.payment in LIVE:
            yield replace(w, paying="meant", awake=awake)
        else:
            fresh = replace(w, payment=M.INTENDED, order="none", own_card=True, page=False, stray=w.stray or w.holds_money)
            yield replace(fresh, paying="meant", awake=awake)
    elif w.paying == "meant":
        yield replace(w, paying="opened", order="open" if w.order == "none" else w.order)
    elif w.paying == "opened":
        yield replace(w, paying="", page=w.page or w.payment == M.INTENDED or Guard.STILL_MEANT not in guards)


def _buyer(w: World) -> Iterator[World]:
    """Pays with a card of their own, with somebody else's, or is declined; the acquirer's message about it may come or be lost."""
    if w.page and w.order == "open":
        for paid in (replace(w, order="authorised"), replace(w, order="authorised", own_card=False), replace(w, order="declined")):
            yield paid
            yield replace(paid, awake=True)


def _acquirer(w: World) -> Iterator[World]:
    """Takes the money without being asked: along with the authorisation, or somebody there does it by hand."""
    if w.order == "authorised":
        yield replace(w, order="captured")


def _underwriter(w: World) -> Iterator[World]:
    """Decides what was referred."""
    for step in (purchase.CLEAR, purchase.REFUSE):
        if w.purchase == P.REFERRED:
            received = w.received and step is not purchase.CLEAR
            yield replace(w, purchase=step.target, received=received, awake=True)


def _wait_for_money(w: World, guards: frozenset[Guard]) -> Iterator[World]:
    if w.departed:
        yield replace(w, purchase=purchase.WITHDRAW.target)
    elif w.payment == M.AUTHORISED and Guard.LEFT_OVER in guards:
        yield from _void(w, guards)
    elif w.payment == M.INTENDED and (w.order == "authorised" or (w.order == "captured" and Guard.TAKEN in guards)):
        yield from _authorise(w, guards)
    elif w.payment == M.INTENDED and w.order in ("declined", "voided", "refunded"):
        yield replace(w, payment=M.DECLINED)


def _authorise(w: World, guards: frozenset[Guard]) -> Iterator[World]:
    """Payment and application together; somebody else's card is let go."""
    told = Authorisation(
        registered_online=True, instrument=Instrument.OWN_CARD, personal_line=True, holder_matched=w.own_card, authorised=True,
        authorisation_code="A1", amount=PRICE, premium=PRICE, application_confirmed=w.purchase == P.CONFIRMED,
    )  # fmt: skip
    if _open(payment.AUTHORISE, w.payment, told) and _open(purchase.AUTHORISE, w.purchase, told):
        yield replace(w, payment=M.AUTHORISED, purchase=P.AUTHORISED, was_authorised=True)
    else:
        yield from _void(w, guards)


def _report_receipt(w: World, guards: frozenset[Guard]) -> Iterator[World]:
    if _open(purchase.RECEIVE, w.purchase, Receipt(authorisation_code="A1", receipt_number="R1")):
        yield replace(w, purchase=P.RECEIVED, received=True)
    yield replace(w, purchase=P.REFUSED)


def _decide(w: World, guards: frozenset[Guard]) -> Iterator[World]:
    """The gates of underwriting are walked elsewhere: here each of their outcomes happens."""
    yield replace(w, purchase=P.ACCEPTED, accepted=True)
    yield replace(w, purchase=P.REFERRED)
    yield replace(w, purchase=P.REFUSED)


def _charge(w: World, guards: frozenset[Guard]) -> Iterator[World]:
    """Ask for the money, then record it with the contract; the answer may be lost in between, or the acquirer may say no."""
    told = Capture(application_accepted=w.purchase == P.ACCEPTED, amount=PRICE, premium=PRICE)
    if Guard.ACCEPTED in guards and not _open(payment.CAPTURE, w.payment, told):
        return
    if w.order == "authorised":
        yield replace(w, order="captured", charges=min(w.charges + 1, 2))
        if w.purchase == P.ACCEPTED:
            yield replace(w, purchase=P.REFUSED)
    elif w.order == "captured" and w.purchase == P.ACCEPTED:
        signed = Conclusion(agreed_to="d", says="d", captured=True, captured_amount=PRICE, premium=PRICE, serial="TB-1")
        if _open(purchase.CONCLUDE, w.purchase, signed):
            yield replace(w, payment=M.CAPTURED, purchase=P.CONCLUDED, contracts=min(w.contracts + 1, 2))


def _report_issue(w: World, guards: frozenset[Guard]) -> Iterator[World]:
    yield replace(w, purchase=P.REPORTED, awake=False)


def _tidy(w: World, guards: frozenset[Guard]) -> Iterator[World]:
    """Let go what an ended or referred application still holds, then sleep."""
    if w.payment in LIVE and Guard.LET_GO in guards:
        yield from _void(w, guards)
    else:
        yield replace(w, awake=False)


def _void(w: World, guards: frozenset[Guard]) -> Iterator[World]:
    """Ask to let an authorisation go, or a page nobody paid at; what was taken is given back; an order that the acquirer never heard of
    counts as declined.
    """
    if w.order == "none":
        yield replace(w, payment=M.DECLINED)
    elif w.order in ("captured", "refunded"):
        if Guard.GIVEN_BACK in guards:
            yield replace(w, order="refunded")
            yield replace(w, order="refunded", payment=M.REFUNDED)
    elif w.order != "captured":
        gone = replace(w, order="voided" if w.order in ("open", "authorised") else w.order)
        yield gone
        yield replace(gone, payment=M.VOIDED)


def _rest(w: World, guards: frozenset[Guard]) -> Iterator[World]:
    yield replace(w, awake=False)


_WORKER = {
    P.CONFIRMED: _wait_for_money,
    P.AUTHORISED: _report_receipt,
    P.RECEIVED: _decide,
    P.ACCEPTED: _charge,
    P.CONCLUDED: _report_issue,
    P.REFUSED: _tidy,
    P.REFERRED: _tidy,
    P.WITHDRAWN: _tidy,
    P.REPORTED: _rest,
}


def _open(step: Step, state: str, told: Any) -> bool:
    return state in step.sources and outcome(step.judge(told, on=ON)) is Ruling.OPEN


def leading_to(goals: Iterable[World], found: dict[World, set[World]]) -> set[World]:
    """The worlds from which one of the goals can be reached."""
    before: dict[World, list[World]] = {}
    for world, nexts in found.items():
        for each in nexts:
            before.setdefault(each, []).append(world)
    reached, todo = set(goals), list(goals)
    while todo:
        for world in before.get(todo.pop(), ()):
            if world not in reached:
                reached.add(world)
                todo.append(world)
    return reached
