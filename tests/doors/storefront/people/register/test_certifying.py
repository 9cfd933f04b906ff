"""The way by certificate, page by page (7.2.3): whose certificate, the text, the signature; and what goes wrong says what to do."""

import base64
import re
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from tests.doors.storefront.people.conftest import PASSWORD, Registering, summary, words
from tests.doors.storefront.people.register.conftest import WANG, sign, stated
from tests.fixtures.sandbox import RunningSandbox
from toubao.business import outside
from toubao.business.identity.actions.certifying import LIFETIME
from toubao.business.identity.codes.allowances import limits
from toubao.business.identity.models import Account, CertificateChallenge, OneTimePassword
from toubao.doors.storefront.people.register import outcomes
from toubao.gateways.certificates.reasons import Reason
from toubao.journal.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def begun(outsiders: RunningSandbox, registering: Registering) -> Registering:
    """Wang has said who he is, and is to prove it by his certificate."""
    return stated(registering, "certificate")


def _asked(begun: Registering) -> tuple[str, str]:
    """The number of the text, and the text."""
    answer = begun.client.post(f"{begun.address}certificate/", {"authority": "sample"})
    assert answer["Location"].startswith(f"{begun.address}certificate/?challenge="), words(answer)
    page = begun.client.get(answer["Location"]).content.decode()
    found = re.search(r'data-text="([^"]+)"', page)
    assert found
    return answer["Location"].rpartition("=")[2], found[1]


def _sent(begun: Registering, message: str, challenge: str) -> Any:
    return begun.client.post(f"{begun.address}certificate/", {"challenge": challenge, "message": message})


def _signed(begun: Registering, sandbox: RunningSandbox, holder: str = "wang") -> Any:
    challenge, text = _asked(begun)
    return _sent(begun, sign(sandbox, holder, text), challenge)


def test_7_2_3_3_with_a_good_card_an_account_is_opened_without_a_code(begun: Registering, outsiders: RunningSandbox) -> None:
    page = words(begun.client.get(f"{begun.address}certificate/"))
    for needed in ("讀卡機", "簽章元件", "PIN", "示範自然人憑證"):
        assert needed in page
    assert _signed(begun, outsiders)["Location"] == f"{begun.address}password/"
    assert begun.choose(PASSWORD)["Location"] == "/purchase/x/"
    assert Account.objects.get().way == "certificate"
    assert not OneTimePassword.objects.exists()


def test_7_2_3_3_only_the_page_that_signs_lets_a_window_speak_with_it(begun: Registering, outsiders: RunningSandbox) -> None:
    challenge, text = _asked(begun)
    page = begun.client.get(f"{begun.address}certificate/?challenge={challenge}")
    assert page.headers["Cross-Origin-Opener-Policy"] == "same-origin-allow-popups"
    assert begun.client.get(f"{begun.address}certificate/").headers["Cross-Origin-Opener-Policy"] == "same-origin"
    body = page.content.decode()
    assert f'data-component="{outsiders.url}"' in body
    assert "connect-src 'self'" in page.headers["Content-Security-Policy"]
    assert not re.search(r'<input[^>]+id="pin"[^>]+name=', body), "the PIN is nobody's but the component's"
    assert text in words(page), "it can be signed without JavaScript"


