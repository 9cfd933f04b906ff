"""`toubao up` as a whole: started, refused a second time, killed, recovered, stopped."""

import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from bench import chaos
from bench.system import generous
from tests.fixtures import http
from tests.fixtures.stack import Stack, start_stack
from toubao.config.launcher.cluster import Cluster
from toubao.doors.cli.up import record

BARE: dict[str, Any] = {"TOUBAO_DEMO_DATA": "none"}
STORM = 5
pytestmark = pytest.mark.crash


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("running")


@pytest.fixture(scope="module")
def running(home: Path) -> Iterator[list[Stack]]:
    """The one system of this file, in a list, for a test that starts it anew."""
    system = [start_stack(home, **BARE, TOUBAO_ALLOWANCES=str(generous(home)))]
    try:
        system[0].wait_until_up()
        yield system
    finally:
        system[0].stop()


def test_it_prints_four_addresses_that_answer(running: list[Stack]) -> None:
    stack = running[0]
    for address in (f"{stack.url}/", f"{stack.url}/console/", f"{stack.sandbox.url}/", f"{stack.url}/api/docs"):
        assert address in stack.output()
    assert http.get(f"{stack.url}/healthz").json() == {"status": "ok"}
    assert http.get(f"{stack.sandbox.url}/healthz").status_code == 200


def test_the_doctor_finds_it_well(running: list[Stack]) -> None:
    done = running[0].run("doctor", "--json")
    told = json.loads(done.stdout)
    assert (done.returncode, told["standing"] != "wrong") == (0, True), told
    unknown = {each["name"] for each in told["findings"] if each["standing"] == "unknown"}
    assert unknown <= {"components", "books", "journal", "decisions", "figures"}, "the rest was looked at"


def test_a_second_up_on_the_same_home_is_a_sentence_and_status_1(running: list[Stack]) -> None:
    done = running[0].run("up")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"{running[0].home} is already running: process {running[0].process.pid}, at ")


def test_a_taken_port_is_a_sentence_and_status_1_and_no_database_is_made(running: list[Stack], tmp_path: Path) -> None:
    other = start_stack(tmp_path / "other", port=running[0].port)
    assert other.process.wait(60) == 1
    assert other.output().strip().startswith(f"Port {other.port}, which the storefront needs, is taken by another program")
    assert not (other.home / "pg").exists()


def test_a_small_storm_leaves_nobody_charged_without_a_policy_and_tells_all_as_it_is(running: list[Stack]) -> None:
    chaos.running_python(running[0], "bench.shelf")
    storm = chaos.rage(running[0], buyers=4, at_once=4, seconds=8, seed=STORM, comparisons=1)
    assert storm.ledger.clean, storm
    assert storm.counts["kills"] >= 1, storm
    assert storm.counts["outcomes"].get("policy", 0) >= 1, storm
    assert running[0].run("clock", "reset").returncode == 0


@pytest.mark.parametrize("name", ["worker", "web", "sandbox", "database"])
def test_what_is_killed_comes_back(running: list[Stack], name: str) -> None:
    stack = running[0]
    before = stack.pid(name)
    stack.kill(name)
    stack.wait_until_back(name, other_than=before)
    stack.wait_until_back("web")
    assert f"The {name} ended unexpectedly" in stack.output()


def test_after_a_kill_of_everything_the_next_up_recovers_with_its_data(running: list[Stack], home: Path) -> None:
    stack = running[0]
    address = Cluster(home).address(role="toubao_owner", name="toubao")
    with psycopg.connect(address) as owner:
        owner.execute("CREATE TABLE kept AS SELECT 'still here' AS word")
    secret = (home / "keys" / "secret_key").read_text()
    pids = record.read(home / "run" / "processes.json")
    for pid in [stack.process.pid, *pids.values()]:
        os.kill(pid, signal.SIGKILL)
    stack.process.wait(10)
    running[0] = start_stack(home, port=stack.port, **BARE)
    running[0].wait_until_up()
    with psycopg.connect(address) as owner:
        assert owner.execute("SELECT word FROM kept").fetchone() == ("still here",)
    assert (home / "keys" / "secret_key").read_text() == secret


def test_when_up_alone_is_killed_the_rest_ends_by_itself_or_by_the_next(running: list[Stack], home: Path) -> None:
    stack = running[0]
    stack.process.kill()
    stack.process.wait(10)
    running[0] = start_stack(home, port=stack.port, **BARE)
    running[0].wait_until_up()
    told = running[0].run("doctor")
    assert told.returncode == 0, told.stdout


def test_ctrl_c_stops_everything_and_leaves_nothing_running(running: list[Stack], home: Path) -> None:
    stack = running[0]
    for name in ("database", "sandbox", "worker", "web"):
        stack.wait_until_back(name)
    pids = record.read(home / "run" / "processes.json")
    assert stack.stop() == 0
    assert stack.output().endswith("Stopping…\nStopped.\n")
    assert [pid for pid in pids.values() if record._since(pid) is not None] == []
    assert [path.name for path in (home / "run").iterdir()] == ["lock"]
    assert not (home / "pg" / "postmaster.pid").exists()
