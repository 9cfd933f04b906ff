"""A way that the authority approved (7.2): there and back over real HTTP, under its waiver and only while it lasts."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests import builders
from tests.business.identity.proving.given import WANG, identified, last
from tests.business.identity.proving.test_policyholders import on_file
from tests.fixtures.approved import WAIVER, brought, decide, sample_ways
from tests.fixtures.sandbox import RunningSandbox
from toubao.business import outside
from toubao.business.identity import actions, queries
from toubao.business.identity.actions.approving import LIFETIME, Returned
from toubao.business.identity.models import Account, Authorisation, Registration
from toubao.business.identity.proving import policyholders, ways
from toubao.gateways.evidence import Unreachable
from toubao.journal.models import Entry
from toubao.journal.reading import entries

__all__ = ["sample_ways"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_app", "sample_ways")]
BACK = "http://localhost/register/approved/back/mobile_id/"
AFTER = datetime(2028, 1, 1, 4, 0, tzinfo=UTC)


def _now() -> datetime:
    """The sandbox's own time."""
    return datetime.now(UTC)


def _sent(registration: Registration) -> str:
    return actions.send_to_approved(registration=registration, back=BACK, now=_now())


def _back(registration: Registration, address: str, *, now: datetime | None = None, way: str = "mobile_id", mine: bool = True) -> Returned:
    told = brought(address)
    running = [registration.pk] if mine else []
    return actions.come_back_approved(way=way, state=told.pop("state", ""), given=told, running=running, now=now or _now())


def _state(registration: Registration) -> str:
    found = queries.registration(registration.pk)
    assert found is not None
    return found.state


def _nothing_came_of_it(registration: Registration) -> None:
    assert _state(registration) == "identified"
    assert not Account.objects.exists()


def _begun(**begun: Any) -> Registration:
    return identified(way="mobile_id", now=_now(), **begun)


@pytest.fixture(autouse=True)
def mobile_id(institutions: RunningSandbox) -> RunningSandbox:
    """The sandbox's mobile identity."""
    return institutions


def test_7_2_who_approves_is_registered_and_every_verdict_names_the_waiver() -> None:
    registration = _begun()
    came = _back(registration, decide(_sent(registration)))
    assert came.outcome == "good"
    assert _state(registration) == "verified"
    lifted = {(entry.event, v["gate"]): v["waiver"] for entry in entries(registration.pk) for v in entry.verdicts if v["waiver"]}
    assert lifted == {
        ("registration.notices_agreed", "way_offered"): WAIVER, ("registration.proved", "proved_by_another"): WAIVER,
    }  # fmt: skip
    registration.refresh_from_db()
    opened = actions.open_account(registration=registration, password="a long demo password", now=_now())
    assert opened is not None
    assert opened.way == "mobile_id"


@pytest.mark.parametrize(("decision", "outcome"), [("refuse", "not_approved"), ("approve_as_other", "another_person")])
def test_7_2_who_does_not_approve_or_is_another_is_refused_with_the_reason(decision: str, outcome: str) -> None:
    registration = _begun()
    came = _back(registration, decide(_sent(registration), decision))
    assert came.outcome == outcome
    entry = last(registration, "registration.proved")
    assert (entry.outcome, entry.facts["outcome"], entry.facts["authority"]) == ("refused", outcome, "mobile_id")
    _nothing_came_of_it(registration)
    assert _back(registration, decide(_sent(registration))).outcome == "good", "one may try again"


def test_7_2_who_comes_back_without_having_decided_is_refused() -> None:
    registration = _begun()
    _sent(registration)
    address = _sent(registration)
    state = Entry.objects.filter(subject_id=registration.pk, event="institution.answered").order_by("-number")[0].facts["question"]
    came = _back(registration, f"{BACK}?{state.partition('?')[2].partition(chr(34))[0]}&session=forged&status=approved")
    assert (came.outcome, address != "") == ("not_decided", True)
    _nothing_came_of_it(registration)


def test_7_2_who_comes_back_twice_changes_nothing() -> None:
    registration = _begun()
    address = decide(_sent(registration))
    assert _back(registration, address).outcome == "good"
    assert _back(registration, address).outcome == "used"
    assert last(registration, "registration.proof_refused").facts["because"] == "used"
    assert Entry.objects.filter(subject_id=registration.pk, event="registration.proved").count() == 1


def test_7_2_another_browser_another_way_or_nobodys_state_gets_nothing() -> None:
    registration = _begun()
    address = decide(_sent(registration))
    assert _back(registration, address, mine=False) == Returned("elsewhere")
    assert _back(registration, address, way="other") == Returned("elsewhere")
    assert _back(registration, f"{BACK}?state=nobodys") == Returned("unknown")
    assert [e.facts["because"] for e in entries(registration.pk) if e.event == "registration.proof_refused"] == ["elsewhere", "elsewhere"]
    assert _back(registration, address).outcome == "good"


