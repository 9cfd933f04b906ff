"""A session is read in one statement while it lives, and forgotten when it has expired."""

from datetime import timedelta

import pytest
import time_machine

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
