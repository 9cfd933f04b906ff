"""What tests of the sandbox share: a caller who signs as any insurer would, and a sandbox to kill and start again."""

import hashlib
import hmac
import json
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import httpx
import pytest

from tests.fixtures import http
from tests.fixtures.ports import free_ports
from tests.fixtures.sandbox import RunningSandbox
from tests.fixtures.servers.merchant import merchant

__all__ = ["merchant"]
ORDER = {"order": "TA-1", "amount": 1234, "currency": "TWD", "description": "旅行平安保險", "return_url": "http://shop.invalid/back?a=1"}


@dataclass
class Caller:
    """Somebody who knows the secret, and may also look around without it."""

    url: str
    secret: bytes

    def ask(self, method: str, path: str, question: Any = None, **headers: str) -> httpx.Response:
        """A signed question; `headers` replace what would be sent."""
        body = b"" if question is None else question if isinstance(question, bytes) else json.dumps(question).encode()
        sent = {"Insurer-Signature": self.signature(method, path, body), "Content-Type": "application/json", **headers}
        return http.request(method, self.url + path, content=body, headers=sent)

    def signature(self, method: str, path: str, body: bytes, nonce: str = "") -> str:
        """The header as docs/sandbox-contracts.md describes it."""
        nonce = nonce or secrets.token_hex(16)
        text = b"\n".join((nonce.encode(), method.encode(), path.encode(), body))
        return f"nonce={nonce}; v1={hmac.new(self.secret, text, hashlib.sha256).hexdigest()}"

    def get(self, path: str, **headers: str) -> httpx.Response:
        """A look, unsigned."""
        return http.get(self.url + path, headers=headers)

    def post(self, path: str, **told: Any) -> httpx.Response:
        """A form or JSON, unsigned, as people and tests send it."""
        return http.post(self.url + path, timeout=10, **told)

    def open(self, order: str = "TA-1", webhook_url: str = "http://127.0.0.1:9/", **changed: Any) -> str:
        """Open an order; the path of its page."""
        answer = self.ask("POST", "/card/api/orders", {**ORDER, "order": order, "webhook_url": webhook_url, **changed})
        assert answer.status_code == 200, answer.text
        return str(answer.json()["pay_url"]).removeprefix(self.url)

    def pay(self, path: str, number: str = "4242424242424242", **changed: str) -> httpx.Response:
        """Fill in the page and send it."""
        return self.post(path, data={"action": "pay", "number": number, "expiry": "12/60", "cvc": "123", **changed})

    def order(self, order: str = "TA-1") -> dict[str, Any]:
        """The acquirer's books on an order."""
        found: dict[str, Any] = self.get(f"/card/orders/{order}").json()
        return found


@pytest.fixture
def caller(sandbox: RunningSandbox) -> Iterator[Caller]:
    """A caller of a sandbox that remembers nothing and has no switch on; its clock is put back afterwards."""
    sandbox.reset()
    somebody = Caller(sandbox.url, sandbox.secret)
    yield somebody
    sandbox.reset()
    somebody.post("/clock", json={"offset_seconds": 0})


@dataclass
class OwnSandbox:
    """A sandbox of this test alone, to be killed and started again at the same ports with the same home."""

    home: Path
    port: int = field(default_factory=free_ports)
    process: subprocess.Popen[bytes] | None = None
    variables: dict[str, str] = field(default_factory=dict)

    @property
    def caller(self) -> Caller:
        """Somebody who may ask it."""
        return Caller(f"http://127.0.0.1:{self.port}", b"sandbox-demo-request-secret")

    def start(self, *more: str) -> None:
        """Start it and wait until it answers."""
        places = ["--port", str(self.port), "--smtp-port", str(self.port + 1), "--home", str(self.home)]
        told = {**os.environ, **self.variables}
        with (self.home.parent / "log").open("ab") as log:
            self.process = subprocess.Popen([sys.executable, "-m", "toubao.sandbox", *places, *more], stdout=log, stderr=log, env=told)
        until = monotonic() + 30
        while monotonic() < until and self.process.poll() is None:
            with suppress(httpx.HTTPError):
                if self.caller.get("/healthz").is_success:
                    return
            sleep(0.05)
        raise AssertionError((self.home.parent / "log").read_text()[-2000:])

    def kill(self) -> None:
        """kill -9."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(10)


@pytest.fixture
def own(tmp_path: Path) -> Iterator[OwnSandbox]:
    """A sandbox that may be killed."""
    mortal = OwnSandbox(tmp_path / "home")
    mortal.start()
    yield mortal
    mortal.kill()
