"""The whole system in order: what is prepared, what runs, how it is watched and stopped."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from toubao.config.environment import Environment
from toubao.config.launcher.cluster import Cluster
from toubao.config.launcher.folders import prepare_home
from toubao.config.safety import insist
from toubao.config.trouble import Trouble
from toubao.doors.cli.up import greeting, record
from toubao.doors.cli.up.child import Child
from toubao.doors.cli.up.lock import alone
from toubao.doors.cli.up.ports import need_ports
from toubao.doors.cli.up.programs import programs, serving, variables
from toubao.doors.cli.up.waiting import wait_until_answering

_START = "\r\x1b[K" if sys.stdout.isatty() else ""
STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def say(words: str) -> None:
    """A line for the person at the terminal."""
    print(f"{_START}{words}", flush=True)


def say_progress(words: str) -> None:
    """How far something is: at a terminal on one line, over and over."""
    print(f"{_START}    {words}", end="" if _START else "\n", flush=True)


class Whole:
    """Everything that belongs to one TOUBAO_HOME."""

    def __init__(self, environment: Environment) -> None:
        self.environment = environment
        self.cluster = (
            None if environment.database_url else Cluster(environment.home, throwaway=os.environ.get("TOUBAO_THROWAWAY") == "1", say=say)
        )
        self.variables = variables(environment)
        self.children: list[Child] = []
        self._stop = threading.Event()

    def run(self) -> int:
        """Start everything, keep it running until a signal says stop, and stop it; exit status 0. Raises Trouble."""
        insist(self.environment, self.variables, owner=True)
        for number in STOPS:
            signal.signal(number, lambda *_: self._stop.set())
        prepare_home(self.environment.home)
        with alone(self.environment), ExitStack() as stack:
            stack.callback(self._forget)
            left = record.end_leftovers(self._record)
            if left:
                say(f"Ended what an earlier run left: {', '.join(left)}.")
            need_ports(self.environment)
            stack.callback(self._stop_all)
            people = self._start()
            if not self._stop.is_set():
                say(greeting.greeting(self.environment, people))
            self._watch()
            say("Stopping…")
        say("Stopped.")
        return 0

    def _start(self) -> list[greeting.Person]:
        """Database, tables, files, programs, demo data: in this order, each told as it is done; a stop in between is obeyed."""
        people: list[greeting.Person] = []
        if self.cluster is not None:
            self._step("database", self.cluster.start)
        self._step("tables", partial(self._command, "migrate"))
        self._step("pages' files", partial(self._command, "files"))
        for child in programs(self.environment, serving(self.variables)):
            self.children.append(child)
            self._step(child.name, partial(self._begin, child))
            if child.name == "sandbox" and self.environment.profile == "demo" and self.variables.get("TOUBAO_DEMO_DATA") != "none":
                # Before the worker: a history made at past times must not be taken up by it in the present.
                self._step("demo data", lambda: people.extend(greeting.read_people(self._command("demo", "--json"))))
        return people

    def _step(self, name: str, act: Callable[[], object]) -> None:
        if self._stop.is_set():
            return
        began = time.monotonic()
        act()
        say(f"  {name:<14} ready ({time.monotonic() - began:.1f} s)")

    def _begin(self, child: Child) -> None:
        child.start()
        self._note()
        shut = wait_until_answering(child, self.environment, self._stop)
        if shut:
            say(f"  The doors are shut: {shut} (docs/operate/restore.md).")

    def _command(self, *words: str) -> str:
        """Run one of our own commands to its end; what it printed. Raises Trouble with its last words if it fails."""
        with subprocess.Popen(
            [sys.executable, "-m", "toubao.doors.cli", *words],
            env=self.variables if words[0] == "migrate" else serving(self.variables),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        ) as process:
            said = "".join(self._heard(process.stderr or (), shown=words[0] == "demo"))
            printed = process.stdout.read() if process.stdout else ""
        if process.returncode != 0:
            raise self._failed(" ".join(words), said)
        return printed

    def _heard(self, lines: Iterable[str], *, shown: bool) -> Iterator[str]:
        """Keep what a command says; where it is `shown`, a person sees its progress (what isn't a log line)."""
        with (self.environment.logs / "commands.log").open("a") as log:
            for line in lines:
                log.write(line)
                if shown and not line.startswith(("{", " ", "Traceback")):
                    say_progress(line.rstrip())
                yield line

    def _failed(self, command: str, said: str) -> Trouble:
        """What a command of ours that failed said: its own sentence, or where its traceback is."""
        last = (said.strip().splitlines() or ["it said nothing"])[-1]
        if "Traceback (most recent call last)" not in said:
            return Trouble(last)
        return Trouble(f"`toubao {command}` failed: {last} (the rest is in {self.environment.logs / 'commands.log'})")

    def _watch(self) -> None:
        """Until told to stop: whatever ends is started again, after a pause that grows."""
        while not self._stop.wait(0.2):
            if self.cluster is not None and self.cluster.process is not None and self.cluster.process.poll() is not None:
                say("The database ended unexpectedly; starting it again.")
                self.cluster.start()
                self._note()
            for child in self.children:
                self._tend(child, time.monotonic())

    def _tend(self, child: Child, now: float) -> None:
        if child.running:
            return
        if child.due <= child.started:
            how = child.ended()
            pause = child.plan_restart(now)
            say(f"The {child.name} ended unexpectedly ({how}); starting it again in {pause:.0f} s. Its log: {child.log}")
        elif now >= child.due:
            child.start()
            self._note()

    def _stop_all(self) -> None:
        """Web first, so that nothing new comes in; then the worker, the sandbox, and the database last."""
        for child in reversed(self.children):
            child.stop()
        if self.cluster is not None:
            self.cluster.stop()

    @property
    def _record(self) -> Path:
        """Where it is noted which processes run."""
        return self.environment.run / "processes.json"

    def _note(self) -> None:
        processes = {child.name: child.process.pid for child in self.children if child.process is not None}
        if self.cluster is not None and self.cluster.process is not None:
            processes["database"] = self.cluster.process.pid
        record.write(self._record, processes)

    def _forget(self) -> None:
        self._record.unlink(missing_ok=True)
