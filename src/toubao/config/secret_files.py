"""Shared secrets and signing phrases, one a file under TOUBAO_HOME/keys; the keys of personal data are the journal's keyring, not here."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from toubao.config.environment import Environment
from toubao.config.trouble import Trouble

DEMO = "demo-"
"""How each secret begins that the demo makes, so that production knows one wherever it was copied to."""
TESTS = "only-for-tests-"


def secret(environment: Environment, name: str, variables: Mapping[str, str] = os.environ) -> str:
    """The named secret: TOUBAO_<NAME> if set, else the file keys/<name>, made on first use in the demo.

    In the test profile it is a fixed phrase. In production a missing secret is Trouble.
    """
    told = given(environment, name, variables)
    if told:
        return told
    if environment.profile == "test":
        return f"{TESTS}{name}-{'0' * 32}"
    path = environment.keys / name
    if environment.profile == "production":
        raise Trouble(f"The secret {name!r} is missing: set TOUBAO_{name.upper()} or write it to {path}.")
    make_secret(path, begins=DEMO)
    return path.read_text().strip()


def given(environment: Environment, name: str, variables: Mapping[str, str] = os.environ) -> str:
    """The named secret if there is one: TOUBAO_<NAME>, else the file keys/<name>; "" if neither is there, or in the test profile."""
    told = variables.get(f"TOUBAO_{name.upper()}", "")
    if told or environment.profile == "test":
        return told
    path = environment.keys / name
    return path.read_text().strip() if path.exists() else ""


def make_secret(path: Path, *, begins: str = "") -> None:
    """Write a fresh secret that begins like this, unless there is one; of two processes that do so at once, one wins and both read the
    same. Raises Trouble.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(begins + secrets.token_urlsafe(48))
    except OSError as error:
        raise Trouble(f"Can't write the key file {path}: {error.strerror}.") from error
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
