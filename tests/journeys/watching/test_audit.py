"""Positive control of what watches the journeys: a page with every fault is caught at every one, and a page without is not."""

import pytest
from playwright.sync_api import Browser, Route

from tests.journeys.audit import HEAVIEST, Audit

pytestmark = pytest.mark.journey
OWN = "http://own.test"
POLICY = "default-src 'none'; img-src *; script-src 'nonce-good'; style-src 'unsafe-inline'"
GOOD = '<!doctype html><html lang="zh-Hant-TW"><title>好</title><main><h1>好</h1><p>沒有問題。</p></main></html>'
BAD = f"""<!doctype html><html lang="zh-Hant-TW"><title>壞</title><main><h1>壞</h1><img src="http://other.test/pixel.gif">
<div style="width: 2000px">太寬</div><script>alert(1)</script><!-- {"重" * HEAVIEST} --></main></html>"""


@pytest.mark.parametrize("body", [GOOD, BAD], ids=["good", "bad"])
def test_faults_are_caught_and_nothing_else(browser: Browser, body: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844})

    def answer(route: Route) -> None:
        shown = body if route.request.url.startswith(OWN) else ""
        route.fulfill(body=shown, content_type="text/html; charset=utf-8", headers={"Content-Security-Policy": POLICY})

    context.route("**/*", answer)
    page, audit = context.new_page(), Audit(OWN, with_axe=True, weigh=True)
    audit.watch(page)
    page.goto(f"{OWN}/page/")
    audit.look(page)
    told = " ".join(audit.wrong)
    for fault in (
        "image-alt",
        "px wide at 320 px",
        "px wide at 390 px",
        "asks another origin: http://other.test/",
        "Content Security Policy",
    ):
        assert (fault in told) == (body == BAD), (fault, told)
    assert bool(audit.heavy) == (body == BAD), audit.weights
    assert bool(audit.wrong) == (body == BAD)
    context.close()


def test_a_browser_without_javascript_is_refused_before_axe_waits_for_ever(browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    Audit(OWN, with_axe=False).watch(page)
    with pytest.raises(ValueError, match="needs a browser with JavaScript"):
        Audit(OWN, with_axe=True).watch(page)
    context.close()
