"""Every input is bounded where it comes in: fields of forms, bodies and parameters of the API, by what they are declared to be."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from tests.doors.inputs import form_classes
from toubao.doors.api.service import api
from toubao.doors.look.fields import DateInPartsField, DayField
from toubao.doors.storefront.selling.trip import LARGEST_SUM, LONGEST_PLACE, MOST_PLACES, PlacesField, TripForm

FIELDS = [(form, name, field) for form in form_classes() for name, field in form.base_fields.items()]
LARGEST_COLUMN = 2**31 - 1
CLOSED = (forms.ChoiceField, forms.BooleanField, forms.TimeField, DateInPartsField, PlacesField)
"""Fields that take one of a list, or parse into something that has bounds of its own (tested below)."""


def limits(field: forms.Field, kind: type[Any]) -> list[Any]:
    return [each.limit_value for each in field.validators if isinstance(each, kind)]


@pytest.mark.parametrize(("form", "name", "field"), FIELDS, ids=lambda each: getattr(each, "__name__", None) or str(each)[:30])
def test_v2_2_1_every_field_of_every_form_is_bounded(form: type[forms.Form], name: str, field: forms.Field) -> None:
    if isinstance(field, CLOSED):
        return
    if isinstance(field, forms.CharField):
        assert field.max_length is not None
        assert field.max_length <= 200_000
    elif isinstance(field, forms.IntegerField):
        (least,), (most,) = limits(field, MinValueValidator), limits(field, MaxValueValidator)
        assert -LARGEST_COLUMN <= least < most <= LARGEST_COLUMN
    else:
        assert isinstance(field, DayField), type(field)
        assert (limits(field, MinValueValidator), limits(field, MaxValueValidator)) == ([date(2000, 1, 1)], [date(2200, 1, 1)])


@pytest.mark.parametrize(
    ("schema", "bounded"),
    [
        ({"type": "string"}, False),
        ({"type": "string", "maxLength": 5}, True),
        ({"type": "integer", "minimum": 0}, False),
        ({"type": "integer", "minimum": 0, "maximum": 5}, True),
        ({"type": "array", "items": {"type": "boolean"}}, False),
        ({"type": "object", "properties": {"inner": {"type": "string"}}, "additionalProperties": False}, False),
    ],
)
def test_an_open_schema_is_noticed(schema: dict[str, Any], bounded: bool) -> None:
    """The positive control of the test below."""
    assert (list(unbounded("it", schema)) == []) is bounded


def test_v2_2_1_everything_that_a_program_may_send_is_bounded() -> None:
    document = api.get_openapi_schema()
    found = []
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            for told in operation.get("parameters", ()):
                found += unbounded(f"{method} {path} {told['name']}", told["schema"])
            for content in operation.get("requestBody", {}).get("content", {}).values():
                found += unbounded(f"{method} {path}", resolved(content["schema"]))
    assert found == []


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema, or the one that it names."""
    name = schema.get("$ref", "").rpartition("/")[2]
    return api.get_openapi_schema()["components"]["schemas"][name] if name else schema


def unbounded(where: str, schema: dict[str, Any]) -> Iterator[str]:
    """What of a schema takes more than it should: text without a length, numbers without a range, lists without an end, unknown fields."""
    whole = resolved(schema)
    for each in (*whole.get("anyOf", ()), *whole.get("allOf", ())):
        yield from unbounded(where, each)
    kind = whole.get("type")
    if kind == "object":
        if whole.get("additionalProperties") is not False:
            yield f"{where}: takes unknown fields"
        for name, inner in whole.get("properties", {}).items():
            yield from unbounded(f"{where}.{name}", inner)
    elif kind == "array":
        if "maxItems" not in whole:
            yield f"{where}: no most"
        yield from unbounded(f"{where}[]", whole["items"])
    elif (kind == "string" and not {"maxLength", "enum", "const", "format", "pattern"} & set(whole)) or (
        kind in ("integer", "number") and not {"minimum", "maximum"} <= set(whole)
    ):
        yield f"{where}: {kind} without bounds"


@pytest.mark.parametrize("value", ["-1", str(LARGEST_SUM + 1), "9" * 4400, "2147483648", "1e9", "NaN"])
def test_a_sum_beyond_every_column_is_refused_beside_its_field(value: str) -> None:
    form = TripForm({"sum_insured": value})
    assert form.errors["sum_insured"] == ["請從清單中選擇保險金額。"]


@pytest.mark.parametrize("value", ["0001-01-01", "1999-12-31", "2200-01-02", "9999-12-31"])
def test_a_day_beyond_our_calendar_is_refused_beside_its_field(value: str) -> None:
    assert TripForm({"departs_day": value}).errors["departs_day"][0].startswith("日期太")


def test_places_are_bounded_in_number_and_length() -> None:
    for many in (["日本"] * (MOST_PLACES + 1), ["日" * (LONGEST_PLACE + 1)]):
        assert "一次最多填" in TripForm({"destinations": many}).errors["destinations"][0]


@pytest.mark.parametrize(
    ("year", "taken"), [("1849", False), ("1850", True), ("2200", False), ("2199", True), ("9999", False), ("201", False)]
)
def test_a_birth_is_within_what_people_and_calendars_reach(year: str, taken: bool) -> None:
    class Born(forms.Form):
        on = DateInPartsField()

    assert Born({"on_year": year, "on_month": "12", "on_day": "31"}).is_valid() is taken