def test_7_2_who_comes_back_late_begins_anew() -> None:
    registration = _begun()
    address = decide(_sent(registration))
    assert _back(registration, address, now=_now() + LIFETIME).outcome == "expired"
    _nothing_came_of_it(registration)
    assert _back(registration, decide(_sent(registration))).outcome == "good"


def test_7_2_who_never_comes_back_stands_where_they_stood_and_may_go_another_way(mobile_id: RunningSandbox) -> None:
    registration = _begun()
    _sent(registration)
    _nothing_came_of_it(registration)
    assert Authorisation.objects.get().used_at is None


def test_7_2_an_answer_that_comes_twice_is_one_answer(mobile_id: RunningSandbox) -> None:
    mobile_id.switch("mobile_id", answer_twice=True)
    registration = _begun()
    address = _sent(registration)
    mobile_id.switch("mobile_id", answer_twice=False)
    back = decide(address)
    mobile_id.switch("mobile_id", answer_twice=True)
    assert _back(registration, back).outcome == "good"


@pytest.mark.parametrize("switch", ["down", "lose_answers"])
def test_7_2_silence_proves_nothing(mobile_id: RunningSandbox, switch: str) -> None:
    registration = _begun()
    address = decide(_sent(registration))
    mobile_id.switch("mobile_id", **{switch: True})
    assert _back(registration, address).outcome == "silent"
    assert last(registration, "registration.proved").outcome == "refused"
    assert last(registration, "institution.failed").facts["institution"] == "mobile_id"
    _nothing_came_of_it(registration)


def test_7_2_whom_nobody_could_ask_is_not_said_to_be_silent(request: pytest.FixtureRequest) -> None:
    registration = _begun()
    address = decide(_sent(registration))
    request.getfixturevalue("crowded")
    assert _back(registration, address).outcome == "crowded"
    assert last(registration, "institution.not_asked").facts["institution"] == "mobile_id"
    _nothing_came_of_it(registration)


def test_7_2_one_that_can_not_be_reached_sends_nobody(settings: Any) -> None:
    settings.INSTITUTIONS = {**settings.INSTITUTIONS, "mobile_id": {**settings.INSTITUTIONS["mobile_id"], "url": "http://127.0.0.1:1"}}
    outside.hang_up()
    registration = _begun()
    with pytest.raises(Unreachable):
        _sent(registration)
    assert not Authorisation.objects.exists()


def test_7_2_who_was_stated_since_is_not_proved_by_an_older_approval() -> None:
    registration = _begun()
    address = decide(_sent(registration))
    assert actions.identify(registration=registration, known=replace(WANG, mail="other@demo.example"), now=_now()).taken
    came = _back(registration, address)
    assert came.outcome == "good"
    assert came.decision is not None
    assert came.decision.outcome == "refused"
    assert last(registration, "registration.proved").facts["outcome"] == "identity_changed"
    _nothing_came_of_it(registration)


@pytest.mark.parametrize("day", [AFTER, datetime(2025, 12, 31, 4, 0, tzinfo=UTC)])
def test_7_2_outside_the_days_of_its_waiver_it_is_neither_offered_nor_accepted(day: datetime) -> None:
    assert [each.name for each in ways.offered(day.date())] == []
    assert [each.name for each in ways.offered(builders.NOW.date())] == ["mobile_id"]
    _, agreed = actions.begin_registration(
        way="mobile_id", channel="localhost", channel_is_ours=True, notices=builders.NOTICES, shown=tuple(builders.NOTICES),
        read=tuple(builders.NOTICES), consented=True,
        now=day,
    )  # fmt: skip
    assert [v.gate for v in agreed.shut] == ["way_offered"]


def test_7_2_what_was_begun_in_time_is_not_accepted_afterwards() -> None:
    registration = _begun()
    address = decide(_sent(registration))
    Authorisation.objects.update(expires_at=AFTER + timedelta(minutes=1))
    came = _back(registration, address, now=AFTER)
    assert came.decision is not None
    assert [v.gate for v in came.decision.shut] == ["proved_by_another"]
    _nothing_came_of_it(registration)


def test_8_1_its_waiver_makes_nobody_a_policyholder() -> None:
    registration = _begun(purpose="service")
    came = _back(registration, decide(_sent(registration)))
    assert came.decision is not None
    assert [v.gate for v in came.decision.shut] == ["policyholder_on_file"]
    policyholders.load(entries=[on_file(WANG, phone="", mail="")], now=_now())
    assert _back(registration, decide(_sent(registration))).outcome == "good"
    assert _state(registration) == "verified"


def test_7_2_nobody_can_speak_for_a_way_that_was_not_approved() -> None:
    with pytest.raises(KeyError):
        ways.adapter("certificate")
