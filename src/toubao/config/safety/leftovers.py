"""What is a demo's: what it left in TOUBAO_HOME, its keys, its sandbox, and with them its people; and who the insurer is."""

import json
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

from toubao.config.environment import Environment
from toubao.config.safety.finding import Finding, Situation
from toubao.config.secret_files import DEMO


def read(environment: Environment, variables: Mapping[str, str]) -> tuple[Finding, ...]:
    """Everything in the home that is a demo's or a test's, and an invented insurer; secrets are judged with the other secrets."""
    invented = "is a demo's: its people and sales are invented; choose an empty TOUBAO_HOME"
    found = [Finding(str(path), invented) for name in ("sandbox", "clock") if (path := environment.home / name).exists()]
    if _made_for(environment.keys / "keyring.json") not in ("customers", ""):
        found.append(Finding(str(environment.keys / "keyring.json"), "was made by a demo: `toubao keys` makes one where there is none"))
    phrase = environment.keys / "policy-signing" / "signer.pass"
    if phrase.is_file() and phrase.read_bytes().startswith(DEMO.encode()):
        found.append(Finding(str(phrase.parent), "has the demo's signing key: put your authority's in its place (docs/operate/keys.md)"))
    return (*found, *_invented(variables))


def judged(situation: Situation) -> list[Finding]:
    """Nothing of a demo may be there."""
    return list(situation.leftovers)


def _invented(variables: Mapping[str, str]) -> Iterator[Finding]:
    """Whether customers would be told of an insurer that there isn't."""
    named = variables.get("TOUBAO_INSURER", "")
    if not named:
        yield Finding("TOUBAO_INSURER", "isn't set: pages, letters and policies would name the invented insurer of the demo")
    elif _says_demo(Path(named)):
        yield Finding("TOUBAO_INSURER", "names a file whose [brand] doesn't say `demo = false`: pages would say that nothing is real")
    if not variables.get("TOUBAO_MAIL_FROM"):
        yield Finding("TOUBAO_MAIL_FROM", "isn't set: letters would come from the invented insurer of the demo")


def _says_demo(path: Path) -> bool:
    """Whether the file of an insurer is a demo's, as it is where it doesn't say; one that can't be read is for the settings to refuse."""
    try:
        return bool(tomllib.loads(path.read_text("utf-8"))["brand"].get("demo", True))
    except (OSError, ValueError, KeyError, AttributeError):
        return False


def _made_for(path: Path) -> str:
    """For whom a keyring was made, as it says itself; "" for one that says nothing, or that is for others to complain about."""
    try:
        return str(json.loads(path.read_text()).get("made_for", ""))
    except (OSError, ValueError, AttributeError):
        return ""
