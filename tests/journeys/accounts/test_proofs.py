"""Registering and buying by certificate, with the component's window or by pasting; registering by a way that the authority approved."""

from dataclasses import replace

import pytest

from tests.fixtures import http
from tests.fixtures.stack import Stack
from tests.journeys.audit import Audit
from tests.journeys.buyer import Buyer
from tests.journeys.people import Person
from tests.journeys.visitors import Visitors

pytestmark = pytest.mark.journey
CARDS = {"lin": ("林志成", "B123456780", "revoked", "這張憑證已經廢止"), "chang": ("張雅婷", "C223456783", "suspended", "這張憑證已經停用")}


def begin(person: Buyer, way: str) -> None:
    """From the registration's first page to where the proof is asked for."""
    person.goto("/register/")
    person.read_the_notices(way=way)
    told: Person = person.person
    fill = {"姓名": told.name, "身分證字號或居留證統一證號": told.id_number, "手機號碼": told.phone, "電子信箱": told.mail}
    for label, value in fill.items():
        person.page.get_by_role("textbox", name=label, exact=True).fill(value)
    for part, value in (("year", "79"), ("month", "5"), ("day", "17")):
        person.page.locator(f"#id_birth_date_{part}").fill(value)
    person.page.get_by_role("radio", name="沒有").check()
    person.press("下一步")


def set_card(stack: Stack, card: str, state: str) -> None:
    """What the authority says of a card from now on."""
    http.post(f"{stack.sandbox.url}/certificates/cards", data={"holder": card, "state": state})


def sign_in_the_window(person: Buyer, card: str, pin: str = "123456") -> None:
    """With the component's window; the page goes on by itself unless the card said no."""
    person.page.locator("#pin").fill(pin)
    with person.page.expect_popup() as opened:
        person.button("開啟簽章元件").click()
    window = opened.value
    window.locator(f"input[name=holder][value={card}]").check()
    window.get_by_role("button", name="簽章", exact=True).click()


def paste(person: Buyer, stack: Stack, card: str) -> None:
    """Without JavaScript: signed elsewhere, and pasted."""
    person.page.get_by_text("自己簽好再貼上").click()
    told = {
        "holder": card,
        "tbs": person.page.locator(".to-sign").inner_text(),
        "pin": "1",
        "hashAlgorithm": "SHA256",
        "signatureType": "PKCS7",
    }
    signed = http.post(f"{stack.sandbox.url}/sign", json=told).json()["signature"]
    person.page.locator("#id_message").fill(signed)
    person.press("送出簽章")


def buy_by_certificate(person: Buyer, visitors: Visitors, stack: Stack, card: str, *, javascript: bool) -> None:
    """Buy, and sign what was agreed to in place of typing a code (10.1.3)."""
    person.begin(visitors.trip(person))
    person.say_about_the_traveller()
    person.leave_it_to_the_heirs()
    person.agree()
    person.follow("用憑證簽章確認")
    person.press("下一步：簽章")
    if javascript:
        with person.page.expect_navigation():
            sign_in_the_window(person, card)
    else:
        paste(person, stack, card)
    assert person.step == "pay"
    person.look(person.page)


@pytest.mark.parametrize(("width", "javascript", "card"), [(390, False, "lin"), (1280, True, "chang")], ids=["phone, plain", "desk"])
def test_7_2_3_a_revoked_card_is_refused_and_a_good_one_opens_an_account_and_buys(
    visitors: Visitors, stack: Stack, width: int, javascript: bool, card: str
) -> None:
    audit = Audit(stack.url, stack.sandbox.url, with_axe=javascript, weigh=javascript)
    name, id_number, state, says = CARDS[card]
    set_card(stack, card, state)
    person = visitors.stranger(width=width, javascript=javascript).watched_by(audit)
    person.person = replace(person.person, name=name, id_number=id_number)
    begin(person, "certificate")
    person.press("下一步：簽章")
    if javascript:
        sign_in_the_window(person, card, pin="000000")
        assert "密碼（PIN）不對" in person.page.locator("[data-fault]:visible").inner_text()
        audit.look(person.page)
        with person.page.expect_navigation():
            sign_in_the_window(person, card)
    else:
        paste(person, stack, card)
    assert says in person.page.locator("main").inner_text()
    audit.look(person.page)

    set_card(stack, card, "good")
    person.press("下一步：簽章")
    if javascript:
        with person.page.expect_navigation():
            sign_in_the_window(person, card)
    else:
        paste(person, stack, card)
    assert person.step == "password"
    person.choose_a_password()
    assert person.step == "members"
    buy_by_certificate(person, visitors, stack, card, javascript=javascript)
    set_card(stack, card, state)
    assert (audit.wrong, audit.heavy) == ([], {})


@pytest.mark.parametrize(("width", "javascript"), [(390, True), (1280, False)], ids=["phone", "desk, plain"])
def test_7_2_who_approves_in_an_approved_way_has_an_account(visitors: Visitors, stack: Stack, width: int, javascript: bool) -> None:
    audit = Audit(stack.url, stack.sandbox.url, with_axe=javascript)
    person = visitors.stranger(width=width, javascript=javascript).watched_by(audit)
    begin(person, "mobile_id")
    person.press("前往示範行動身分識別")
    assert person.heading == "是您本人嗎？"
    person.press("不同意")
    assert "按了不同意" in person.page.locator("main").inner_text()
    person.press("前往示範行動身分識別")
    person.press("是我，同意")
    assert person.step == "password"
    person.choose_a_password()
    assert person.step == "members"
    assert audit.wrong == []
