"""The acquirer's webhooks: put out with the decision, signed, delivered in the background, and again until they are answered."""

import asyncio
import hashlib
import hmac
import json
import time
from typing import Any

import httpx

from toubao.sandbox import switches
from toubao.sandbox.store import Store, number

LATE = 12.0
PAUSES = (1, 2, 4, 8, 16, 32, 60, 60, 60, 60, 60, 60)
WAIT_FOR_MERCHANT = 3.0
AT_ONCE = 8


def put_out(store: Store, order: dict[str, Any]) -> str:
    """Put out the event of an order that was just decided, as the card's switches say; its event id."""
    state = switches.read(store, "card")
    event_id = "evt_" + number("", order["order_id"], order["status"])
    told = {
        "event_id": event_id,
        "order": order["order_id"],
        "status": order["status"],
        "amount": order["amount"],
        "at": store.now().isoformat(),
    }
    due = None if state.webhook == "never" else time.time() + (LATE if state.webhook == "late" else 0)
    values = (event_id, order["order_id"], order["webhook_url"], json.dumps(told), due, 2 if state.answer_twice else 1)
    store.write("INSERT OR IGNORE INTO webhooks (event_id, order_id, url, body, due, owed) VALUES (?, ?, ?, ?, ?, ?)", *values)
    return event_id


def put_out_again(store: Store, name: str) -> None:
    """Deliver an order's events once more, now, with the ids that they have."""
    store.write("UPDATE webhooks SET due = ?, owed = 1, tries = 0 WHERE order_id = ?", time.time(), name)


def signed(secret: bytes, body: bytes, at: int) -> dict[str, str]:
    """The headers of a delivery at a time in seconds of the real clock: HMAC-SHA256 over the time, ".", the body."""
    signature = hmac.new(secret, str(at).encode() + b"." + body, hashlib.sha256).hexdigest()
    return {"Content-Type": "application/json", "Acquirer-Timestamp": str(at), "Acquirer-Signature": f"v1={signature}"}


class Courier:
    """Delivers what is due, several at once, until it is told to stop; an acquirer that is down delivers nothing."""

    def __init__(self, store: Store, secret: bytes) -> None:
        self._store = store
        self._secret = secret
        self._wake = asyncio.Event()
        self._busy: dict[str, asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Deliver for ever."""
        async with httpx.AsyncClient(timeout=5.0, follow_redirects=False, trust_env=False) as client:
            while True:
                self._wake.clear()
                self._start(client)
                try:
                    await asyncio.wait_for(self._wake.wait(), self._until_next())
                except TimeoutError:
                    continue

    def wake(self) -> None:
        """Something new is due."""
        self._wake.set()

    async def delivered(self, event_id: str) -> None:
        """Wait until the merchant answered this event, but three seconds at most."""
        until = time.monotonic() + WAIT_FOR_MERCHANT
        while time.monotonic() < until:
            if self._store.row("SELECT 1 FROM webhooks WHERE event_id = ? AND (owed = 0 OR tries > 0)", event_id):
                return
            await asyncio.sleep(0.01)

    def _start(self, client: httpx.AsyncClient) -> None:
        if self._resting():
            return
        for event in self._store.rows("SELECT * FROM webhooks WHERE owed > 0 AND due <= ? ORDER BY due", time.time()):
            if event["event_id"] not in self._busy and len(self._busy) < AT_ONCE:
                self._busy[event["event_id"]] = asyncio.create_task(self._deliver(client, event))

    async def _deliver(self, client: httpx.AsyncClient, event: dict[str, Any]) -> None:
        body = event["body"].encode()
        try:
            answer = await client.post(event["url"], content=body, headers=signed(self._secret, body, int(time.time())))
            last = f"HTTP {answer.status_code}"
            taken = answer.is_success
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            last, taken = type(error).__name__, False
        finally:
            self._busy.pop(event["event_id"], None)
        self._note(event, last, taken=taken)
        self.wake()

    def _note(self, event: dict[str, Any], last: str, *, taken: bool) -> None:
        if taken:
            sql = "UPDATE webhooks SET owed = owed - 1, tries = 0, deliveries = deliveries + 1, last = ? WHERE event_id = ?"
            self._store.write(sql, last, event["event_id"])
            return
        tries = event["tries"] + 1
        due = time.time() + PAUSES[tries - 1] if tries <= len(PAUSES) else None
        self._store.write("UPDATE webhooks SET tries = ?, due = ?, last = ? WHERE event_id = ?", tries, due, last, event["event_id"])

    def _resting(self) -> bool:
        state = switches.read(self._store, "card")
        return state.down or state.unreachable

    def _until_next(self) -> float:
        if self._resting():
            return 0.5
        soonest = self._store.row("SELECT min(due) AS due FROM webhooks WHERE owed > 0 AND due IS NOT NULL")
        due: float | None = soonest["due"] if soonest else None
        return 30.0 if due is None else min(30.0, max(0.05, due - time.time()))
