"""Our state against the acquirer's: a cell for each pair, and what each may never be."""

import pytest

from toubao.gateways.card import STATUSES
from toubao.rules.flows.settlement import Remedy, Standing, remedy

HOLDS_MONEY = ("authorised", "captured")


@pytest.mark.parametrize("standing", Standing)
@pytest.mark.parametrize("status", STATUSES)
def test_each_pair_has_a_cell_that_leaves_nobody_charged_without_a_policy(standing: Standing, status: str) -> None:
    wanted = remedy(standing, status)
    if standing is Standing.ENDED and status in HOLDS_MONEY:
        assert wanted in (Remedy.VOID, Remedy.REFUND)
    if status == "captured":
        assert wanted not in (Remedy.REFUSE, Remedy.DECLINE, Remedy.SETTLE, Remedy.VOID, Remedy.WAIT)
    if wanted in (Remedy.CONCLUDE, Remedy.NONE):
        assert status == "captured", "no policy without money"
    if wanted is Remedy.REFUND:
        assert status == "captured", "only what was taken is given back"
    if wanted is Remedy.PERSON:
        assert standing is Standing.CONTRACTED


def test_a_word_that_the_acquirer_does_not_know_is_an_error() -> None:
    with pytest.raises(ValueError, match="paid"):
        remedy(Standing.PAYING, "paid")
