"""Every control of each page is pressed in turn, on a phone: none covers another, and none makes another vanish. Whoever goes through the
journeys with JavaScript presses what they come to; here are the pages to which links alone lead, and the count of what is left.
"""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.urls import resolve
from playwright.sync_api import Browser

from tests.journeys.buyer import Buyer
from tests.journeys.visitors import Visitors
from tests.journeys.watching.pressing import Presser
from toubao.doors.console.access import ROLES
from toubao.doors.console.access import TABLE as CONSOLE
from toubao.doors.storefront.access import TABLE as STOREFRONT

pytestmark = pytest.mark.journey

JOURNEYS = Path(__file__).parents[1]
ANYBODYS = (
    "/",
    "/register/?for=service",
    "/register/notices/online/",
    "/recover/",
    "/sign-in/",
    "/activated/",
    "/account-closed/",
    "/console/demo-codes/",
)
MEMBERS = ("/members/", "/members/account/", "/members/account/change/name/", "/members/account/sign-in/", "/sign-out/")
FILES = {
    "document-pdf", "members-policy-document", "members-consent-source", "motor-proof-document", "quote-price", "authorisation-server",
}  # fmt: skip
"""What answers with something else than a page."""
ON = {"quote-on", "register-back", "register-approved-back", "purchase-resume", "purchase-back", "purchase-opening"}
"""What leads on at once, or sends itself."""
ALONE = {"operator": ("/console/programs/new/",), "security": ("/console/staff/admit/",)}
"""Pages that only these are shown a link to."""
UNSEEN = {
    "sign-in-password": "asked only of whose password has become known to be guessed; its form is the one of a new password",
    "console-sign-in-password": "the same for staff",
    "register-renew": "one button, for whoever went away between the code and the end",
    "console-join": "the link of a new colleague, whom two others admit first",
    "console-access-review": "there is one in six months",
}
"""Pages on which no journey with JavaScript comes, and why not."""
LEFT_ALONE = (".pdf", "/document/", "/document/?download", "/source/", "/api/docs", "/sign-out/")
OVERLAID = """<main><label>地點 <input id="place" onfocus="document.querySelector('#sheet').hidden = false"></label>
<button type="button" id="next">下一步</button></main><div id="sheet" hidden style="position: fixed; inset: 0; opacity: 0"></div>"""
VANISHING = """<main><button type="button" id="one" onclick="document.querySelector('#two').remove()">一</button>
<button type="button" id="two">二</button></main>"""


def test_every_control_of_each_page_that_links_lead_to_is_pressed(visitors: Visitors, presser: Presser) -> None:
    _through(visitors.stranger(javascript=True), presser, ANYBODYS)
    member = visitors.member(javascript=True)
    member.begin(visitors.trip(member))
    _through(member, presser, MEMBERS)
    somebody = _somebody_who_asks_for_another_name(visitors)
    known: set[str] = set()
    for role in sorted(ROLES, key=lambda role: role != "service"):
        staff = visitors.staff(role, javascript=True)
        if role == "service":
            _write_down(staff, somebody)
            _report_dead(staff, somebody)
        own = set() if role == "clerk" else known  # a clerk's visits open where they were left
        _through(staff, presser, ("/console/", "/console/passkeys/", *ALONE.get(role, ())), own)
    assert len(presser.pressed) >= 65, presser.pressed


def _somebody_who_asks_for_another_name(visitors: Visitors) -> Buyer:
    """So that the desk has a change to look at."""
    person = visitors.stranger()
    person.goto("/register/")
    person.register()
    person.goto("/members/account/change/name/")
    person.page.get_by_role("textbox", name="新的姓名").fill("林新名")
    person.page.locator("#id_password").fill(person.person.password)
    person.press("送出申請")
    assert "已收到更改姓名的申請" in person.page.locator("main").inner_text()
    return person


def _report_dead(staff: Buyer, somebody: Buyer) -> None:
    staff.goto("/console/deaths/")
    staff.page.locator("#id_id_number").fill(somebody.person.id_number)
    staff.page.locator("#id_told_by").fill("家屬來電，0912 345 678")
    staff.press("登錄並停用帳號")


def _write_down(staff: Buyer, somebody: Buyer) -> None:
    staff.goto("/console/requests/")
    staff.page.locator("#id_id_number").fill(somebody.person.id_number)
    staff.page.locator("#id_kind").select_option("data_copy")
    staff.page.locator("#id_channel").select_option("by_phone")
    staff.page.locator("#id_asked").fill("來電要一份自己資料的複製本")
    staff.press("登錄")
    assert staff.heading.startswith("個人資料的複製本")


def _through(buyer: Buyer, presser: Presser, pages: tuple[str, ...], known: set[str] | None = None) -> None:
    """Press these pages, and those to which they lead, one of each kind that isn't known."""
    presser.watch(buyer.page)
    buyer.look = presser.press
    todo, known = list(pages), set() if known is None else known
    while todo:
        buyer.goto(todo.pop(0))
        for address in _links(buyer):
            if (kind := _kind(address)) not in known:
                known.add(kind)
                todo.append(address)


def _links(buyer: Buyer) -> Iterator[str]:
    here = urlsplit(buyer.page.url)
    for each in buyer.page.locator("a[href]").evaluate_all("links => links.map(link => link.href)"):
        parts = urlsplit(each)
        if parts.netloc == here.netloc and not parts.path.endswith(LEFT_ALONE):
            yield f"{parts.path}?{parts.query}".removesuffix("?")


def _kind(address: str) -> str:
    path, _, query = address.partition("?")
    return f"{resolve(path).view_name} {query if query.startswith('part=') else ''}"


def test_every_page_was_pressed_by_somebody(request: pytest.FixtureRequest, presser: Presser) -> None:
    """Only where all journeys were gone through: what one of them comes to is pressed then."""
    gone = {item.path for item in request.session.items}
    if not set(JOURNEYS.rglob("test_*.py")) <= gone:
        pytest.skip("not all journeys were asked for")
    pages = {name for table in (STOREFRONT, CONSOLE) for name, row in table.items() if "GET" in row}
    pressed = {what.partition(" ")[0] for what in presser.pressed}
    assert pages - pressed - FILES - ON == set(UNSEEN)


@pytest.mark.parametrize(("page", "said"), [(OVERLAID, "#place: covered: #place by div"), (VANISHING, "#one: vanished: #two")])
def test_a_page_on_which_something_is_covered_or_vanishes_is_noticed(browser: Browser, page: str, said: str) -> None:
    shown = browser.new_page()
    shown.set_content(page)
    presser = Presser()
    presser.press(shown)
    assert said in presser.wrong[0]
    shown.set_content(page.replace("hidden = false", "hidden = true").replace(".remove()", ".focus()"))
    control = Presser()
    control.press(shown)
    assert (control.wrong, len(control.pressed)) == ([], 1)
    shown.close()
