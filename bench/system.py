"""The system that is measured, our own or one that is named, and what its parts use of the processor; what is asked is elsewhere."""

import argparse
import os
import subprocess
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.database import counting, queued
from tests.fixtures.stack import Stack, start_stack

PARTS = ("web", "worker", "database", "sandbox")
OURS = PARTS[:3]
ENDED = "database_ended"
"""Of the database's: what connections took that have ended."""
TICKS = os.sysconf("SC_CLK_TCK")
WIDE_OPEN = (
    "otp_network", "otp_prefix", "otp_new_prefix", "sign_in_network", "register_network", "case_network", "otp_budget", "otp_registrations",
    "sms_money_hour", "sms_money_day", "api_network", "api_session_network",
)  # fmt: skip


def add_place(parser: argparse.ArgumentParser) -> None:
    """Add the arguments that name a running system."""
    parser.add_argument("--home", type=Path, help="the TOUBAO_HOME of a running system (default: start one of our own)")
    parser.add_argument("--port", type=int, default=8000, help="its storefront's port, with --home (default 8000)")
    parser.add_argument("--source", type=Path, help="the src folder of another version to be measured (default: this one's)")


@contextmanager
def system(chosen: argparse.Namespace, *, durable: bool = True, **variables: Any) -> Iterator[Stack]:
    """The system that the arguments name; one of our own counts its statements, has these variables too, and is stopped afterwards.

    Its database is `durable`: it writes through to the disk as in earnest, and what isn't is cheaper than anybody's.
    """
    if chosen.home:
        environment = {**os.environ, "TOUBAO_HOME": str(chosen.home), "PORT": str(chosen.port)}
        yield Stack(chosen.port, chosen.home, environment, subprocess.Popen(["/bin/true"]))
        return
    with tempfile.TemporaryDirectory(prefix="toubao-bench-") as folder:
        if durable:
            counting(Path(folder))
            variables["TOUBAO_THROWAWAY"] = "0"
        if chosen.source:
            variables["PYTHONPATH"] = str(chosen.source.resolve())
        running = start_stack(Path(folder), TOUBAO_COSTS="1", TOUBAO_ALLOWANCES=str(generous(Path(folder))), **variables)
        try:
            running.wait_until_up()
            yield running
        finally:
            running.stop()


def generous(folder: Path) -> Path:
    """Allowances under which a measurement from one address may pass."""
    file = folder / "allowances.toml"
    file.write_text("".join(f"[{name}]\nseconds = 60\nmost = 1000000\n" for name in WIDE_OPEN))
    return file


def settle(running: Stack) -> None:
    """Wait until the worker has nothing to do: nothing is queued or in hand, and its CPU stands still."""
    last = -1.0
    while (now := cpu(running)["worker"]) - last > 0.05 or queued(running.home):
        last = now
        time.sleep(1)


def cpu(running: Stack) -> dict[str, float]:
    """The CPU seconds that each part has used, its children and those that ended included; of the database those apart as well."""
    children: dict[int, list[int]] = defaultdict(list)
    used: dict[int, tuple[float, float]] = {}
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            stat = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        children[int(stat[1])].append(int(folder.name))
        used[int(folder.name)] = _seconds(stat[11:13]), _seconds(stat[13:15])
    pids = {part: running.pid(part) for part in PARTS}
    found = {part: _tree(pid, children, used) if pid else 0.0 for part, pid in pids.items()}
    return found | {ENDED: used.get(pids["database"] or 0, (0.0, 0.0))[1]}


def _seconds(ticks: list[str]) -> float:
    return sum(int(each) for each in ticks) / TICKS


def _tree(pid: int, children: dict[int, list[int]], used: dict[int, tuple[float, float]]) -> float:
    return sum(used.get(pid, (0.0, 0.0))) + sum(_tree(child, children, used) for child in children.get(pid, ()))


def yardstick() -> float:
    """How many milliseconds a fixed piece of Python takes here and now, the best of five: figures of two machines, or two hours of one,
    compare by it.
    """
    return min(_sum_of_squares() for _ in range(5))


def _sum_of_squares() -> float:
    began = time.thread_time()
    sum(number * number for number in range(1_000_000))
    return round((time.thread_time() - began) * 1000, 1)


def spread(seconds: Iterable[float]) -> dict[str, float]:
    """Median, 99th percentile and worst of some times, in milliseconds; nothing of none."""
    times = sorted(each * 1000 for each in seconds)
    if not times:
        return {}
    return {
        "p50": round(times[len(times) // 2], 1),
        "p99": round(times[min(len(times) - 1, int(len(times) * 0.99))], 1),
        "max": round(times[-1], 1),
    }
