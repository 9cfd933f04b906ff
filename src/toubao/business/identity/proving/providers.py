"""The institutions whose account may say who a person is, as the operator named them (settings.PROVIDERS); asking them is elsewhere."""

from dataclasses import dataclass

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Offered:
    """An institution that people may choose: by which way, what it and its account are called, whether it is of the insurer's own group."""

    name: str
    way: str
    title: str
    account: str
    same_group: bool


def offered() -> tuple[Offered, ...]:
    """All of them, in the operator's order."""
    return tuple(_read(name) for name in settings.PROVIDERS)


def provider(name: str) -> Offered | None:
    """One by its name, or None."""
    return _read(name) if name in settings.PROVIDERS else None


def first_of(way: str) -> Offered | None:
    """The first that is asked by this way, or None."""
    return next((each for each in offered() if each.way == way), None)


def _read(name: str) -> Offered:
    told = settings.PROVIDERS[name]
    return Offered(name, told["way"], told["title"], told.get("account", "帳戶"), told.get("same_group", False))
