"""The tables of all doors: every address stands behind its row, every row has its address, and one without a row can't be built."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import path

from toubao.doors.access import Who, behind, guarded
from toubao.doors.access.tables import DOORS, OUTSIDE, endpoints

ONLY_IN_THE_DEMO = {"style", "style-layout"}


def page(request: HttpRequest) -> HttpResponse:
    """A page that asks nobody who they are."""
    return HttpResponse("something")


def asked(method: str = "GET", **session: str) -> HttpRequest:
    request = RequestFactory().generic(method, "/new/")
    request.session = session  # type: ignore[assignment]  # a dictionary does here
    return request


def test_every_address_stands_behind_a_row() -> None:
    assert [each.route for each in endpoints() if each.row is None] == []


def test_every_row_has_an_address() -> None:
    inside = {"api": "/api/", "console": "/console/", "storefront": "/", "outside": "/"}
    for door, table in DOORS.items():
        there = {each.row for each in endpoints() if each.route.startswith(inside[door])}
        assert set(table) - there <= ONLY_IN_THE_DEMO, door


def test_an_address_without_a_row_can_not_be_built() -> None:
    with pytest.raises(KeyError):
        behind(OUTSIDE, [path("new/", page, name="new")])
    with pytest.raises(KeyError):
        behind(OUTSIDE, [path("new/", page)])


def test_another_method_than_the_rows_is_not_answered() -> None:
    assert guarded({"new": {"GET": Who.ANYBODY}}, "new", page)(asked("POST")).status_code == 405
    assert guarded({"new": {"GET": Who.ANYBODY}}, "new", page)(asked("HEAD")).status_code == 200


def test_a_stranger_is_turned_away_before_the_view_is_called() -> None:
    for who, status in ((Who.MEMBER, 302), (Who.OWN, 302), (Who.PROGRAM, 401)):
        assert guarded({"new": {"GET": who}}, "new", page)(asked()).status_code == status


def test_a_view_that_never_found_out_who_asks_gives_no_answer() -> None:
    with pytest.raises(RuntimeError, match="has not recognised"):
        guarded({"new": {"GET": Who.MEMBER}}, "new", page)(asked(signed_in="somebody"))
