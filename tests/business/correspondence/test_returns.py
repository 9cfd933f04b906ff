"""The mailbox to which letters come back: out of reach for a moment is no failure, for minutes it is."""

import socket
from collections import deque

import pytest

from tests import builders
from tests.fixtures.sandbox import RunningSandbox
from toubao.business import outside
from toubao.business.correspondence import jobs
from toubao.gateways.evidence import Unreachable
from toubao.gateways.returns import Pop3Returns

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_was_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "_missed", deque[object](maxlen=jobs.PATIENT))


def nobody_there() -> Pop3Returns:
    """A mailbox at a port where nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return Pop3Returns.at(f"pop3://us@127.0.0.1:{free.getsockname()[1]}", password="word")


def read() -> None:
    jobs.read_returns(now=builders.NOW)


def test_out_of_reach_once_or_twice_is_told_in_the_log_and_then_it_fails(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(outside, "returns", nobody_there)
    read()
    read()
    assert [record.getMessage() for record in caplog.records] == ["the mailbox of returns can't be reached"] * 2
    for _ in range(2):
        with pytest.raises(Unreachable):
            read()


def test_what_was_missed_is_forgotten_once_the_mailbox_was_read(institutions: RunningSandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(2):
        with monkeypatch.context() as away:
            away.setattr(outside, "returns", nobody_there)
            read()
            read()
        read()
