"""One program that `up` keeps running: its log, its end, and when it may start again."""

import os
import signal
import subprocess
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from toubao.config.launcher.server import dies_with_parent

LONGEST_PAUSE = 30.0
STEADY = 60.0
LARGEST_LOG = 20 * 1024 * 1024


@dataclass
class Child:
    """A program by name; it runs in a process group of its own and is told to stop when `up` is gone, however that ends."""

    name: str
    command: list[str]
    variables: Mapping[str, str]
    log: Path
    patience: float = 30.0
    process: subprocess.Popen[bytes] | None = None
    pause: float = 1.0
    started: float = 0.0
    due: float = field(default=0.0)

    def start(self) -> None:
        """Start it, adding to its log; a log that has grown too large is set aside first."""
        if self.log.exists() and self.log.stat().st_size > LARGEST_LOG:
            self.log.replace(self.log.with_suffix(".log.1"))
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                env=dict(self.variables),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=dies_with_parent(signal.SIGTERM),  # noqa: PLW1509 - `up` has one thread
            )
        self.started = time.monotonic()

    @property
    def running(self) -> bool:
        """Whether its process lives."""
        return self.process is not None and self.process.poll() is None

    def ended(self) -> str:
        """How it ended, in words."""
        status = self.process.poll() if self.process else None
        if status is None:
            return "not started"
        return f"killed by {signal.Signals(-status).name}" if status < 0 else f"exit status {status}"

    def plan_restart(self, now: float) -> float:
        """Decide when to start again: after a second, then twice as long each time it doesn't last a minute. Gives the pause in seconds."""
        lasted = now - self.started
        self.pause = 1.0 if lasted > STEADY or not self.due else min(self.pause * 2, LONGEST_PAUSE)
        self.due = now + self.pause
        self.sweep()
        return self.pause

    def stop(self) -> None:
        """Ask it to stop, wait, and end by force what is left of its process group."""
        if self.running and self.process:
            self.process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(self.patience)
        self.sweep()

    def sweep(self) -> None:
        """End by force every process of its group: a killed program's own children would hold its port."""
        if self.process is None:
            return
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def last_words(self) -> str:
        """The last lines of its log."""
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        return "\n".join(lines[-12:])