@pytest.mark.parametrize(
    ("holder", "name", "id_number", "says"),
    [
        ("lin", "林志成", "B123456780", "已經廢止"), ("chang", "張雅婷", "C223456783", "已經停用"), ("huang", "黃國華", "D123456782", "過期了"),
        ("wu", "吳淑芬", "E223456785", "還沒生效"), ("li", "李家豪", "G223456787", "不能用來簽章"),
        ("stranger", "王小明", "A123456789", "不是您選的機構發的"), ("chen", "王小明", "A123456789", "和您填的資料不同"),
    ],
)  # fmt: skip
def test_7_2_3_3_a_bad_card_is_refused_in_plain_words(
    outsiders: RunningSandbox, registering: Registering, holder: str, name: str, id_number: str, says: str
) -> None:
    begun = stated(registering, "certificate", replace(WANG, name=name, id_number=id_number))
    answer = _signed(begun, outsiders, holder)
    assert answer["Location"].startswith(f"{begun.address}certificate/?came=")
    assert says in words(begun.client.get(answer["Location"]))
    assert begun.registration.state == "identified"
    assert begun.client.get(f"{begun.address}password/")["Location"] == f"{begun.address}certificate/"
    assert begun.client.get(f"{begun.address}code/")["Location"] == f"{begun.address}certificate/"
    assert begun.client.get(f"{begun.address}refused/")["Location"] == f"{begun.address}certificate/"
    assert not Account.objects.exists()


def test_7_2_3_3_a_silent_authority_is_said_and_one_tries_again(begun: Registering, outsiders: RunningSandbox, settings: Any) -> None:
    settings.CERTIFICATES["sample"]["timeout"] = 0.5
    outside.hang_up()
    for source in ("ocsp", "crl"):
        outsiders.switch(source, down=True)
    answer = _signed(begun, outsiders)
    assert "現在沒辦法向發證機構確認" in words(begun.client.get(answer["Location"]))
    for source in ("ocsp", "crl"):
        outsiders.switch(source, down=False)
    outside.hang_up()
    assert _signed(begun, outsiders)["Location"] == f"{begun.address}password/"


def test_a_second_press_and_the_back_button_lead_to_where_it_stands(begun: Registering, outsiders: RunningSandbox) -> None:
    challenge, text = _asked(begun)
    message = sign(outsiders, "wang", text)
    for _ in range(2):
        assert _sent(begun, message, challenge)["Location"] == f"{begun.address}password/"
    assert begun.client.get(f"{begun.address}certificate/")["Location"] == f"{begun.address}password/"
    assert Entry.objects.filter(event="registration.proved").count() == 1


@pytest.mark.parametrize("pasted", ["", "not base64!", "x" * 100_001, "%%%"])
def test_what_is_no_signature_at_all_is_said_and_costs_nothing(begun: Registering, outsiders: RunningSandbox, pasted: str) -> None:
    challenge, text = _asked(begun)
    assert [each[0] for each in summary(_sent(begun, pasted, challenge))] == ["id_message"]
    assert CertificateChallenge.objects.get().used_at is None
    wrapped = base64.encodebytes(base64.b64decode(sign(outsiders, "wang", text))).decode()
    sent = _sent(begun, f"-----BEGIN PKCS7-----\r\n{wrapped}-----END PKCS7-----\r\n", challenge)
    assert sent["Location"] == f"{begun.address}password/"


@pytest.mark.parametrize("challenge", ["", "nonsense", "00000000-0000-0000-0000-000000000000"])
def test_a_text_that_nobody_made_is_refused(begun: Registering, challenge: str) -> None:
    assert _sent(begun, "AAAA", challenge)["Location"] == f"{begun.address}certificate/?came=challenge_unknown"
    page = begun.client.get(f"{begun.address}certificate/?challenge={challenge}")
    assert page.status_code in (200, 302)


def test_a_text_that_is_over_begins_anew(begun: Registering, moment: Any) -> None:
    challenge, _ = _asked(begun)
    moment.shift(LIFETIME)
    answer = begun.client.get(f"{begun.address}certificate/?challenge={challenge}")
    assert answer["Location"] == f"{begun.address}certificate/?came=challenge_expired"


def test_another_browser_sees_neither_page_nor_text(begun: Registering, other_browser: Client) -> None:
    challenge, _ = _asked(begun)
    assert other_browser.get(f"{begun.address}certificate/?challenge={challenge}").status_code == 404


def test_nothing_is_written_by_looking(begun: Registering) -> None:
    before = Entry.objects.count()
    begun.client.get(f"{begun.address}certificate/")
    assert (Entry.objects.count(), CertificateChallenge.objects.count()) == (before, 0)


