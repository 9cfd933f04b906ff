"""The sandbox's mobile identity: a page on which a person approves or not, and what it tells the insurer afterwards."""

from html import escape
from typing import Any

import pytest

from tests.sandbox.conftest import Caller

BEGIN = {"reference": "visit-1", "id_number": "A123456789", "return_url": "http://shop.invalid/back?state=s"}


def _page(caller: Caller) -> str:
    told: dict[str, Any] = caller.ask("POST", "/mobile-id/sessions", BEGIN).json()
    return str(told["page_url"]).partition("/mobile-id/")[2]


def _status(caller: Caller) -> dict[str, Any]:
    told: dict[str, Any] = caller.ask("POST", "/mobile-id/answers", {"reference": "visit-1"}).json()
    return told


@pytest.mark.parametrize(
    ("decision", "status", "id_number"),
    [("approve", "approved", "A123456789"), ("approve_as_other", "approved", "A223456781"), ("refuse", "refused", "")],
)
def test_what_the_person_decides_is_what_is_told_and_once(caller: Caller, decision: str, status: str, id_number: str) -> None:
    page = _page(caller)
    assert _status(caller)["status"] == "open"
    shown = caller.get(f"/mobile-id/{page}")
    assert "•••789" in shown.text
    assert "A123456789" not in shown.text
    back = caller.post(f"/mobile-id/{page}", data={"decision": decision})
    assert back.headers["Location"].startswith("http://shop.invalid/back?state=s&session=")
    told = _status(caller)
    assert (told["status"], told["id_number"], bool(told["record"])) == (status, id_number, status == "approved")
    again = caller.post(f"/mobile-id/{page}", data={"decision": "approve"}, headers={"Accept": "text/html"})
    assert again.status_code == 409
    assert f'href="{escape(back.headers["Location"])}">回到保險公司' in again.text
    assert _status(caller) == told


def test_the_same_question_gets_the_same_page_and_another_is_refused(caller: Caller) -> None:
    assert _page(caller) == _page(caller)
    other = caller.ask("POST", "/mobile-id/sessions", {**BEGIN, "id_number": "A223456781"})
    assert (other.status_code, other.json()["code"]) == (422, "reference-reused")


def test_what_nobody_decides_is_over_after_ten_minutes(caller: Caller) -> None:
    page = _page(caller)
    caller.post("/clock", json={"offset_seconds": 601})
    assert _status(caller)["status"] == "expired"
    assert caller.get(f"/mobile-id/{page}").status_code == 409
    caller.post("/clock", json={"offset_seconds": 0})


def test_who_asks_for_nobody_gets_nothing(caller: Caller) -> None:
    assert caller.ask("POST", "/mobile-id/answers", {"reference": "visit-1"}).json()["code"] == "unknown-session"
    assert caller.get("/mobile-id/sessions/nobody").status_code == 404
    assert caller.post(f"/mobile-id/{_page(caller)}", data={"decision": "perhaps"}).status_code == 422
    assert caller.post("/mobile-id/sessions", json=BEGIN).status_code == 401


def test_the_log_shows_what_became_of_each(caller: Caller) -> None:
    assert "還沒有人從保險公司過來" in caller.get("/mobile-id/").text
    _page(caller)
    assert "還沒決定" in caller.get("/mobile-id/").text
