"""A crowd of patient buyers over HTTP: each registers, asks the price, applies, confirms, pays, and after whatever goes wrong looks where
they stand and goes on from there; what they are told is kept. What goes wrong is elsewhere.
"""

import random
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html import unescape
from typing import Final

import httpx

from bench.browsing import Browser, Lost, last, words
from bench.buyer import POLICY, TAIPEI
from toubao.rules.identity_numbers import LETTERS, WEIGHTS

CODE: Final = re.compile(r"驗證碼為 (\d{6})")
PASSWORD: Final = "穀倉 旁邊 的 七隻 白鷺鷥"
FIGURES: Final = "零一二三四五六七八九"
GOOD, OTHERS, DECLINED, UNCHARGEABLE = "4242424242424242", "5555555555554444", "4000000000000002", "4000000000000341"
ENDED: Final = ("這次沒有承保", "這份投保已經取消", "還不能送出這份投保", "由專人再看一次")
PAUSE: Final = (0.3, 1.2)
NEWS: Final = 11.0
"""Seconds for which a code is awaited before another one is asked for."""


@dataclass(frozen=True)
class Character:
    """How somebody buys: the cards they try one after the other, whether they press each button twice, whether they leave at the end."""

    cards: tuple[str, ...] = (GOOD,)
    twice: bool = False
    leaves: bool = False


CHARACTERS: Final = (
    *(Character(),) * 9, *(Character(twice=True),) * 4, Character(cards=(DECLINED, GOOD)), Character(cards=(OTHERS, GOOD)),
    Character(cards=(UNCHARGEABLE,)), Character(leaves=True),
)  # fmt: skip


def id_number(serial: int) -> str:
    """A valid national ID for a serial number of up to seven digits."""
    body = f"1{serial:07d}"
    digits = [int(figure) for figure in f"{LETTERS['A']:02d}{body}"]
    return f"A{body}{-sum(weight * digit for weight, digit in zip(WEIGHTS, digits, strict=False)) % 10}"


