"""A program on somebody's machine: let act by them in a browser, asked with its token, and shown out again (2.3)."""

import subprocess
import sys
from uuid import uuid4

import pytest

from tests.fixtures import http
from tests.fixtures.stack import Stack
from tests.journeys.visitors import Visitors

pytestmark = pytest.mark.journey


def test_2_3_a_customer_lets_a_program_act_and_takes_it_back(visitors: Visitors, stack: Stack) -> None:
    person = visitors.member(javascript=True)
    command = [sys.executable, "-m", "toubao.doors.cli", "authorize", "--wait", "60"]
    environment = stack.environment | {"BROWSER": "true"}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout
        program.stdout.readline()
        address = program.stdout.readline().strip()
        assert address.startswith(f"{stack.url}/authorize/?"), "the system here is asked, at its own port"
        person.page.goto(address)
        person.look(person.page)
        person.button("同意授權").click()
        person.page.wait_for_url("http://127.0.0.1:*/back?*")
        token = program.stdout.readline().strip()
    assert program.returncode == 0
    assert asked(stack, token) == 404, "it is let in, and there is no such application"
    person.goto("/members/account/devices/")
    assert "示範程式" in person.page.locator("main").inner_text()
    person.press("取消這個程式的授權")
    assert "示範程式" not in person.page.locator("main").inner_text()
    assert asked(stack, token) == 401


def asked(stack: Stack, token: str) -> int:
    """The status of its answer to a program that asks for an application that there is not."""
    return http.get(f"{stack.url}/api/v1/applications/{uuid4()}", headers={"Authorization": f"Bearer {token}"}).status_code
