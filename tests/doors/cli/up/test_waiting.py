"""What `up` makes of a health page: it answers, the doors are shut, which waiting doesn't open, or it doesn't answer."""

import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.fixtures.ports import free_ports
from tests.fixtures.servers.impostor import plain
from tests.fixtures.servers.serving import serving
from toubao.config.environment import read_environment
from toubao.doors.cli.up.child import Child
from toubao.doors.cli.up.waiting import health, wait_until_answering

SHUT = {"status": "restored", "detail": "toubao restore says what is next"}


@pytest.fixture
def web(tmp_path: Path) -> Iterator[Child]:
    """A program that runs."""
    child = Child("web", [sys.executable, "-c", "import time; time.sleep(60)"], {}, tmp_path / "web.log")
    child.start()
    yield child
    child.stop()


@pytest.mark.parametrize(("status", "told", "why"), [(200, {"status": "ok"}, ""), (503, SHUT, SHUT["detail"])])
def test_it_goes_on_once_the_page_says_yes_or_that_the_doors_are_shut(
    web: Child, tmp_path: Path, status: int, told: dict[str, str], why: str
) -> None:
    with serving(lambda *_: plain(told, status)) as address:
        environment = replace(read_environment({"TOUBAO_HOME": str(tmp_path)}), port=int(address.rpartition(":")[2]))
        assert wait_until_answering(web, environment, threading.Event()) == why


def test_whoever_stops_it_waits_no_longer(web: Child, tmp_path: Path) -> None:
    stop = threading.Event()
    stop.set()
    assert wait_until_answering(web, read_environment({"TOUBAO_HOME": str(tmp_path)}), stop) == ""


def test_what_is_no_answer_or_no_json_says_nothing() -> None:
    assert health("127.0.0.1", free_ports()) == (None, {})
    for body in (b"[]", b"<html>", b""):
        with serving(lambda *_, said=body: (502, said, {})) as address:
            assert health("127.0.0.1", int(address.rpartition(":")[2])) == (502, {})
