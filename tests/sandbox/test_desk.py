"""The desk: switches by form and by JSON, the clock, the reset, and that what is refused changes nothing."""

import smtplib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import sleep
from typing import Any

import httpx
import pytest

from tests.fixtures import http
from tests.fixtures.sandbox import RunningSandbox
from tests.sandbox.conftest import Caller, OwnSandbox

INSTITUTIONS = {
    "phone",
    "mailbox",
    "card",
    "holder_check",
    "industry_query",
    "industry_report",
    "tsa",
    "ocsp",
    "crl",
    "bank",
    "partner",
} | {"mobile_id", "document_check"}
NORMAL = {
    "slow_seconds": 0.0, "down": False, "unreachable": False, "lose_answers": False, "answer_twice": False, "answer_status": 0,
    "repeat_question": False, "refuse_with": "", "long_numbers": False, "without_numbers": False,
}  # fmt: skip
MORE = {"answer_status": "403", "auto_capture": "on", "refuse_with": ""}
NORMAL_CARD = {**NORMAL, "webhook": "normal", "auto_capture": False, "answer_amount": 0}


def test_switches_at_first_are_all_normal(caller: Caller) -> None:
    shown = caller.get("/switches").json()
    assert set(shown) == INSTITUTIONS
    assert shown["phone"] == NORMAL
    assert shown["card"] == NORMAL_CARD
    assert shown["mailbox"] == {**NORMAL, "hide_starttls": False, "hide_auth": False}
    assert shown["industry_query"] == {**NORMAL, "with_own": False}


def test_switches_change_only_what_is_named(caller: Caller) -> None:
    caller.post("/switches", json={"phone": {"slow_seconds": 2}})
    shown = caller.post("/switches", json={"phone": {"down": True}, "card": {"webhook": "late"}}).json()
    assert shown["phone"] == {**NORMAL, "slow_seconds": 2, "down": True}
    assert shown["card"]["webhook"] == "late"
    assert shown["tsa"] == NORMAL
    caller.post("/switches/normal")
    assert caller.get("/switches").json()["phone"] == NORMAL


@pytest.mark.parametrize(
    "wanted",
    [
        {"notary": {"down": True}},
        {"phone": {"up": True}},
        {"phone": {"down": "yes"}},
        {"phone": {"slow_seconds": -1}},
        {"phone": {"slow_seconds": 121}},
        {"phone": {"slow_seconds": True}},
        {"phone": {"webhook": "late"}},
        {"phone": {"auto_capture": True}},
        {"phone": {"hide_starttls": True}},
        {"card": {"hide_auth": True}},
        {"mailbox": {"hide_auth": 1}},
        {"industry_report": {"with_own": True}},
        {"phone": {"answer_amount": 1}},
        {"card": {"answer_amount": -1}},
        {"phone": {"answer_status": 200}},
        {"phone": {"answer_status": True}},
        {"phone": {"refuse_with": "Not a code"}},
        {"card": {"webhook": "sometimes"}},
        {"phone": 1},
        {"tsa": {"down": True}, "phone": {"down": 1}},
        [],
    ],
)
def test_switch_that_does_not_exist_changes_nothing(caller: Caller, wanted: Any) -> None:
    answer = caller.post("/switches", json=wanted)
    assert answer.status_code == 422
    assert all(not state["down"] for state in caller.get("/switches").json().values())


def test_form_of_one_institution_sets_all_its_switches(caller: Caller) -> None:
    caller.post("/switches", json={"card": {"down": True}, "phone": {"down": True}})
    answer = caller.post("/switches", data={"institution": "card", "slow_seconds": "1.5", "lose_answers": "on", "webhook": "never"} | MORE)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/#card")
    shown = caller.get("/switches").json()
    assert shown["card"] == {
        **NORMAL_CARD,
        "slow_seconds": 1.5,
        "lose_answers": True,
        "webhook": "never",
        "answer_status": 403,
        "auto_capture": True,
    }
    assert shown["phone"]["down"]
    assert caller.post("/switches", data={"institution": "card", "slow_seconds": "soon"}).status_code == 422
    assert caller.post("/switches", data={"institution": "card", "slow_seconds": "nan"}).status_code == 422
    assert caller.get("/switches").json()["card"]["slow_seconds"] == 1.5


