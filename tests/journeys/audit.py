"""What is watched while somebody goes about: accessibility, width, weight, the browser's complaints, and whom the pages ask."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page, Request
from playwright.sync_api import Error as PlaywrightError

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
HEAVIEST = 60_000
NARROWEST = 320
STICKS_OUT = """width => [...document.querySelectorAll("main *")].filter(each => each.getBoundingClientRect().right > width)
    .map(each => `${each.tagName}.${each.className}: ${each.textContent.trim().slice(0, 40)}`)"""
WITHOUT_JAVASCRIPT = "matchMedia('(scripting: none)').matches"
OVERTAKEN = ("htmx:afterRequest", "htmx:sendAbort", "htmx:abort")
"""What htmx says when somebody types on, or goes on, before the last price has come: it lets that request go."""

RENEWED = ("axe is not defined", "Execution context was destroyed")
"""What an evaluation says whose page was replaced by the next under its hands."""


class Audit:
    """Watches browsers from their first page on; `look` is called on every page, and `wrong` says what was found."""

    def __init__(self, own: str, *others: str, with_axe: bool, weigh: bool = False) -> None:
        self.wrong: list[str] = []
        self.seen: list[str] = []
        self.weights: dict[str, int] = {}
        self._allowed = {own, *others}
        self._own = own
        self._axe = Axe() if with_axe else None
        self._weighs = weigh
        self._bytes = 0

    def watch(self, page: Page) -> None:
        """Watch this browser, too. Raises ValueError for one without JavaScript: there axe would wait for its own timers for ever."""
        if self._axe is not None and page.evaluate(WITHOUT_JAVASCRIPT):
            raise ValueError("axe needs a browser with JavaScript")
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.wrong.append(f"{page.url}: {error}"))
        page.context.on("request", self._asked)
        if self._weighs:
            self._weigh(page)

    def _weigh(self, page: Page) -> None:
        """Count what comes over the wire, each page as if it were the first that is visited."""
        devtools = page.context.new_cdp_session(page)
        devtools.send("Network.enable")
        devtools.send("Network.setCacheDisabled", {"cacheDisabled": True})
        devtools.on("Network.loadingFinished", self._arrived)

    def _arrived(self, event: dict[str, Any]) -> None:
        self._bytes += int(event["encodedDataLength"])

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not message.text.startswith(OVERTAKEN):
            self.wrong.append(f"console: {message.text} ({message.location})")

    def _asked(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in {"data", "blob"} and f"{parts.scheme}://{parts.netloc}" not in self._allowed:
            self.wrong.append(f"asks another origin: {request.url}")

    def look(self, page: Page) -> None:
        """Look over the page that is open now."""
        path = urlsplit(page.url).path
        self.seen.append(path)
        if page.url.startswith(self._own):
            self.weights.setdefault(path, self._bytes)
        self._bytes = 0
        self._fits(page, path)
        if self._axe is not None:
            self.wrong += [f"{path}: {one['id']}: {one['nodes'][0]['html']}" for one in self._violations(page, self._axe)]

    def before(self, then: Callable[[Page], None]) -> Callable[[Page], None]:
        """Look, and then do something else with the page."""

        def both(page: Page) -> None:
            self.look(page)
            then(page)

        return both

    def _violations(self, page: Page, axe: Axe, again: int = 2) -> list[dict[str, Any]]:
        """What axe finds; it looks again where the page renewed itself between its being put in and its being asked."""
        try:
            found: list[dict[str, Any]] = axe.run(page, options=RULES).response["violations"]
        except PlaywrightError as error:
            if not again or not any(words in str(error) for words in RENEWED):
                raise
            page.wait_for_load_state()
            return self._violations(page, axe, again - 1)
        return found

    def _fits(self, page: Page, path: str) -> None:
        """Nothing sticks out to the right, neither here nor, on a phone, at the narrowest width."""
        view = page.viewport_size
        assert view is not None
        for width in {view["width"], NARROWEST} if view["width"] < 500 else {view["width"]}:
            if width != view["width"]:
                page.set_viewport_size({"width": width, "height": view["height"]})
            if (needed := page.evaluate("document.documentElement.scrollWidth")) > width:
                self.wrong.append(f"{path}: {needed} px wide at {width} px: {page.evaluate(STICKS_OUT, width)}")
        if view["width"] != NARROWEST:
            page.set_viewport_size(view)

    @property
    def heavy(self) -> dict[str, int]:
        """The pages that weigh too much, with their bytes."""
        return {path: weight for path, weight in self.weights.items() if weight > HEAVIEST}
