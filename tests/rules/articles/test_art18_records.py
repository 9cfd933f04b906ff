"""Article 18: what is recorded of how people were verified."""

from dataclasses import replace

import pytest

from tests.rules.samples import BRANCH_REVIEWED, OPEN, SHUT, said
from toubao.rules.articles import art18_records as art18
from toubao.rules.drawing import flows
from toubao.rules.facts import Way


@pytest.mark.parametrize("change", [{"released_by": "c"}, {"released_by": ""}, {"clerk": ""}, {"way": Way.ONLINE}], ids=str)
def test_18_1_1_released_by_another_shut(change: dict[str, object]) -> None:
    assert said(art18.released_by_another, BRANCH_REVIEWED) is OPEN
    assert said(art18.released_by_another, replace(BRANCH_REVIEWED, **change)) is SHUT


def test_18_1_1_every_step_of_a_registration_is_on_record() -> None:
    registration = next(flow for flow in flows() if flow.name == "registration")
    assert {step.event for step in registration.steps} <= set(art18.VERIFIED.events)
