"""Which institutions say who a person is (7.2.1.2.1, 7.2.1.2.2): the operator's file, or the sandbox's two; the speaking is in gateways."""

import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from toubao.config.environment import Environment
from toubao.config.secret_files import secret
from toubao.config.trouble import Trouble

NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
NEEDED = frozenset({"way", "title", "issuer", "client"})
KNOWN = NEEDED | {"account", "same_group", "origins", "timeout"}


def providers(environment: Environment, variables: Mapping[str, str] = os.environ) -> dict[str, dict[str, Any]]:
    """Name → what the operator says of it, with its `secret` (docs/operate/institutions.md); none in production without a file.

    Raises Trouble for an entry that can't be used.
    """
    path = variables.get("TOUBAO_PROVIDERS")
    if not path:
        return {} if environment.profile == "production" else _sandbox(environment, variables)
    try:
        told: dict[str, dict[str, Any]] = tomllib.loads(Path(path).read_text("utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise Trouble(f"TOUBAO_PROVIDERS: {error}.") from error
    return {name: _checked(environment, name, entry, variables) for name, entry in told.items()}


def origins(found: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """The origins to which a form may lead that sends a person to one of them."""
    return sorted({f"{urlsplit(place).scheme}://{urlsplit(place).netloc}" for one in found.values() for place in _places(one)})


def _places(entry: Mapping[str, Any]) -> list[str]:
    return [entry["issuer"], *entry.get("origins", [])]


def _checked(environment: Environment, name: str, entry: dict[str, Any], variables: Mapping[str, str]) -> dict[str, Any]:
    wrong = sorted(NEEDED - entry.keys() | entry.keys() - KNOWN)
    if wrong:
        raise Trouble(f"TOUBAO_PROVIDERS: {name}: {', '.join(wrong)} missing or unknown.")
    if entry["way"] not in ("bank", "partner") or not NAME.fullmatch(name):
        raise Trouble(f"TOUBAO_PROVIDERS: {name}: way is bank or partner; a name has small letters, digits and _ only.")
    if environment.profile == "production" and not all(place.startswith("https://") for place in _places(entry)):
        raise Trouble(f"TOUBAO_PROVIDERS: {name}: in production it is asked over https:// only.")
    return {**entry, "secret": secret(environment, f"{name}_client_secret", variables)}


def _sandbox(environment: Environment, variables: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    base = f"http://127.0.0.1:{environment.sandbox_port}"
    bank = {"way": "bank", "title": "示範銀行", "account": "第一類數位存款帳戶，或臨櫃開立的網路銀行帳戶", "same_group": True}
    partner = {"way": "partner", "title": "示範旅遊網", "account": "會員帳戶"}
    return {
        name: {**entry, "issuer": f"{base}/{name}", "client": "insurer", "secret": secret(environment, f"{name}_client_secret", variables)}
        for name, entry in (("bank", bank), ("partner", partner))
    }
