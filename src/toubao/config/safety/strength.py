"""Secrets that could be guessed, or that are known: too short, not made by chance, a sample, a demo's, or one for several."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Final
from urllib.parse import unquote

from toubao.config.environment import Environment
from toubao.config.safety.addresses import parts
from toubao.config.safety.finding import Finding, Situation
from toubao.config.secret_files import DEMO, TESTS

LEAST: Final = 32
LEAST_OF: Final = {
    "mail_secret": 16,
    "returns_secret": 16,
    "database_password": 16,
    "database_owner_password": 16,
}  # whoever runs the post or database chooses it
LEAST_BITS: Final = {32: 80.0, 16: 40.0}
NAME: Final = re.compile(r"secret_key|[a-z0-9_]+_(secret|token)")
WORDS: Final = (
    "password", "passphrase", "changeme", "change-me", "secret", "example", "sample", "default", "toubao", "insurer", "sandbox", "qwerty",
    "letmein", "placeholder",
)  # fmt: skip
ONE_FOR_ALL: Final = "institutions_secret"


def read(environment: Environment, variables: Mapping[str, str]) -> dict[str, str]:
    """Name → secret, of each variable and each file in TOUBAO_HOME/keys that is one; a variable goes before its file."""
    found = {}
    if environment.keys.is_dir():
        for path in sorted(environment.keys.iterdir()):
            if NAME.fullmatch(path.name) and path.is_file():
                found[path.name] = path.read_text("utf-8", "replace").strip()
    for variable, value in variables.items():
        name = variable.removeprefix("TOUBAO_").lower()
        if variable.startswith("TOUBAO_") and NAME.fullmatch(name) and value:
            found[name] = value
    given = re.match(r"smtp[a-z+]*://[^/@]*?:([^/]+)@", variables.get("TOUBAO_MAIL_URL", ""))
    return {**found, **({"mail_secret": unquote(given[1])} if given else {}), **dict(_database(variables))}


def _database(variables: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The passwords of the database, where there are any: of the application's address and of the owner's."""
    for variable, name in (("DATABASE_URL", "database_password"), ("DATABASE_OWNER_URL", "database_owner_password")):
        password = parts(variables.get(variable, "")).get("password", "")
        if password:
            yield name, password


def secrets(situation: Situation) -> list[Finding]:
    """Each secret's first weakness, and those that several share."""
    found = [Finding(name, fault) for name, value in situation.secrets.items() if (fault := weakness(name, value))]
    holders = defaultdict(list)
    for name, value in situation.secrets.items():
        holders[value].append(name)
    shared = [names for names in holders.values() if len(names) > 1]
    found += [Finding(", ".join(names), "are the same: each is agreed with one institution and known to no other") for names in shared]
    if ONE_FOR_ALL in situation.secrets:
        found.append(Finding(ONE_FOR_ALL, "was one secret for all institutions and isn't read any more: take it away, each has its own"))
    return found


def weakness(name: str, secret: str) -> str | None:
    """What is wrong with a secret; None if nothing is."""
    least = LEAST_OF.get(name, LEAST)
    if secret.startswith(DEMO):
        return "was made by a demo"
    if secret.startswith(TESTS):
        return "is the tests'"
    word = next((word for word in WORDS if word in secret.casefold()), None)
    if word:
        return f"has {word!r} in it: samples and what people think of are known"
    if len(secret) < least:
        return f"has {len(secret)} signs, but needs {least} made by chance"
    if bits(secret) < LEAST_BITS[least]:
        return "isn't made by chance: its signs repeat or follow each other"
    return None


def bits(secret: str) -> float:
    """How much chance a secret shows at most: its signs' entropy, counted without what repeats; none if they mostly follow each other."""
    part = secret[: _period(secret)]
    if not part or sum(abs(ord(one) - ord(other)) <= 1 for one, other in pairwise(part)) > 2 * (len(part) - 1) / 3:
        return 0.0
    return -sum(count * math.log2(count / len(part)) for count in Counter(part).values())


def _period(text: str) -> int:
    """After how many signs a text begins again, to its end; its length if never."""
    return next((step for step in range(1, len(text)) if text[step:] == text[:-step]), len(text))
