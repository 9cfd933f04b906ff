"""The list of programs in the console (2.3): two people enter one, either takes it off at once, and an agent's own is never entered."""

from typing import Any

import pytest
from django.test import Client

from tests import builders
from tests.doors.console.conftest import Desk, words
from tests.fixtures import programs
from toubao.business.identity.models import ApiSession, Program, ProgramGrant
from toubao.business.release.models import Release
from toubao.journal.models import Entry

HERE = "/console/programs/"
GIVEN = {
    "name": "示範旅遊 App", "client": "travel-app", "owner": "示範產物保險股份有限公司", "set_up_by": "insurer", "sells": "on",
    "redirects": "https://app.demo.example/back\nhttp://127.0.0.1/back\n", "starts": builders.NOW.date().isoformat(),
    "ends": builders.NOW.date().replace(year=builders.NOW.year + 1).isoformat(), "because": "合約 115-021",
}  # fmt: skip


def ask(browser: Client, **changes: Any) -> Any:
    """Send the form in."""
    return browser.post(f"{HERE}new/", {name: value for name, value in (GIVEN | changes).items() if value is not None})


def give(client: Client) -> Any:
    """Release what waits."""
    found = Release.objects.get(state="asked")
    assert "travel-app" in words(client.get(f"/console/releases/{found.pk}/"))
    return client.post(f"/console/releases/{found.pk}/", {"do": "give", "seen": found.digest})


def test_2_3_one_asks_another_releases_and_it_stands_on_the_list(desk: Desk) -> None:
    operator, compliance = desk("operator"), desk("compliance")
    assert "還沒有登記任何程式" in words(operator.get(HERE))
    assert ask(operator)["Location"] == "/console/releases/"
    assert "等候放行" in words(operator.get(HERE))
    assert give(compliance).status_code == 302
    found = Program.objects.get()
    assert (found.state, found.scopes, len(found.redirects)) == ("registered", ["apply", "read"], 2)
    page = words(compliance.get(f"{HERE}{found.pk}/"))
    for each in ("登記中", "投保、查看", "程式登記完成", "https://app.demo.example/back"):
        assert each in page
    entered = Entry.objects.get(subject_id=found.pk, event="program.registered")
    assert (entered.facts["asked_by"], entered.facts["released_by"], entered.facts["set_up_by"]) == ("operator", "compliance", "insurer")


def test_2_3_an_agents_own_is_never_entered(desk: Desk) -> None:
    assert ask(desk("operator"), set_up_by="agent").status_code == 302
    answer = give(desk("compliance"))
    assert answer.status_code == 422
    assert "業務員自行建置的程式不能登記" in words(answer)
    assert Program.objects.get().state == "asked"


def test_2_3_another_companys_may_not_sell(desk: Desk) -> None:
    assert ask(desk("operator"), set_up_by="other_company").status_code == 302
    answer = give(desk("compliance"))
    assert "只有本公司自己設置的網站或行動應用程式可以投保" in words(answer)
    assert Program.objects.get().state == "asked"


def test_2_3_another_companys_may_look(desk: Desk) -> None:
    ask(desk("operator"), set_up_by="other_company", sells=None)
    assert give(desk("compliance")).status_code == 302
    assert Program.objects.get().scopes == ["read"]


def test_who_asked_cannot_release(desk: Desk) -> None:
    security = desk("security")
    ask(security)
    assert give(security).status_code == 422
    assert Program.objects.get().state == "asked"


def test_sent_back_it_is_forgotten_and_its_name_is_free(desk: Desk) -> None:
    operator, compliance = desk("operator"), desk("compliance")
    ask(operator)
    found = Release.objects.get(state="asked")
    compliance.post(f"/console/releases/{found.pk}/", {"do": "refuse", "because": "網址不是我們的"})
    assert not Program.objects.exists()
    assert ask(operator).status_code == 302


def test_a_client_id_is_used_once(desk: Desk) -> None:
    operator = desk("operator")
    programs.program(builders.NOW)
    answer = ask(operator)
    assert answer.status_code == 422
    assert "這個程式代碼用過了" in words(answer)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"redirects": "http://app.demo.example/back"}, "這個網址不能用"), ({"redirects": "javascript:alert(1)"}, "這個網址不能用"),
        ({"redirects": "https://app.demo.example/#x"}, "這個網址不能用"), ({"redirects": "https://[::1/"}, "這個網址不能用"),
        ({"redirects": "\n".join(f"https://app.demo.example/{n}" for n in range(6))}, "最多五個網址"),
        ({"starts": "2020-01-01"}, "從今天或以後開始"), ({"ends": "2020-01-01"}, "到期要在開始之後"), ({"ends": "2099-01-01"}, "最長三年"),
        ({"client": "Travel App"}, "小寫英文字母"), ({"because": ""}, "請填寫登記的原因"), ({"ends": "soon"}, "2026-12-31 的樣子"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_at_its_field(desk: Desk, changes: dict[str, str], said: str) -> None:
    answer = ask(desk("operator"), **changes)
    assert (answer.status_code, Program.objects.exists()) == (422, False)
    assert said in words(answer)


def test_2_3_taken_off_everything_that_people_let_it_do_ends(desk: Desk) -> None:
    account = builders.registered_account()
    programs.open_session(account=account, now=builders.NOW)
    found, compliance = Program.objects.get(), desk("compliance")
    assert compliance.post(f"{HERE}{found.pk}/", {"because": ""}).status_code == 422
    assert ApiSession.objects.exists()
    assert compliance.post(f"{HERE}{found.pk}/", {"because": "合約終止"}).status_code == 302
    assert not ApiSession.objects.exists()
    assert ProgramGrant.objects.get().because == "program ended"
    page = words(compliance.get(f"{HERE}{found.pk}/"))
    assert ("已停止" in page, "停止登記，馬上" in page) == (True, False)
    again = compliance.post(f"{HERE}{found.pk}/", {"because": "合約終止"})
    assert "已經停止登記" in words(again)
    assert Entry.objects.filter(subject_id=found.pk, event="program.ended").count() == 1
