"""Presses every control of a page in turn, and looks each time that no other control is covered and none has vanished."""

from typing import Any

from playwright.sync_api import Page

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
  await pause(500);
  await quiet();
  look([], "at the end");
  return wrong;
}"""
"""Run in the page; what leads away (links, buttons that send) is not pressed but must stay within reach. What the choice of a beneficiary
opens and closes may come and go.
"""


class Presser:
    """Presses the controls of pages; `wrong` says what was found, `pressed` how many pages it was."""

    def __init__(self) -> None:
        self.wrong: list[str] = []
        self.pressed: list[str] = []

    def watch(self, page: Page) -> None:
        """Hear what the page's own scripts complain of."""
        page.on("pageerror", lambda error: self.wrong.append(f"{page.url}: {error}"))

    def press(self, page: Page) -> None:
        """Press everything on the page that is open, and open it anew afterwards. A page that renews itself is left alone."""
        if page.locator("[hx-trigger^='every']").count():
            return
        found: Any = page.evaluate(PRESS)
        self.pressed.append(page.url)
        self.wrong += [f"{page.url}: {each}" for each in found]
        page.reload()
