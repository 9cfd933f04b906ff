"""The programs that `up` runs, in the order of their start, and the variables they get."""

import json
import os
import sys
from pathlib import Path

from toubao.config.environment import Environment, number
from toubao.config.institutions import request_secrets
from toubao.config.secret_files import secret
from toubao.doors.cli.up.child import Child

MOST_WEB_WORKERS = 4
THREADS = 4
WEB_POOL, WORKER_POOL = 8, 12
"""Connections of a process at most. Who waits for an institution or for work holds none, so there are fewer than threads."""
THEIRS = {"sms": "phone", "mail": "mailbox"}  # what the sandbox calls an institution where it isn't our word


def variables(environment: Environment) -> dict[str, str]:
    """Our own variables with every choice made, so that all programs agree."""
    chosen = {
        "DJANGO_SETTINGS_MODULE": "toubao.config.settings",
        "PORT": str(environment.port),
        "PYTHONUNBUFFERED": "1",
        "TOUBAO_BIND": environment.bind,
        "TOUBAO_HOME": str(environment.home),
        "TOUBAO_PROFILE": environment.profile,
        "TOUBAO_URL": environment.url,
        "TOUBAO_CONSOLE_URL": environment.console_url,
    }
    return {**os.environ, **chosen}


def serving(shared: dict[str, str]) -> dict[str, str]:
    """The variables of a program that works with rows: without the address of the tables' owner."""
    return {name: value for name, value in shared.items() if name != "DATABASE_OWNER_URL"}


def programs(environment: Environment, shared: dict[str, str]) -> list[Child]:
    """Sandbox (not in production), worker, web."""
    found = [worker(environment, shared), web(environment, shared)]
    return found if environment.profile == "production" else [sandbox(environment, shared), *found]


def sandbox(environment: Environment, shared: dict[str, str]) -> Child:
    """The institutions of the demo; it gets their secrets by its environment, not on its command line."""
    home = environment.home / "sandbox"
    home.mkdir(mode=0o700, exist_ok=True)
    places = [
        "--port",
        str(environment.sandbox_port),
        "--smtp-port",
        str(environment.smtp_port),
        "--pop3-port",
        str(environment.pop3_port),
        "--home",
        str(home),
        "--host",
        environment.bind,
        "--clock-file",
        str(environment.home / "clock"),
    ]
    secrets = {
        "SANDBOX_SECRETS": json.dumps({THEIRS.get(name, name): own for name, own in request_secrets(environment).items()}),
        "SANDBOX_CARD_SECRET": secret(environment, "card_webhook_secret"),
    }
    return Child(
        "sandbox", [sys.executable, "-m", "toubao.sandbox", *places], {**shared, **secrets}, environment.logs / "sandbox.log", patience=10.0
    )


def worker(environment: Environment, shared: dict[str, str]) -> Child:
    """Does what is queued and what is due."""
    given = {**shared, "TOUBAO_POOL": str(WORKER_POOL)}
    return Child("worker", [sys.executable, "-m", "toubao.doors.cli", "worker"], given, environment.logs / "worker.log")


def web(environment: Environment, shared: dict[str, str]) -> Child:
    """Granian, with a process a core (at most four here; TOUBAO_WEB_WORKERS says otherwise)."""
    usual = min(len(os.sched_getaffinity(0)), MOST_WEB_WORKERS)
    workers = number("TOUBAO_WEB_WORKERS", usual, least=1, most=64, variables=shared)
    options = {
        "--interface": "wsgi",
        "--host": environment.bind,
        "--port": str(environment.port),
        "--workers": str(workers),
        "--blocking-threads": str(THREADS),
        "--backpressure": str(workers * 64),
        "--workers-kill-timeout": "20",
        "--log-level": "warning",
    }
    command = [str(Path(sys.executable).with_name("granian")), "--no-ws", "--respawn-failed-workers"]
    for name, value in options.items():
        command += [name, value]
    given = {**shared, "TOUBAO_POOL": str(WEB_POOL), "TOUBAO_WEB": "1", "TOUBAO_SUPERVISED": "1"}
    return Child("web", [*command, "toubao.config.wsgi:application"], given, environment.logs / "web.log")
