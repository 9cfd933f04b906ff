"""A session is read in one statement while it lives, and forgotten when it has expired."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from tests import builders
from tests.doors.storefront.selling.conftest import Statements
from toubao.doors.sessions import SessionStore

pytestmark = pytest.mark.django_db


def test_a_session_is_read_with_one_statement_and_ends_in_time() -> None:
    with time_machine.travel(builders.NOW, tick=False):
        made = SessionStore()
        made["draft"] = {"place": "日本"}
        made.save()
        with Statements() as asked:
            assert SessionStore(made.session_key)["draft"] == {"place": "日本"}
        assert len(asked.all) == 1
    with time_machine.travel(builders.NOW + timedelta(days=1), tick=False):
        expired = SessionStore(made.session_key)
        assert expired.get("draft") is None
        assert expired.session_key is None


def test_an_invented_key_opens_nothing() -> None:
    assert SessionStore("x" * 32).get("account") is None


def test_a_key_that_is_older_than_the_newest_answer_takes_nothing_from_the_browser(client: Client) -> None:
    client.cookies["session"] = "x" * 32
    answer = client.get("/members/")
    assert answer["Location"].startswith("/sign-in/")
    assert "session" not in answer.cookies


def test_control_what_ends_here_is_forgotten_by_the_browser(client: Client) -> None:
    kept: Any = client.session
    kept.update(builders.browser_session(builders.registered_account()))
    kept.save()
    client.cookies["session"] = kept.session_key
    assert client.get("/members/").status_code == 200
    assert client.post("/sign-out/").cookies["session"].value == ""
