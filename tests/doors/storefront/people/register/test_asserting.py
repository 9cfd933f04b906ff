"""The way by a bank's or a partner's account, page by page (7.2.1.2): consent, there and back, and what goes wrong loses nothing."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from tests import builders
from tests.doors.storefront.people.conftest import PASSWORD, Registering, summary, words
from tests.fixtures.customers import walk
from tests.fixtures.sandbox import RunningSandbox
from toubao.business import outside
from toubao.business.identity.codes.allowances import limits
from toubao.business.identity.models import Account, Authorisation, Registration
from toubao.journal.models import Entry

pytestmark = pytest.mark.django_db
CONSENT = {"guardianship": "no", "consent": "on"}


@pytest.fixture(autouse=True)
def bank(institutions: RunningSandbox, moment: time_machine.Traveller) -> Iterator[RunningSandbox]:
    """The sandbox, at its own time: what it signs is dated."""
    moment.move_to(time_machine.escape_hatch.datetime.datetime.now(builders.NOW.tzinfo))
    yield institutions
    outside.hang_up()


@pytest.fixture
def begun(registering: Registering) -> Registering:
    """Past the notices, by the bank's account."""
    return _begun(registering, "bank")


def _begun(registering: Registering, way: str) -> Registering:
    registering.read()
    answer = registering.client.post("/register/", {"consent": "on", "way": way, "next": "/purchase/x/"})
    assert answer["Location"].endswith(f"/account/{way}/"), words(answer)
    registering.address = answer["Location"].removesuffix(f"account/{way}/")
    return registering


def _there(registering: Registering, way: str = "bank", **changed: str) -> str:
    """Consent; the institution's address."""
    answer = registering.client.post(f"{registering.address}account/{way}/", {**CONSENT, **changed})
    assert answer.status_code == 302, words(answer)
    return str(answer["Location"])


def _back(registering: Registering, customer: str, way: str = "bank", **decided: str) -> Any:
    """There and back; the answer to coming back."""
    return registering.client.get(walk(_there(registering, way), customer, **decided))


def test_7_2_1_2_1_with_the_banks_account_an_account_is_opened_by_code_and_password(begun: Registering) -> None:
    answer = _back(begun, "first")
    assert answer["Location"] == f"{begun.address}told/"
    page = words(begun.client.get(answer["Location"]))
    assert "林○豪" in page
    for hidden in ("林家豪", "A123456010", "0988550101", "bank01@example.tw"):
        assert hidden not in page
    assert begun.client.post(answer["Location"], {"channel": "sms"})["Location"] == f"{begun.address}code/?sent=sms"
    code = words(begun.client.get(f"{begun.address}code/"))
    assert "末 3 碼 101" in code
    begun.verified()
    assert begun.choose()["Location"] == "/purchase/x/"
    opened = Account.objects.get()
    assert (opened.way, begun.registration.state) == ("bank", "opened")


def test_7_2_1_2_2_with_the_partners_account_an_account_is_opened(registering: Registering) -> None:
    begun = _begun(registering, "partner")
    assert _back(begun, "member", "partner")["Location"] == f"{begun.address}told/"
    begun.client.post(f"{begun.address}told/", {"channel": "mail"})
    begun.verified().choose(PASSWORD)
    assert Account.objects.get().way == "partner"


def test_7_2_1_2_nobody_is_sent_there_without_consent(begun: Registering) -> None:
    place = f"{begun.address}account/bank/"
    page = begun.client.get(place)
    assert " checked" not in page.content.decode()
    assert "我們不會看到餘額和交易" in words(page)
    answer = begun.client.post(place, {"guardianship": "no"})
    assert summary(answer) == [("id_consent", "請勾選同意，才能前往。")]
    assert summary(begun.client.post(place, {"consent": "on"})) == [("id_guardianship_0", "請選擇您是否受監護宣告或輔助宣告。")]
    assert not Authorisation.objects.exists()
    assert not Entry.objects.filter(event="institution.answered").exists()
    (entry,) = Entry.objects.filter(event="registration.assertion_agreed")
    assert [each["gate"] for each in entry.verdicts if each["ruling"] == "shut"] == ["agrees_to_be_asserted"]
    assert (entry.outcome, begun.registration.state) == ("refused", "noticed")


