"""The look in a real browser: accessible, fits, small comforts work, and nothing needs JavaScript."""

import time

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from toubao.doors.look.style import LAYOUTS

pytestmark = pytest.mark.journey
PAGES = ["", *[f"/{layout}" for layout in LAYOUTS], "/error-404"]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
SMALL_TARGETS = """() => [...document.querySelectorAll('button, summary, select, textarea, input:not([type=hidden]), nav a, a.button')]
  .filter((e) => e.checkVisibility() && !e.closest('.foot, .crumbs'))
  .map((e) => [e, (e.closest('label') ?? e).getBoundingClientRect()])
  .filter(([, box]) => box.width && box.height && (box.height < 43.5 || box.width < 43.5))
  .map(([e]) => e.outerHTML.slice(0, 120))"""
CUT_OFF = """() => [...document.querySelectorAll('.side-nav ul, .tabs ul')].filter((e) => e.scrollWidth > e.clientWidth).length"""


def opened(browser: Browser, url: str, width: int = 390, **options: object) -> Page:
    view = {"viewport": {"width": width, "height": 844}, "locale": "zh-TW", "reduced_motion": "reduce", **options}
    context = browser.new_context(**view)  # type: ignore[arg-type]  # Playwright's own options, of many types
    page = context.new_page()
    page.goto(url)
    return page


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (1280, "dark")])
def test_every_page_is_accessible_and_fits(browser: Browser, address: str, width: int, scheme: str) -> None:
    page = opened(browser, address, width, color_scheme=scheme)
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text) if "Content Security" in message.text else None)
    for layout in PAGES:
        page.goto(f"{address}/_style{layout}")
        found = Axe().run(page, options=RULES).response["violations"]
        assert not found, (layout, [(one["id"], one["nodes"][0]["html"]) for one in found])
        assert page.evaluate("document.documentElement.scrollWidth") <= width, layout
        assert page.evaluate(SMALL_TARGETS) == [], layout
    assert told == []
    page.context.close()


def test_errors_take_the_focus_and_lead_to_the_field(browser: Browser, address: str) -> None:
    page = opened(browser, f"{address}/_style/flow")
    assert page.evaluate("document.activeElement.className") == "error-summary"
    page.click(".error-summary a")
    assert page.evaluate("document.activeElement.id || location.hash") in {"id_relation_0", "#id_relation_0"}
    page.context.close()


def test_a_form_is_sent_once_even_if_pressed_twice(browser: Browser, address: str) -> None:
    page = opened(browser, f"{address}/_style/check")
    sent: list[str] = []
    page.route("**/received", lambda route: (sent.append(route.request.url), time.sleep(0.5), route.continue_()))
    page.evaluate("document.querySelector('form.form').action = '/received'")
    page.evaluate("() => { const b = document.querySelector('form.form .button-primary'); b.click(); b.click(); b.click(); }")
    page.wait_for_url("**/received")
    assert len(sent) == 1
    page.context.close()


def test_positive_control_without_the_guard_a_second_press_is_sent(browser: Browser, address: str) -> None:
    page = opened(browser, f"{address}/_style/check")
    page.evaluate("""() => {
        const form = document.querySelector('form.form');
        window.sent = 0;
        form.addEventListener('submit', (event) => { if (!event.defaultPrevented) window.sent += 1; event.preventDefault(); });
        delete form.dataset.once;
        const button = form.querySelector('.button-primary');
        button.click(); button.click();
    }""")
    assert page.evaluate("window.sent") == 2
    page.context.close()


def test_a_date_is_read_back_in_both_calendars(browser: Browser, address: str) -> None:
    page = opened(browser, f"{address}/_style")
    assert page.inner_text("#id_x_birth-reading") == "西元 1991 年，民國80年5月3日"
    page.fill("#id_x_birth_year", "2000")
    assert page.inner_text("#id_x_birth-reading") == "西元 2000 年，民國89年5月3日"
    page.fill("#id_x_birth_month", "13")
    assert page.inner_text("#id_x_birth-reading") == ""
    page.context.close()


def test_a_password_can_be_shown_and_hidden(browser: Browser, address: str) -> None:
    page = opened(browser, f"{address}/_style")
    page.fill("#id_x_password", "很長的一句話")
    page.get_by_role("button", name="顯示密碼").click()
    assert page.get_attribute("#id_x_password", "type") == "text"
    page.get_by_role("button", name="隱藏密碼").click()
    assert page.get_attribute("#id_x_password", "type") == "password"
    page.context.close()


def test_a_text_knows_when_it_was_read_to_the_end(browser: Browser, address: str) -> None:
    page = opened(browser, f"{address}/_style")
    assert page.input_value("input[name=x_read]") == ""
    page.evaluate("document.querySelector('#x-notice').scrollIntoView(); document.querySelector('#x-notice').scrollTop = 1e6")
    page.wait_for_selector("[data-reader][data-read]")
    assert page.input_value("input[name=x_read]") == "1"
    page.context.close()


def test_progress_updates_by_itself_and_then_stops_asking(browser: Browser, address: str) -> None:
    page = opened(browser, f"{address}/_style/waiting")
    page.wait_for_selector(".tracker:not([hx-get])", timeout=10_000)
    assert page.locator(".stage-done").count() == 4
    page.context.close()


def test_without_javascript_everything_is_there(browser: Browser, address: str) -> None:
    page = opened(browser, f"{address}/_style/check", java_script_enabled=False)
    page.fill("#id_code", "123456")
    page.click("text=確認投保")
    page.wait_for_url("**/_style/waiting")
    page.goto(f"{address}/_style")
    assert page.locator("[data-reveal]:visible, [data-copy]:visible").count() == 0
    page.click("details.menu > summary")
    assert page.locator("details.menu a").first.is_visible()
    page.context.close()


def test_on_a_desk_the_summary_is_open_and_stays_in_sight(browser: Browser, address: str) -> None:
    page = opened(browser, f"{address}/_style/check", width=1280)
    assert page.get_by_text("付款前都可以修改。").is_visible()
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    box = page.locator(".summary").bounding_box()
    assert box
    assert box["y"] >= 0
    page.context.close()


def test_on_a_phone_the_price_stays_in_sight_while_scrolling(browser: Browser, address: str) -> None:
    page = opened(browser, f"{address}/_style/check")
    page.evaluate("window.scrollTo(0, 900)")
    assert page.locator(".summary-premium").bounding_box()["y"] >= 0  # type: ignore[index]  # visible, so it has a box
    page.click(".summary-more summary")
    assert page.get_by_text("付款前都可以修改。").is_visible()
    page.context.close()


@pytest.mark.parametrize("width", [320, 390, 800])
def test_no_menu_and_no_tab_is_cut_off_on_a_phone(browser: Browser, address: str, width: int) -> None:
    page = opened(browser, address, width, java_script_enabled=False)
    for layout in ("", "/member", "/case"):
        page.goto(f"{address}/_style{layout}")
        assert page.evaluate(CUT_OFF) == 0, layout
    page.context.close()


def test_the_consoles_places_are_folded_on_a_phone_and_open_without_javascript(browser: Browser, address: str) -> None:
    page = opened(browser, f"{address}/_style/console", java_script_enabled=False)
    places = page.locator(".side a:visible")
    assert places.count() == 0
    page.click(".side-menu summary")
    assert places.count() == 6
    page.set_viewport_size({"width": 1280, "height": 844})
    assert not page.locator(".side-menu").is_visible()
    assert places.count() == 6
    page.context.close()
