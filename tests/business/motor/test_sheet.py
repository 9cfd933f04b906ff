"""The books as a table: read whole or refused whole, each mistake by line and column, and no personal value repeated (8.3)."""

from datetime import UTC, date, datetime

import pytest

from tests import builders
from toubao.business.motor import sheet

ON = builders.NOW.date()
HEAD = ",".join(sheet.COLUMNS)
GOOD = {
    "kind": "person", "id_number": builders.id_number(1), "name": "王示範", "line": "compulsory", "number": "CA-1", "plate": "DEM-0001",
    "vehicle": "自用小客車", "make": "", "made": "", "starts": "2026-03-01T12:00", "ends": "2027-03-01T12:00", "ended_at": "", "premium": "1460",
    "due_on": "2026-03-01", "paid_on": "2026-02-20", "paid": "1460",
}  # fmt: skip


def table(*rows: dict[str, str]) -> list[str]:
    return [HEAD, *(",".join((GOOD | row)[name] for name in sheet.COLUMNS) for row in rows)]


def test_a_good_table_is_read() -> None:
    company = {"kind": "business", "id_number": "04595252", "number": "CA-2", "paid_on": "", "paid": "", "ended_at": "2026-07-01"}
    first, second = sheet.read(table({}, company), on=ON)
    assert first.starts == datetime(2026, 3, 1, 4, tzinfo=UTC), "without a zone it is Taiwan's"
    assert (first.vehicle.plate, first.premium, first.paid_on) == ("DEM-0001", 1460, date(2026, 2, 20))
    assert (second.kind, second.paid, second.paid_on, second.ended_at) == ("business", 0, None, datetime(2026, 6, 30, 16, tzinfo=UTC))
    assert repr(first) == "Entry(…)"


@pytest.mark.parametrize(
    ("wrong", "column"),
    [
        ({"kind": "somebody"}, "kind"), ({"line": "fire"}, "line"), ({"number": "ca*1"}, "number"), ({"number": "C" * 31}, "number"),
        ({"id_number": "A123456788"}, "id_number"), ({"id_number": ""}, "id_number"), ({"plate": "D/1"}, "plate"),
        ({"starts": "soon"}, "starts"),
        ({"ends": "2026-03-01T12:00"}, "ends"), ({"ended_at": "x"}, "ended_at"), ({"premium": "-1"}, "premium"),
        ({"premium": "1.5"}, "premium"),
        ({"due_on": "2026-02-30"}, "due_on"), ({"paid_on": "x"}, "paid_on"), ({"paid": "x"}, "paid"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_by_line_and_column_and_not_repeated(wrong: dict[str, str], column: str) -> None:
    with pytest.raises(sheet.BadSheet) as bad:
        sheet.read(table({}, {"number": "CA-2"} | wrong), on=ON)
    (mistake,) = bad.value.mistakes
    assert mistake.startswith(f"line 3: {column} ")
    assert not any(value and value in mistake for value in (wrong.get("id_number"), wrong.get("plate")))


def test_every_mistake_is_told_at_once() -> None:
    with pytest.raises(sheet.BadSheet) as bad:
        sheet.read(table({"kind": "x"}, {"premium": "x"}, {}, {}), on=ON)
    assert [mistake.partition(":")[0] for mistake in bad.value.mistakes] == ["line 2", "line 3", "number CA-1 stands there twice"]


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ([], "no column kind"), (["kind,number"], "no column id_number"), ([HEAD, "person,A1"], "more or fewer"),
        ([HEAD, ",".join(["x"] * 17)], "more or fewer"), ([HEAD, '"x'], "not a table"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused(lines: list[str], told: str) -> None:
    with pytest.raises(sheet.BadSheet, match=told):
        sheet.read(lines, on=ON)
