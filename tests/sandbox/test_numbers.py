"""The pure rules of the sandbox: cards, identity numbers, sums, phone numbers, numbers that follow from their parts."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toubao.sandbox.boxes.phone import canonical
from toubao.sandbox.card.numbers import BY_TOKEN, CARDS, luhn
from toubao.sandbox.industry import SAMPLES, cumulated
from toubao.sandbox.store import digest_of, number
from toubao.sandbox.switches import INSTITUTIONS, WEBHOOKS, Switches


def test_cards_are_valid_in_form_and_told_apart_by_token() -> None:
    assert all(luhn(card.number) and len(card.number) == 16 for card in CARDS)
    assert len(BY_TOKEN) == len(CARDS)
    assert all(card.number not in card.token for card in CARDS)
    assert [card.number for card in CARDS if not card.own] == ["5555555555554444"]


@given(st.sampled_from(CARDS), st.integers(0, 15), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(card: object, place: int, step: int) -> None:
    digits = list(card.number)  # type: ignore[attr-defined] # a card
    digits[place] = str((int(digits[place]) + step) % 10)
    assert not luhn("".join(digits))


def test_sample_identity_numbers_are_valid_in_form() -> None:
    from toubao.rules.identity_numbers import national_id_fault

    for id_number, _ in SAMPLES:
        assert national_id_fault(id_number) is None


@given(st.text())
def test_sum_is_a_pure_rule_for_whatever_comes(id_number: str) -> None:
    total, companies = cumulated(id_number)
    assert (total == 0) == (companies == 0)
    assert total % 2_000_000 == 0
    assert total <= 18_000_000
    assert cumulated(id_number) == (total, companies)


@pytest.mark.parametrize(
    ("typed", "number_"),
    [("0912345678", "+886912345678"), ("0912-345 678", "+886912345678"), ("+886912345678", "+886912345678"), ("x", "x")],
)
def test_phone_numbers_have_one_form(typed: str, number_: str) -> None:
    assert canonical(typed) == number_


@given(st.lists(st.text(), min_size=1, max_size=3))
def test_numbers_follow_from_their_parts(parts: list[str]) -> None:
    made = number("R", *parts)
    assert made == number("R", *parts)
    assert len(made) == 13
    assert made[1:].isdigit()


def test_digest_does_not_depend_on_the_order_of_fields() -> None:
    assert digest_of({"a": 1, "b": 2}) == digest_of({"b": 2, "a": 1}) != digest_of({"a": 1, "b": 3})


def test_contract_names_every_card_sample_and_switch() -> None:
    contract = (Path(__file__).parents[2] / "docs" / "sandbox-contracts.md").read_text("utf-8")
    for words in (
        *(card.spaced for card in CARDS),
        *(id_number for id_number, _ in SAMPLES),
        *INSTITUTIONS,
        *WEBHOOKS,
        *Switches.__slots__,
    ):
        assert words in contract, words
