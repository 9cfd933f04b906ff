"""Presses every control of a page in turn, and looks each time that no other control is covered and none has vanished."""

import re
from typing import Any
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from django.urls import Resolver404, resolve
from playwright.sync_api import BrowserContext, Page
from playwright.sync_api import Error as PlaywrightError

PRESS = """async () => {
  const wrong = [];
  const words = (e) => (e.getAttribute("aria-label") || e.textContent || "").trim().replace(/\\s+/g, " ").slice(0, 30);
  const said = (e) => [e.localName, e.name || e.getAttribute("href") || "", e.type === "text" ? "" : e.value || "", words(e)].join(" ");
  const name = (e) => e.id ? `#${e.id}` : said(e);
  const many = "a[href], button, summary, select, textarea, input:not([type=hidden]), [role=tab]";
  const seen = () => [...document.querySelectorAll(many)].filter((e) =>
    !e.disabled && !e.closest(".skip, [inert]") && e.checkVisibility({ visibilityProperty: true }) && e.getClientRects().length);
  const pause = (ms) => new Promise((done) => setTimeout(done, ms));
  const quiet = async () => {
    for (let tries = 0; tries < 150; tries += 1) {
      await pause(tries ? 20 : 0);
      if (!document.querySelector(".htmx-request")) return;
    }
    wrong.push("a question of the page's was never answered");
  };
  const over = (e, opened) => {
    e.scrollIntoView({ block: "center", inline: "nearest", behavior: "instant" });
    const box = e.getClientRects()[0];
    const hit = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    const own = hit && (e.contains(hit) || (opened && opened.contains(hit)) || [...(e.labels || [])].some((label) => label.contains(hit)));
    return own ? null : hit ? `${hit.localName}.${hit.className}` : "nothing";
  };
  const look = (before, after, opened) => {
    const now = seen();
    const there = new Set(now.map(name));
    const gone = before.filter((each) => !there.has(each));
    if (gone.length) wrong.push(`${after}: vanished: ${gone.join(" | ")}`);
    const covered = now.filter((e) => e.isConnected && over(e, opened)).map((e) => `${name(e)} by ${over(e, opened)}`);
    if (covered.length) wrong.push(`${after}: covered: ${covered.slice(0, 5).join(" | ")}`);
  };
  await quiet();
  document.querySelectorAll("[hx-trigger^=every]").forEach((e) => e.replaceWith(e.cloneNode(true)));
  const told = (e) => { e.dispatchEvent(new Event("input", { bubbles: true })); e.dispatchEvent(new Event("change", { bubbles: true })); };
  const press = (e) => {
    e.focus();
    if (e.localName === "select") {
      e.selectedIndex = (e.selectedIndex + 1) % e.options.length;
      told(e);
    } else if (e.localName === "textarea" || (e.localName === "input" && !["checkbox", "radio", "button", "file"].includes(e.type))) {
      if (!e.value && e.type === "text") { e.value = "1"; told(e); e.value = ""; }
      told(e);
    } else if (e.type !== "file") e.click();
  };
  const leads = (e) => e.localName === "a" || (e.localName === "button" && e.type !== "button") || e.closest("[data-passkey], [data-asks]");
  look([], "before anything was pressed");
  for (const each of seen().filter((e) => !leads(e)).map(name)) {
    const control = seen().find((e) => name(e) === each);
    if (!control) continue;
    const stays = control.localName === "summary" ? (e) => !control.parentElement.contains(e) : () => true;
    const before = seen().filter((e) => e !== control && stays(e) && !e.closest(".when-named")).map(name);
    press(control);
    await quiet();
    look(before, each, control.localName === "summary" && control.parentElement);
    if (control.isConnected && control.localName === "summary") control.click();
    if (wrong.length > 5) break;
  }
  if (document.querySelector("[hx-trigger*=delay]")) {
    await pause(500);
    await quiet();
  }
  look([], "at the end");
  return wrong;
}"""
"""Run in the page; what leads away (links, buttons that send) is not pressed but must stay within reach. What the choice of a beneficiary
opens and closes may come and go. A page that renews itself is held still: a copy knows nothing of htmx.
"""
_OF_ONE_CASE = re.compile(r"[A-Z]{2}-[0-9A-Z-]+|[0-9,]+|[：「」○].*")
_TOP = """() => {
  const alone = matchMedia("(scripting: none)").matches || document.querySelector("form[data-go], [hx-swap=none][hx-trigger^=every]");
  return [Boolean(alone), document.querySelector("h1")?.innerText || ""];
}"""
_PHONE = {"width": 390, "height": 844}


class Presser:
    """Presses the controls of pages; `wrong` says what was found, `pressed` which pages it was."""

    def __init__(self) -> None:
        self.wrong: list[str] = []
        self.pressed: dict[str, str] = {}
        self._tabs: WeakKeyDictionary[BrowserContext, Page] = WeakKeyDictionary()

    def elsewhere(self, page: Page) -> None:
        """Press everything on a page like the one that is open, in a tab beside it, so that whoever goes through it finds nothing changed.
        Left alone: what was pressed before, what sends itself, and what an address alone doesn't show again.
        """
        what = _named(page)
        if not what or what in self.pressed:
            return
        if not page.context.request.get(page.url).ok:  # forms are sent to some addresses that show nothing else
            return
        tab = self._beside(page)
        tab.goto(page.url)
        if _named(tab) == what:
            self.press(tab, what)
        tab.goto("about:blank")
        page.bring_to_front()

    def _beside(self, page: Page) -> Page:
        """The tab beside a page, of a phone's size; always the same, since opening one takes longer than all that is done in it."""
        if page.context not in self._tabs:
            tab = self._tabs[page.context] = page.context.new_page()
            tab.set_viewport_size(_PHONE)
            self.watch(tab)
        return self._tabs[page.context]

    def watch(self, page: Page) -> None:
        """Hear what the page's own scripts complain of."""
        page.on("pageerror", lambda error: self.wrong.append(f"{page.url}: {error}"))

    def press(self, page: Page, what: str = "") -> None:
        """Press everything on the page that is open, once for each page of its kind."""
        what = what or _named(page)
        if not what or what in self.pressed:
            return
        self.pressed[what] = urlsplit(page.url).path
        found: Any = page.evaluate(PRESS)
        self.wrong += [f"{page.url}: {each}" for each in found]


def _named(page: Page) -> str:
    """What page it is: the name of its address and what it says at its top, without whose case it is; nothing for one that is left alone,
    and one that was renewed meanwhile.
    """
    try:
        alone, top = page.evaluate(_TOP)
    except PlaywrightError as error:
        if "Execution context was destroyed" in str(error):
            return ""
        raise
    path = urlsplit(page.url).path
    try:
        name = str(resolve(path).view_name)
    except Resolver404:
        name = re.sub(r"[\w-]{20,}", "…", path)
    return "" if alone else f"{name} {_OF_ONE_CASE.sub('', top).strip()}"
