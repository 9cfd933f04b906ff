"""Whose certificates prove who a person is (7.2.3): the operator's file, or the sandbox's authority; the checking is in gateways."""

import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from toubao.config.environment import Environment
from toubao.config.trouble import Trouble

NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:[0-9]{1,5})?")
COMPONENT = "http://localhost:61161"
USUAL: Mapping[str, Any] = {"between": [], "component": COMPONENT, "ocsp_digest": "sha1", "nonce_required": True, "timeout": 5}
NEEDED = frozenset({"title", "roots", "hosts"})


def authorities(environment: Environment, variables: Mapping[str, str] = os.environ) -> dict[str, dict[str, Any]]:
    """Name → title, roots and between (files in PEM), hosts that may be asked, the signing component's origin, how its OCSP is asked.

    None in production without a file (docs/operate/institutions.md). Raises Trouble for an entry that can't be used.
    """
    path = variables.get("TOUBAO_CERTIFICATES")
    if not path:
        return {} if environment.profile == "production" else _sandbox(environment)
    try:
        told: dict[str, dict[str, Any]] = tomllib.loads(Path(path).read_text("utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise Trouble(f"TOUBAO_CERTIFICATES: {error}.") from error
    return {name: _checked(environment, name, entry) for name, entry in told.items()}


def _checked(environment: Environment, name: str, entry: dict[str, Any]) -> dict[str, Any]:
    wrong = sorted(NEEDED - entry.keys() | entry.keys() - NEEDED - USUAL.keys())
    if wrong:
        raise Trouble(f"TOUBAO_CERTIFICATES: {name}: {', '.join(wrong)} missing or unknown.")
    whole = {**USUAL, **entry}
    if not NAME.fullmatch(name) or not ORIGIN.fullmatch(whole["component"]):
        raise Trouble(f"TOUBAO_CERTIFICATES: {name}: a name has small letters, digits and _ only; component is an origin, without a path.")
    if whole["ocsp_digest"] not in ("sha1", "sha256"):
        raise Trouble(f"TOUBAO_CERTIFICATES: {name}: ocsp_digest is sha1 or sha256.")
    missing = [file for file in (*whole["roots"], *whole["between"]) if environment.profile == "production" and not Path(file).is_file()]
    if missing or not whole["roots"]:
        raise Trouble(f"TOUBAO_CERTIFICATES: {name}: no certificate of a root in {', '.join(missing) or 'roots'}.")
    return whole


def _sandbox(environment: Environment) -> dict[str, dict[str, Any]]:
    host = f"127.0.0.1:{environment.sandbox_port}"
    entry = {
        "title": "示範自然人憑證", "roots": [str(environment.home / "sandbox" / "certificates" / "root.pem")], "hosts": [host],
        "component": f"http://{host}",
    }  # fmt: skip
    return {"sample": {**USUAL, **entry}}