def test_7_2_1_2_1_an_account_of_the_second_class_is_refused_with_the_clause_and_other_ways(begun: Registering) -> None:
    answer = _back(begun, "second")
    assert answer["Location"] == f"{begun.address}refused/"
    page = words(begun.client.get(answer["Location"]))
    assert "這個銀行帳戶不能用來註冊" in page
    assert "數位存款帳戶（第一類帳戶）" in page
    assert "換一個帳戶再試" in page
    assert "用其他方式註冊" in page
    assert begun.registration.state == "noticed"
    assert _back(begun, "first")["Location"] == f"{begun.address}told/"


def test_7_1_a_minor_is_refused_and_told_whom_to_ask(begun: Registering) -> None:
    page = words(begun.client.get(_back(begun, "minor")["Location"]))
    assert "您目前不能自行在網路註冊" in page
    assert "法定代理人" in page


def test_who_says_no_there_is_back_where_they_were(begun: Registering) -> None:
    answer = _back(begun, "first", decision="deny")
    assert answer["Location"] == f"{begun.address}account/bank/?came=cancelled"
    assert "您沒有同意提供資料" in words(begun.client.get(answer["Location"]))
    assert _back(begun, "first")["Location"] == f"{begun.address}told/"


def test_a_second_load_and_the_back_button_lead_to_where_it_stands(begun: Registering) -> None:
    address = walk(_there(begun), "first")
    for _ in range(2):
        assert begun.client.get(address)["Location"] == f"{begun.address}told/"
    begun.client.post(f"{begun.address}told/", {"channel": "sms"})
    assert begun.client.get(address)["Location"] == f"{begun.address}code/"
    begun.verified()
    assert begun.client.get(address)["Location"] == f"{begun.address}password/"
    assert Entry.objects.filter(event="registration.identity_asserted").count() == 1


def test_another_browser_sees_nothing_and_spoils_nothing(begun: Registering, other_browser: Client) -> None:
    address = walk(_there(begun), "first")
    for place in (address, "/register/back/bank/", "/register/back/bank/?state=x&code=y", "/register/back/nobody/?state=x"):
        answer = other_browser.get(place)
        assert answer.status_code == 400
        assert "重新開始註冊" in words(answer)
        assert "no-store" in answer["Cache-Control"]
    assert other_browser.get(f"{begun.address}told/").status_code == 404
    assert begun.client.get(address)["Location"] == f"{begun.address}told/"


def test_two_windows_may_come_back_in_any_order(begun: Registering) -> None:
    first, second = walk(_there(begun), "first"), walk(_there(begun), "counter")
    assert begun.client.get(second)["Location"] == f"{begun.address}told/"
    assert "陳○玲" in words(begun.client.get(f"{begun.address}told/"))
    assert begun.client.get(first)["Location"] == f"{begun.address}told/"
    assert "林○豪" in words(begun.client.get(f"{begun.address}told/"))


def test_who_comes_back_after_the_code_was_entered_changes_nobody(begun: Registering) -> None:
    late = walk(_there(begun), "counter")
    _back(begun, "first")
    begun.client.post(f"{begun.address}told/", {"channel": "sms"})
    begun.verified()
    assert begun.client.get(late)["Location"] == f"{begun.address}password/"
    begun.choose()
    assert Account.objects.get().person.registrations.get() == begun.registration


def test_where_so_many_ask_that_the_bank_was_not_asked_this_is_said(begun: Registering, bank: RunningSandbox, crowded: None) -> None:
    answer = begun.client.post(f"{begun.address}account/bank/", CONSENT)
    assert answer["Location"] == f"{begun.address}account/bank/?came=crowded"
    assert "還沒有去問示範銀行" in words(begun.client.get(answer["Location"]))


def test_who_came_back_while_so_many_ask_is_not_told_that_the_bank_is_silent(
    begun: Registering, bank: RunningSandbox, request: pytest.FixtureRequest
) -> None:
    address = walk(_there(begun), "first")
    request.getfixturevalue("crowded")
    assert begun.client.get(address)["Location"] == f"{begun.address}account/bank/?came=crowded"