def test_the_mailboxs_own_switches_are_on_its_form_and_shown(caller: Caller) -> None:
    assert "不說可登入" in caller.get("/").text
    caller.post("/switches", data={"institution": "mailbox", "hide_starttls": "on", "slow_seconds": ""})
    shown = caller.get("/switches").json()["mailbox"]
    assert (shown["hide_starttls"], shown["hide_auth"]) == (True, False)
    assert '<span class="chip bad">不說會加密</span>' in caller.get("/").text


def test_front_page_shows_what_is_switched(caller: Caller) -> None:
    assert "故障</span>" not in caller.get("/").text
    caller.post("/switches", json={"tsa": {"down": True}, "card": {"slow_seconds": 3, "webhook": "never"}})
    page = caller.get("/").text
    for chip in ("故障</span>", "慢 3 秒</span>", "通知：不送</span>"):
        assert chip in page
    told = {
        "answer_status": 404,
        "repeat_question": True,
        "refuse_with": "no",
        "long_numbers": True,
        "without_numbers": True,
        "auto_capture": True,
        "answer_amount": 1,
    }
    caller.post("/switches", json={"card": told})
    page = caller.get("/").text
    for words in ("回覆 HTTP 404", "問題重送", "拒絕", "編號過長", "沒有編號", "授權時就請款", "金額不實"):
        assert f"{words}</span>" in page


def test_reset_forgets_everything_but_the_clock(caller: Caller) -> None:
    caller.post("/clock", json={"offset_seconds": 86400})
    caller.post("/switches", json={"tsa": {"down": True}})
    caller.open()
    assert caller.post("/reset", data={}).status_code == 303
    assert caller.get("/card/orders.json").json() == []
    assert caller.get("/ledger.json").json() == []
    assert not caller.get("/switches").json()["tsa"]["down"]
    assert caller.get("/clock").json()["offset_seconds"] == 86400


def test_reset_forgets_also_what_is_still_waiting(caller: Caller, sandbox: RunningSandbox) -> None:
    caller.post("/switches", json={"phone": {"slow_seconds": 0.6}, "mailbox": {"slow_seconds": 0.6}})
    message = b'{"reference": "r", "to": "+886912345678", "text": "x"}'
    headers = {"Insurer-Signature": caller.signature("POST", "/phone/messages", message)}
    with pytest.raises(httpx.TimeoutException):
        http.post(caller.url + "/phone/messages", content=message, headers=headers, timeout=0.2)
    with (
        pytest.raises(smtplib.SMTPServerDisconnected),
        smtplib.SMTP("127.0.0.1", sandbox.smtp_port, local_hostname="test", timeout=0.2) as server,
    ):
        server.sendmail("a@example.tw", ["wang@example.tw"], b"Subject: x\r\n\r\nhello")
    caller.post("/reset", json={})
    sleep(0.8)
    assert caller.get("/phone/messages.json").json() == []
    assert caller.get("/mailbox/messages.json").json() == []


def test_clock_by_form_adds_days_and_returns(caller: Caller) -> None:
    for _ in range(2):
        assert caller.post("/clock", data={"days": "8"}).headers["Location"] == "/#clock"
    assert caller.get("/clock").json()["offset_seconds"] == 16 * 86400
    assert "已調快 16.0 天" in caller.get("/").text
    caller.post("/clock", data={"now": "1"})
    assert caller.get("/clock").json()["offset_seconds"] == 0


@pytest.mark.parametrize("wanted", [{}, {"offset_seconds": "1"}, {"offset_seconds": True}, {"offset_seconds": 1e12}])
def test_clock_that_can_not_be_set(caller: Caller, wanted: dict[str, Any]) -> None:
    assert caller.post("/clock", json=wanted).status_code == 422
    assert caller.post("/clock", data={"days": "soon"}).status_code == 422
    assert caller.get("/clock").json()["offset_seconds"] == 0


def test_clock_follows_a_file(own: OwnSandbox, tmp_path: Path) -> None:
    own.kill()
    own.start("--clock-file", str(tmp_path / "clock"))
    assert own.caller.get("/clock").json()["offset_seconds"] == 0
    (tmp_path / "clock").write_text("86400\n")
    told = own.caller.get("/clock").json()
    assert told["offset_seconds"] == 86400
    assert datetime.fromisoformat(told["now"]) - datetime.now(UTC) > timedelta(hours=23)
    (tmp_path / "clock").write_text("garbage")
    assert own.caller.get("/clock").json()["offset_seconds"] == 0
