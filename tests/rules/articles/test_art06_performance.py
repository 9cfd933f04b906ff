"""Article 6: what follows a contract."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.rules.samples import ASKED, CONCLUDING, DELIVERED, OPEN, SHUT, asked, said
from toubao.rules.articles import art06_performance as art06
from toubao.rules.events import Event
from toubao.rules.periods import ends

CONCLUDED = datetime(2026, 12, 31, 15, 30, tzinfo=UTC)


def test_6_1_1_confirm_contract_is_due_an_hour_after_the_conclusion() -> None:
    duty = art06.CONFIRM
    assert (duty.starts, duty.met_by) == (Event.PURCHASE_CONCLUDED, Event.CONFIRMATION_SENT)
    assert ends(CONCLUDED, duty.within) == CONCLUDED + timedelta(hours=1)


@pytest.mark.parametrize("change", [{"contract_concluded": False}, {"policy_number": ""}], ids=str)
def test_6_1_2_after_conclusion_shut(change: dict[str, object]) -> None:
    verdict = asked(art06.after_conclusion, replace(DELIVERED, **change))
    assert verdict.ruling is SHUT
    assert "契約尚未成立" in verdict.words


@pytest.mark.parametrize("facts", [ASKED, CONCLUDING, DELIVERED], ids=["accepting", "concluding", "delivering"])
def test_6_1_2_as_agreed(facts: Any) -> None:
    assert said(art06.as_agreed, facts) is OPEN
    for change in ({"says": "e"}, {"agreed_to": "", "says": ""}):
        verdict = asked(art06.as_agreed, replace(facts, **change))
        assert verdict.ruling is SHUT
        assert "同意的不一致" in verdict.words


def test_6_1_2_after_conclusion_open() -> None:
    assert said(art06.after_conclusion, DELIVERED) is OPEN


@pytest.mark.parametrize("change", [{"signature_intact": False}, {"document_digest": ""}], ids=str)
def test_6_1_3_delivered_safely_shut(change: dict[str, object]) -> None:
    assert said(art06.delivered_safely, replace(DELIVERED, **change)) is SHUT


def test_6_1_3_delivered_safely_open() -> None:
    assert said(art06.delivered_safely, DELIVERED) is OPEN
