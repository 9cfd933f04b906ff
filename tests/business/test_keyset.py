"""Lists by place: walked to the end and back, nothing is shown twice or left out, whatever comes meanwhile."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as some

from toubao.business.keyset import Cursor, Page, cursor, page
from toubao.journal.models import OpenDuty, Subject

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)
HOURS = (0, 1, 1, 1, 2, 5, 5)


@pytest.fixture
def subject(db: None) -> Subject:
    made = Subject.objects.create(id=uuid4(), kind="purchase")
    for number, hours in enumerate(HOURS):
        opened(made, f"duty {number}", hours)
    return made


def opened(subject: Subject, name: str, hours: float) -> OpenDuty:
    at = NOON + timedelta(hours=hours)
    return OpenDuty.objects.create(subject=subject, name=name, clause="1", opened_at=at, due_at=at)


def read(size: int, at: Cursor | None = None, *, rising: bool = False, apart: bool = False) -> Page[OpenDuty]:
    """A page; `apart`: of each hour by itself, as a list reads that is narrowed to what is rare."""
    hours = [(NOON + timedelta(hours=each), NOON + timedelta(hours=each + 1)) for each in range(9)]
    up = rising is not (at is not None and at.back)
    return page(
        OpenDuty.objects.all(), by="due_at", size=size, at=at, rising=rising, spans=(lambda _: hours[:: 1 if up else -1]) if apart else None
    )


def names(found: Page[OpenDuty]) -> list[str]:
    return [each.name for each in found.rows]


@pytest.mark.parametrize("apart", [False, True])
@pytest.mark.parametrize("rising", [False, True])
@pytest.mark.parametrize("size", [1, 2, 3, 6, 7, 8])
def test_a_list_is_walked_to_its_end_and_back(subject: Subject, size: int, rising: bool, apart: bool) -> None:
    whole = [f"duty {number}" for number in range(len(HOURS))][:: 1 if rising else -1]
    found = read(size, rising=rising, apart=apart)
    assert found.before is None
    pages = [names(found)]
    while found.after:
        found = read(size, found.after, rising=rising, apart=apart)
        pages.append(names(found))
    assert pages == [whole[at : at + size] for at in range(0, len(whole), size)]
    while found.before:
        found = read(size, found.before, rising=rising, apart=apart)
        pages.pop()
        assert names(found) == pages[-1]
        assert found.after
    assert len(pages) == 1


def test_what_comes_meanwhile_moves_nothing(subject: Subject) -> None:
    first = read(3)
    opened(subject, "new", 9)
    second = read(3, first.after)
    assert names(second) == ["duty 3", "duty 2", "duty 1"], "by their numbers it would have been 4, 3, 2"
    assert second.before
    assert names(read(3, second.before)) == names(first)
    newest = read(3, read(3, second.before).before)
    assert names(newest) == ["new", "duty 6", "duty 5"], "too little is left before: the first page, full"
    OpenDuty.objects.filter(name="duty 4").delete()
    assert names(read(3, first.after)) == names(second), "the place stays, though its row is gone"


def test_a_place_behind_everything_is_the_first_page_and_none_is_empty(subject: Subject) -> None:
    assert names(read(3, Cursor(NOON - timedelta(hours=1), 0))) == names(read(3))
    assert names(read(3, Cursor(NOON + timedelta(days=1), 0, back=True))) == names(read(3))
    OpenDuty.objects.all().delete()
    assert read(3, Cursor(NOON, 0)) == read(3, apart=True) == Page(())
    assert page(OpenDuty.objects.all(), by="due_at", size=3, spans=lambda _: []) == Page(())


FAR = datetime(2, 1, 2, tzinfo=UTC).replace(tzinfo=None), datetime(9998, 12, 30, tzinfo=UTC).replace(tzinfo=None)


@given(some.datetimes(*FAR, timezones=some.just(UTC)), some.one_of(some.uuids(), some.integers(0, 10**18 - 1)), some.booleans())
def test_a_place_is_read_as_it_was_written(at: datetime, key: UUID | int, back: bool) -> None:
    place = Cursor(at, key, back)
    kind, other = (UUID, int) if isinstance(key, UUID) else (int, UUID)
    assert cursor(str(place), kind) == place
    assert cursor(str(place), other) is None


@pytest.mark.parametrize("key", ["0" * 32, "1"])
@pytest.mark.parametrize(
    "written",
    ["", "after", "after.{}", "after.x.{}", "after.1.{}.", " after.1.{}", "behind.1.{}", "after.1.{}x", "after.²1.{}", "after.1\n.{}",
     "after.--1.{}", "after.999999999999999999.{}", "before.-999999999999999999.{}", "after.1000000000000000000.{}", "AFTER.1.{}",
     "after.253402300799999999.{}", "before.-62135596800000000.{}",
     "after.1.\x00{}"],
)  # fmt: skip
def test_what_no_link_of_ours_says_is_no_place(written: str, key: str) -> None:
    assert cursor(written.format(key), UUID if len(key) == 32 else int) is None


@given(some.text())
def test_whatever_is_written_is_read_or_is_no_place(written: str) -> None:
    assert cursor(written) is None
