"""A hole in the journal is seen, and where: entries changed, replaced, taken out and cut off by who owns the database."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from tests.fixtures.at_once import at_once
from tests.journal.given import NOW, SYSTEM, numbers, somebody, written
from toubao.business.whose.policies import lay
from toubao.journal import chain
from toubao.journal.chain import Count, Fault, Kind, Standing, Walk, standing, standings, strays
from toubao.journal.codec import digest
from toubao.journal.models import Entry, Subject
from toubao.journal.reading import entries, intact
from toubao.journal.writing import About, append
from toubao.rules.events import Event
from toubao.rules.facts import Noted

LONG, NOBODY = 48, UUID(int=0)


def stands(subject: UUID) -> Standing:
    """As the console asks; the nightly look over everything must say the same."""
    found = standing(list(entries(subject)), subject)
    assert {each.subject: each for _, each in standings()}.get(subject, found) == found
    return found


def faults(subject: UUID) -> list[tuple[str, int, int]]:
    return [(fault.kind.value, fault.first, fault.last) for fault in stands(subject).faults]


@pytest.fixture
def about(lasting: None) -> About:
    """A subject with 48 entries, and another one that nobody touches."""
    about, other = somebody(), somebody()
    with transaction.atomic():
        for each in (about, other):
            for _ in range(LONG):
                append(event=Event.OTP_SENT, about=each, actor=SYSTEM, facts=Noted(because="a test"), now=NOW)
    assert faults(about.id) == []
    return about


@pytest.fixture
def owner(cluster: Any) -> Iterator[Callable[..., None]]:
    """Who owns the server, with every trigger out of the way."""
    with psycopg.connect(cluster.address(name=connection.settings_dict["NAME"]), autocommit=True) as superuser:
        superuser.execute("SET session_replication_role = replica")
        yield lambda statement, *values: superuser.execute(statement, values)


def forge(owner: Callable[..., None], subject: UUID, number: int, *, chained: bool = False) -> None:
    """Change what an entry says, and make its digest anew so that it fits; `chained`: and all that follows, and the count's head."""
    owner('UPDATE journal_entry SET facts = facts || \'{"because": "another"}\' WHERE subject_id = %s AND number = %s', subject, number)
    last, head = (LONG, None) if chained else (number, None)
    for each in range(number, last + 1):
        entry = Entry.objects.get(subject_id=subject, number=each)
        row = {f.attname: getattr(entry, f.attname) for f in Entry._meta.concrete_fields} | ({"previous": head} if head else {})
        head = digest(row)
        owner(
            "UPDATE journal_entry SET digest = %s, previous = %s WHERE subject_id = %s AND number = %s",
            head, row["previous"], subject, each,
        )  # fmt: skip
    if chained:
        owner("UPDATE journal_subject SET head = %s WHERE id = %s", head, subject)


@pytest.mark.parametrize("number", [1, 27, LONG])
def test_21_1_1_an_entry_that_was_changed_is_told_though_its_digest_was_made_anew(
    about: About, owner: Callable[..., None], number: int
) -> None:
    forge(owner, about.id, number)
    assert all(intact(entry) for entry in Entry.objects.filter(subject_id=about.id)), "control: by its digest alone nothing is seen"
    assert faults(about.id) == [("replaced", number, number)]


def test_21_1_1_an_entry_whose_digest_does_not_fit_is_told_and_none_beside_it(about: About, owner: Callable[..., None]) -> None:
    owner("UPDATE journal_entry SET outcome = 'refused' WHERE subject_id = %s AND number IN (27, 28, 31)", about.id)
    assert faults(about.id) == [("changed", 27, 28), ("changed", 31, 31)]
    assert [stands(about.id).at(number) is None for number in (26, 27, 28, 29, 31)] == [True, False, False, True, False]
    owner("UPDATE journal_entry SET digest = sha256('x') WHERE subject_id = %s AND number = 27", about.id)
    assert faults(about.id) == [("changed", 27, 28), ("changed", 31, 31)]


@pytest.mark.parametrize("told", [(27, 27), (1, 2), (41, 48), (1, 48)])
def test_21_1_1_entries_that_were_taken_out_are_told(about: About, owner: Callable[..., None], told: tuple[int, int]) -> None:
    owner("DELETE FROM journal_entry WHERE subject_id = %s AND number BETWEEN %s AND %s", about.id, *told)
    assert all(intact(entry) for entry in Entry.objects.filter(subject_id=about.id)), "control: what is left fits"
    assert faults(about.id) == [("missing", *told)]


