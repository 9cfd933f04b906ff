"""A buyer without a browser: gets every page, fills in every form, reads the code from the sandbox's phone, pays there,
and reads the policy number.
"""

import re
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html import unescape
from typing import Any
from zoneinfo import ZoneInfo

import httpx

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
CODE = re.compile(r"確認投保的驗證碼為 (\d{6})")
POLICY = re.compile(r"\bTA\d{11}\b")
PATIENCE = 120.0
REFRESH = 5
"""Seconds after which a page that waits is loaded again, as it says itself."""
TAIPEI = ZoneInfo("Asia/Taipei")


@dataclass
class Request:
    """One request as it was felt: its step, seconds, status, and what the server says it cost in statements and milliseconds of Python."""

    step: str
    seconds: float
    status: int
    queries: int
    cpu_ms: float


@dataclass
class Buyer:
    """One visitor with a session; `requests` holds what was asked since `start()`."""

    url: str
    sandbox: str
    account: dict[str, str]
    requests: list[Request] = field(default_factory=list)
    waited: float = 0.0
    """Seconds from the payment to the policy's number."""

    def __post_init__(self) -> None:
        self.client = httpx.Client(base_url=self.url, trust_env=False, timeout=60)
        self.outside = httpx.Client(base_url=self.sandbox, trust_env=False, timeout=60)

    def sign_in(self) -> None:
        """Sign in; not measured."""
        self._post("sign-in", "/sign-in/", {"who": self.account["mail"], "password": self.account["password"]})
        self.requests.clear()

    def buy(self) -> str:
        """One whole purchase; the policy number."""
        page = self.to_pay()
        purchase = str(page.url).split("/purchase/")[1].split("/")[0]
        hosted = self._opened(page, patience=PATIENCE)
        if hosted is None:
            raise RuntimeError(f"purchase {purchase} did not come to the acquirer's page")
        self._pay(hosted)
        self._get("back", f"/purchase/{purchase}/back/")
        return self._await_policy(purchase)

    def to_pay(self) -> httpx.Response:
        """Everything before the payment; the page with its button."""
        departs = datetime.now(TAIPEI) + timedelta(days=10)
        trip = {
            "destinations": "JP", "sum_insured": "3000000",
            "departs_day": f"{departs:%Y-%m-%d}", "departs_time": "09:00", "returns_day": f"{departs + timedelta(days=4):%Y-%m-%d}",
            "returns_time": "09:00",
        }  # fmt: skip
        self._get("product", "/products/travel-accident/")
        page = self._get("quote", "/quote/travel-accident/")
        here = self._post("begin", "/quote/travel-accident/", trip | {"begin": _value(page.text, "begin"), "do": "go"}, page)
        here = self._answer("traveller", here, {"address": "示範市量測路 1 號", "for_myself": "on", "leaves_from_taiwan": "on"})
        here = self._answer("beneficiary", here, {"who": "heirs"})
        page = self._follow("documents", here)
        shown = [unescape(each) for each in re.findall(r'name="shown" value="([^"]+)"', page.text)]
        here = self._post("documents", str(page.url), {"shown": shown, "agreed": shown}, page)
        here = self._answer("check", here, {"channel": "sms"})
        page = self._follow("code", here)
        here = self._post("code", str(page.url), {"code": self._code()}, page)
        return self._follow("pay", here)

    def press_pay(self, page: httpx.Response, *, patience: float) -> bool:
        """Press the button, and wait for the acquirer's page as a browser without JavaScript does; whether it came."""
        return self._opened(page, patience=patience) is not None

    def _opened(self, page: httpx.Response, *, patience: float) -> str | None:
        """The address of the acquirer's page, once the button is pressed and we are sent there."""
        token, until = TOKEN.search(page.text), time.monotonic() + patience
        answer = self._once("pay", lambda: self.client.post(str(page.url), data={"csrfmiddlewaretoken": token[1] if token else ""}))
        while time.monotonic() < until:
            there: str = answer.headers.get("Location", "")
            if there.startswith(self.sandbox):
                return there
            if answer.status_code >= 400:
                return None
            waiting = there or str(answer.url)
            time.sleep(0 if there else REFRESH)
            answer = self._once("opening", lambda place=waiting: self.client.get(place))
        return None

    def _pay(self, page: str) -> None:
        """At the acquirer's page, which is not measured."""
        typed = {"number": "4242424242424242", "expiry": "12/30", "cvc": "123"}
        self.outside.post(page, data=typed, headers={"Origin": page.rpartition("/card")[0]})

    def _await_policy(self, purchase: str) -> str:
        began = time.monotonic()
        while time.monotonic() < began + PATIENCE:
            page = self._get("status", f"/purchase/{purchase}/status/").text
            found = POLICY.search(page)
            if found:
                self.waited = time.monotonic() - began
                return found[0]
            time.sleep(0.5)
        raise RuntimeError(f"purchase {purchase} got no policy: {_words(page)}")

    def _code(self) -> str:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            messages = self.outside.get("/phone/messages.json", params={"to": self.account["phone"]}).json()
            found = next((m[1] for each in messages if (m := CODE.search(each["text"]))), None)
            if found:
                return found
            time.sleep(0.05)
        raise RuntimeError("no code came")

    def _answer(self, step: str, redirect: httpx.Response, answers: dict[str, Any]) -> httpx.Response:
        """Get the page that was redirected to, and send its form."""
        page = self._follow(step, redirect)
        return self._post(step, str(page.url), answers, page)

    def _follow(self, step: str, answer: httpx.Response) -> httpx.Response:
        """Get pages until one does not send on."""
        if answer.status_code not in (302, 303):
            raise RuntimeError(f"before {step}: {answer.status_code} {_words(answer.text)}")
        while answer.status_code in (302, 303):
            answer = self._get(step, answer.headers["Location"])
        return answer

    def _get(self, step: str, path: str) -> httpx.Response:
        return self._timed(step, lambda: self.client.get(path))

    def _post(self, step: str, path: str, answers: dict[str, Any], page: httpx.Response | None = None) -> httpx.Response:
        token = TOKEN.search((page or self._get(step, path)).text)
        return self._timed(step, lambda: self.client.post(path, data=answers | {"csrfmiddlewaretoken": token[1] if token else ""}))

    def _timed(self, step: str, ask: Any) -> httpx.Response:
        answer = self._once(step, ask)
        if answer.status_code >= 400:
            raise RuntimeError(f"{step}: {answer.status_code} {_words(answer.text)}")
        return answer

    def _once(self, step: str, ask: Any) -> httpx.Response:
        began = time.perf_counter()
        answer: httpx.Response = ask()
        taken = time.perf_counter() - began
        cost = int(answer.headers.get("Toubao-Queries", 0)), float(answer.headers.get("Toubao-CPU", 0))
        self.requests.append(Request(step, taken, answer.status_code, *cost))
        return answer


def _value(html: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    return unescape(found[1]) if found else ""


def _words(html: str) -> str:
    """What a page says, for an error."""
    body = html.partition("<main")[2] or html
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))[:600]
