"""A date in three inputs."""

from datetime import date

import pytest
from django import forms

from toubao.doors.look.fields import DateInPartsField


class Born(forms.Form):
    """A form that asks for one date."""

    on = DateInPartsField()


def typed(year: str, month: str, day: str) -> Born:
    return Born({"on_year": year, "on_month": month, "on_day": day})


@pytest.mark.parametrize("year", ["1991", "80", " 80 "])
def test_the_year_may_be_western_or_minguo(year: str) -> None:
    form = typed(year, "5", "3")
    assert form.is_valid()
    assert form.cleaned_data["on"] == date(1991, 5, 3)


@pytest.mark.parametrize(("parts", "missing"), [(("80", "", ""), "月、日"), (("", "5", "3"), "年"), (("80", "5", ""), "日")])
def test_the_error_names_what_is_missing(parts: tuple[str, str, str], missing: str) -> None:
    assert typed(*parts).errors["on"] == [f"年、月、日都要填寫，還缺{missing}。"]


@pytest.mark.parametrize(
    "parts", [("80", "2", "30"), ("80", "13", "1"), ("八十", "5", "3"), ("0", "5", "3"), ("99999", "5", "3"), ("9" * 20, "5", "3")]
)
def test_a_day_that_is_not_is_refused(parts: tuple[str, str, str]) -> None:
    form = typed(*parts)
    assert not form.is_valid()
    assert "沒有這個日期" in form.errors["on"][0]


def test_nothing_typed_is_required_unless_optional() -> None:
    class Perhaps(forms.Form):
        on = DateInPartsField(required=False)

    assert typed("", "", "").errors["on"] == ["請填寫年、月、日。"]
    empty = Perhaps({})
    assert empty.is_valid()
    assert empty.cleaned_data["on"] is None


def test_changed_means_other_parts() -> None:
    form = Born({"on_year": "1991", "on_month": "5", "on_day": "3"}, initial={"on": date(1991, 5, 3)})
    assert not form.has_changed()
    assert Born({"on_year": "1991", "on_month": "5", "on_day": "4"}, initial={"on": date(1991, 5, 3)}).has_changed()
