"""What a measurement computes: times spread, and the processor's time of a part with its children."""

import argparse
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bench import system
from tests.fixtures.stack import Stack


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        ([], {}),
        ([0.003], {"p50": 3.0, "p99": 3.0, "max": 3.0}),
        ([each / 1000 for each in range(1, 101)], {"p50": 51.0, "p99": 100.0, "max": 100.0}),
    ],
)
def test_times_are_spread_in_milliseconds(seconds: list[float], said: dict[str, float]) -> None:
    assert system.spread(seconds) == said
    assert system.spread(reversed(seconds)) == said


def test_the_processors_time_counts_children_that_have_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Stack, "pid", lambda stack, name: os.getpid() if name == "web" else None)
    running = Stack(0, Path(), {}, subprocess.Popen(["/bin/true"]))
    running.process.wait()
    before = system.cpu(running)
    subprocess.run([sys.executable, "-c", "sum(range(40_000_000))"], check=True)
    after = system.cpu(running)
    assert after["web"] - before["web"] > 0.05
    assert after["worker"] == 0.0


def test_a_named_system_is_neither_started_nor_stopped(tmp_path: Path) -> None:
    parser = argparse.ArgumentParser()
    system.add_place(parser)
    with system.system(parser.parse_args(["--home", str(tmp_path), "--port", "8123"])) as running:
        assert running.url == "http://127.0.0.1:8123"
        assert running.home == tmp_path
        running.process.wait()