def test_a_bank_that_is_down_is_said_and_nothing_is_lost(begun: Registering, bank: RunningSandbox) -> None:
    bank.switch("bank", unreachable=True)
    answer = begun.client.post(f"{begun.address}account/bank/", CONSENT)
    assert answer["Location"] == f"{begun.address}account/bank/?came=unreachable"
    assert "現在連不上示範銀行" in words(begun.client.get(answer["Location"]))
    bank.switch("bank", unreachable=False)
    address = walk(_there(begun), "first")
    bank.switch("bank", lose_answers=True)
    assert begun.client.get(address)["Location"] == f"{begun.address}account/bank/?came=unanswered"
    bank.switch("bank", lose_answers=False)
    assert _back(begun, "first")["Location"] == f"{begun.address}told/"


def test_a_network_that_goes_there_too_often_waits(begun: Registering, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(limits(), "account_network", {"seconds": 900, "most": 1})
    _there(begun)
    answer = begun.client.post(f"{begun.address}account/bank/", CONSENT)
    assert answer["Location"].endswith("?came=busy")
    assert Authorisation.objects.count() == 1


def test_the_steps_of_another_way_lead_back_to_this_one(begun: Registering, registering: Registering) -> None:
    assert begun.client.get(f"{begun.address}you/")["Location"] == f"{begun.address}account/bank/"
    assert begun.client.get(f"{begun.address}account/partner/").status_code == 404
    assert begun.client.get(f"{begun.address}account/nobody/").status_code == 404
    assert begun.client.get(f"{begun.address}told/")["Location"] == f"{begun.address}account/bank/"
    own = Registering(begun.client)
    own.begun().identified()
    assert own.client.get(f"{own.address}told/")["Location"] == f"{own.address}you/"


def test_where_nobody_is_named_only_the_own_way_is_shown(begun: Registering, settings: Any) -> None:
    assert "示範銀行的帳戶" in words(Client(SERVER_NAME="localhost").get("/register/"))
    settings.PROVIDERS = {}
    assert "示範銀行的帳戶" not in words(Client(SERVER_NAME="localhost").get("/register/"))
    assert begun.client.get(f"{begun.address}told/")["Location"] == "/register/"
    answer = begun.client.post("/register/", {"consent": "on", "way": "bank"})
    assert summary(answer) == [("id_way_0", "這個方式現在沒有提供，請選擇其他方式。")], "never silently another way"
    assert Registration.objects.count() == 1


def test_in_production_people_come_back_to_the_public_address(begun: Registering, settings: Any) -> None:
    assert "localhost%2Fregister%2Fback%2Fbank" in _there(begun)
    settings.PROFILE, settings.PUBLIC_URL = "production", "https://insurer.example"
    assert "redirect_uri=https%3A%2F%2Finsurer.example%2Fregister%2Fback%2Fbank%2F" in _there(begun)


def test_the_same_person_registers_once(begun: Registering, browser: Client) -> None:
    _back(begun, "first")
    begun.client.post(f"{begun.address}told/", {"channel": "sms"})
    begun.verified().choose()
    again = _begun(Registering(Client(SERVER_NAME="localhost")), "bank")
    _back(again, "first")
    again.client.post(f"{again.address}told/", {"channel": "sms"})
    answer = again.enter()
    assert answer["Location"] == f"{again.address}refused/"
    assert "沒有開立新的帳號" in words(again.client.get(answer["Location"]))
    assert Registration.objects.filter(state="opened").count() == 1


@pytest.mark.parametrize(
    ("way", "customer", "guardianship", "gate"),
    [
        ("partner", "guest", "no", "member_account_serves"), ("partner", "suspended", "no", "member_account_serves"),
        ("bank", "company", "no", "person_asserted"), ("bank", "first", "assisted", "assisted_asserted"),
        ("bank", "silent", "no", "identity_asserted"),
    ],
)  # fmt: skip
def test_7_2_1_2_what_an_institution_says_can_shut_each_gate(
    registering: Registering, way: str, customer: str, guardianship: str, gate: str
) -> None:
    begun = _begun(registering, way)
    answer = begun.client.get(walk(_there(begun, way, guardianship=guardianship), customer))
    assert answer["Location"] == f"{begun.address}refused/"
    entry = Entry.objects.filter(subject_id=begun.registration.pk, outcome="refused").order_by("-number")[0]
    assert gate in [each["gate"] for each in entry.verdicts if each["ruling"] == "shut"]
    assert begun.registration.state == "noticed"