def test_21_1_1_entries_that_were_moved_together_over_a_hole_are_told(about: About, owner: Callable[..., None]) -> None:
    owner("DELETE FROM journal_entry WHERE subject_id = %s AND number = 27", about.id)
    for number in range(28, LONG + 1):
        owner("UPDATE journal_entry SET number = %s WHERE subject_id = %s AND number = %s", number - 1, about.id, number)
    assert faults(about.id) == [("changed", 27, 47), ("missing", 48, 48)]


def test_21_1_1_the_count_that_was_set_back_with_the_tail_is_told_by_its_head(about: About, owner: Callable[..., None]) -> None:
    owner("DELETE FROM journal_entry WHERE subject_id = %s AND number > 40", about.id)
    owner("UPDATE journal_subject SET last = 40 WHERE id = %s", about.id)
    assert faults(about.id) == [("replaced", 40, 40)]


def test_21_1_1_entries_that_were_put_in_are_told(about: About, owner: Callable[..., None]) -> None:
    """They fit themselves and even the chain, but nobody counted them."""
    tail = Entry.objects.get(subject_id=about.id, number=LONG)
    row = {f.attname: getattr(tail, f.attname) for f in Entry._meta.concrete_fields} | {"number": LONG + 1, "previous": bytes(tail.digest)}
    owner(
        "INSERT INTO journal_entry (subject_id, number, event, outcome, actor_kind, actor_id, at, norm, release, facts, personal, verdicts,"
        " digest, previous)"
        " SELECT subject_id, %s, event, outcome, actor_kind, actor_id, at, norm, release, facts, personal, verdicts, %s, %s"
        " FROM journal_entry WHERE subject_id = %s AND number = %s",
        LONG + 1, digest(row), bytes(tail.digest), about.id, LONG,
    )  # fmt: skip
    assert faults(about.id) == [("uncounted", LONG + 1, LONG + 1)]


def test_21_1_1_an_entry_out_of_its_chain_is_told(about: About, owner: Callable[..., None]) -> None:
    entry = Entry.objects.get(subject_id=about.id, number=27)
    row = {f.attname: getattr(entry, f.attname) for f in Entry._meta.concrete_fields} | {"previous": None}
    owner("UPDATE journal_entry SET previous = NULL, digest = %s WHERE subject_id = %s AND number = 27", digest(row), about.id)
    assert faults(about.id) == [("replaced", 27, 27)]


def test_21_1_1_entries_without_their_subject_are_counted(about: About, owner: Callable[..., None]) -> None:
    assert strays() == 0
    owner("DELETE FROM journal_subject WHERE id = %s", about.id)
    assert strays() == LONG
    before = chain.counted(10**12)
    assert before[0] == before[2] == 2 * LONG
    owner("DELETE FROM journal_entry WHERE subject_id = %s", about.id)
    assert (strays(), chain.counted(before[1])[2]) == (0, LONG)


def test_what_this_wall_does_not_hold_is_who_writes_the_whole_chain_anew(about: About, owner: Callable[..., None]) -> None:
    """Said in the docs: a tree that is sealed and kept elsewhere would tell it."""
    forge(owner, about.id, 27, chained=True)
    assert faults(about.id) == []


@pytest.fixture
def old(about: About, owner: Callable[..., None]) -> About:
    """Entries as the version before wrote them, over which the migration goes, and whatever stands on it."""
    for entry in Entry.objects.all():
        row = {f.attname: getattr(entry, f.attname) for f in Entry._meta.concrete_fields} | {"previous": None}
        owner("UPDATE journal_entry SET previous = NULL, digest = %s WHERE id = %s", digest(row), entry.pk)
    MigrationExecutor(connection).migrate([("journal", "0002_append_only")])
    forward = MigrationExecutor(connection)
    forward.migrate(forward.loader.graph.leaf_nodes())
    with connection.cursor() as cursor:
        lay(cursor)
    return about