@dataclass
class Visitor(Browser):
    """One person in one browser, who gives up `patience` seconds after they began, and does not begin after `until` (of the monotonic
    clock).
    """

    serial: int
    character: Character
    patience: float
    until: float
    registration: str = ""
    purchase: str = ""
    outcome: str = "not begun"
    ends: float = 0.0
    trouble: str = ""
    tried: set[str] = field(default_factory=set)
    cards: int = 0

    def __post_init__(self) -> None:
        super().__post_init__()
        self.twice = self.character.twice
        self.chance = random.Random(self.serial)
        self.phone, self.mail = f"09{self.serial:08d}", f"storm{self.serial}@demo.example"

    def buy(self) -> str:
        """Everything, from the first notice to whatever comes of it; one word for the outcome."""
        if time.monotonic() > self.until:
            return self.outcome
        self.outcome, self.ends = "patience over", time.monotonic() + self.patience
        departs = datetime.now(TAIPEI) + timedelta(days=10)
        try:
            self._patiently(self._register)
            self._patiently(lambda: self._begin(departs))
            self._patiently(self._apply)
        except TimeoutError:
            pass
        return self.outcome

    def _patiently(self, does: Callable[[], bool]) -> None:
        """Again and again until it is done. Raises TimeoutError when patience is over."""
        while time.monotonic() < self.ends:
            try:
                if does():
                    return
            except (Lost, httpx.HTTPError) as error:
                self.trouble = f"{type(error).__name__} {error}"[:80]
            time.sleep(self.chance.uniform(*PAUSE))
        raise TimeoutError

    def _register(self) -> bool:
        """Go on with the registration from where it stands, or begin it; whether one is signed in with an account."""
        here = self._where_it_stands() if self.registration else self._agree()
        while last(here) != "members" and time.monotonic() < self.ends:
            here = self._register_step(here)
        return True

    def _where_it_stands(self) -> httpx.Response:
        """The page of the registration, or of the account that came of it; what can't be gone on with is begun anew."""
        try:
            return self.get(f"/register/{self.registration}/you/")
        except Lost:
            here = self.get("/members/")
        if last(here) == "sign-in":
            here = self.send("/sign-in/", {"who": self.mail, "password": PASSWORD}, here)
        if last(here) == "sign-in":
            self.registration = ""
            raise Lost("no account came of it")
        return here

    def _agree(self) -> httpx.Response:
        page = self.get("/register/")
        for name in sorted(set(re.findall(r"/register/notices/(\w+)/", page.text))):
            paper = self.get(f"/register/notices/{name}/")
            shown = re.search(r'name="shown" value="([^"]+)"', paper.text)
            self.send(f"/register/notices/{name}/", {"read": "on", "shown": unescape(shown[1]) if shown else ""}, paper)
        here = self.send("/register/", {"consent": "on"}, page)
        found = re.search(r"/register/([0-9a-f-]{36})/", here.url.path)
        if found is None:
            raise Lost(here.url.path)
        self.registration = found[1]
        return here

    def _register_step(self, here: httpx.Response) -> httpx.Response:
        step, path = last(here), here.url.path
        if step == "you":
            return self.send(path, self._who(), here)
        if step == "code":
            return self._with_code(path, "again", here)
        if step == "password":
            return self.send(path, {"password": PASSWORD}, here)
        if step == "sign-in":  # the account was opened, and the answer lost
            return self.send("/sign-in/", {"who": self.mail, "password": PASSWORD}, here)
        raise Lost(path)

    def _who(self) -> dict[str, str]:
        name = "林旅" + "".join(FIGURES[int(figure)] for figure in str(self.serial)[-2:])
        born = {"birth_date_year": "1990", "birth_date_month": "5", "birth_date_day": "17"}
        told = {"name": name, "id_number": id_number(self.serial), "phone": self.phone, "mail": self.mail, "guardianship": "no"}
        return told | born | {"channel": "sms"}

    def _begin(self, departs: datetime) -> bool:
        trip = {
            "destinations": "JP", "sum_insured": "3000000", "departs_day": f"{departs:%Y-%m-%d}", "departs_time": "09:00",
            "returns_day": f"{departs + timedelta(days=4):%Y-%m-%d}", "returns_time": "09:00",
        }  # fmt: skip
        page = self.get("/quote/travel-accident/")
        begin = re.search(r'name="begin" value="([^"]*)"', page.text)
        here = self.send("/quote/travel-accident/", trip | {"begin": unescape(begin[1]) if begin else "", "do": "go"}, page)
        if last(here) == "sign-in":
            self.send("/sign-in/", {"who": self.mail, "password": PASSWORD}, here)
            raise Lost("signed out")
        found = re.search(r"/purchase/([0-9a-f-]{36})/", here.url.path)
        self.purchase = found[1] if found else ""
        return bool(found)

    def _apply(self) -> bool:
        """One look at where the purchase stands, and the step that follows; whether it came to an end."""
        here = self.get(f"/purchase/{self.purchase}/")
        does = {
            "traveller": self._traveller, "beneficiary": self._beneficiary, "documents": self._documents,
            "check": self._check, "code": self._code, "pay": self._pay, "opening": self._opening, "status": self._status,
        }.get(last(here))  # fmt: skip
        if does is None:
            raise Lost(here.url.path)
        return does(here)

    def _traveller(self, here: httpx.Response) -> bool:
        self.send(here.url.path, {"address": "示範市風雨路 1 號", "for_myself": "on", "leaves_from_taiwan": "on"}, here)
        return False

    def _beneficiary(self, here: httpx.Response) -> bool:
        self.send(here.url.path, {"who": "heirs"}, here)
        return False

    def _documents(self, here: httpx.Response) -> bool:
        shown = [unescape(each) for each in re.findall(r'name="shown" value="([^"]+)"', here.text)]
        self.send(here.url.path, {"shown": shown, "agreed": shown}, here)
        return False

    def _check(self, here: httpx.Response) -> bool:
        page = self.get(f"/purchase/{self.purchase}/code/")  # one that was sent may be on its way
        page = page if last(page) == "code" else self.send(here.url.path, {"channel": "sms"}, here)
        return self._code(page) if last(page) == "code" else False

    def _code(self, here: httpx.Response) -> bool:
        self._with_code(here.url.path, "resend", here)
        return False

    def _with_code(self, path: str, again: str, page: httpx.Response) -> httpx.Response:
        """Read the newest code that was not tried, and send it in; ask for another if none comes."""
        until = time.monotonic() + NEWS
        while time.monotonic() < until:
            messages = self.outside.get("/phone/messages.json", params={"to": f"+886{self.phone[1:]}"}).json()
            code = next((found[1] for each in messages if (found := CODE.search(each["text"]))), "")
            if code and code not in self.tried:
                self.tried.add(code)
                return self.send(path, {"code": code}, page)
            time.sleep(0.1)
        return self.send(path, {again: "sms"}, page)

    def _pay(self, here: httpx.Response) -> bool:
        if self.cards >= len(self.character.cards):
            return self._over("out of cards")
        self._at_the_acquirer(self.send(here.url.path, {}, here))
        return self.character.leaves and self._over("left")

    def _opening(self, here: httpx.Response) -> bool:
        self._at_the_acquirer(here)
        return False

    def _at_the_acquirer(self, here: httpx.Response) -> None:
        """Pay at the acquirer's page, if one was led there."""
        if not str(here.url).startswith(self.sandbox):
            return
        if self.character.leaves:
            return
        typed = {"number": self.character.cards[self.cards], "expiry": "12/30", "cvc": "123"}
        self.cards += 1
        self.outside.post(str(here.url), data=typed, headers={"Origin": self.sandbox})
        self.get(f"/purchase/{self.purchase}/back/")

    def _status(self, here: httpx.Response) -> bool:
        if POLICY.search(here.text):
            return self._over("policy")
        if any(each in here.text for each in ENDED):
            return self._over("refused")
        if "換一張卡付款" in here.text:
            if self.cards >= len(self.character.cards):
                return self._over("out of cards")
            return self._pay(self.get(f"/purchase/{self.purchase}/pay/"))
        return False

    def _over(self, outcome: str) -> bool:
        self.outcome = outcome
        return True

    def last_word(self) -> str:
        """What the page of the purchase says now, signed in again if need be; empty if there is no purchase."""
        if not self.purchase:
            return ""
        for _ in range(5):
            try:
                here = self.get(f"/purchase/{self.purchase}/status/")
                if last(here) == "sign-in":
                    self.send("/sign-in/", {"who": self.mail, "password": PASSWORD}, here)
                    continue
                return words(here.text)
            except (Lost, httpx.HTTPError):
                time.sleep(1)
        return "(no page)"

    def letters(self) -> list[str]:
        """Every message that came to the phone and the mailbox, oldest first."""
        phone = self.outside.get("/phone/messages.json", params={"to": f"+886{self.phone[1:]}"}).json()
        mails = self.outside.get("/mailbox/messages.json", params={"to": self.mail}).json()
        return [each["text"] for each in sorted([*phone, *mails], key=lambda each: str(each["at"]))]
