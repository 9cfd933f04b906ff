"""The open look-up of 8.3: the same work for whatever is not found, limits before anything is looked for, and what the journal is told."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from tests import builders
from tests.business.identity.measuring import alike, held, longer, run_by, timed
from tests.business.motor import given
from toubao.business import due
from toubao.business.identity.codes import attempts
from toubao.business.identity.codes.allowances import limits
from toubao.business.identity.models import Allowance, FailedAttempt
from toubao.business.motor import looking, queries
from toubao.business.motor.models import MotorPolicy
from toubao.business.motor.numbers import number_index
from toubao.journal.models import Entry
from toubao.journal.reading import opened

pytestmark = pytest.mark.django_db
NOW = given.NOW
NETWORKS = iter(range(10**6))
SERIALS = iter(range(1000, 10**6))


@pytest.fixture
def known() -> MotorPolicy:
    return given.policy(1)


def look(**asked: Any) -> looking.Answer:
    """Somebody asks, from a network of their own unless one is named."""
    return looking.look_up(given.question(**({"network": f"n{next(NETWORKS)}"} | asked)), now=NOW)


def unknown_person() -> None:
    assert look(number=builders.id_number(next(SERIALS)), plate=given.PLATE) == looking.Answer()


def unknown_plate() -> None:
    assert look(plate=f"NO-{next(SERIALS)}") == looking.Answer()


def mismatch() -> None:
    """Somebody's number, and another's plate: both exist."""
    assert look(plate="DEM-0002") == looking.Answer()


def neither() -> None:
    assert look(number=builders.id_number(next(SERIALS)), plate=f"NO-{next(SERIALS)}") == looking.Answer()


MISSES = [unknown_person, unknown_plate, mismatch, neither]


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Allowances that a measuring does not use up."""
    for name in ("motor_number", "motor_plate", "motor_all"):
        monkeypatch.setitem(limits(), name, {**limits()[name], "most": 10**6})


def test_8_3_process_number_and_plate_together_find_the_policy(known: MotorPolicy) -> None:
    assert [policy.pk for policy in look().found] == [known.pk]


@pytest.mark.parametrize("asked", [("business", given.COMPANY), ("tax", "X1Y2Z3")], ids=["business", "tax"])
def test_8_3_process_a_business_and_a_number_of_the_tax_authorities_find_theirs(asked: tuple[str, str]) -> None:
    kind, number = asked
    theirs = given.policy(2, kind=kind, id_number=number)
    assert [policy.pk for policy in look(kind=kind, number=number, plate="DEM-0002").found] == [theirs.pk]


def test_8_3_process_whatever_is_not_found_runs_the_same_statements(known: MotorPolicy) -> None:
    given.policy(2)
    expected = run_by(neither)
    assert len([sql for sql in expected if not sql.startswith("SET")]) == 3, "allowances, the question, the row of the failure"
    for miss in MISSES:
        assert run_by(miss) == expected, miss.__name__


@pytest.mark.parametrize("miss", [unknown_person, unknown_plate, mismatch], ids=lambda each: each.__name__)
def test_8_3_process_nobody_can_tell_by_the_time_what_was_not_found(known: MotorPolicy, many: None, miss: Any) -> None:
    given.policy(2)
    miss(), neither()
    assert alike(miss, neither, 80, within=1.33)


