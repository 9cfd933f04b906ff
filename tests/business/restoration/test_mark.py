"""The mark beside the database: written whole, read back, and what is no mark is told as such."""

import os
from pathlib import Path

import pytest

from toubao.business.restoration import mark
from toubao.business.restoration.mark import Mark, Unreadable

MARK = Mark(41, "ab" * 32, {"policies_number": 7})


def test_a_mark_is_read_as_it_was_written_and_the_last_one_counts(tmp_path: Path) -> None:
    place = tmp_path / "mark"
    assert mark.read(place) is None
    mark.write(place, MARK)
    mark.write(place, Mark(42, "cd" * 32, {}))
    assert mark.read(place) == Mark(42, "cd" * 32, {})
    assert [path.name for path in tmp_path.iterdir()] == ["mark"]
    assert place.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "{}", '{"entry": "x", "digest": "", "numbers": {}}', '{"entry": 1, "digest": "", "numbers": 3}']
)
def test_a_damaged_mark_is_not_taken_for_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "mark").write_text(text)
    with pytest.raises(Unreadable, match="is damaged"):
        mark.read(tmp_path / "mark")


def test_a_mark_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    (tmp_path / "mark").mkdir()
    with pytest.raises(Unreadable, match="Is a directory"):
        mark.read(tmp_path / "mark")


def test_a_mark_that_cannot_be_put_in_place_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "mark").mkdir()
    with pytest.raises(OSError, match="directory"):
        mark.write(tmp_path / "mark", MARK)
    assert [path.name for path in tmp_path.iterdir()] == ["mark"]


def test_where_no_lock_can_be_had_it_goes_on(tmp_path: Path) -> None:
    with mark.alone(tmp_path / "mark"):
        mark.write(tmp_path / "mark", MARK)
    with mark.alone(tmp_path / "nowhere" / "mark"):
        assert mark.read(tmp_path / "nowhere" / "mark") is None


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_what_root_writes_belongs_to_whom_the_folder_belongs(tmp_path: Path) -> None:
    os.chown(tmp_path, 12345, 12345)
    with mark.alone(tmp_path / "mark"):
        mark.write(tmp_path / "mark", MARK)
    assert {path.name: path.stat().st_uid for path in tmp_path.iterdir()} == {"mark": 12345, "mark.lock": 12345}
