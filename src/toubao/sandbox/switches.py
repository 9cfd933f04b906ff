"""The institutions and their switches: slow, down, unreachable, answers lost, doubled or changed; what they answer is elsewhere."""

import re
from collections.abc import Callable
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
OF_ONE = {
    "webhook": "card", "auto_capture": "card", "answer_amount": "card", "with_own": "industry_query",
    "hide_starttls": "mailbox", "hide_auth": "mailbox",
}  # fmt: skip
CODE = re.compile(r"[a-z0-9_-]{0,60}")


@dataclass(frozen=True, slots=True)
class Switches:
    """How one institution behaves: by default it answers at once, once, and the answer arrives.

    `answer_status`: acts, but a proxy's page of that status (400 to 499) arrives. `repeat_question`: the question arrives twice, and what
    comes back is the answer to the second one, whose signature has been used. `refuse_with`: doesn't act, and says no by this code.
    `long_numbers`: numbers in answers have 300 signs; `without_numbers`: none.
    Cards only: `auto_capture` takes the money with the authorisation; `answer_amount` is the amount in each answer, whatever was paid.
    The industry's query only: `with_own` adds what was reported to it. The mailbox only: `hide_starttls` and `hide_auth` take these words
    out of its hello, as somebody on the way could.
    """

    slow_seconds: float = 0.0
    down: bool = False
    unreachable: bool = False
    lose_answers: bool = False
    answer_twice: bool = False
    answer_status: int = 0
    repeat_question: bool = False
    refuse_with: str = ""
    long_numbers: bool = False
    without_numbers: bool = False
    webhook: str = "normal"
    auto_capture: bool = False
    answer_amount: int = 0
    with_own: bool = False
    hide_starttls: bool = False
    hide_auth: bool = False

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
    """All switches, as JSON; some only the card acquirer has, or the mailbox."""
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
    return {name: value for name, value in asdict(state).items() if OF_ONE.get(name, institution) == institution}


def _check(institution: str, name: str, value: object) -> None:
    known = name in Switches.__slots__ and OF_ONE.get(name, institution) == institution
    if not (known and _FITS.get(name, _flag)(value)):
        raise WrongSwitch(f"{institution}.{name}")


def _flag(value: object) -> bool:
    return isinstance(value, bool)


def _whole(value: object, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and (value == 0 or least <= value <= most)


_FITS: dict[str, Callable[[object], bool]] = {
    "slow_seconds": lambda value: isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= SLOWEST,
    "webhook": lambda value: value in WEBHOOKS,
    "answer_status": lambda value: _whole(value, 400, 499),
    "answer_amount": lambda value: _whole(value, 1, 10**12),
    "refuse_with": lambda value: isinstance(value, str) and CODE.fullmatch(value) is not None,
}
