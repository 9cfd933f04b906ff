"""The table of gates that are driven shut is held to what happens: a test that shuts nothing, or by no door, is found out."""

from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.test import Client

from tests import builders, shutting
from tests.doors.storefront.selling.conftest import path, signed_in
from tests.shutting import by_a_door, watching
from toubao.business.purchase import actions
from toubao.business.purchase.models import Purchase

TEST: Any = SimpleNamespace(nodeid="tests/doors/test_some.py::test_some[1]")


@pytest.fixture
def informed(as_app: None) -> Purchase:
    """A purchase that waits to be sent in, with a code on its way."""
    on_sale = builders.product()
    purchase = builders.informed_purchase(builders.registered_account(), on_sale)
    assert actions.send_code(purchase=purchase, product=on_sale, channel="sms", insurer="測試", network="n", now=builders.NOW).sent
    return purchase


def wrong(purchase: Purchase) -> str:
    """A code that is surely not the one sent."""
    return f"{(int(builders.last_code(purchase.pk)) + 1) % 1_000_000:06d}"


def test_a_gate_that_is_shut_by_no_door_is_not_seen(informed: Purchase) -> None:
    with watching() as seen:
        decision, _ = actions.confirm(purchase=informed, product=builders.product(), entered=wrong(informed), now=builders.NOW)
    assert "otp_entered" in [each.gate for each in decision.shut]
    assert seen == {}


def test_a_gate_that_a_page_shuts_is_seen_and_found_in_the_journal(informed: Purchase) -> None:
    with time_machine.travel(builders.NOW, tick=False), watching() as seen:
        signed_in(Client(SERVER_NAME="localhost"), informed.account).post(path(informed, "code"), {"code": wrong(informed)})
    assert seen["otp_entered"] == {(informed.pk, "purchase.confirmed")}
    assert shutting.recorded("otp_entered", seen["otp_entered"])
    assert not shutting.recorded("terms_still_agreed", seen["otp_entered"]), "it was open"


def test_what_runs_in_a_test_is_no_door() -> None:
    assert not by_a_door()


def test_a_test_that_does_not_do_what_the_table_says_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutting, "shut_by", lambda: {"otp_entered": TEST.nodeid})
    running = shutting.pytest_runtest_call(TEST)
    next(running)
    with pytest.raises(pytest.fail.Exception, match="drives otp_entered shut"):
        running.send(None)


def test_a_test_of_the_table_that_is_called_otherwise_now_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutting, "shut_by", lambda: {"otp_entered": TEST.nodeid})
    shutting.pytest_collection_modifyitems([TEST])
    shutting.pytest_collection_modifyitems([])
    renamed: Any = SimpleNamespace(nodeid=TEST.nodeid.replace("[1]", "[2]"))
    with pytest.raises(pytest.UsageError, match="no test any more"):
        shutting.pytest_collection_modifyitems([renamed])