def test_an_authority_must_be_chosen(begun: Registering, settings: Any) -> None:
    sample = settings.CERTIFICATES["sample"]
    settings.CERTIFICATES = {"sample": sample, "other": {**sample, "title": "另一家憑證"}}
    page = begun.client.get(f"{begun.address}certificate/")
    assert " checked" not in page.content.decode()
    for given in ({}, {"authority": "nobody"}):
        assert summary(begun.client.post(f"{begun.address}certificate/", given)) == [("id_authority_0", "請選擇發證機構。")]


def test_without_any_authority_the_way_is_not_offered(begun: Registering, settings: Any) -> None:
    settings.CERTIFICATES = {}
    assert "數位憑證" not in words(Client(SERVER_NAME="localhost").get("/register/"))
    assert "現在不能用憑證註冊" in words(begun.client.get(f"{begun.address}certificate/"))


def test_who_signs_too_often_waits(begun: Registering, monkeypatch: pytest.MonkeyPatch) -> None:
    challenge, _ = _asked(begun)
    monkeypatch.setitem(limits(), "certificate_registration", {"seconds": 3600, "most": 1})
    monkeypatch.setitem(limits(), "certificate_checks", {"seconds": 3600, "most": 1})
    answer = begun.client.post(f"{begun.address}certificate/", {"authority": "sample"})
    assert answer["Location"].endswith("?came=busy")
    assert [_sent(begun, "AAAA", challenge)["Location"].rpartition("=")[2] for _ in range(2)] == ["not_der", "busy"]
    assert "簽章的次數太多了" in words(begun.client.get(answer["Location"]))


def test_7_1_who_has_an_account_is_told_so_only_after_a_good_signature(
    begun: Registering, outsiders: RunningSandbox, other_browser: Client
) -> None:
    _signed(begun, outsiders)
    begun.choose()
    again = stated(Registering(other_browser), "certificate")
    assert _signed(again, outsiders, "chen")["Location"].endswith("?came=name_differs")
    answer = _signed(again, outsiders)
    assert answer["Location"] == f"{again.address}refused/"
    assert "沒有開立新的帳號" in words(other_browser.get(answer["Location"]))


def test_other_ways_do_not_come_here(outsiders: RunningSandbox, registering: Registering) -> None:
    registering.begun().identified()
    assert registering.client.get(f"{registering.address}certificate/")["Location"] == f"{registering.address}code/"


def test_7_2_3_3_every_reason_has_words_of_its_own_kind() -> None:
    assert [each for each in Reason if each != Reason.GOOD and outcomes.certificate(each.value) is None] == []
    assert outcomes.certificate("good") is None
    assert outcomes.certificate("<b>ocsp_</b>") is None
    assert outcomes.certificate("ocsp_nonsense") is None


def test_7_2_3_1_notices_before_certificate_shut_where_nothing_was_read(browser: Client, outsiders: RunningSandbox) -> None:
    assert browser.post("/register/", {"consent": "on", "way": "certificate"}).status_code == 200
    [entry] = Entry.objects.filter(event="registration.notices_agreed")
    assert "notices_before_certificate" in [each["gate"] for each in entry.verdicts if each["ruling"] == "shut"]


def test_7_2_3_2_identity_stated_for_certificate_shut_for_what_is_no_persons_number(
    registering: Registering, outsiders: RunningSandbox
) -> None:
    begun = stated(registering, "certificate", replace(WANG, id_number="04595252"))
    assert begun.client.get(f"{begun.address}certificate/")["Location"] != f"{begun.address}certificate/"
    entry = Entry.objects.filter(subject_id=begun.registration.pk, outcome="refused").order_by("-number")[0]
    assert "identity_stated_for_certificate" in [each["gate"] for each in entry.verdicts if each["ruling"] == "shut"]
