"""A buyer before a browser: registers, asks the price, applies, confirms, pays, signs for; each method is one thing that a person does."""

import re
from collections.abc import Callable
from functools import partial
from operator import ne

from playwright.sync_api import Locator, Page
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from tests.fixtures.stack import Stack
from tests.journeys.audit import Audit
from tests.journeys.patience import overtaken, until
from tests.journeys.people import Person, Trip

CODE = re.compile(r"驗證碼為 (\d{6})")
SUBMIT = "用這個價格投保"
OWN_CARD, OTHERS_CARD, DECLINED_CARD = "4242424242424242", "5555555555554444", "4000000000000002"


class Buyer:
    """One person in one browser; `look` is called on every page where they arrive."""

    def __init__(self, page: Page, stack: Stack, person: Person) -> None:
        self.page = page
        self.stack = stack
        self.person = person
        self.look: Callable[[Page], None] = lambda page: None
        self.read: set[str] = set()
        self.purchase = ""

    def watched_by(self, audit: Audit) -> "Buyer":
        """Have every page looked at."""
        audit.watch(self.page)
        self.look = audit.before(self.look)
        return self

    # getting about

    def goto(self, path: str) -> None:
        """Open an address of the storefront, or of the console where that stands; again where a page that renews itself was faster."""
        until(partial(self._went, path), f"something else was always faster than {path}")
        self.look(self.page)

    def _went(self, path: str) -> bool:
        with overtaken() as by:
            self.page.goto(f"{self.stack.desk if path.startswith('/console/') else self.stack.url}{path}")
        return not by

    def press(self, name: str | re.Pattern[str]) -> None:
        """Press a button by its words and wait for the page that follows."""
        self._follow(self.button(name))

    def follow(self, name: str | re.Pattern[str]) -> None:
        """Follow a link by its words."""
        self._follow(self.page.get_by_role("link", name=name, exact=isinstance(name, str)).first)

    def follow_to(self, address: str) -> None:
        """Follow the link that leads to an address with this end."""
        self._follow(self.page.locator(f"main a[href$='{address}']").first)

    def button(self, name: str | re.Pattern[str]) -> Locator:
        """A button of the page by its words."""
        return self.page.get_by_role("button", name=name, exact=isinstance(name, str)).first

    def _follow(self, wanted: Locator) -> None:
        was = self.page.url
        try:
            with overtaken() as by, self.page.expect_navigation():
                wanted.click()
            if by:
                self.page.wait_for_url(partial(ne, was))
        except PlaywrightTimeout as missed:
            missed.add_note(f"at {self.page.url}:\n{self.page.locator('main').inner_text()}")
            raise
        self.look(self.page)

    @property
    def heading(self) -> str:
        """The page's heading."""
        return self.page.locator("h1").first.inner_text().strip()

    @property
    def step(self) -> str:
        """The last part of the page's path."""
        return self.page.url.partition("?")[0].rstrip("/").rpartition("/")[2]

    @property
    def errors(self) -> str:
        """What the page says is wrong."""
        return self.page.locator(".error-summary").inner_text()

    # who one is

    def code(self) -> str:
        """The newest one-time password on the phone that was not read before."""
        return str(until(self._unread_code, "no one-time password came to the phone"))

    def _unread_code(self) -> str:
        for message in self.stack.sandbox.messages(self.person.number):
            found = CODE.search(message["text"])
            if found and message["id"] not in self.read:
                self.forget_the_mail()
                return found[1]
        return ""

    def forget_the_mail(self) -> None:
        """Take all that came so far as read, so that a code of before is never taken for the one asked for."""
        self.read.update(each["id"] for each in self.stack.sandbox.messages(self.person.number))

    def read_the_notices(self, button: str = "同意並開始註冊", way: str = "") -> None:
        """From the registration's first page: read the three notices, choose another way than the first if one is named, and agree."""
        self.follow("開始讀")
        while "notices" in self.page.url:
            self.page.locator(".reader-text").evaluate("text => text.scrollTo(0, text.scrollHeight)")
            self.page.get_by_role("checkbox", name=re.compile("^我已經讀完")).check()
            self.press("繼續")
        if way:
            self.page.locator(f"input[name=way][value={way}]").check()
        self.page.get_by_role("checkbox", name=re.compile("^我同意(用網路投保|使用網路保險服務)")).check()
        self.press(button)

    def say_who_i_am(self, number: str = "") -> None:
        """Fill in the person's own data, as far as they are asked for, and ask for a code."""
        fill = {
            "姓名": self.person.name,
            "身分證字號或居留證統一證號": number or self.person.id_number,
            "手機號碼": self.person.phone,
            "電子信箱": self.person.mail,
        }
        for label, value in fill.items():
            field = self.page.get_by_role("textbox", name=label, exact=True)
            if field.count():
                field.fill(value)
        born = self.person.born
        for part, figure in (("year", born.year - 1911), ("month", born.month), ("day", born.day)):
            self.page.locator(f"#id_birth_date_{part}").fill(str(figure))
        self.page.get_by_role("radio", name="沒有").check()
        self.page.get_by_role("radio", name="手機簡訊").check()
        self.press("寄驗證碼給我")

    def enter_code(self, code: str = "", button: str = "確認") -> None:
        """Type a one-time password (the newest of the phone) and send it."""
        self.page.get_by_role("textbox", name="驗證碼").fill(code or self.code())
        self.press(button)

    def choose_a_password(self) -> None:
        """The last page of the registration."""
        self.page.locator("#id_password").fill(self.person.password)
        again = self.page.locator("#id_again")
        if again.count():
            again.fill(self.person.password)
        self.press("開立帳號")

    def register(self) -> None:
        """From the registration's first page to an open account."""
        self.read_the_notices()
        self.say_who_i_am()
        self.enter_code()
        self.choose_a_password()

    def sign_in(self) -> None:
        """On the sign-in page."""
        self.page.locator("#id_who").fill(self.person.phone)
        self.page.locator("#id_password").fill(self.person.password)
        self.press("登入")

    def change_password(self, new: str, current: str = "") -> None:
        """On the page for it."""
        self.page.locator("#id_current").fill(current or self.person.password)
        self.page.locator("#id_password").fill(new)
        again = self.page.locator("#id_again")
        if again.count():
            again.fill(new)
        self.press("更改密碼")

    # buying

    def quote(self, trip: Trip) -> None:
        """Ask what a trip costs."""
        self.goto("/quote/travel-accident/")
        self.fill_trip(trip)

    def fill_trip(self, trip: Trip) -> None:
        """Fill in the trip on the page that is open."""
        self.page.get_by_role("checkbox", name=trip.place, exact=True).check()
        fill = {
            "departs_day": trip.departs.isoformat(),
            "departs_time": "09:30",
            "returns_day": trip.returns.isoformat(),
            "returns_time": "09:00",
        }
        for name, value in fill.items():
            self.page.locator(f"#id_{name}").fill(value)
        self.page.locator("#id_sum_insured").select_option(str(trip.sum_insured))

    def begin(self, trip: Trip) -> None:
        """Signed in: from the quote into the purchase."""
        self.quote(trip)
        self.press(SUBMIT)
        self.remember()

    def remember(self) -> None:
        """Keep which purchase this is."""
        found = re.search("/purchase/([0-9a-f-]{36})/", self.page.url)
        assert found, self.page.url
        self.purchase = found[1]

    def say_about_the_traveller(self) -> None:
        """Address and declarations."""
        self.page.get_by_label("通訊地址").fill("示範市安禾區稻香路 9 號 3 樓")
        self.page.get_by_role("checkbox", name=re.compile("^為我本人投保")).check()
        self.page.get_by_role("checkbox", name=re.compile("^這趟旅程從臺灣")).check()
        self.press("下一步")

    def leave_it_to_the_heirs(self) -> None:
        """The beneficiary."""
        self.page.get_by_role("radio", name=re.compile("^法定繼承人")).check()
        self.press("下一步")

    def agree(self) -> None:
        """Agree to each document."""
        for box in self.page.get_by_role("checkbox", name=re.compile("^我已閱讀並同意")).all():
            box.check()
        self.press("同意並繼續")

    def ask_for_the_code(self) -> None:
        """From the page that shows all answers."""
        self.press(re.compile("^傳簡訊到"))

    def apply(self, trip: Trip) -> None:
        """Everything up to the page where the code is entered."""
        self.begin(trip)
        self.say_about_the_traveller()
        self.leave_it_to_the_heirs()
        self.agree()
        self.ask_for_the_code()

    def confirm(self) -> None:
        """Send the application in."""
        self.enter_code(button="確認投保")

    def apply_and_confirm(self, trip: Trip) -> None:
        """Everything up to the page before the payment."""
        self.apply(trip)
        self.confirm()

    def go_to_pay(self) -> None:
        """To the acquirer's page."""
        self.press(re.compile("付款頁$"))

    def type_card(self, card: str = OWN_CARD) -> None:
        """At the acquirer's page."""
        for name, value in (("number", card), ("expiry", "12/30"), ("cvc", "123")):
            self.page.locator(f"#{name}").fill(value)

    def pay(self, card: str = OWN_CARD) -> None:
        """From the page before the payment, through the acquirer's page, and back."""
        self.go_to_pay()
        self.type_card(card)
        self.press(re.compile("^付款"))

    # what becomes of it

    def status(self) -> None:
        """Open the page that says how the purchase stands."""
        self.goto(f"/purchase/{self.purchase}/status/")

    def wait_until(self, words: str) -> None:
        """Look at the purchase again and again until its page says these words."""
        address = f"{self.stack.url}/purchase/{self.purchase}/status/"
        until(lambda: words in self.page.context.request.get(address).text(), f"the page never said {words}")
        self.status()

    def wait_for_policy(self) -> str:
        """Until the policy was sent; its number."""
        self.wait_until("投保完成")
        address, all_done = f"{self.stack.url}/purchase/{self.purchase}/status/", 'class="stage stage-done"'
        until(lambda: self.page.context.request.get(address).text().count(all_done) == 8, "the policy was never sent")
        self.status()
        return self.policy_number

    @property
    def policy_number(self) -> str:
        """The number of the policy that the page shows."""
        found = re.search("TA[0-9]{8,}", self.page.locator("main").inner_text())
        assert found, self.heading
        return found[0]

    @property
    def serial(self) -> str:
        """The serial number that the page shows."""
        return self.page.locator(".serial-value strong").inner_text()

    # what others have in their books

    def policies(self) -> list[str]:
        """The numbers of the policies that the member centre lists."""
        return sorted(set(re.findall("TA[0-9]{8,}", self.page.context.request.get(f"{self.stack.url}/members/").text())))
