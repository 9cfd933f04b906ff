"""Article 12: whose money, and what follows payment."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.samples import AUTHORISED, CHARGING, CONCLUDING, NOT_APPLICABLE, ON, OPEN, SHUT, asked, said
from toubao.rules.articles import art05_trading_terms as art05
from toubao.rules.articles import art11_underwriting as art11
from toubao.rules.articles import art12_payment as art12
from toubao.rules.events import Event
from toubao.rules.facts import Instrument
from toubao.rules.periods import ends

AT = datetime(2026, 11, 28, 3, 0, tzinfo=UTC)
MONEY = st.integers(0, 1_000_000)
OWN = (Instrument.OWN_CARD, Instrument.OWN_ACCOUNT, Instrument.E_PAYMENT_2, Instrument.E_PAYMENT_3)


@pytest.mark.parametrize("instrument", Instrument)
def test_12_1_1_own_instrument_is_one_of_four_for_who_registered_online(instrument: Instrument) -> None:
    assert said(art12.own_instrument, replace(AUTHORISED, instrument=instrument)) is (OPEN if instrument in OWN else SHUT)


@pytest.mark.parametrize("instrument", Instrument)
def test_12_1_1_own_instrument_not_applicable_to_who_registered_otherwise(instrument: Instrument) -> None:
    assert said(art12.own_instrument, replace(AUTHORISED, registered_online=False, instrument=instrument)) is NOT_APPLICABLE


@pytest.mark.parametrize(
    "change",
    [{"authorised": False}, {"authorisation_code": ""}, {"amount": 499}, {"amount": 501}, {"application_confirmed": False}],
    ids=str,
)
def test_12_1_1_authorised_in_full_shut(change: dict[str, object]) -> None:
    verdict = asked(art12.authorised_in_full, replace(AUTHORISED, **change))
    assert verdict.ruling is SHUT
    assert "沒有授權" in verdict.words


def test_12_1_1_authorised_in_full_open() -> None:
    assert said(art12.authorised_in_full, AUTHORISED) is OPEN


@given(amount=MONEY, premium=MONEY)
def test_12_1_1_authorised_in_full_means_the_premium_to_the_dollar_as_does_every_gate_about_money(amount: int, premium: int) -> None:
    assert (said(art12.authorised_in_full, replace(AUTHORISED, amount=amount, premium=premium)) is OPEN) is (amount == premium)
    assert (said(art11.accepted_before_capture, replace(CHARGING, amount=amount, premium=premium)) is OPEN) is (amount == premium)
    assert (said(art05.serial_after_payment, replace(CONCLUDING, captured_amount=amount, premium=premium)) is OPEN) is (amount == premium)


@pytest.mark.parametrize("instrument", [Instrument.OWN_CARD, Instrument.OWN_ACCOUNT])
def test_12_1_2_holder_matched_shut_for_somebody_elses_card_or_account(instrument: Instrument) -> None:
    assert said(art12.holder_matched, replace(AUTHORISED, instrument=instrument)) is OPEN
    verdict = asked(art12.holder_matched, replace(AUTHORISED, instrument=instrument, holder_matched=False))
    assert verdict.ruling is SHUT
    assert "不能用來付" in verdict.words


@pytest.mark.parametrize("change", [{"personal_line": False}, {"instrument": Instrument.E_PAYMENT_2}], ids=str)
def test_12_1_2_holder_matched_not_applicable(change: dict[str, object]) -> None:
    assert said(art12.holder_matched, replace(AUTHORISED, holder_matched=False, **change)) is NOT_APPLICABLE


def test_12_1_4_tell_paid_is_due_an_hour_after_the_conclusion() -> None:
    assert (art12.TELL_PAID.starts, art12.TELL_PAID.met_by) == (Event.PURCHASE_CONCLUDED, Event.CONFIRMATION_SENT)
    assert ends(AT, art12.TELL_PAID.within) == AT + timedelta(hours=1)


def test_12_1_4_send_policy_is_due_in_24_hours() -> None:
    assert (art12.SEND_POLICY.starts, art12.SEND_POLICY.met_by) == (Event.PURCHASE_CONCLUDED, Event.POLICY_SENT)
    assert ends(AT, art12.SEND_POLICY.within) == AT + timedelta(hours=24)
    assert ends(AT, art12.SEND_POLICY.within).date() > ON
