"""The embedded PostgreSQL itself: made, found again, killed, recovered, and closed to all but our roles."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from toubao.config.launcher import leftovers, roles
from toubao.config.launcher.cluster import Cluster
from toubao.config.launcher.folders import MARK
from toubao.config.launcher.sockets import SOCKET
from toubao.config.trouble import Trouble

pytestmark = pytest.mark.crash
STAY = (
    "import sys,time; from pathlib import Path; from toubao.config.launcher.cluster import Cluster; "
    "c=Cluster(Path(sys.argv[1]),throwaway=True)"
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose parent is closed to everybody else, as root's home often is, with a word that was kept in its database."""
    closed = tmp_path_factory.mktemp("closed")
    closed.chmod(0o700)
    made = closed / "home"
    with _started(made) as cluster, _as(cluster, roles.OWNER) as owner:
        owner.execute("CREATE TABLE kept (word text)")
        owner.execute("INSERT INTO kept VALUES ('還在')")
    return made


@pytest.fixture
def running(home: Path) -> Iterator[Cluster]:
    with _started(home) as cluster:
        yield cluster


@contextmanager
def _started(home: Path) -> Iterator[Cluster]:
    made = Cluster(home, throwaway=True, say=lambda words: None)
    made.start()
    try:
        yield made
    finally:
        made.stop()


def _as(cluster: Cluster, role: str) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(cluster.address(role=role, name=roles.NAME), autocommit=True)


def test_it_starts_under_a_closed_folder_and_keeps_its_data_private(running: Cluster) -> None:
    assert running.data.stat().st_mode & 0o777 == 0o700
    assert running.data.stat().st_uid == running.account.uid != 0
    with _as(running, roles.OWNER) as owner:
        assert owner.execute("SHOW server_encoding").fetchone() == ("UTF8",)
        assert owner.execute("SHOW listen_addresses").fetchone() == ("",)


def test_a_second_start_finds_the_data_again(running: Cluster) -> None:
    with _as(running, roles.APP) as app:
        assert app.execute("SELECT word FROM kept LIMIT 1").fetchone() == ("還在",)


def test_the_application_works_with_rows_and_makes_no_tables(running: Cluster) -> None:
    with _as(running, roles.APP) as app:
        app.execute("INSERT INTO kept VALUES ('b')")
        for forbidden in ("CREATE TABLE mine (x int)", "DROP TABLE kept", "TRUNCATE kept", "SET ROLE toubao_owner"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute(forbidden)


def test_the_owner_can_step_down_to_the_application(running: Cluster) -> None:
    with _as(running, roles.OWNER) as owner:
        owner.execute("SET ROLE toubao_app")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            owner.execute("TRUNCATE kept")


def test_after_a_kill_it_recovers(home: Path, running: Cluster) -> None:
    with _as(running, roles.OWNER) as owner:
        owner.execute("INSERT INTO kept VALUES ('committed')")
    assert running.process is not None
    os.kill(running.process.pid, signal.SIGKILL)
    running.process.wait()
    again = Cluster(home, throwaway=True, say=lambda words: None)
    again.start()
    with _as(again, roles.APP) as app:
        assert app.execute("SELECT count(*) FROM kept WHERE word = 'committed'").fetchone() == (1,)
    again.stop()


def test_when_its_starter_is_killed_the_server_shuts_down_by_itself(home: Path) -> None:
    starter = _starter(home, "")
    server = int((home / "pg" / "postmaster.pid").read_text().splitlines()[0])
    starter.kill()
    starter.wait()
    _until(lambda: not _lives(server))


def test_a_server_that_an_earlier_run_left_is_stopped_and_replaced(home: Path) -> None:
    starter = _starter(home, "from toubao.config.launcher import server; server.end_with_parent=lambda s: None;")
    left = int((home / "pg" / "postmaster.pid").read_text().splitlines()[0])
    starter.kill()
    starter.wait()
    assert _lives(left), "the control: without the tie to its parent the server stays"
    again = Cluster(home, throwaway=True, say=lambda words: None)
    again.start()
    assert not _lives(left)
    again.stop()


def test_a_pid_file_that_names_a_stranger_is_removed_and_the_stranger_lives(tmp_path: Path) -> None:
    stranger = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        (tmp_path / "postmaster.pid").write_text(f"{stranger.pid}\n/elsewhere\n")
        for name in (SOCKET, f"{SOCKET}.lock"):
            (tmp_path / name).write_text(f"{stranger.pid}\n")
        leftovers.clear(tmp_path, tmp_path)
        assert list(tmp_path.iterdir()) == []
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


@pytest.mark.parametrize("content", ["", "no number\n", "999999999\n"])
def test_a_pid_file_of_nobody_is_left_to_the_server(tmp_path: Path, content: str) -> None:
    (tmp_path / "postmaster.pid").write_text(content)
    leftovers.clear(tmp_path, tmp_path)
    assert (tmp_path / "postmaster.pid").read_text() == content


def test_a_cluster_that_we_did_not_make_is_not_started(home: Path) -> None:
    (home / "pg" / MARK).rename(home / "mark")
    try:
        with pytest.raises(Trouble, match="holds something that isn't ours"):
            Cluster(home).start()
    finally:
        (home / "mark").rename(home / "pg" / MARK)


def test_damaged_data_is_told_in_a_sentence_with_the_last_words(home: Path) -> None:
    control = home / "pg" / "global" / "pg_control"
    kept = control.read_bytes()
    control.write_bytes(b"damaged")
    try:
        with pytest.raises(Trouble, match=r"PostgreSQL stopped at once in .* Its last words: .*(FATAL|PANIC)"):
            Cluster(home, throwaway=True).start()
    finally:
        control.write_bytes(kept)


def _starter(home: Path, before: str) -> subprocess.Popen[bytes]:
    """Another process that starts the cluster and stays."""
    code = f"{before}{STAY}; c.start(); print('ready', flush=True); time.sleep(60)"
    starter = subprocess.Popen([sys.executable, "-c", code, str(home)], stdout=subprocess.PIPE)
    assert starter.stdout is not None
    assert starter.stdout.readline() == b"ready\n"
    starter.stdout.close()
    return starter


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def _until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)
