"""What the doctor says of the limits (11.2.2): each that is needed is there, or it says which is not."""

from typing import Any

import pytest

from toubao.config.trouble import Trouble
from toubao.doors.cli.doctor.limits import limits
from toubao.products import limits as table
from toubao.products.dated import read


def test_11_2_2_the_doctor_sees_every_limit_that_is_needed_and_how_sure_it_is() -> None:
    told = limits()
    assert "4 limits for travel_accident, samples among them: 4" in told
    assert "existing after 30 days, begun, registered" in told


@pytest.mark.parametrize(
    "gone",
    [
        ("limits", "travel_accident", "branch"),
        ("factor", "", ""),
        ("abnormal", "", ""),
        ("existing_customer", "", ""),
        ("industry_answer", "", ""),
    ],
)
def test_11_2_2_the_doctor_names_what_is_not_on_record(monkeypatch: pytest.MonkeyPatch, gone: Any) -> None:
    left = {key: rows for key, rows in table._table().items() if key != gone}
    monkeypatch.setattr(table, "_table", lambda: left)
    with pytest.raises(Trouble, match=r"no limit is on record for .*not sold"):
        limits()


def test_11_2_2_the_doctor_names_a_word_that_no_rule_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    row = read({"value": {"days": 30, "stage": "liked", "verified": "registered"}, "source": "試", "certainty": "N"})
    changed = {**table._table(), ("existing_customer", "", ""): (row,)}
    monkeypatch.setattr(table, "_table", lambda: changed)
    with pytest.raises(Trouble, match="liked"):
        limits()
