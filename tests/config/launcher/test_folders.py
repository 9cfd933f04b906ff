"""Folders are made private, and a stranger's are left alone."""

import os
from pathlib import Path

import pytest

from toubao.config.launcher import folders
from toubao.config.launcher.account import Account, server_account
from toubao.config.launcher.sockets import LONGEST, SOCKET, socket_directory
from toubao.config.trouble import Trouble

OURSELVES = Account(name="us", uid=os.geteuid(), gid=os.getegid(), dropped=False)
STRANGER = Account(name="somebody", uid=os.geteuid() + 1, gid=os.getegid(), dropped=False)


def test_no_data_yet_is_no_trouble(tmp_path: Path) -> None:
    assert folders.data_version(tmp_path / "pg", OURSELVES) is None


def test_our_own_data_names_its_version(tmp_path: Path) -> None:
    (tmp_path / "PG_VERSION").write_text("15\n")
    (tmp_path / folders.MARK).write_text("")
    assert folders.data_version(tmp_path, OURSELVES) == 15


@pytest.mark.parametrize("names", [(), ("letters.txt",), ("PG_VERSION",)], ids=["empty", "papers", "another cluster"])
def test_a_foreign_data_directory_is_refused_and_left_as_it_was(tmp_path: Path, names: tuple[str, ...]) -> None:
    for name in names:
        (tmp_path / name).write_text("16\n")
    with pytest.raises(Trouble, match=r"holds something that isn't ours: move it away, or choose another TOUBAO_HOME\.$"):
        folders.data_version(tmp_path, OURSELVES)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(names)


def test_a_file_where_the_data_should_be_is_refused(tmp_path: Path) -> None:
    (tmp_path / "pg").write_text("")
    with pytest.raises(Trouble, match="but is a file"):
        folders.data_version(tmp_path / "pg", OURSELVES)


def test_data_of_another_user_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match=rf"belongs to {folders.owner_of(tmp_path)}, but the database runs as somebody"):
        folders.data_version(tmp_path, STRANGER)


def test_a_home_that_cannot_be_made_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Trouble, match=r"^TOUBAO_HOME, .*/file/home, can't be used: Not a directory\.$"):
        folders.prepare_home(tmp_path / "file" / "home")


def test_a_full_disk_is_told_before_anything_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folders, "LEAST_FREE", 2**80)
    with pytest.raises(Trouble, match=r"^The disk of .* is full: \d+ MB are free, and \d+ MB are needed\.$"):
        folders.prepare_home(tmp_path)


def test_state_is_private(tmp_path: Path) -> None:
    folders.prepare_home(tmp_path / "home")
    assert {path.name: path.stat().st_mode & 0o777 for path in (tmp_path / "home").iterdir()} == {"run": 0o700, "logs": 0o700}


def test_a_private_folder_of_somebody_else_is_not_used(tmp_path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can make a folder for somebody else")
    (tmp_path / "run").mkdir()
    os.chown(tmp_path / "run", 12345, 12345)
    with pytest.raises(Trouble, match="belongs to user 12345, not to us"):
        folders.private_folder(tmp_path / "run", OURSELVES)


def test_a_link_in_place_of_a_private_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir(mode=0o755)
    (tmp_path / "run").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Trouble):
        folders.private_folder(tmp_path / "run", OURSELVES)
    assert (tmp_path / "elsewhere").stat().st_mode & 0o777 == 0o755


def test_the_server_never_runs_as_root() -> None:
    assert server_account().uid != 0


def test_the_socket_stands_in_the_home_unless_its_path_is_too_long(tmp_path: Path) -> None:
    assert socket_directory(Path("/srv/toubao")) == Path("/srv/toubao/run")
    deep = Path("/srv") / ("x" * 200)
    short = socket_directory(deep)
    assert len(str(short / SOCKET)) <= LONGEST
    assert short != socket_directory(Path("/srv") / ("y" * 200))
