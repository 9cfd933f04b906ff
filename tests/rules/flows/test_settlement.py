"""A purchase and its money in every order of events: what must be true in every world, and that each guard is needed for it."""

from collections.abc import Callable
from functools import cache

import pytest

from tests.rules.flows.settlement import ALL, LIVE, Guard, M, P, World, explored, leading_to

ENDED = (P.REFUSED, P.WITHDRAWN)
SOLD = (P.CONCLUDED, P.REPORTED)
Truth = Callable[[World], bool]

ALWAYS: dict[str, Truth] = {
    "one charge at most": lambda w: w.charges <= 1,
    "one contract at most": lambda w: w.contracts <= 1,
    "no charge before acceptance": lambda w: w.charges == 0 or w.accepted,
    "no charge before authorisation": lambda w: w.charges == 0 or w.was_authorised,
    "no policy without money": lambda w: w.contracts == 0 or (w.order == "captured" and w.payment == M.CAPTURED),
    "no contract without acceptance": lambda w: w.contracts == 0 or w.accepted,
    "what is sold is a contract, and a contract is sold": lambda w: (w.purchase in SOLD) == (w.contracts == 1),
    "what is recorded as charged was charged": lambda w: w.payment != M.CAPTURED or w.order == "captured",
    "what was charged becomes a contract": lambda w: w.charges == 0 or w.purchase in SOLD or (w.purchase == P.ACCEPTED and w.awake),
    "no receipt before authorisation": lambda w: not w.received or w.was_authorised,
    "no authorisation on somebody else's card": lambda w: w.payment not in (M.AUTHORISED, M.CAPTURED) or w.own_card,
    "refused or withdrawn, nothing was charged by us": lambda w: w.purchase not in ENDED or w.charges == 0,
    "what was given back is no contract": lambda w: w.order != "refunded" or w.contracts == 0,
    "what is recorded as given back was": lambda w: w.payment != M.REFUNDED or w.order == "refunded",
    "refused or withdrawn, no live money at the end": lambda w: not (w.purchase in ENDED and w.at_rest and w.holds_money),
    "no order is lost sight of": lambda w: not w.stray,
    "what is under way is looked at": lambda w: (
        w.at_rest is False or w.purchase in (P.NEW, P.STARTED, P.INFORMED, P.REFERRED, *ENDED, P.REPORTED)
    ),
}


@cache
def worlds(without: Guard | None = None) -> dict[World, set[World]]:
    return explored(ALL - {without})


def untrue(found: dict[World, set[World]]) -> set[str]:
    """The statements that some world breaks, with those about what must stay possible."""
    broken = {says for says, holds in ALWAYS.items() if not all(map(holds, found))}
    sold = [w for w in found if w.purchase == P.REPORTED and w.at_rest]
    ended = [w for w in found if w.purchase in ENDED and w.at_rest and w.payment not in LIVE and not w.holds_money]
    if leading_to([*sold, *ended], found) != set(found):
        broken.add("every world can come to an end")
    hopeful = {w for w in found if w.purchase == P.CONFIRMED and not w.departed}
    if not hopeful <= leading_to(sold, {w: nexts for w, nexts in found.items() if not w.departed}):
        broken.add("what was sent in can be paid until departure")
    return broken


def test_what_must_be_true_is_true_in_every_world() -> None:
    assert len(worlds()) > 300
    assert untrue(worlds()) == set()


@pytest.mark.parametrize("guard", Guard, ids=lambda guard: guard.name.lower())
def test_without_any_one_guard_something_is_untrue(guard: Guard) -> None:
    """Positive control."""
    assert untrue(worlds(guard)) != set()


def test_every_state_of_both_flows_is_there() -> None:
    assert {w.purchase for w in worlds()} == set(P)
    assert {w.payment for w in worlds()} == set(M)
