"""Facts to and from JSON, with personal values kept apart; and the digest of an entry."""

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from hashlib import sha256
from typing import Any, get_args, get_origin, get_type_hints

from toubao.rules import facts as moments
from toubao.rules.personal import Personal

KIND = "_"
"""The name under which the open part says what kind of facts it holds."""


def plain(value: Any) -> Any:
    """A value of facts as JSON has it. Raises TypeError for a kind that facts do not hold."""
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, str | int | bool):
        return value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, tuple | list | frozenset):
        return [plain(each) for each in (sorted(value) if isinstance(value, frozenset) else value)]
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    raise TypeError(f"facts do not hold a {type(value).__name__}")


def split(facts: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """The open and the personal part of a facts dataclass, both ready for JSON."""
    open_part: dict[str, Any] = {KIND: type(facts).__name__}
    personal_part: dict[str, Any] = {}
    for each in fields(facts):
        value = getattr(facts, each.name)
        if isinstance(value, Personal):
            personal_part[each.name] = plain(value.reveal())
        else:
            open_part[each.name] = plain(value)
    return open_part, personal_part


def restored(open_part: Mapping[str, Any], personal_part: Mapping[str, Any]) -> Any:
    """The facts that `split` took apart. Raises LookupError for a kind of facts, or a field, that this release does not have there."""
    called = str(open_part.get(KIND, ""))
    kind = _kinds().get(called)
    if kind is None:
        raise LookupError(f"no facts are called {open_part.get(KIND)!r}")
    kept = {**open_part, **personal_part}
    return kind(**{name: _value(hint, kept[name]) for name, hint in _hints(called).items()})


@cache
def _kinds() -> dict[str, type[Any]]:
    found: dict[str, type[Any]] = {name: getattr(moments, name) for name in moments.__all__}
    return {name: kind for name, kind in found.items() if is_dataclass(kind)}


@cache
def _hints(called: str) -> dict[str, Any]:
    return get_type_hints(_kinds()[called])


def _value(hint: Any, kept: Any) -> Any:
    """A value of JSON as the field of facts has it that is annotated so."""
    if get_origin(hint) is Personal:
        return Personal(_value(get_args(hint)[0], kept))
    if get_origin(hint) is tuple:
        return tuple(_value(get_args(hint)[0], each) for each in kept)
    if issubclass(hint, date):
        return hint.fromisoformat(kept)
    return hint(kept)


def canonical(value: Any) -> bytes:
    """JSON bytes that are the same for the same value: sorted keys, no spaces, UTF-8."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(row: Mapping[str, Any]) -> bytes:
    """SHA-256 of an entry's columns, times in UTC, encrypted part as it is stored; `id` and `digest` left out.

    `previous`, the digest of the entry before, is covered too; entries of before there was a chain have none, and are digested without.
    """
    kept = {name: value for name, value in row.items() if name not in ("id", "digest", "previous")}
    if row["previous"] is not None:
        kept["previous"] = bytes(row["previous"]).hex()
    kept["at"] = kept["at"].astimezone(UTC).isoformat()
    kept["personal"] = bytes(kept["personal"]).hex() if kept["personal"] is not None else None
    kept["subject_id"] = str(kept["subject_id"])
    return sha256(canonical(kept)).digest()


def linked(head: bytes, own: bytes) -> bytes:
    """What stands before the first chained entry: the digests of all that were written without a chain, one after the other."""
    return sha256(head + own).digest()