@pytest.mark.parametrize("more", [0, 2])
def test_entries_of_before_are_linked_as_they_stand_and_go_on(old: About, owner: Callable[..., None], more: int) -> None:
    about = old
    for _ in range(more):
        written(about)
    assert stands(about.id) == Standing(about.id, LONG + more, (), LONG + 1)
    owner("UPDATE journal_entry SET outcome = 'refused' WHERE subject_id = %s AND number = 5", about.id)
    assert faults(about.id) == [("changed", 5, 5)]
    entry = Entry.objects.get(subject_id=about.id, number=5)
    row = {f.attname: getattr(entry, f.attname) for f in Entry._meta.concrete_fields}
    owner("UPDATE journal_entry SET digest = %s WHERE id = %s", digest(row), entry.pk)
    assert faults(about.id) == [("replaced", 1, LONG)], "that one of them is another is known, not which"
    owner("DELETE FROM journal_entry WHERE id = %s", entry.pk)
    assert faults(about.id) == [("missing", 5, 5)]


def test_an_entry_that_claims_a_chain_from_before_there_was_one_is_told(old: About, owner: Callable[..., None]) -> None:
    entry = Entry.objects.get(subject_id=old.id, number=LONG)
    row = {f.attname: getattr(entry, f.attname) for f in Entry._meta.concrete_fields} | {"previous": b"x"}
    owner("UPDATE journal_entry SET previous = 'x', digest = %s WHERE id = %s", digest(row), entry.pk)
    assert faults(old.id)[0] == ("replaced", LONG, LONG)


def test_a_number_that_comes_twice_is_told_and_no_more_than_a_hundred_faults() -> None:
    walk = Walk(NOBODY, Count(2, b"b"))
    for number, previous, own in ((1, b"", b"a"), (1, b"", b"a"), (2, b"a", b"b")):
        walk.step(number, previous, own, fits=True)
    assert walk.end() == Standing(NOBODY, 3, (Fault(Kind.UNCOUNTED, 1, 1),))
    holes = Walk(NOBODY, Count(1000, b""))
    for number in range(2, 1000, 2):
        holes.step(number, b"", b"", fits=True)
    assert len(holes.end().faults) == chain.MOST


def test_all_subjects_are_walked_in_batches(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Batches smaller than what there is: the same is found, each once, and one that never had an entry is whole."""
    made = [written().subject_id for _ in range(5)]
    Subject.objects.create(id=uuid4(), kind="empty")
    whole = list(standings())
    monkeypatch.setattr(chain, "BATCH", 2)
    assert list(standings()) == whole
    assert {found.subject for _, found in whole} >= set(made)
    assert all(found.whole for _, found in whole)


def test_a_subject_that_never_was_has_nothing_wrong(db: None) -> None:
    assert standing([], NOBODY) == Standing(NOBODY, 0, ())


def test_writers_at_once_make_one_chain(lasting: None) -> None:
    about = somebody()

    def write() -> None:
        for _ in range(6):
            with transaction.atomic():
                append(event=Event.OTP_SENT, about=about, actor=SYSTEM, facts=Noted(because="a test"), now=NOW)

    at_once(*[write] * 6)
    assert numbers(about.id) == list(range(1, 37))
    assert faults(about.id) == []


@pytest.mark.parametrize("wrong", [{"previous": b"another"}, {"previous": None}, {"number": 3}, {"number": 1}], ids=str)
def test_what_does_not_follow_is_not_inserted(db: None, wrong: dict[str, Any]) -> None:
    first = written()
    row = {f.attname: getattr(first, f.attname) for f in Entry._meta.concrete_fields if f.attname != "id"}
    good = row | {"number": 2, "previous": bytes(first.digest)}
    with pytest.raises(IntegrityError, match="does not follow"), transaction.atomic():
        Entry.objects.create(**good | wrong)
    assert Entry.objects.create(**good).number == 2, "control"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal_subject SET last = 0",
        "UPDATE journal_subject SET head = ''",
        "UPDATE journal_subject SET chained_from = 2",
        "UPDATE journal_subject SET kind = 'other'",
        "INSERT INTO journal_subject (id, kind, last) VALUES (gen_random_uuid(), 'x', 5)",
    ],
)
def test_the_application_does_not_count_by_itself(statement: str, as_app: None) -> None:
    written()
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("to", [None, uuid4()], ids=["nobody", "another"])
def test_a_subject_keeps_its_holder(db: None, to: UUID | None) -> None:
    about = somebody()
    written(about)
    with pytest.raises(ProgrammingError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE journal_subject SET holder = %s", [to])
