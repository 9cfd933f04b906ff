"""What the environment variables say, read once and checked; nothing is created here."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast, get_args
from urllib.parse import urlsplit

from toubao.config.trouble import Trouble

Profile = Literal["demo", "test", "production"]


@dataclass(frozen=True)
class Environment:
    """Where the state lives, which profile runs, and at which addresses."""

    home: Path
    profile: Profile
    bind: str
    port: int
    url: str
    console_url: str
    database_url: str
    database_owner_url: str

    @property
    def passkey_origin(self) -> str:
        """The origin for which customers' passkeys are made."""
        return self._with_passkeys(self.url)

    @property
    def staff_passkey_origin(self) -> str:
        """The origin for which those of staff are made: the console's."""
        return self._with_passkeys(self.console_url or self.url)

    def _with_passkeys(self, url: str) -> str:
        """An origin that can have passkeys; none for an IP address, which can't. Locally `localhost` stands for it."""
        parts = urlsplit(url)
        if not re.fullmatch(r"[\d.]+|.*:.*", parts.hostname or ""):
            return url
        local = self.profile != "production" and parts.hostname in ("127.0.0.1", "::1")
        return f"{parts.scheme}://localhost:{parts.port or 80}" if local else ""

    @property
    def sandbox_port(self) -> int:
        """The port of the sandbox's pages and institutions."""
        return self.port + 1

    @property
    def smtp_port(self) -> int:
        """The port at which the sandbox takes mail."""
        return self.port + 2

    @property
    def pop3_port(self) -> int:
        """The port at which a mailbox of the sandbox is emptied."""
        return self.port + 3

    @property
    def keys(self) -> Path:
        """The folder of key files."""
        return self.home / "keys"

    @property
    def run(self) -> Path:
        """The folder of what only matters while the system runs: locks and the database's socket."""
        return self.home / "run"

    @property
    def logs(self) -> Path:
        """The folder of log files."""
        return self.home / "logs"


def read_environment(variables: Mapping[str, str] = os.environ) -> Environment:
    """Read the environment variables (docs/operate). Raises Trouble naming the variable that can't be used."""
    port = _port(variables.get("PORT", "8000"))
    bind = variables.get("TOUBAO_BIND", "127.0.0.1")
    database_url = variables.get("DATABASE_URL", "")
    return Environment(
        home=Path(variables.get("TOUBAO_HOME") or _usual_home()).absolute(),
        profile=_profile(variables.get("TOUBAO_PROFILE", "demo")),
        bind=bind,
        port=port,
        url=variables.get("TOUBAO_URL", f"http://127.0.0.1:{port}").rstrip("/"),
        console_url=variables.get("TOUBAO_CONSOLE_URL", "").rstrip("/"),
        database_url=database_url,
        database_owner_url=variables.get("DATABASE_OWNER_URL", database_url),
    )


def _usual_home() -> Path:
    """`var` beside the sources they run from, or where we stand if they are installed elsewhere."""
    checkout = Path(__file__).resolve().parents[3]
    return (checkout if (checkout / "pyproject.toml").exists() else Path()) / "var"


def _profile(name: str) -> Profile:
    if name not in get_args(Profile):
        raise Trouble(f"TOUBAO_PROFILE is {name!r}, but must be one of: {', '.join(get_args(Profile))}.")
    return cast(Profile, name)


def number(name: str, usual: int, *, least: int, most: int, variables: Mapping[str, str] = os.environ) -> int:
    """A variable that is a whole number in a range; the usual one if it isn't set. Raises Trouble naming it."""
    text = variables.get(name) or str(usual)
    if not (text.isascii() and text.isdigit() and len(text) <= 9 and least <= int(text) <= most):
        raise Trouble(f"{name} is {text[:40]!r}, but must be a whole number from {least} to {most}.")
    return int(text)


def mark_place(environment: Environment, variables: Mapping[str, str] = os.environ) -> Path | None:
    """Where it is marked how far the database has come (business/restoration); none in tests, and where TOUBAO_MARK is `none`, which
    production refuses. Raises Trouble.
    """
    named = variables.get("TOUBAO_MARK", "none" if environment.profile == "test" else "")
    if named == "none":
        if environment.profile == "production":
            raise Trouble("TOUBAO_MARK is 'none': in production a database that was put back to an older state must be recognised.")
        return None
    return Path(named).absolute() if named else environment.home / "mark"


def readable(name: str, variables: Mapping[str, str] = os.environ) -> str:
    """A variable that names a file; empty if it isn't set. Raises Trouble naming it where there is no such file, or it can't be read."""
    path = variables.get(name, "")
    if path and not (Path(path).is_file() and os.access(path, os.R_OK)):
        raise Trouble(f"{name} is {path[:200]!r}, but there is no such file, or it can't be read.")
    return path


def _port(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= 5 and 1 <= int(text) <= 65533):
        raise Trouble(f"PORT is {text!r}, but must be a number from 1 to 65533 (the sandbox takes the two after it).")
    return int(text)