def test_control_asking_for_the_person_first_would_be_seen(known: MotorPolicy, many: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """As it would be with two questions, of which the second is asked only where the person exists."""
    given.policy(2)
    found_by = queries.found_by

    def person_first(number: str, plate: str) -> list[MotorPolicy]:
        mine = MotorPolicy.objects.filter(insured__id_index=number_index(number))
        return found_by(number, plate) if mine.exists() else []

    monkeypatch.setattr(queries, "found_by", person_first)
    assert run_by(mismatch) != run_by(unknown_person)
    assert held(lambda: longer(*timed(mismatch, unknown_person, 60)) > 0.75)


@pytest.mark.parametrize(
    ("limit", "asked"),
    [
        ("motor_network", [{"network": "here", "number": builders.id_number(n), "plate": f"NO-{n:03d}"} for n in range(50, 54)]),
        ("motor_number", [{"plate": f"NO-{n:03d}"} for n in range(4)]),
        ("motor_plate", [{"number": builders.id_number(n), "plate": given.PLATE} for n in range(50, 54)]),
        ("motor_all", [{"number": builders.id_number(n), "plate": f"NO-{n:03d}"} for n in range(50, 54)]),
    ],
)
@pytest.mark.parametrize("exists", [True, False])
def test_8_3_process_each_limit_holds_by_itself_and_says_nothing_of_what_exists(
    limit: str, asked: list[dict[str, str]], exists: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if exists:
        given.policy(1)
    monkeypatch.setitem(limits(), limit, {**limits()[limit], "most": 3})
    answers = [look(**each) for each in asked]
    assert [each.limit for each in answers] == ["", "", "", limit]
    assert all(each.found == () for each in answers)
    if limit in ("motor_number", "motor_plate", "motor_all"):
        assert look().limit == (limit if limit != "motor_all" else "motor_all"), "the right pair, too"


def test_8_3_process_a_limit_looks_nothing_up(known: MotorPolicy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(limits(), "motor_number", {**limits()["motor_number"], "most": 0})
    assert not [sql for sql in run_by(look) if "motor_" in sql]


def test_8_3_process_what_is_found_costs_only_the_networks_allowance(known: MotorPolicy) -> None:
    for _ in range(30):
        assert look(network="home").found
    used = dict(Allowance.objects.values_list("bucket", "used"))
    assert used.pop("motor_network:home") == 30
    assert {*used.values()} == {0}
    assert not FailedAttempt.objects.exists()


def test_8_3_trace_of_a_hit_stands_in_the_policys_journal_and_its_network_only_under_the_insureds_key(known: MotorPolicy) -> None:
    look(network="203.0.113.77")
    entry = Entry.objects.get(subject_id=known.pk, event="motor.looked_up")
    assert (entry.actor_kind, entry.actor_id) == ("visitor", attempts.network_digest("203.0.113.77"))
    assert entry.facts == {"_": "LookedUp", "kind": "person"}
    told = [each.personal for each in opened(known.pk, known.insured_id) if each.entry.event == "motor.looked_up"]
    assert told == [{"network": "203.0.113.77"}]


def test_8_3_trace_of_misses_is_kept_as_rows_and_told_to_the_journal_as_counts_about_nobody(
    known: MotorPolicy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(limits(), "motor_number", {**limits()["motor_number"], "most": 2})
    for plate in ("NO-1", "NO-2", "NO-3", "NO-4"):
        look(plate=plate, network="203.0.113.9")
    rows = list(FailedAttempt.objects.order_by("pk").values_list("kind", "by", "known", "network"))
    assert rows == [
        ("motor", "person", False, "203.0.113.9"), ("motor", "person", False, "203.0.113.9"),
        ("motor", "limit motor_number", False, "203.0.113.9"),
    ]  # fmt: skip
    assert not Entry.objects.filter(event="motor.look_ups_missed").exists(), "nothing is journaled on the spot"
    due.act(NOW)
    due.act(NOW)
    (told,) = Entry.objects.filter(event="motor.look_ups_missed")
    assert told.facts == {"_": "LookUpsMissed", "misses": 2, "limited": 1, "networks": 1}
    assert (told.subject.holder, told.personal) == (None, None)


def test_8_3_trace_is_not_filled_by_whoever_goes_on_after_a_limit(known: MotorPolicy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(limits(), "motor_network", {**limits()["motor_network"], "most": 1})
    for _ in range(20):
        look(network="203.0.113.9", plate="NO-1")
    assert FailedAttempt.objects.count() == 2
    looking.look_up(given.question(network="203.0.113.9"), now=NOW + timedelta(minutes=15))
    looking.look_up(given.question(network="203.0.113.9"), now=NOW + timedelta(minutes=15))
    assert FailedAttempt.objects.filter(by__startswith="limit").count() == 2, "once a window"


def test_8_3_trace_keeps_nothing_personal_in_clear_of_anybody_who_asks(known: MotorPolicy) -> None:
    look(), look(plate="NO-777", network="203.0.113.9")
    due.act(NOW)
    number = builders.id_number(1)
    with connection.cursor() as cursor:
        for table in (
            "identity_failedattempt",
            "identity_allowance",
            "journal_entry",
            "journal_subject",
            "motor_motorpolicy",
            "motor_insured",
        ):
            cursor.execute(f"SELECT string_agg(t::text, '') FROM {table} t")  # noqa: S608 tables of this list
            kept = str(cursor.fetchone()[0])
            for canary in (number, "DEM0001", "DEM-0001", "NO777", "NO-777", "王示範"):
                assert canary not in kept, (table, canary)
