"""Letting a program act (2.3): the page says which and for what, agreeing and refusing both lead back, nobody is led to a stranger."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from tests.doors.api.oauth.conftest import Asking
from tests.fixtures import programs
from toubao.business.identity.models import Account, Program, ProgramGrant
from toubao.business.identity.programs import registering
from toubao.doors.api.oauth.words import SCOPES
from toubao.journal.models import Entry


def text(answer: Any) -> str:
    """The page as it stands."""
    return str(answer.content.decode())


def test_2_3_the_page_says_who_wants_what_until_when(asking: Asking) -> None:
    page = asking.browser.get(asking.address())
    assert page.status_code == 200
    for each in (
        "示範旅遊 App",
        "示範產物保險股份有限公司",
        "（本公司）",
        "替您投保",
        "查看您用它投保的案件",
        "app.demo.example",
        "密碼不會交給它",
    ):
        assert each in text(page)
    assert "form-action 'self'" in page["Content-Security-Policy"]
    assert "https://app.demo.example" in page["Content-Security-Policy"]
    assert not ProgramGrant.objects.exists()


def test_only_what_is_asked_for_is_told(asking: Asking) -> None:
    page = text(asking.browser.get(asking.address(scope="read")))
    assert "替您投保" not in page
    assert "查看您用它投保的案件" in page


@pytest.mark.parametrize("asked", [("apply",), ("read",), ("read", "apply")])
def test_2_3_what_a_program_may_do_is_told_in_full_there_and_where_it_is_taken_back(asking: Asking, asked: tuple[str, ...]) -> None:
    assert tuple(SCOPES) == registering.SCOPES, "everything that can be asked for has its words"
    page = text(asking.browser.get(asking.address(scope=" ".join(asked))))
    assert [f"<li>{SCOPES[each]}</li>" in page for each in SCOPES] == [each in asked for each in SCOPES]
    assert "隨時可以在「會員中心 → 登入與裝置」取消授權，取消後立刻失效。更改登入密碼也會取消。" in page
    asking.code(scope=" ".join(asked))
    mine = text(asking.browser.get("/members/account/devices/"))
    assert [f"<li>{SCOPES[each]}</li>" in mine for each in SCOPES] == [each in asked for each in SCOPES]


def test_2_3_the_words_say_what_the_holder_still_does_and_no_more_than_a_program_may() -> None:
    assert "送出前仍然要輸入寄到您手機或信箱的驗證碼" in SCOPES[registering.APPLY]
    assert "付款在收單機構的頁面完成" in SCOPES[registering.APPLY]
    assert SCOPES[registering.READ] == "查看您用它投保的案件：狀態、填過的資料與保險費。", "its own cases, not all"


def test_agreeing_leads_back_with_a_code_and_who_answered(asking: Asking, account: Account) -> None:
    back = asking.decide("allow")
    assert (back["to"], back["state"], back["iss"]) == (programs.REDIRECT, "s1 \"'", settings.PUBLIC_URL)
    given = ProgramGrant.objects.get()
    assert (given.account_id, given.scopes, back["code"].encode() in bytes(given.code)) == (account.pk, ["apply", "read"], False)
    assert Entry.objects.filter(subject_id=account.pk, event="program.allowed").count() == 1


def test_refusing_leads_back_and_grants_nothing(asking: Asking) -> None:
    back = asking.decide("deny")
    assert (back["error"], back["state"], "code" in back) == ("access_denied", "s1 \"'", False)
    assert not ProgramGrant.objects.exists()


def test_agreeing_again_ends_what_was_let_before(asking: Asking, account: Account) -> None:
    token = asking.token(asking.code()).json()["access_token"]
    asking.code(scope="read")
    assert asking.opens(token) == 401
    assert list(ProgramGrant.objects.filter(ended_at=None).values_list("scopes", flat=True)) == [["read"]]


def test_strangers_sign_in_first_and_come_back(listed: Program, account: Account) -> None:
    anybody = Client(SERVER_NAME="localhost")
    address = Asking(anybody).address()
    answer = anybody.get(address)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/?next=%2Fauthorize%2F%3Fresponse_type")


@pytest.mark.parametrize(
    "changes",
    [
        {"client_id": "nobody"}, {"client_id": None}, {"redirect_uri": "https://evil.example/back"}, {"redirect_uri": None},
        {"redirect_uri": f"{programs.REDIRECT}/"}, {"redirect_uri": f"{programs.REDIRECT}?x=1"}, {"redirect_uri": "javascript:alert(1)"},
        {"redirect_uri": "https://app.demo.example@evil.example/back"}, {"redirect_uri": "https://例子.example/back"},
        {"redirect_uri": 'https://app.demo.example/"'}, {"client_id": "é"}, {"redirect_uri": "http://127.0.0.1.evil.example/back"},
        {"redirect_uri": "http://127.0.0.1:80@evil.example/back"},
    ],
)  # fmt: skip
@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_is_led_to_a_stranger(asking: Asking, changes: dict[str, Any], method: str) -> None:
    answer = getattr(asking.browser, method)(asking.address(**changes), {"do": "allow"} if method == "post" else {})
    assert (answer.status_code, "Location" in answer.headers) == (400, False)
    assert "沒有授權任何事" in text(answer)
    assert not ProgramGrant.objects.exists()


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"scope": "everything"}, "invalid_scope"), ({"scope": None}, "invalid_scope"), ({"scope": ""}, "invalid_scope"),
        ({"code_challenge": None}, "invalid_request"), ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"), ({"code_challenge": "short"}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"), ({"response_type": None}, "unsupported_response_type"),
    ],
)  # fmt: skip
def test_the_program_is_told_what_it_asked_wrongly(asking: Asking, changes: dict[str, Any], error: str) -> None:
    answer = asking.browser.get(asking.address(**changes))
    if answer.status_code == 400:
        assert "沒有授權任何事" in text(answer)
        assert error == "unsupported_response_type"
    else:
        assert answer.status_code == 302
        assert answer["Location"].startswith(f"{programs.REDIRECT}?error={error}")
    assert not ProgramGrant.objects.exists()


def test_on_the_machine_itself_any_port_is_taken(asking: Asking) -> None:
    back = asking.decide("allow", redirect_uri="http://127.0.0.1:51234/back")
    assert back["to"] == "http://127.0.0.1:51234/back"


def test_2_3_a_program_off_the_list_or_not_yet_on_it_is_shown_to_nobody(asking: Asking, listed: Program) -> None:
    for state in ("asked", "ended"):
        Program.objects.update(state=state)
        assert asking.browser.get(asking.address()).status_code == 400
    Program.objects.update(state="registered")
    assert asking.browser.get(asking.address()).status_code == 200, "control"


def test_a_program_that_may_only_look_cannot_ask_to_sell(asking: Asking, listed: Program) -> None:
    Program.objects.update(scopes=[registering.READ])
    answer = asking.browser.get(asking.address())
    assert answer["Location"].startswith(f"{programs.REDIRECT}?error=invalid_scope")


def test_another_site_cannot_press_the_button(asking: Asking) -> None:
    answer = asking.browser.post(asking.address(), {"do": "allow"}, HTTP_SEC_FETCH_SITE="cross-site", HTTP_ORIGIN="https://evil.example")
    assert answer.status_code == 403
    assert not ProgramGrant.objects.exists()


def test_the_server_says_what_it_can_do(db: None) -> None:
    told = Client(SERVER_NAME="localhost").get("/.well-known/oauth-authorization-server").json()
    assert told["code_challenge_methods_supported"] == ["S256"]
    assert told["token_endpoint"] == f"{told['issuer']}/api/oauth/token"
