"""Who comes back from a bank or a partner, and what was said of them (7.2.1.2.1, 7.2.1.2.2), against the sandbox over real HTTP."""

from datetime import timedelta
from typing import Any

import pytest

from tests.builders import last_code
from tests.business.identity.proving.accounts import begun, now, refusals, sent
from tests.fixtures.customers import brought, walk
from tests.fixtures.sandbox import RunningSandbox
from toubao.business import outside
from toubao.business.identity import actions, queries
from toubao.business.identity.actions import Brought
from toubao.business.identity.actions.asserting import LIFETIME
from toubao.business.identity.jobs import KEPT, tidy
from toubao.business.identity.models import Account, Authorisation, Registration
from toubao.gateways.evidence import Unreachable
from toubao.journal.models import Entry
from toubao.journal.reading import entries

pytestmark = pytest.mark.django_db


def _told(address: str) -> Brought:
    told = brought(address)
    return Brought(told.get("state", ""), told.get("code", ""), told.get("iss", ""), told.get("error", ""))


def _through(registration: Registration, customer: str, name: str = "bank", **said: Any) -> str:
    """There and back; what came of it."""
    back = _told(walk(sent(registration, name, **said), customer))
    return actions.come_back(name=name, brought=back, running=[registration.pk], now=now()).outcome


@pytest.fixture
def bank(as_app: None, institutions: RunningSandbox) -> RunningSandbox:
    """The sandbox, with the rights of the web process in the database."""
    return institutions


@pytest.mark.parametrize(
    ("way", "customer", "name"), [("bank", "first", "林家豪"), ("bank", "counter", "陳美玲"), ("partner", "member", "吳承翰")]
)
def test_7_2_1_2_an_account_says_who_one_is_and_the_code_and_password_do_the_rest(
    bank: RunningSandbox, way: str, customer: str, name: str
) -> None:
    registration = begun(way)
    assert _through(registration, customer, way) == "asserted"
    found = queries.registration(registration.pk)
    assert found is not None
    assert (found.state, queries.known(found.person).name) == ("identified", name)
    sent = actions.send_registration_code(registration=found, channel="sms", insurer="測試", network="n", now=now())
    assert sent.sent
    verified, _ = actions.verify_registration(registration=found, entered=last_code(found.pk), now=now())
    assert verified.taken, verified
    found.refresh_from_db()
    opened = actions.open_account(registration=found, password="a long demo password", now=now())
    assert opened is not None
    assert opened.way == way


@pytest.mark.parametrize("customer", ["second", "third", "online", "frozen"])
def test_7_2_1_2_1_another_account_of_the_bank_is_refused_and_nothing_is_kept(bank: RunningSandbox, customer: str) -> None:
    registration = begun()
    assert _through(registration, customer) == "refused"
    _nothing_kept(registration, "bank_account_serves")


def test_7_2_1_2_1_the_bank_of_another_group_is_refused(bank: RunningSandbox, settings: Any) -> None:
    settings.PROVIDERS = {"bank": {**settings.PROVIDERS["bank"], "same_group": False}}
    registration = begun()
    assert _through(registration, "first") == "refused"
    _nothing_kept(registration, "bank_account_serves")


@pytest.mark.parametrize("customer", ["e-payment-2", "e-payment-3", "guest", "suspended"])
def test_7_2_1_2_2_what_is_no_members_account_is_refused_and_nothing_is_kept(bank: RunningSandbox, customer: str) -> None:
    registration = begun("partner")
    assert _through(registration, customer, "partner") == "refused"
    _nothing_kept(registration, "member_account_serves")


@pytest.mark.parametrize(
    ("customer", "guardianship", "gate"),
    [
        ("minor", False, "capacity_asserted"),
        ("first", True, "capacity_asserted"),
        ("company", False, "person_asserted"),
        ("silent", False, "identity_asserted"),
    ],
)
def test_7_1_who_has_no_capacity_or_is_not_known_well_enough_is_refused(
    bank: RunningSandbox, customer: str, guardianship: bool, gate: str
) -> None:
    registration = begun()
    assert _through(registration, customer, guardianship=guardianship) == "refused"
    _nothing_kept(registration, gate)


def _nothing_kept(registration: Registration, gate: str) -> None:
    entry = Entry.objects.get(subject_id=registration.pk, event="registration.identity_asserted")
    assert entry.outcome == "refused"
    assert gate in [v["gate"].rpartition(".")[2] for v in entry.verdicts if v["ruling"] == "shut"]
    found = queries.registration(registration.pk)
    assert found is not None
    assert (found.state, found.person.sealed) == ("noticed", None)
    assert not Account.objects.exists()


