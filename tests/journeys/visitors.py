"""Lets people in, each with a browser of their own: strangers, members, the same person elsewhere; what they do is in buyer.py."""

import re
from typing import Any

import pyotp
from playwright.sync_api import Browser, BrowserContext

from tests.fixtures.stack import Stack
from tests.journeys.buyer import Buyer
from tests.journeys.patience import until
from tests.journeys.people import Crowd, Person, Trip, of_the_demo
from tests.journeys.watching.pressing import Presser

MAILBOX = re.compile(r"/members/account/mailbox/[^/\s]+/")


class Visitors:
    """Lets people in; of the pages where they come with JavaScript, `presser` presses everything."""

    def __init__(self, browser: Browser, stack: Stack, crowd: Crowd, presser: Presser, patience_ms: int) -> None:
        self.presser = presser
        self._browser = browser
        self._stack = stack
        self._crowd = crowd
        self._patience = patience_ms
        self._open: list[BrowserContext] = []
        self._old = {order["order"] for order in stack.sandbox.orders()}

    def context(self, *, width: int = 390, javascript: bool = False, **options: Any) -> BrowserContext:
        """A browser of one's own."""
        made = self._browser.new_context(
            viewport={"width": width, "height": 844}, java_script_enabled=javascript, locale="zh-TW", timezone_id="Asia/Taipei",
            reduced_motion="reduce", **options,
        )  # fmt: skip
        made.set_default_timeout(self._patience)
        self._open.append(made)
        return made

    def _enter(self, context: BrowserContext, person: Person) -> Buyer:
        buyer = Buyer(context.new_page(), self._stack, person)
        buyer.look = self.presser.elsewhere
        return buyer

    def stranger(self, **options: Any) -> Buyer:
        """Somebody who was never here."""
        return self._enter(self.context(**options), self._crowd.person())

    def demo_person(self, number: str) -> Buyer:
        """One of the demo's own policyholders, signed in."""
        buyer = self._enter(self.context(), of_the_demo(number))
        buyer.forget_the_mail()
        buyer.goto("/sign-in/")
        buyer.sign_in()
        return buyer

    def member(self, **options: Any) -> Buyer:
        """Somebody with an account who is signed in; who registered before and may still buy is taken first."""
        found = self._crowd.member()
        if found is None:
            buyer = self.stranger()
            buyer.goto("/register/")
            buyer.register()
            self._crowd.members.append((buyer.person, buyer.page.context.storage_state()))
            found = self._crowd.members[-1]
        person, kept = found
        buyer = self._enter(self.context(storage_state=kept, **options), person)
        buyer.forget_the_mail()
        return buyer

    def again(self, buyer: Buyer, **options: Any) -> Buyer:
        """The same person in another browser, signed out."""
        other = self._enter(self.context(**options), buyer.person)
        other.purchase, other.read = buyer.purchase, buyer.read
        return other

    def staff(self, role: str, **options: Any) -> Buyer:
        """A member of staff, signed in to the console with what the demo prints: name, password, and what an authenticator reads."""
        printed = self._stack.demo
        [(_, where, name, password, _)] = [line.split() for line in printed if line.startswith(f"{role} ")]
        [address] = [line.split()[1] for line in printed if line.split()[:1] == [name] and "otpauth://" in line]
        authenticator = pyotp.parse_uri(address)
        assert isinstance(authenticator, pyotp.TOTP)
        member = self._enter(self.context(**options), self._crowd.person())
        member.goto(where)
        member.page.locator("#id_username").fill(name)
        member.page.locator("#id_password").fill(password)
        member.page.locator("#id_code").fill(authenticator.now())
        member.press("登入")
        assert member.page.url.rstrip("/").endswith("/console"), member.page.locator("main").inner_text()
        return member

    def tab(self, buyer: Buyer) -> Buyer:
        """The same person in another tab."""
        other = self._enter(buyer.page.context, buyer.person)
        other.purchase, other.read = buyer.purchase, buyer.read
        return other

    def trip(self, buyer: Buyer) -> Trip:
        """The person's next trip."""
        return self._crowd.trip(buyer.person)

    def orders(self) -> list[dict[str, Any]]:
        """What the acquirer's books say of the orders of this journey, newest first."""
        return [order for order in self._stack.sandbox.orders() if order["order"] not in self._old]

    def leave(self) -> None:
        """All browsers are closed."""
        for context in self._open:
            context.close()


def confirm_the_mailbox(buyer: Buyer) -> None:
    """What was stated at registration is confirmed by a press, a letter, and another press."""
    buyer.goto("/members/account/")
    buyer.press("寄確認連結到這個信箱")
    found = until(lambda: [m for m in buyer.stack.sandbox.mails(buyer.person.mail) if MAILBOX.search(m["text"])], "the link never came")
    buyer.goto(MAILBOX.findall(found[0]["text"])[0])
    buyer.press("確認這個信箱")
    assert "電子信箱已確認" in buyer.page.locator("main").inner_text()
