"""The demo's people and history: made by the same actions as ever, once, and shown as what they are: invented."""

import argparse
import json
from datetime import timedelta

import pytest
from django.conf import settings

from tests import builders
from tests.fixtures import http
from tests.fixtures.sandbox import RunningSandbox
from toubao.business import work
from toubao.business.branches.models import Visit
from toubao.business.governance.models import ROLES, Staff
from toubao.business.identity.facts import asleep_to_be_served, asleep_to_buy
from toubao.business.identity.models import Policyholder
from toubao.business.identity.proving import policyholders
from toubao.business.identity.queries import account_by_address
from toubao.business.motor import queries
from toubao.business.motor.plates import normalised as plain_plate
from toubao.business.policies import making
from toubao.business.policies import queries as policy_queries
from toubao.business.policies.models import Policy
from toubao.business.purchase.models import Purchase
from toubao.config.trouble import Trouble
from toubao.doors.cli import demo
from toubao.doors.cli.demo import hands, holders, motor, people, sales, visits
from toubao.journal.models import Entry, OpenDuty
from toubao.journal.reading import intact
from toubao.rules.identity_numbers import person_number_fault

pytestmark = pytest.mark.django_db
ENDS = ("signed", "late", "refused", "others_card", "withdrawn", "declined", "entered", "opened", "sent")


@pytest.fixture
def short_history(monkeypatch: pytest.MonkeyPatch) -> tuple[sales.Sale, ...]:
    """One sale of each kind (but the referred, which needs six before it), enough to see that all is made."""
    chosen = tuple(next(sale for sale in sales.SALES if sale.ended == ended) for ended in ENDS)
    monkeypatch.setattr(sales, "SALES", tuple(sorted(chosen, key=sales.SALES.index)))
    return sales.SALES


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test's own transaction never commits: what waits for the commit happens at once."""
    monkeypatch.setattr(work.transaction, "on_commit", lambda act: act())


def test_a_filled_demo_has_people_and_every_kind_of_sale_once(
    institutions: RunningSandbox, short_history: tuple[sales.Sale, ...], at_once: None
) -> None:
    filled = demo.demo_data(builders.NOW)
    _has_people(filled)
    _has_policyholders_of_the_books(filled)
    _has_ended_as_told()
    _was_told_at_its_own_times(institutions)
    _has_visits()
    _has_motor_policies(filled)
    assert _switches(institutions)["card"]["webhook"] == "normal"
    before = (Entry.objects.count(), Purchase.objects.count(), Staff.objects.count())
    assert demo.demo_data(builders.NOW + timedelta(days=1)) == filled
    assert (Entry.objects.count(), Purchase.objects.count(), Staff.objects.count()) == before


def _has_people(filled: tuple[demo.DemoPerson, ...]) -> None:
    assert {member.role for member in Staff.objects.all()} == {role for role, _ in ROLES}
    assert [person.role for person in filled].count("policyholder") == 2
    assert all(person.second_factor for person in filled if person.where == "/console/")
    assert all(account_by_address(person.sign_in) for person in filled if person.role == "policyholder")


def _has_motor_policies(filled: tuple[demo.DemoPerson, ...]) -> None:
    """Each that the demo names is found by number and plate; all states of a contract and a premium are there (8.3)."""
    number, plate = next(person.sign_in for person in filled if person.where == "/motor/").split()
    assert len(queries.found_by(number, plain_plate(plate))) == 2
    found = [(each, queries.found_by(each[1][1], plain_plate(each[3]))) for each in motor.POLICIES]
    assert all(each[0] in {policy.number for policy in policies} for each, policies in found)
    every = {policy.number: policy for _, policies in found for policy in policies}.values()
    assert {queries.standing(policy, builders.NOW) for policy in every} == {"running", "coming", "ended"}
    assert {queries.payment(policy, builders.NOW) for policy in every} == {"paid", "late"}
    assert {policy.insured.kind for policy in every} == {"person", "business"}
    assert Entry.objects.filter(event="motor.proof_fetched").count() == 1


def _has_policyholders_of_the_books(filled: tuple[demo.DemoPerson, ...]) -> None:
    """One of each can be tried: an account asleep (7.3, 8.2), one that only serves (8.1), and none yet."""
    named = {person.role: person.sign_in for person in filled}
    asleep, served = account_by_address(named["fell asleep"].partition(" ")[0]), account_by_address(named["only served"].partition(" ")[0])
    assert asleep is not None
    assert served is not None
    assert asleep_to_buy(asleep, now=builders.NOW)
    assert asleep_to_be_served(asleep, now=builders.NOW)
    assert (served.verified_at, asleep_to_be_served(served, now=builders.NOW)) == (None, False)
    assert len(policyholders.held(served.person_id)) == 2
    new = holders.ON_FILE[0]
    assert new.id_number in named["in the books"]
    assert account_by_address(new.phone) is None
    assert Policyholder.objects.count() == len(holders.BOOKS)
    assert not any(person_number_fault(holder.id_number, on=builders.NOW.date()) for holder in holders.BOOKS)


