"""What prepares a machine says what is missing, leaves nothing half done, and is right the second time; on a machine with little on it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from toubao.doors import checkout

TOOLS = ("cat", "cmp", "cp", "dirname", "id", "mkdir", "mktemp", "mv", "rm", "sh")


class Machine:
    """A checkout with its scripts, and the programs that are there; no other can be found."""

    def __init__(self, place: Path) -> None:
        self.project, self.bin = place / "project", place / "bin"
        for folder in ("deploy", "requirements/html"):
            shutil.copytree(checkout.ROOT / folder, self.project / folder, dirs_exist_ok=True)
        self.bin.mkdir()
        for tool in TOOLS:
            (self.bin / tool).symlink_to(str(shutil.which(tool)))

    def has(self, name: str, words: str) -> None:
        """A program of this name does this, in place of the one that was there."""
        (self.bin / name).unlink(missing_ok=True)
        (self.bin / name).write_text(f"#!/bin/sh\n{words}\n")
        (self.bin / name).chmod(0o755)

    def run(self, script: str) -> tuple[int, str]:
        """Status, and what was said to whoever runs it."""
        there = {"PATH": str(self.bin), "HOME": "/dev/null", "TMPDIR": str(self.project)}
        ran = subprocess.run(
            [str(self.bin / "sh"), f"deploy/{script}"], cwd=self.project, env=there, capture_output=True, text=True, check=False
        )
        return ran.returncode, ran.stderr


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_without_npm_it_is_said_and_nothing_is_left(machine: Machine) -> None:
    status, told = machine.run("checker.sh")
    assert (status, "ask the administrator to run 'apt-get install npm'" in told) == (1, True)
    assert not (machine.project / ".venv").exists()


def test_what_npm_could_not_fetch_is_fetched_the_next_time_and_then_no_more(machine: Machine) -> None:
    machine.has("npm", "echo no network >&2; exit 1")
    status, told = machine.run("checker.sh")
    assert (status, "no network" in told, "couldn't be fetched" in told) == (1, True, True)
    done = machine.project / ".venv/html/installed"
    assert not done.exists()
    machine.has("npm", f'echo "$npm_config_cache" >> {machine.project}/asked')
    assert [machine.run("checker.sh"), machine.run("checker.sh")] == [(0, ""), (0, "")]
    assert done.exists()
    asked = (machine.project / "asked").read_text().splitlines()
    assert asked == [f"{machine.project}/.venv/.npm"], "once, and beside it where there is no home"


def test_a_font_that_cannot_be_fetched_is_said_and_one_that_is_copied_half_is_not_taken_for_whole(machine: Machine) -> None:
    font, script = machine.project / ".venv/fonts/HanaMinB.ttf", machine.project / "deploy/fonts.sh"
    script.write_text(script.read_text().replace("if [ -f /usr/share", "if [ -f /dev/null/usr/share"))
    machine.has("id", "echo 1000")
    status, told = machine.run("fonts.sh")
    assert (status, "couldn't be fetched" in told, font.exists()) == (0, True, False)
    machine.has("apt-get", "touch=1; : > fonts-hanazono_1_all.deb")
    machine.has("dpkg", "mkdir -p usr/share/fonts/truetype/hanazono && echo font > usr/share/fonts/truetype/hanazono/HanaMinB.ttf")
    machine.has("mv", "exit 1")
    machine.run("fonts.sh")
    assert not font.exists(), "stopped before it was whole"
    (machine.bin / "mv").unlink()
    (machine.bin / "mv").symlink_to(str(shutil.which("mv")))
    assert machine.run("fonts.sh") == (0, "")
    assert font.read_text() == "font\n"


def test_the_time_in_taipei_is_known_where_the_machine_has_no_zones() -> None:
    asked = "import datetime, zoneinfo; print(datetime.datetime(2026, 1, 1, tzinfo=zoneinfo.ZoneInfo('Asia/Taipei')).utcoffset())"
    bare = {**os.environ, "PYTHONTZPATH": ""}
    ran = subprocess.run([sys.executable, "-c", asked], env=bare, capture_output=True, text=True, check=False)
    assert (ran.stdout, ran.stderr) == ("8:00:00\n", "")
