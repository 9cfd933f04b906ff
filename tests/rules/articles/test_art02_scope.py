"""Article 2: channels, and who may buy."""

from dataclasses import replace
from typing import Any

import pytest

from tests.rules.samples import AGREED, APPLYING, ASKING, NOT_APPLICABLE, OPEN, SENT_IN, SHUT, STARTING, STEPPED_UP, WAITS, asked, said
from toubao.rules.articles import art02_scope as art02
from toubao.rules.facts import Factor
from toubao.rules.kit import Disclosure, Gate


def test_2_2_norm_declaration_and_the_authoritys_link_have_their_places() -> None:
    items = {item.item: item.places for item in (art02.NORM_ON_SITE, art02.DECLARATION, art02.AUTHORITY_LINK)}
    assert items == {"norm": ("/norm/",), "declaration": ("/norm/",), "authority-link": ("/norm/", "footer")}
    assert all(isinstance(item, Disclosure) for item in (art02.NORM_ON_SITE, art02.DECLARATION, art02.AUTHORITY_LINK))


def test_2_3_own_channel_open_on_a_channel_of_the_insurer() -> None:
    assert said(art02.own_channel, STARTING) is OPEN


def test_2_3_own_channel_shut_on_any_other_host() -> None:
    verdict = asked(art02.own_channel, replace(STARTING, channel="agent.example", channel_is_ours=False))
    assert verdict.ruling is SHUT
    assert "官方網站" in verdict.words


@pytest.mark.parametrize("ours", [True, False])
def test_2_3_own_channel_to_register_is_needed_as_well(*, ours: bool) -> None:
    assert said(art02.own_channel_to_register, replace(AGREED, channel_is_ours=ours)) is (OPEN if ours else SHUT)


def test_2_6_natural_person_buys_open() -> None:
    assert said(art02.natural_person_buys, STARTING) is OPEN


def test_2_6_natural_person_buys_shut_for_a_company() -> None:
    verdict = asked(art02.natural_person_buys, replace(STARTING, natural_person=False))
    assert verdict.ruling is SHUT
    assert "自然人" in verdict.words


def test_2_6_verified_before_purchase_shut_until_verified() -> None:
    assert said(art02.verified_before_purchase, replace(STARTING, verified=False)) is SHUT
    assert said(art02.verified_before_purchase, STARTING) is OPEN


def test_2_6_nobody_sends_in_while_a_change_cools_off() -> None:
    assert said(art02.not_cooling_off, SENT_IN) is OPEN
    verdict = asked(art02.not_cooling_off, replace(SENT_IN, cooling_off=True))
    assert verdict.ruling is SHUT
    assert "保留" in verdict.words


@pytest.mark.parametrize("lacking", ["same_person", "registered"])
def test_2_6_contracts_directly_shut_for_somebody_else(lacking: str) -> None:
    assert said(art02.contracts_directly, SENT_IN) is OPEN
    assert said(art02.contracts_directly, replace(SENT_IN, **{lacking: False})) is SHUT


def test_2_7_nothing_is_changed_without_the_password() -> None:
    assert said(art02.password_before_change, ASKING) is OPEN
    assert said(art02.password_before_change, replace(ASKING, password_right=False)) is SHUT


@pytest.mark.parametrize("given", [(), (Factor.PASSWORD,), (Factor.PHONE,), (Factor.PASSWORD, Factor.MAIL)])
def test_2_7_every_proof_that_is_needed_is_given(given: tuple[Factor, ...]) -> None:
    assert said(art02.proved_before_change, STEPPED_UP) is OPEN
    assert said(art02.proved_before_change, replace(STEPPED_UP, given=given)) is SHUT


@pytest.mark.parametrize(("gate", "facts"), [(art02.new_address_proved, APPLYING), (art02.new_address_proved_to_wait, WAITS)])
def test_2_7_a_new_address_is_the_persons_own(gate: Gate[Any], facts: Any) -> None:
    assert said(gate, facts) is OPEN
    assert said(gate, replace(facts, new_proved=False)) is SHUT
    assert said(gate, replace(facts, new_proved=False, new_address=False)) is NOT_APPLICABLE
