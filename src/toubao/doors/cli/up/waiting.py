"""Waiting until a program that was started can be used."""

import http.client
import json
import threading
import time
from http import HTTPStatus
from typing import Any

from toubao.config.environment import Environment
from toubao.config.trouble import Trouble
from toubao.doors.cli.up.child import Child

PATIENCE = 60.0
PATIENCE_WITH_ERRORS = 5.0
SETTLED = 1.0


def wait_until_answering(child: Child, environment: Environment, stop: threading.Event) -> str:
    """Wait until its health page says yes (a program without one: until it has run for a second), or that the doors are shut, which waiting
    doesn't open: why they are, else nothing. Raises Trouble with its last words.
    """
    port = {"web": environment.port, "sandbox": environment.sandbox_port}.get(child.name)
    began = time.monotonic()
    while not stop.wait(0.1):
        lasted = time.monotonic() - began
        if not child.running:
            raise Trouble(
                f"The {child.name} stopped at once ({child.ended()}). Its last words:\n{child.last_words()}\nThe whole log: {child.log}"
            )
        status, said = health(environment.bind, port) if port else (None, {})
        if status == HTTPStatus.OK or (port is None and lasted > SETTLED):
            return ""
        if "detail" in said:
            return str(said["detail"])
        if lasted > (PATIENCE_WITH_ERRORS if status == HTTPStatus.INTERNAL_SERVER_ERROR else PATIENCE):
            raise Trouble(f"The {child.name} doesn't work. Its last words:\n{child.last_words()}\nThe whole log: {child.log}")
    return ""


def health(host: str, port: int) -> tuple[int | None, dict[str, Any]]:
    """What /healthz at this address answers, and what it says; None if there is no answer."""
    connection = http.client.HTTPConnection({"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host), port, timeout=5)  # noqa: S104 - compared, not bound
    try:
        connection.request("GET", "/healthz")
        answer = connection.getresponse()
        said = json.loads(answer.read() or b"{}")
        return answer.status, said if isinstance(said, dict) else {}
    except ValueError:
        return answer.status, {}
    except (OSError, http.client.HTTPException):
        return None, {}
    finally:
        connection.close()
