"""The institutions and their switches: slow, down, unreachable, answers lost, answered twice; what they answer is elsewhere."""

from dataclasses import asdict, dataclass, replace
from typing import Any

from toubao.sandbox.store import Store

INSTITUTIONS = (
    "phone",
    "mailbox",
    "card",
    "holder_check",
    "industry_query",
    "industry_report",
    "tsa",
    "ocsp",
    "crl",
    "bank",
    "partner",
    "mobile_id",
    "document_check",
)
WEBHOOKS = ("normal", "together", "late", "never")
SLOWEST = 120.0


@dataclass(frozen=True, slots=True)
class Switches:
    """How one institution behaves: by default it answers at once, once, and the answer arrives."""

    slow_seconds: float = 0.0
    down: bool = False
    unreachable: bool = False
    lose_answers: bool = False
    answer_twice: bool = False
    webhook: str = "normal"

    @property
    def normal(self) -> bool:
        """Whether nothing is switched."""
        return self == Switches()


class WrongSwitch(Exception):
    """A switch that doesn't exist, or a value that it can't have."""


def read(store: Store, institution: str) -> Switches:
    """The switches of one institution."""
    return Switches(**(store.setting(f"switches.{institution}") or {}))


def shown(store: Store) -> dict[str, dict[str, Any]]:
    """All switches, as JSON; only the card acquirer has `webhook`."""
    return {institution: _shown(institution, read(store, institution)) for institution in INSTITUTIONS}


def change(store: Store, wanted: dict[str, Any]) -> None:
    """Change some switches: {institution: {switch: value}}; the rest stay. Raises WrongSwitch and then changes nothing."""
    after: dict[str, Switches] = {}
    for institution, values in wanted.items():
        if institution not in INSTITUTIONS or not isinstance(values, dict):
            raise WrongSwitch(institution)
        for name, value in values.items():
            _check(institution, name, value)
        after[institution] = replace(read(store, institution), **values)
    with store.transaction():
        for institution, state in after.items():
            store.keep_setting(f"switches.{institution}", asdict(state))


def restore(store: Store) -> None:
    """Put every switch back to normal."""
    store.write("DELETE FROM settings WHERE name LIKE 'switches.%'")


def _shown(institution: str, state: Switches) -> dict[str, Any]:
    values = asdict(state)
    if institution != "card":
        del values["webhook"]
    return values


def _check(institution: str, name: str, value: object) -> None:
    if name == "slow_seconds":
        right = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= SLOWEST
    elif name == "webhook":
        right = institution == "card" and value in WEBHOOKS
    else:
        right = name in Switches.__slots__ and isinstance(value, bool)
    if not right:
        raise WrongSwitch(f"{institution}.{name}")
