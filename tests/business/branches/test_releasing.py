"""Another person releases or refuses a registration at a branch: what that opens, and what it does not."""

from typing import Any

import pytest

from tests import builders
from tests.business.branches.given import (
    NOW,
    again,
    begun_by,
    give,
    handed_in,
    letters,
    people,
    released,
    request,
    statement,
    tokens,
)
from toubao.business.branches import activating
from toubao.business.branches.models import ActivationLink, Visit
from toubao.business.branches.statement import seal
from toubao.business.governance.models import Staff
from toubao.business.identity.models import Account, Person, Policyholder
from toubao.business.identity.personal import seal_known
from toubao.business.release import actions as releases
from toubao.journal.reading import entries

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _people(db: None) -> None:
    people()


def shut(decision: Any) -> list[str]:
    """The gates that were shut."""
    return [verdict.gate for verdict in decision.shut]


def nothing_opened(visit: Visit) -> bool:
    """Nothing that was handed in has opened anything."""
    return not Account.objects.exists() and not ActivationLink.objects.exists() and not tokens(visit)


def test_18_1_1_what_one_handed_in_another_releases_and_a_link_goes_out() -> None:
    visit = released()
    assert (begun_by(visit).state, request(visit).state) == ("verified", "given")
    about = [each for each in entries(begun_by(visit).pk) if each.event.startswith("registration.")]
    events = [(each.event, each.outcome, each.actor_id) for each in about][-3:]
    assert events == [
        ("registration.submitted", "taken", "wu"), ("registration.released", "taken", "chou"),
        ("registration.activation_sent", "noted", "chou"),
    ]  # fmt: skip
    (token,) = tokens(visit)
    told = {channel: (to, text) for to, channel, text in letters(visit)}
    assert told["mail"][0] == builders.somebody().mail
    assert f"/activate/{token}/" in told["mail"][1]
    assert (told["sms"][0], token in told["sms"][1]) == (builders.somebody().phone, False)
    assert token.encode() not in bytes(ActivationLink.objects.get().mac)
    assert not Account.objects.exists(), "an account is opened by its own holder"


@pytest.mark.parametrize("by", ["wu", "li", "hsu", "nobody"])
def test_18_1_1_neither_the_clerk_nor_who_may_not_releases(by: str) -> None:
    visit = handed_in()
    assert give(visit, by=by).outcome == "refused"
    assert begun_by(visit).state == "submitted"
    assert nothing_opened(visit)


def test_18_1_1_an_officer_who_took_the_visit_does_not_release_it() -> None:
    visit = handed_in(clerk="chou")
    assert "released_by_somebody_else" in shut(give(visit))
    assert give(visit, by="ho").taken


def test_18_1_1_the_flow_s_own_gate_is_a_second_wall() -> None:
    """With the request under another name, the registration's own clerk still counts."""
    visit = handed_in()
    made = request(visit)
    made.asked_by = "li"
    made.save(update_fields=["asked_by"])
    Staff.objects.filter(username="wu").update(role="officer")
    assert shut(give(visit, by="wu")) == ["released_by_another"]
    assert begun_by(visit).state == "submitted"
    assert nothing_opened(visit)


def test_18_1_1_what_was_changed_after_it_was_handed_in_is_not_released() -> None:
    visit = handed_in()
    kept = visit.stated
    Visit.objects.filter(pk=visit.pk).update(stated=seal(visit, statement(2)))
    assert shut(give(visit)) == ["as_it_was_asked"]
    assert nothing_opened(visit)
    Visit.objects.filter(pk=visit.pk).update(stated=kept)
    assert releases.give(release=request(visit), seen="another page", by="chou", now=NOW).outcome == "refused"
    assert give(visit).taken, "positive control: as it was handed in it is released"


def test_18_1_1_a_refused_registration_opens_nothing_and_is_told() -> None:
    visit = handed_in()
    assert releases.refuse(release=request(visit), because="簽名和證件不符", by="chou", now=NOW).taken
    assert begun_by(visit).state == "refused"
    assert nothing_opened(visit)
    assert {channel for _, channel, _ in letters(visit)} == {"mail", "sms"}
    assert all("02-0000-0001" in text and "簽名和證件不符" not in text for _, _, text in letters(visit))
    assert give(visit).stale
    assert activating.send_again(registration=begun_by(visit), by="wu", now=NOW) == "over"
    assert nothing_opened(visit)


@pytest.mark.parametrize("how", ["withdrawn", "left", "expired"])
def test_18_1_1_a_request_that_ends_otherwise_opens_nothing(how: str) -> None:
    visit = handed_in()
    if how == "withdrawn":
        assert releases.withdraw(release=request(visit), by="wu", now=NOW).taken
    elif how == "left":
        assert releases.void_of("wu", because="left", now=NOW) == 1
    else:
        assert releases.lapse(request(visit).expires_at) == 1
    assert begun_by(visit).state == "refused"
    assert nothing_opened(visit)
    assert give(visit).stale


def test_7_1_who_has_an_account_meanwhile_is_not_released() -> None:
    visit = handed_in()
    builders.registered_account()
    assert shut(give(visit)) == ["first_registration"]
    assert (begun_by(visit).state, request(visit).state) == ("submitted", "asked")
    assert not ActivationLink.objects.exists()
    assert releases.refuse(release=request(visit), because="已經有帳號", by="chou", now=NOW).taken


def test_8_1_2_who_holds_no_policy_is_not_released_to_be_served() -> None:
    visit = handed_in(purpose="service")
    assert shut(give(visit)) == ["policyholder_on_file"]
    assert not ActivationLink.objects.exists()
    assert not Policyholder.objects.exists()


def test_18_1_1_whose_data_was_exchanged_under_the_registration_is_not_released() -> None:
    """The person's own row was written over: what is released is what was handed in, and the content is no other."""
    visit = handed_in()
    person = begun_by(visit).person
    Person.objects.filter(pk=person.pk).update(sealed=seal_known(person.key, builders.somebody(7)))
    assert give(again(visit)).outcome == "refused"
    assert nothing_opened(visit)
