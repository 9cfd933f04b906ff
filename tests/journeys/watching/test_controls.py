"""Every control of each page is pressed in turn, on a phone: none covers another, and none makes another vanish."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser

from tests.journeys.buyer import Buyer
from tests.journeys.visitors import Visitors
from tests.journeys.watching.pressing import Presser

pytestmark = pytest.mark.journey

ANYBODYS = (
    "/", "/products/travel-accident/", "/quote/travel-accident/", "/case/", "/motor/", "/complaints/", "/abroad/", "/privacy/", "/norm/",
    "/sign-in/", "/recover/", "/register/", "/register/?for=service", "/register/notices/online/",
)  # fmt: skip
MEMBERS = (
    "/members/", "/members/messages/", "/members/account/", "/members/account/devices/", "/members/account/password/",
    "/members/account/change/phone/", "/members/account/change/mail/", "/members/account/change/name/", "/members/account/consents/",
)  # fmt: skip
OVERLAID = """<main><label>地點 <input id="place" onfocus="document.querySelector('#sheet').hidden = false"></label>
<button type="button" id="next">下一步</button></main><div id="sheet" hidden style="position: fixed; inset: 0; opacity: 0"></div>"""
VANISHING = """<main><button type="button" id="one" onclick="document.querySelector('#two').remove()">一</button>
<button type="button" id="two">二</button></main>"""


def test_every_control_of_each_page_is_pressed(visitors: Visitors) -> None:
    presser = Presser()
    _through(visitors.stranger(javascript=True), presser, ANYBODYS)
    _through(visitors.member(javascript=True), presser, MEMBERS)
    for role in ("compliance", "security"):
        staff = visitors.staff(role, javascript=True)
        menu = {str(each.get_attribute("href")) for each in staff.page.locator("nav a[href^='/console/']").all()}
        _through(staff, presser, tuple(sorted(menu)))
    assert presser.wrong == []
    assert len(set(presser.pressed)) >= 35, presser.pressed


def _through(buyer: Buyer, presser: Presser, pages: tuple[str, ...]) -> None:
    presser.watch(buyer.page)
    for page in pages:
        buyer.goto(page)
        assert urlsplit(buyer.page.url).path == urlsplit(page).path
        presser.press(buyer.page)


@pytest.mark.parametrize(("page", "said"), [(OVERLAID, "#place: covered: #place by div"), (VANISHING, "#one: vanished: #two")])
def test_a_page_on_which_something_is_covered_or_vanishes_is_noticed(browser: Browser, page: str, said: str) -> None:
    shown = browser.new_page()
    shown.set_content(page)
    presser = Presser()
    presser.press(shown)
    assert said in presser.wrong[0]
    shown.set_content(page.replace("hidden = false", "hidden = true").replace(".remove()", ".focus()"))
    presser.wrong.clear()
    presser.press(shown)
    assert presser.wrong == []
    shown.close()
