"""`toubao reconcile` and the doctor's line about the books: what they say, and with which status."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from tests.business.reconciliation.test_books import strange
from tests.fixtures.sandbox import RunningSandbox
from toubao.business import outside
from toubao.business.reconciliation import actions, queries
from toubao.business.reconciliation.models import Comparison, Difference
from toubao.config.trouble import Trouble
from toubao.doors.cli import main
from toubao.doors.cli.doctor.books import books
from toubao.doors.cli.doctor.finding import Unknown

pytestmark = pytest.mark.django_db


def test_it_says_what_was_read_and_found_and_settles_money(institutions: RunningSandbox, capsys: pytest.CaptureFixture[str]) -> None:
    order = strange(institutions, "captured")
    assert main(["reconcile"]) == 0
    said = capsys.readouterr().out
    assert "card                    1 entry" in said
    assert f"settled  card             unknown_here   {order}" in said
    assert institutions.order(order)["status"] == "refunded"
    assert "no difference waits" in books()


def test_a_difference_that_waits_for_a_person_is_status_2_and_the_doctors_too(
    institutions: RunningSandbox, capsys: pytest.CaptureFixture[str]
) -> None:
    outside.institutions().sms.send(reference="nobody's", to="+886912345678", text="x")
    assert main(["reconcile", "--json"]) == 2
    told = json.loads(capsys.readouterr().out)
    assert [(each["reference"], each["state"]) for each in told["differences"]] == [("nobody's", "person")]
    with pytest.raises(Trouble, match="1 difference waits for a person, sms nobody's"):
        books()
    actions.solve(difference=Difference.objects.get(), by="op", because="test of the carrier", alike=False, now=datetime.now(UTC))
    assert main(["reconcile"]) == 0
    assert "no difference waits" in books()


def test_a_book_that_cannot_be_read_is_status_1(institutions: RunningSandbox, capsys: pytest.CaptureFixture[str]) -> None:
    institutions.switch("industry_report", down=True)
    outside.hang_up()
    assert main(["reconcile"]) == 1
    assert "not read to the end: HTTP 503" in capsys.readouterr().out
    with pytest.raises(Trouble, match=r"the books of industry_report can't be read"):
        books()


def test_the_doctor_misses_a_day_that_was_not_compared(db: None) -> None:
    with pytest.raises(Unknown, match=r"^never compared yet"):
        books()
    actions.begin(datetime.now(UTC) - timedelta(hours=35))
    assert "compared up to" in books()
    Comparison.objects.update(until=datetime.now(UTC) - timedelta(hours=37))
    with pytest.raises(Trouble, match="run `toubao reconcile`"):
        books()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--day", "2026-11-29", "--from", "2026-11-28"], "either"), (["--from", "2026-11-29", "--to", "2026-11-28"], "after"),
        (["--day", "2199-01-01"], "yet to come"), (["--from", "2024-01-01", "--to", "2026-01-01"], "At most 366"),
    ],
)  # fmt: skip
def test_days_that_cannot_be_are_told_in_a_sentence(db: None, capsys: pytest.CaptureFixture[str], words: list[str], says: str) -> None:
    assert main(["reconcile", *words]) == 1
    assert says in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["reconcile", "--day", "yesterday"])
    assert not queries.unfinished().exists()
    assert not Comparison.objects.exists()
