"""The one clock."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from toubao.doors import clock


@pytest.fixture
def demo(settings: Settings, tmp_path: Path) -> Path:
    settings.PROFILE, settings.HOME = "demo", tmp_path
    return tmp_path


def _close(left: datetime, right: datetime) -> bool:
    return abs(left - right) < timedelta(seconds=5)


def test_now_is_aware_and_in_utc() -> None:
    assert clock.now().tzinfo is UTC
    assert _close(clock.now(), datetime.now(UTC))


@pytest.mark.usefixtures("demo")
def test_in_the_demo_it_turns_forward_again_and_again_and_back_to_the_real_time() -> None:
    assert _close(clock.forward(timedelta(days=30)), datetime.now(UTC) + timedelta(days=30))
    clock.forward(timedelta(days=1))
    assert clock.offset() == timedelta(days=31)
    assert _close(clock.reset(), datetime.now(UTC))


def test_another_process_that_turns_it_is_noticed(demo: Path) -> None:
    clock.forward(timedelta(hours=1))
    assert clock.offset() == timedelta(hours=1)
    (demo / "by-another").write_text("7200\n")
    (demo / "by-another").replace(demo / "clock")
    assert clock.offset() == timedelta(hours=2)


@pytest.mark.usefixtures("demo")
def test_it_never_turns_back() -> None:
    with pytest.raises(ValueError, match="can't be turned back"):
        clock.forward(timedelta(seconds=-1))
    assert clock.offset() == timedelta()


def test_outside_the_demo_nobody_turns_it_and_a_file_changes_nothing(settings: Settings, tmp_path: Path) -> None:
    settings.PROFILE, settings.HOME = "production", tmp_path
    (tmp_path / "clock").write_text("86400\n")
    with pytest.raises(ValueError, match="only in the demo"):
        clock.forward(timedelta(days=1))
    assert _close(clock.now(), datetime.now(UTC))
