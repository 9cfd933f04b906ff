"""What no gate judges: that something happened, was said or was asked."""

from dataclasses import dataclass

from toubao.rules.personal import Personal


@dataclass(frozen=True, slots=True, kw_only=True)
class Nothing:
    """A step that no clause guards: what happened is said by its event."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """A step that no clause guards, with the reason or reference that explains it."""

    because: str
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Displayed:
    """Texts were shown to somebody for a decision of theirs, at a place: each as `name:digest`, kept word for word under its digest."""

    place: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """From where somebody declared, agreed or confirmed (Electronic Signatures Act 8): sealed under their own key."""

    step: str
    network: Personal[str]
    browser: Personal[str]
    session: Personal[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question to an institution and what came back, personal values masked; and both as they were, where there is a key to seal them."""

    institution: str
    operation: str
    question: str
    answer: str
    latency_ms: int
    attempts: int
    reason: str
    whole: Personal[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A message to a person: what for, by which channel, and the digest of its words (18.1.2)."""

    purpose: str
    channel: str
    digest: str
    attempts: int
    reference: str