def _has_ended_as_told() -> None:
    states = sorted(Purchase.objects.values_list("state", flat=True))
    assert states == sorted(["reported"] * 5 + ["refused", "withdrawn", "confirmed", "informed"])
    assert sorted(Policy.objects.values_list("state", flat=True)) == sorted(["signed_for"] * 3 + ["opened", "sent"])
    assert all(intact(entry) for entry in Entry.objects.all())
    assert not OpenDuty.objects.filter(met_at=None).exists()
    late = OpenDuty.objects.exclude(told_late_at=None)
    assert set(late.values_list("name", flat=True)) == {"confirm_contract", "tell_paid", "send_policy"}


def _has_visits() -> None:
    stood = [
        (each.checked, each.registration.state)
        for each in Visit.objects.select_related("registration").order_by("began_at")
        if each.registration
    ]
    assert [state for _, state in stood] == ["opened", "refused", "verified", "submitted", "submitted", "noticed"]
    assert [checked for checked, _ in stood] == ["current"] * 5 + ["reported_lost"]


def _was_told_at_its_own_times(institutions: RunningSandbox) -> None:
    first = Purchase.objects.order_by("began_at").first()
    assert first is not None
    assert builders.NOW - first.began_at > timedelta(days=15)
    assert all(policy.issued_at - policy.concluded_at < timedelta(days=2) for policy in Policy.objects.all() if policy.issued_at)
    for policy in Policy.objects.select_related("person__key", "document"):
        stamped = making.check(policy_queries.pdf(policy), now=builders.NOW).stamped_at
        assert policy.issued_at is not None
        assert stamped is not None
        assert policy.concluded_at <= stamped < policy.issued_at + timedelta(minutes=2)
    messages = institutions.messages(people.HOLDERS[0].known.phone)
    assert min(m["at"] for m in messages) < first.began_at.isoformat()


def _switches(institutions: RunningSandbox) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = http.get(f"{institutions.url}/switches").json()
    return found


def test_what_a_killed_run_left_out_is_made_by_the_next(
    institutions: RunningSandbox, short_history: tuple[sales.Sale, ...], at_once: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sales, "SALES", short_history[:3])
    demo.demo_data(builders.NOW)
    assert Purchase.objects.count() == 3
    monkeypatch.setattr(sales, "SALES", short_history[:5])
    demo.demo_data(builders.NOW + timedelta(hours=1))
    assert Purchase.objects.count() == 5


def test_without_the_sandbox_there_are_people_and_no_sales(capsys: pytest.CaptureFixture[str]) -> None:
    before = settings.INSTITUTIONS
    settings.INSTITUTIONS = {**before, "card": {**before["card"], "url": "http://127.0.0.1:9"}}
    try:
        assert demo.demo_data(builders.NOW)
    finally:
        settings.INSTITUTIONS = before
    assert not Purchase.objects.exists()
    assert "sandbox" in capsys.readouterr().err


def test_the_command_names_the_people_and_their_authenticators(
    institutions: RunningSandbox, at_once: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sales, "SALES", ())
    monkeypatch.setattr(visits, "GUESTS", ())
    assert demo.run(argparse.Namespace(json=False)) == 0
    printed = capsys.readouterr().out
    assert "otpauth://totp/Toubao:compliance" in printed
    assert "0900000101" in printed
    assert demo.run(argparse.Namespace(json=True)) == 0
    assert len(json.loads(capsys.readouterr().out)) == len(people.STAFF) + 6


def test_there_is_no_demo_data_in_production(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "PROFILE", "production")
    with pytest.raises(Trouble, match="production"):
        demo.run(argparse.Namespace(json=False))
    assert not Staff.objects.exists()


def test_the_people_are_plainly_invented_and_valid_in_form() -> None:
    assert all(holder.name.startswith("示範") and "示範" in holder.address for holder in people.HOLDERS)
    assert all(person_number_fault(holder.id_number, on=builders.NOW.date()) is None for holder in people.HOLDERS)
    assert all("示範" in name for _, _, name in people.STAFF)


def test_the_whole_table_has_somebody_referred_after_six_sales() -> None:
    referred = next(sale for sale in sales.SALES if sale.ended == "referred")
    before = sales.SALES[: sales.SALES.index(referred)]
    kept = [s for s in before if s.who == referred.who and s.ended in ("signed", "opened", "sent", "late", "others_card")]
    assert len(kept) == 6


def test_jobs_that_do_not_end_are_trouble(institutions: RunningSandbox) -> None:
    held = [work.Held("identity.tidy", {}, 0) for _ in range(hands.ROUNDS + 1)]
    with hands.at_work() as found:
        assert found is not None
        found._held = held
        with pytest.raises(Trouble, match="do not come to an end"):
            found.work(builders.NOW)


def test_a_phone_without_a_code_is_trouble(institutions: RunningSandbox) -> None:
    with hands.at_work() as found:
        assert found is not None
        with pytest.raises(Trouble, match="no one-time password"):
            found.code("+886900000999")
