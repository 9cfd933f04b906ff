"""What a demo left in TOUBAO_HOME: its keys, its sandbox, and with them its people."""

import json
from pathlib import Path

from toubao.config.environment import Environment
from toubao.config.safety.finding import Finding, Situation
from toubao.config.secret_files import DEMO


def read(environment: Environment) -> tuple[Finding, ...]:
    """Everything in the home that is a demo's or a test's; secrets are judged with the other secrets."""
    invented = "is a demo's: its people and sales are invented; choose an empty TOUBAO_HOME"
    found = [Finding(str(path), invented) for name in ("sandbox", "clock") if (path := environment.home / name).exists()]
    if _made_for(environment.keys / "keyring.json") not in ("customers", ""):
        found.append(Finding(str(environment.keys / "keyring.json"), "was made by a demo: `toubao keys` makes one where there is none"))
    phrase = environment.keys / "policy-signing" / "signer.pass"
    if phrase.is_file() and phrase.read_bytes().startswith(DEMO.encode()):
        found.append(Finding(str(phrase.parent), "has the demo's signing key: put your authority's in its place (docs/operate/keys.md)"))
    return tuple(found)


def judged(situation: Situation) -> list[Finding]:
    """Nothing of a demo may be there."""
    return list(situation.leftovers)


def _made_for(path: Path) -> str:
    """For whom a keyring was made, as it says itself; "" for one that says nothing, or that is for others to complain about."""
    try:
        return str(json.loads(path.read_text()).get("made_for", ""))
    except (OSError, ValueError, AttributeError):
        return ""
