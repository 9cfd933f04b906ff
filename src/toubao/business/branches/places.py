"""The branches, as the operator names them (settings.BRANCHES): code, name, address, phone, from which day until which."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Branch:
    """A place of business at which people can register (7.2.2.1)."""

    code: str
    name: str
    address: str
    phone: str


def open_on(day: date) -> tuple[Branch, ...]:
    """The branches that are open on a day, in the operator's order."""
    return tuple(_read(code, told) for code, told in settings.BRANCHES.items() if _open(told, day))


def branch(code: str) -> Branch:
    """A branch by its code, whether it is open or not; one that the operator names no more is called by its code."""
    told = settings.BRANCHES.get(code)
    return _read(code, told) if told else Branch(code, code, "", "")


def is_open(code: str, day: date) -> bool:
    """Whether there is a branch of that code on a day."""
    return code in settings.BRANCHES and _open(settings.BRANCHES[code], day)


def _open(told: dict[str, Any], day: date) -> bool:
    until = told.get("to")
    return bool(told["from"] <= day) and (until is None or day <= until)


def _read(code: str, told: dict[str, Any]) -> Branch:
    return Branch(code, told["name"], told["address"], told["phone"])
