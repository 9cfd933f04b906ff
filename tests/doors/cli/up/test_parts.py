"""The parts of `up`, each by itself."""

import dataclasses
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.fixtures.ports import free_ports
from toubao.config.environment import Environment, read_environment
from toubao.config.trouble import Trouble
from toubao.doors.cli.up import greeting, ports, record
from toubao.doors.cli.up.child import Child
from toubao.doors.cli.up.lock import alone
from toubao.doors.cli.up.programs import programs, serving, variables
from toubao.doors.cli.up.whole import Whole


@pytest.fixture
def environment(tmp_path: Path) -> Environment:
    (tmp_path / "run").mkdir()
    (tmp_path / "logs").mkdir()
    return read_environment({"TOUBAO_HOME": str(tmp_path), "PORT": str(free_ports())})


def test_a_home_runs_once_and_says_who_holds_it(environment: Environment) -> None:
    with (
        alone(environment),
        pytest.raises(Trouble, match=rf"is already running: process {os.getpid()}, at {environment.url}\."),
        alone(environment),
    ):
        pytest.fail("two at once")
    with alone(environment):
        pass


@pytest.mark.parametrize("step", [0, 1, 2])
def test_a_taken_port_is_named_before_anything_starts(environment: Environment, step: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ports, "PATIENCE", 0.1)
    with (
        socket.create_server(("127.0.0.1", environment.port + step)),
        pytest.raises(Trouble, match=rf"^Port {environment.port + step}, which the "),
    ):
        ports.need_ports(environment)
    ports.need_ports(environment)


def test_an_address_of_another_machine_is_told(environment: Environment) -> None:
    with pytest.raises(Trouble, match=r"The address 203\.0\.113\.7 can't be used"):
        ports.need_ports(dataclasses.replace(environment, bind="203.0.113.7"))


@pytest.fixture
def sleeper() -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True)
    yield process
    process.kill()
    process.wait()


def test_what_runs_is_remembered_and_a_later_run_ends_it(tmp_path: Path, sleeper: subprocess.Popen[bytes]) -> None:
    record.write(tmp_path / "processes.json", {"worker": sleeper.pid})
    assert record.read(tmp_path / "processes.json") == {"worker": sleeper.pid}
    assert record.end_leftovers(tmp_path / "processes.json") == ["worker"]
    assert sleeper.wait(10) == -9


def test_a_process_that_only_has_the_same_number_is_left_alone(tmp_path: Path, sleeper: subprocess.Popen[bytes]) -> None:
    file = tmp_path / "processes.json"
    record.write(file, {"worker": sleeper.pid})
    since = record._since(sleeper.pid)
    file.write_text(file.read_text().replace(f'"{since}"', '"1"'))
    assert record.end_leftovers(file) == []
    assert sleeper.poll() is None


def test_nothing_of_another_boot_is_ended_and_no_file_means_nothing(tmp_path: Path, sleeper: subprocess.Popen[bytes]) -> None:
    file = tmp_path / "processes.json"
    assert record.read(file) == {}
    record.write(file, {"worker": sleeper.pid})
    file.write_text(file.read_text().replace('"boot": "', '"boot": "another-'))
    assert record.end_leftovers(file) == []
    assert sleeper.poll() is None


def _child(tmp_path: Path, code: str) -> Child:
    return Child("child", [sys.executable, "-c", code], dict(os.environ), tmp_path / "child.log", patience=1.0)


def test_a_child_stops_with_all_that_it_started(tmp_path: Path) -> None:
    code = (
        "import subprocess,sys,time; p=subprocess.Popen([sys.executable,'-c','import time; time.sleep(60)']); "
        "print(p.pid,flush=True); time.sleep(60)"
    )
    child = _child(tmp_path, code)
    child.start()
    _until(lambda: child.log.read_text() != "")
    grandchild = int(child.log.read_text())
    child.stop()
    assert not child.running
    _until(lambda: record._since(grandchild) is None)


def test_a_child_that_will_not_stop_is_ended_by_force(tmp_path: Path) -> None:
    child = _child(tmp_path, "import signal,time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf',flush=True); time.sleep(60)")
    child.start()
    _until(lambda: "deaf" in child.log.read_text())
    child.stop()
    assert child.ended() == "killed by SIGKILL"


def test_the_pause_grows_while_a_child_keeps_dying_and_starts_over_once_it_has_lasted(tmp_path: Path) -> None:
    child = _child(tmp_path, "raise SystemExit(3)")
    child.start()
    assert child.process is not None
    child.process.wait()
    assert child.ended() == "exit status 3"
    now = child.started
    assert [child.plan_restart(now) for _ in range(7)] == [1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0]
    assert child.plan_restart(now + 61) == 1.0


def test_secrets_are_not_on_any_command_line(environment: Environment) -> None:
    (environment.home / "keys").mkdir()
    started = programs(environment, variables(environment))
    assert [child.name for child in started] == ["sandbox", "worker", "web"]
    for child in started:
        for key in (environment.home / "keys").iterdir():
            assert key.read_text() not in " ".join(child.command)


def test_the_owners_address_is_for_migrations_alone(environment: Environment, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_OWNER_URL", "host=/owner")
    whole = Whole(environment)
    assert all("DATABASE_OWNER_URL" not in child.variables for child in programs(environment, serving(whole.variables)))
    given: dict[str, bool] = {}

    def started(command: list[str], *, env: dict[str, str], **_: object) -> object:
        given[command[-1]] = "DATABASE_OWNER_URL" in env
        raise InterruptedError

    monkeypatch.setattr("toubao.doors.cli.up.whole.subprocess.Popen", started)
    for name in ("migrate", "files"):
        with pytest.raises(InterruptedError):
            whole._command(name)
    assert given == {"migrate": True, "files": False}


def test_an_unsafe_start_is_refused_before_anything_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOUBAO_COSTS", "1")
    home = tmp_path / "new"
    unsafe = read_environment(
        {
            "TOUBAO_HOME": str(home),
            "TOUBAO_PROFILE": "production",
            "TOUBAO_URL": "http://anhe.example",
            "TOUBAO_CONSOLE_URL": "https://desk.example",
        }
    )
    with pytest.raises(Trouble, match=r"\n- TOUBAO_URL is http://anhe\.example") as refused:
        Whole(unsafe).run()
    named = [line.split()[1] for line in str(refused.value).splitlines()[1:]]
    assert named == ["TOUBAO_URL", "TOUBAO_RETURNS_URL", "TOUBAO_INSURER", "TOUBAO_MAIL_FROM", "TOUBAO_COSTS"]
    assert not home.exists()


def test_production_runs_no_sandbox(environment: Environment) -> None:
    production = dataclasses.replace(environment, profile="production")
    assert [child.name for child in programs(production, variables(production))] == ["worker", "web"]
    assert "sandbox" not in greeting.greeting(production, [])


def test_the_greeting_names_the_addresses_and_the_people(environment: Environment) -> None:
    printed = (
        'a line from a library\n[{"role": "法遵", "where": "/console/", "sign_in": "lin", "password": "p", "second_factor": "123456"}]\n'
    )
    told = greeting.greeting(environment, greeting.read_people(printed))
    for address in (f"{environment.url}/", f"{environment.url}/console/", f":{environment.sandbox_port}/", f"{environment.url}/api/docs"):
        assert address in told
    assert ["法遵", "/console/", "lin", "p", "second", "factor:", "123456"] in [line.split() for line in told.splitlines()]
    assert greeting.read_people("") == []


def _until(true: Callable[[], bool]) -> None:

    end = time.monotonic() + 20
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)