def test_7_2_1_2_the_journal_shows_the_consent_the_question_and_the_answer_and_nobodys_secrets(bank: RunningSandbox) -> None:
    registration = begun()
    assert _through(registration, "first") == "asserted"
    told = [(entry.event, entry.facts.get("operation", "")) for entry in entries(registration.pk)]
    assert told[3:] == [
        ("institution.answered", "begin"), ("registration.assertion_agreed", ""), ("institution.answered", "finish"),
        ("registration.identity_asserted", ""),
    ]  # fmt: skip
    judged = Entry.objects.get(subject_id=registration.pk, event="registration.identity_asserted").facts
    assert (judged["way"], judged["provider"], judged["kind"], judged["first_class"], judged["same_group"]) == (
        "bank", "bank", "digital", True, True,
    )  # fmt: skip
    open_part = " ".join(str(entry.facts) for entry in entries(registration.pk))
    kept = Authorisation.objects.get()
    for personal in ("林家豪", "A123456010", "+886988550101", "bank01@example.tw", "1988-05-17"):
        assert personal not in open_part
    assert kept.used_at is not None


def test_coming_back_twice_is_used_up_and_changes_nothing(bank: RunningSandbox) -> None:
    registration = begun()
    back = _told(walk(sent(registration), "first"))
    running = [registration.pk]
    assert actions.come_back(name="bank", brought=back, running=running, now=now()).outcome == "asserted"
    assert actions.come_back(name="bank", brought=back, running=running, now=now()).outcome == "used"
    assert refusals(registration) == ["used"]
    assert Entry.objects.filter(subject_id=registration.pk, event="registration.identity_asserted").count() == 1


def test_another_browser_gets_nothing_and_spends_nothing(bank: RunningSandbox) -> None:
    registration = begun()
    back = _told(walk(sent(registration), "first"))
    came = actions.come_back(name="bank", brought=back, running=[], now=now())
    assert (came.outcome, came.registration) == ("elsewhere", None)
    assert refusals(registration) == ["elsewhere"]
    assert actions.come_back(name="bank", brought=back, running=[registration.pk], now=now()).outcome == "asserted"


def test_a_state_that_nobody_has_is_noted_where_somebody_waits(bank: RunningSandbox) -> None:
    registration = begun()
    for state in ("", "another"):
        came = actions.come_back(name="bank", brought=Brought(state, "c", "i", ""), running=[registration.pk], now=now())
        assert (came.outcome, came.registration) == ("unknown", None)
    assert refusals(registration) == []
    sent(registration)
    actions.come_back(name="bank", brought=Brought("another", "c", "i", ""), running=[registration.pk], now=now())
    assert refusals(registration) == ["unknown"]


def test_the_partners_address_does_not_take_what_the_bank_sent(bank: RunningSandbox) -> None:
    registration = begun()
    back = _told(walk(sent(registration), "first"))
    assert actions.come_back(name="partner", brought=back, running=[registration.pk], now=now()).outcome == "unknown"
    assert Authorisation.objects.get().used_at is None


def test_whoever_comes_back_after_ten_minutes_begins_anew(bank: RunningSandbox) -> None:
    registration = begun()
    back = _told(walk(sent(registration), "first"))
    late = now() + LIFETIME
    assert actions.come_back(name="bank", brought=back, running=[registration.pk], now=late).outcome == "expired"
    assert _through(registration, "first") == "asserted"


@pytest.mark.parametrize(("error", "outcome"), [("access_denied", "cancelled"), ("server_error", "failed"), ("", "failed")])
def test_who_says_no_or_meets_an_error_stands_where_they_stood(bank: RunningSandbox, error: str, outcome: str) -> None:
    registration = begun()
    back = _told(walk(sent(registration), "first", decision="deny"))
    given = Brought(back.state, "", back.issuer, error)
    assert actions.come_back(name="bank", brought=given, running=[registration.pk], now=now()).outcome == outcome
    registration.refresh_from_db()
    assert registration.state == "noticed"
    assert _through(registration, "first") == "asserted"


@pytest.mark.parametrize("switch", ["down", "lose_answers", "answer_twice"])
def test_a_bank_that_does_not_answer_leaves_the_way_open(bank: RunningSandbox, switch: str) -> None:
    registration = begun()
    address = walk(sent(registration), "first")
    bank.switch("bank", **{switch: True})
    assert actions.come_back(name="bank", brought=_told(address), running=[registration.pk], now=now()).outcome == "unanswered"
    bank.switch("bank", **{switch: False})
    assert refusals(registration)[0].startswith("unanswered: ")
    assert _through(registration, "first") == "asserted"


def test_a_bank_that_can_not_be_reached_is_asked_nothing(bank: RunningSandbox, settings: Any) -> None:
    settings.PROVIDERS = {"bank": {**settings.PROVIDERS["bank"], "issuer": "http://127.0.0.1:1/bank"}}
    outside.hang_up()
    registration = begun()
    with pytest.raises(Unreachable):
        sent(registration)
    with pytest.raises(KeyError):
        sent(registration, "nobody")
    assert not Authorisation.objects.exists()


def test_what_was_left_on_the_way_is_tidied_away(bank: RunningSandbox) -> None:
    sent(begun())
    tidy(now=now() + KEPT)
    assert Authorisation.objects.exists()
    tidy(now=now() + KEPT + timedelta(minutes=11))
    assert not Authorisation.objects.exists()
