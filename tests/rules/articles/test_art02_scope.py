"""Article 2: channels, and who may buy."""

from dataclasses import replace
from typing import Any

import pytest

from tests.rules.samples import (
    AGREED,
    APPLYING,
    ASKING,
    BRANCH_RELEASED,
    DISOWNED,
    NOT_APPLICABLE,
    OPEN,
    PROGRAM,
    RECOGNISED,
    RECOVERING,
    RECOVERY_ASKED,
    SENT_IN,
    SHOWN_AT_BRANCH,
    SHUT,
    STARTING,
    STEPPED_UP,
    WAITS,
    asked,
    said,
)
from toubao.rules.articles import art02_scope as art02
from toubao.rules.facts import Back, Factor, SetUpBy, Shown
from toubao.rules.kit import Disclosure, Gate, Ruling


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


@pytest.mark.parametrize(
    ("by", "sells", "agents", "sold"),
    [
        (SetUpBy.INSURER, True, OPEN, OPEN),
        (SetUpBy.INSURER, False, OPEN, NOT_APPLICABLE),
        (SetUpBy.PARTNER, True, OPEN, SHUT),
        (SetUpBy.PARTNER, False, OPEN, NOT_APPLICABLE),
        (SetUpBy.AGENT, True, SHUT, SHUT),
        (SetUpBy.AGENT, False, SHUT, NOT_APPLICABLE),
    ],
)
def test_2_3_people_buy_through_the_insurers_own_programs_alone_and_agents_set_up_none(
    by: SetUpBy, *, sells: bool, agents: Ruling, sold: Ruling
) -> None:
    program = replace(PROGRAM, set_up_by=by, sells=sells)
    assert (said(art02.no_agents_program, program), said(art02.sold_by_the_insurers_program, program)) == (agents, sold)


def test_2_6_natural_person_buys_open() -> None:
    assert said(art02.natural_person_buys, STARTING) is OPEN


def test_2_6_natural_person_buys_shut_for_a_company() -> None:
    verdict = asked(art02.natural_person_buys, replace(STARTING, natural_person=False))
    assert verdict.ruling is SHUT
    assert "自然人" in verdict.words


def test_2_6_verified_before_purchase_shut_until_verified() -> None:
    assert said(art02.verified_before_purchase, replace(STARTING, verified=False)) is SHUT
    assert said(art02.verified_before_purchase, replace(STARTING, registered=False)) is SHUT
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


@pytest.mark.parametrize("facts", [RECOVERY_ASKED, RECOGNISED, SHOWN_AT_BRANCH, BRANCH_RELEASED, RECOVERING])
def test_2_7_a_blocked_account_is_recovered_by_nobody_alone(facts: Any) -> None:
    assert said(art02.not_blocked_to_recover, facts) is OPEN
    assert said(art02.not_blocked_to_recover, replace(facts, blocked="not_me")) is SHUT


def test_2_7_codes_go_to_two_addresses_of_the_holder() -> None:
    assert said(art02.both_addresses_reached, RECOVERY_ASKED) is OPEN
    assert said(art02.both_addresses_reached, replace(RECOVERY_ASKED, both_reached=False)) is SHUT
    assert said(art02.both_addresses_reached, replace(RECOVERY_ASKED, way=Back.PASSKEY, both_reached=False)) is NOT_APPLICABLE


@pytest.mark.parametrize("given", [(), (Shown.IDENTITY,), (Shown.PHONE,), (Shown.PASSKEY, Shown.MAIL)])
def test_2_7_whoever_comes_back_shows_all_that_the_way_takes(given: tuple[Shown, ...]) -> None:
    assert said(art02.recognised_before_recovery, RECOGNISED) is OPEN
    assert said(art02.recognised_before_recovery, replace(RECOGNISED, given=given)) is SHUT


def test_2_7_a_new_password_is_set_in_time_and_once() -> None:
    assert said(art02.recovered_in_time, RECOVERING) is OPEN
    assert said(art02.recovered_in_time, replace(RECOVERING, in_time=False)) is SHUT
    assert said(art02.nothing_changed_since, RECOVERING) is OPEN
    assert said(art02.nothing_changed_since, replace(RECOVERING, unchanged=False)) is SHUT


def test_2_7_a_new_password_is_disowned_in_time() -> None:
    assert said(art02.disowned_in_time, DISOWNED) is OPEN
    assert said(art02.disowned_in_time, replace(DISOWNED, in_time=False)) is SHUT
