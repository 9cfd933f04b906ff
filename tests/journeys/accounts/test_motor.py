"""A car owner at the motor vehicles office looks their insurance up on a phone and takes the electronic proof, without an account (8.3)."""

import io
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.fixtures.stack import Stack
from tests.journeys.audit import Audit
from tests.journeys.buyer import Buyer
from tests.journeys.patience import comes
from tests.journeys.visitors import Visitors

pytestmark = pytest.mark.journey
OWNER, PLATE, COMPANY, VAN = "E120260070", "DEM-0107", "04595252", "DEM-0252"
BROWSERS = [(390, True), (390, False), (1280, True), (1280, False)]


def ask(person: Buyer, number: str, plate: str, kind: str = "") -> None:
    """Fill the form in and send it."""
    if kind:
        person.page.locator(f"input[name=kind][value={kind}]").check()
    person.page.get_by_role("textbox", name="被保險人的證號", exact=True).fill(number)
    person.page.get_by_role("textbox", name="車牌號碼", exact=True).fill(plate)
    person.press("查詢")


def downloaded(person: Buyer, folder: Path) -> str:
    """The text of the proof that the page hands out, without white space."""
    with person.page.expect_download() as coming:
        person.page.get_by_role("link", name="下載投保證明（PDF）").click()
    coming.value.save_as(folder / "proof.pdf")
    assert coming.value.suggested_filename.endswith(".pdf")
    return "".join(PdfReader(io.BytesIO((folder / "proof.pdf").read_bytes())).pages[0].extract_text().split())


@pytest.mark.parametrize(("width", "javascript"), BROWSERS, ids=["phone", "phone, plain", "desk", "desk, plain"])
def test_8_3_process_a_car_owner_takes_the_proof(visitors: Visitors, stack: Stack, tmp_path: Path, width: int, javascript: bool) -> None:
    audit = Audit(stack.url, with_axe=javascript, weigh=javascript)
    person = visitors.stranger(width=width, javascript=javascript, accept_downloads=True).watched_by(audit)
    person.goto("/")
    person.follow_to("/motor/")
    ask(person, "E12026007", "")
    assert "這個號碼應該是 10 碼" in person.errors
    assert "請填寫車牌號碼" in person.errors
    ask(person, OWNER, "dem 9999")
    assert "查不到符合的車險資料" in person.page.locator("main").inner_text()
    ask(person, OWNER, "ｄｅｍ 0107")
    assert person.heading == "車險查詢結果"
    told = person.page.locator("main").inner_text()
    for words in ("CA-DEMO-107", PLATE, "保險期間內", "已繳清", "逾期未繳"):
        assert words in told, words
    assert not [hidden for hidden in (OWNER, "建國", "0900000107") if hidden in told + person.page.url]
    person.press("申請電子式投保證明")
    comes(person.page.get_by_role("heading", name="投保證明做好了"))
    audit.look(person.page)
    proof = downloaded(person, tmp_path)
    assert "CA-DEMO-107" in proof
    assert "補發第" in proof or "首次核發" in proof
    assert OWNER not in proof
    person.goto("/motor/found/")
    person.press("清除查詢結果")
    assert "已經清除" in person.page.locator("main").inner_text()
    person.page.goto(f"{stack.url}/motor/found/")
    assert person.heading == "查詢結果已經不在了"
    if javascript:
        assert audit.heavy == {}
    assert [wrong for wrong in audit.wrong if "404" not in wrong and "422" not in wrong] == []


def test_8_3_process_a_company_finds_its_van_and_gets_its_proof_issued_again(visitors: Visitors, stack: Stack, tmp_path: Path) -> None:
    person = visitors.stranger(javascript=True, accept_downloads=True)
    person.goto("/motor/")
    ask(person, COMPANY, VAN, kind="business")
    person.press("申請電子式投保證明")
    comes(person.page.get_by_role("heading", name="投保證明做好了"))
    assert "補發第" in downloaded(person, tmp_path)


def test_8_3_process_nothing_of_it_stays_in_the_browser(visitors: Visitors, stack: Stack) -> None:
    """Neither in its storage nor in its history, and going back after putting away shows nothing."""
    person = visitors.stranger(javascript=True)
    person.goto("/motor/")
    ask(person, OWNER, PLATE)
    kept = person.page.evaluate("JSON.stringify([localStorage, sessionStorage, document.cookie, history.state, location.href])")
    assert not [each for each in (OWNER, "DEM", "CA-DEMO") if each in kept]
    person.press("清除查詢結果")
    person.page.go_back()
    assert "CA-DEMO" not in person.page.locator("body").inner_text()
