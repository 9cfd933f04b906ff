"""The demo's hands: does what a worker and a buyer's browser would, at times of the past;
talks to the sandbox as people do, over its pages.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import httpx
from django.conf import settings

from toubao.business.work import Held, by_hand
from toubao.config.trouble import Trouble
from toubao.doors import clock

CODE = re.compile(r"驗證碼為 (\d{6,8})")
ROUNDS = 50


class Hands:
    """A worker and a buyer in one, for one thread; `now` is what the history says, not what the clock says."""

    def __init__(self, sandbox: httpx.Client, held: list[Held]) -> None:
        self._sandbox = sandbox
        self._held = held

    def work(self, now: datetime) -> None:
        """Do what was deferred, and what that defers, until nothing is left; what should wait is left to the worker's minute hand."""
        self.turn(now)
        for _ in range(ROUNDS):
            if not self._held:
                return
            job = self._held.pop(0)
            if not job.after:
                job.do(now)
        raise Trouble("The demo's jobs do not come to an end.")

    def turn(self, to: datetime) -> None:
        """Set the sandbox's own clock, so that its messages and stamps tell the time of the history."""
        self._sandbox.post("/clock", json={"offset_seconds": (to - clock.now()).total_seconds()}).raise_for_status()

    def switch(self, institution: str, **states: Any) -> None:
        """Turn an institution's switches."""
        self._sandbox.post("/switches", json={institution: states}).raise_for_status()

    def code(self, phone: str) -> str:
        """The newest one-time password on the sandbox's phone. Raises Trouble if there is none."""
        messages = self._sandbox.get("/phone/messages.json", params={"to": phone}).raise_for_status().json()
        found = next((match[1] for message in messages if (match := CODE.search(message["text"]))), None)
        if found is None:
            raise Trouble(f"The sandbox's phone {phone} shows no one-time password.")
        return found

    def letter(self, mail: str) -> str:
        """The words of the newest letter in the sandbox's mailbox of this address. Raises Trouble if there is none."""
        letters = self._sandbox.get("/mailbox/messages.json", params={"to": mail}).raise_for_status().json()
        if not letters:
            raise Trouble(f"The sandbox's mailbox {mail} is empty.")
        return str(letters[0]["text"])

    def pay(self, page: str, card: str, at: datetime) -> None:
        """Pay at the acquirer's page with a test card."""
        typed = {"number": card, "expiry": f"12/{(at.year + 3) % 100:02d}", "cvc": "123"}
        answer = self._sandbox.post(page, data=typed, headers={"Origin": page.rpartition("/card")[0]})
        if answer.status_code not in (302, 303):
            raise Trouble(f"The sandbox's payment page answered {answer.status_code}.")


@contextmanager
def at_work() -> Iterator[Hands | None]:
    """Hands, while the sandbox's webhooks are off and our jobs are done by hand; its clock and switches are restored.
    None if the sandbox doesn't answer.
    """
    with httpx.Client(base_url=str(settings.INSTITUTIONS["card"]["url"]), timeout=10, trust_env=False) as sandbox:
        try:
            own_offset = sandbox.get("/clock").raise_for_status().json()["own_offset_seconds"]
            webhook = sandbox.get("/switches").json()["card"]["webhook"]
        except httpx.HTTPError:
            yield None
            return
        sandbox.post("/switches", json={"card": {"webhook": "never"}}).raise_for_status()
        try:
            with by_hand() as held:
                yield Hands(sandbox, held)
        finally:
            sandbox.post("/clock", json={"offset_seconds": max(own_offset, 0)})
            sandbox.post("/switches", json={"card": {"webhook": "normal" if webhook == "never" else webhook}})
