"""The sandbox survives its own kill -9: nothing that it answered is forgotten, and what it owed it still delivers."""

import socket
import subprocess
import sys
from pathlib import Path
from time import sleep

import httpx
import pytest

from tests.fixtures import http
from tests.fixtures.ports import free_ports
from tests.fixtures.servers.merchant import Merchant
from tests.sandbox.conftest import OwnSandbox


def test_answers_orders_switches_and_keys_are_there_after_a_kill(own: OwnSandbox) -> None:
    caller = own.caller
    message = {"reference": "r", "to": "+886912345678", "text": "您好"}
    before = caller.ask("POST", "/phone/messages", message).content
    path = caller.open()
    caller.pay(path)
    assert caller.ask("POST", "/card/api/orders/TA-1/capture", {"amount": 1234}).is_success
    caller.post("/switches", json={"tsa": {"slow_seconds": 1}})
    chain = caller.get("/tsa/chain").content
    own.kill()
    own.start()
    assert caller.ask("POST", "/phone/messages", message).content == before
    assert len(caller.get("/phone/messages.json").json()) == 1
    assert caller.ask("POST", "/card/api/orders/TA-1/capture", {"amount": 1234}).json()["status"] == "captured"
    assert caller.order()["captures"] == 1
    assert caller.open() == path
    assert caller.get("/switches").json()["tsa"]["slow_seconds"] == 1
    assert caller.get("/tsa/chain").content == chain


def test_webhook_that_was_owed_is_delivered_after_a_kill(own: OwnSandbox, merchant: Merchant) -> None:
    caller = own.caller
    merchant.statuses = [500]
    caller.pay(caller.open(webhook_url=merchant.url))
    merchant.wait(1)
    own.kill()
    own.start()
    bodies = {body for _, body in merchant.wait(2)}
    assert len(bodies) == 1


def test_killed_in_the_middle_of_a_question_it_has_acted_once_or_not_at_all(own: OwnSandbox) -> None:
    caller = own.caller
    caller.post("/switches", json={"phone": {"slow_seconds": 0.6}})
    message = b'{"reference": "r", "to": "+886912345678", "text": "x"}'
    headers = {"Insurer-Signature": caller.signature("POST", "/phone/messages", message)}
    with pytest.raises(httpx.TimeoutException):
        http.post(caller.url + "/phone/messages", content=message, headers=headers, timeout=0.2)
    own.kill()
    own.start()
    assert caller.get("/phone/messages.json").json() == []
    assert caller.ask("POST", "/phone/messages", message).is_success
    assert len(caller.get("/phone/messages.json").json()) == 1


def test_state_is_for_its_owner_only(own: OwnSandbox) -> None:
    assert own.home.stat().st_mode & 0o777 == 0o700
    kept = [path for path in own.home.rglob("*") if path.is_file()]
    assert {"sandbox.sqlite3", "authority.pem", "tsa-root.pem"} <= {path.name for path in kept}
    assert all(path.stat().st_mode & 0o077 == 0 for path in kept)


@pytest.mark.parametrize("which", [0, 1])
def test_taken_port_is_a_plain_sentence(tmp_path: Path, which: int) -> None:
    port = free_ports()
    with socket.create_server(("127.0.0.1", port + which)):
        command = [sys.executable, "-m", "toubao.sandbox", "--port", str(port), "--smtp-port", str(port + 1), "--home", str(tmp_path)]
        ended = subprocess.run(command, capture_output=True, timeout=30, check=False)
    assert ended.returncode == 1
    assert b"can't start" in ended.stderr
    assert b"Traceback" not in ended.stderr


def test_stops_when_it_is_told_to(own: OwnSandbox) -> None:
    assert own.process is not None
    with http.Client() as kept_open:
        kept_open.get(own.caller.url + "/healthz")
        own.process.terminate()
        own.process.wait(5)
    sleep(0.05)
    with pytest.raises(httpx.ConnectError):
        own.caller.get("/healthz")
