"""Passkeys in the browser with its virtual authenticator: added, used, refused without the holder; another browser is shown out."""

import re

import pytest
from playwright.sync_api import CDPSession, Page

from tests.fixtures.stack import Stack
from tests.journeys.audit import Audit
from tests.journeys.buyer import Buyer
from tests.journeys.visitors import Visitors

pytestmark = pytest.mark.journey
DEVICE = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True,
    "automaticPresenceSimulation": True,
}  # fmt: skip


class AtDomain(Buyer):
    """Somebody who came by the site's name, not by its number: passkeys are made for a name."""

    def goto(self, path: str) -> None:
        """Open an address of the storefront."""
        self.page.goto(f"{at_domain(self.stack)}{path}")
        self.look(self.page)


def at_domain(stack: Stack) -> str:
    """The site by its name."""
    return stack.url.replace("127.0.0.1", "localhost")


def device(page: Page) -> tuple[CDPSession, str]:
    """Give this browser a device that holds passkeys."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    made = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    return devtools, made["authenticatorId"]


def test_a_passkey_is_added_signs_in_and_its_holder_shows_another_browser_out(visitors: Visitors, stack: Stack) -> None:
    audit = Audit(at_domain(stack), stack.sandbox.url, with_axe=True)
    first = visitors.stranger(javascript=True)
    person = AtDomain(first.page, stack, first.person)
    person.look = first.look
    person.goto("/register/")
    person.register()
    devtools, authenticator = device(person.page)
    person.watched_by(audit)

    person.goto("/members/account/passkeys/")
    assert person.step == "prove", "having signed in is not enough"
    person.press(re.compile("^寄簡訊到"))
    person.enter_code()
    person.press("新增通行密鑰")
    assert "通行密鑰已新增" in person.page.locator("main").inner_text()
    person.goto("/members/account/")
    person.press("登出")

    person.goto("/sign-in/")
    devtools.send("WebAuthn.setUserVerified", {"authenticatorId": authenticator, "isUserVerified": False})
    person.button("用通行密鑰登入").click()
    person.page.locator("[data-passkey-fault]:visible").wait_for()
    devtools.send("WebAuthn.setUserVerified", {"authenticatorId": authenticator, "isUserVerified": True})
    person.press("用通行密鑰登入")
    assert person.heading == "我的保單"

    elsewhere = visitors.again(person, width=1280).watched_by(Audit(stack.url, with_axe=False))
    elsewhere.goto("/sign-in/")
    elsewhere.sign_in()
    assert elsewhere.heading == "我的保單"
    person.goto("/members/account/devices/")
    person.press("結束這個裝置的登入")
    assert "已經結束那個裝置的登入" in person.page.locator("main").inner_text()
    elsewhere.goto("/members/")
    assert elsewhere.step == "sign-in"
    person.page.set_viewport_size({"width": 1280, "height": 844})
    for path in ("/members/account/devices/", "/members/account/sign-in/", "/members/account/prove/"):
        person.goto(path)
    assert audit.wrong == []
