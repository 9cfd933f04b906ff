"""What remains of a question to an institution: the evidence, masked, and the ways to get no good answer; asks nobody."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from toubao.rules.personal import Personal

PERSONAL = frozenset({"id_number", "document_number", "issued_on", "to", "card_token", "text", "html", "subject"})
"""Names of the values that evidence hides unless it is told otherwise."""
WORDS: Final = ("text", "html", "subject")
"""A message's words: kept with the message, not here."""
OPENS: Final = frozenset({"access_token", "refresh_token", "id_token", "code_verifier", "client_secret"})
"""Names of what opens a door at an institution: kept nowhere."""
LARGEST: Final = 64 * 1024
"""So many bytes of a question and its answer are kept whole."""
_NOTHING: Final[Personal[tuple[Mapping[str, Any], Mapping[str, Any] | None]]] = Personal(({}, None))


@dataclass(frozen=True, slots=True)
class Evidence:
    """One question and its answer as they are kept: personal values masked, the time in milliseconds over all attempts; and `bare`, both as
    they were.
    """

    institution: str
    operation: str
    question: dict[str, Any]
    answer: dict[str, Any] | None
    latency_ms: int
    attempts: int
    bare: Personal[tuple[Mapping[str, Any], Mapping[str, Any] | None]] = _NOTHING

    def whole(self) -> Personal[str]:
        """Question and answer as they were, as JSON, to be kept sealed; of what is longer than LARGEST the beginning and its length."""
        question, answer = self.bare.reveal()
        told = {"question": _kept(question), "answer": None if answer is None else _kept(answer)}
        text = json.dumps(told, ensure_ascii=False, sort_keys=True, default=str)
        size = len(text.encode())
        if size <= LARGEST:
            return Personal(text)
        beginning = text.encode()[:LARGEST].decode("utf-8", "ignore")
        return Personal(json.dumps({"beginning": beginning, "bytes": size}, ensure_ascii=False))


class GatewayError(Exception):
    """No good answer came; `evidence` says what was asked and `reason` says in a word or two why."""

    def __init__(self, evidence: Evidence, reason: str) -> None:
        super().__init__(f"{evidence.institution}.{evidence.operation}: {reason}")
        self.evidence = evidence
        self.reason = reason


class Unreachable(GatewayError):
    """The institution surely did not act: no attempt got through to it."""


class NotAsked(Unreachable):
    """We didn't ask: our circuit to the institution is open, or there was nobody to ask."""


class Crowded(NotAsked):
    """We didn't ask, since so many of our own questions wait already: ask again in a moment."""


class NoAnswer(GatewayError):
    """The institution may have acted: we sent the question, and no valid answer came back. Ask what happened before trying anew."""


class Rejected(GatewayError):
    """The institution answered no; `code` is its word for why, `detail` its sentence."""

    def __init__(self, evidence: Evidence, code: str, detail: str) -> None:
        super().__init__(evidence, code)
        self.code = code
        self.detail = detail


def masked(value: str, *, visible: int = 3) -> str:
    """Hide a personal value but for its last characters; how long it is stays hidden too, and a short one is hidden whole."""
    return value and "•••" + (value[-visible:] if len(value) > 2 * visible else "")


def veil(question: Mapping[str, Any], *, personal: Iterable[str] = PERSONAL) -> dict[str, Any]:
    """The question as evidence keeps it: personal values masked; a message's words not kept at all, only their number."""
    return {name: _veiled(name, value) if name in personal else value for name, value in question.items()}


def _kept(told: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept whole: all but what opens a door, and the words of a message."""
    return {name: _veiled(name, value) if name in WORDS else value for name, value in told.items() if name not in OPENS}


def _veiled(name: str, value: object) -> object:
    if name in WORDS:
        return f"({len(str(value))} characters)"
    return masked(str(value))


def scrub(answer: Mapping[str, Any], question: Mapping[str, Any], *, personal: Iterable[str] = PERSONAL) -> dict[str, Any]:
    """The answer as evidence keeps it: masked by name, and wherever it repeats a personal value of the question."""
    personal = frozenset(personal)
    secrets = sorted({str(question[name]) for name in personal & question.keys()} - {""}, key=len, reverse=True)
    return {name: _clean(value, secrets) for name, value in veil(answer, personal=personal).items()}


def _clean(value: Any, secrets: list[str]) -> Any:
    if isinstance(value, dict):
        return {_clean(name, secrets): _clean(held, secrets) for name, held in value.items()}
    if isinstance(value, list):
        return [_clean(held, secrets) for held in value]
    if isinstance(value, str):
        for secret in secrets:
            value = value.replace(secret, masked(secret))
    return value
