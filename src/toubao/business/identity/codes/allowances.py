"""Spending from allowances: counted and refused in one statement, so that parallel requests can't overspend; and counting failures."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import connection
from psycopg.types.json import Jsonb

_WANTED = """
SELECT bucket, starts, amount, (%(most)s::jsonb ->> bucket)::int AS most
FROM unnest(%(buckets)s::text[], %(starts)s::timestamptz[], %(amounts)s::int[]) AS given (bucket, starts, amount)
"""
_SPEND = f"""
WITH wanted AS ({_WANTED}),
lacking AS (
    SELECT wanted.bucket FROM wanted LEFT JOIN identity_allowance kept USING (bucket, starts)
    WHERE coalesce(kept.used, 0) + wanted.amount > wanted.most
),
taken AS (
    INSERT INTO identity_allowance (bucket, starts, used)
    SELECT bucket, starts, amount FROM wanted WHERE NOT EXISTS (SELECT FROM lacking) ORDER BY bucket
    ON CONFLICT (bucket, starts) DO UPDATE SET used = identity_allowance.used + excluded.used
    WHERE identity_allowance.used + excluded.used <= (%(most)s::jsonb ->> identity_allowance.bucket)::int
    RETURNING bucket
)
SELECT bucket, false FROM lacking UNION ALL SELECT bucket, true FROM taken
"""  # noqa: S608 - put together from constants
_COUNT = """
INSERT INTO identity_allowance (bucket, starts, used)
SELECT bucket, starts, 1 FROM unnest(%(buckets)s::text[], %(starts)s::timestamptz[]) AS wanted (bucket, starts) ORDER BY bucket
ON CONFLICT (bucket, starts) DO UPDATE SET used = identity_allowance.used + 1
"""
_GIVE_BACK = """
UPDATE identity_allowance kept SET used = greatest(kept.used - 1, 0)
FROM unnest(%(buckets)s::text[], %(starts)s::timestamptz[]) AS given (bucket, starts)
WHERE (kept.bucket, kept.starts) = (given.bucket, given.starts)
"""
_USED = """
SELECT kept.bucket, kept.used FROM identity_allowance kept
JOIN unnest(%(buckets)s::text[], %(starts)s::timestamptz[]) AS wanted (bucket, starts) USING (bucket, starts)
"""
EVERYBODYS: Final = (
    "otp_failures", "sign_in_failures", "staff_failures", "case_all", "motor_all", "motor_proof_all", "otp_registrations", "otp_budget",
    "sms_money_hour", "sms_money_day",
)  # fmt: skip
"""The allowances that everybody shares: what is counted of them is an operator's alarm."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How much of an allowance is used in its present window, of how much, and when the next begins (UTC)."""

    name: str
    used: int
    most: int
    ends: datetime

    @property
    def full(self) -> bool:
        """Whether nothing is left of it."""
        return self.used >= self.most


@lru_cache(maxsize=1)
def limits() -> dict[str, dict[str, int]]:
    """The limits by name, `seconds` of the window and `most` within it:
    ours, and over them the operator's (settings.ALLOWANCES, a file).
    """
    own = tomllib.loads((Path(__file__).parent / "allowances.toml").read_text("utf-8"))
    return own | (tomllib.loads(Path(settings.ALLOWANCES).read_text("utf-8")) if settings.ALLOWANCES else {})


def spend(*wanted: tuple[str, str], now: datetime, amounts: Mapping[str, int] | None = None) -> str:
    """Take one (or `amounts` by name) from each allowance, named with its key (a blind index or an address), or from none if one is used
    up: then its name is returned, else "".

    One statement, so parallel requests can't overspend; call it outside the transaction of what it allows, or last in it, since
    everybody shares these rows. Outside, of requests that race for the last of one allowance, the losers may have taken from another.
    Raises KeyError for an unknown name.
    """
    names = _named(wanted)
    buckets = sorted(names)
    values: dict[str, Any] = _windows(names, buckets, now) | {
        "amounts": [(amounts or {}).get(names[bucket], 1) for bucket in buckets],
        "most": Jsonb({bucket: limits()[names[bucket]]["most"] for bucket in buckets}),
    }
    with connection.cursor() as cursor:
        cursor.execute(_SPEND, values)
        told: dict[str, bool] = dict(cursor.fetchall())
    refused = [bucket for bucket, granted in told.items() if not granted] or [bucket for bucket in names if bucket not in told]
    return next((name for bucket, name in names.items() if bucket in refused), "")


def count(*failed: tuple[str, str], now: datetime) -> None:
    """Count a failure in each allowance, used up or not: whoever tries on after the last one is counted too."""
    names = _named(failed)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, _windows(names, sorted(names), now))


def give_back(*taken: tuple[str, str], now: datetime) -> None:
    """Put one back into each allowance that was spent at this moment, for what turned out not to count."""
    names = _named(taken)
    with connection.cursor() as cursor:
        cursor.execute(_GIVE_BACK, _windows(names, sorted(names), now))


def left(name: str, key: str, *, now: datetime) -> bool:
    """Whether anything is left of the allowance, without taking from it."""
    limit = limits()[name]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT used FROM identity_allowance WHERE bucket = %s AND starts = %s", [f"{name}:{key}"[:120], _window(now, limit["seconds"])]
        )
        row = cursor.fetchone()
    return (row[0] if row else 0) < limit["most"]


def remaining(*wanted: tuple[str, str], now: datetime) -> int:
    """How often the tightest of these allowances can still be spent, without taking from any. Raises KeyError for an unknown name."""
    names = _named(wanted)
    used = _used(names, now)
    return max(0, min(limits()[name]["most"] - used.get(bucket, 0) for bucket, name in names.items()))


def standings(*, now: datetime) -> list[Standing]:
    """How every allowance stands that everybody shares."""
    names = _named((name, "all") for name in EVERYBODYS)
    used = _used(names, now)
    return [Standing(name, used.get(bucket, 0), limits()[name]["most"], opens_again(name, now=now)) for bucket, name in names.items()]


def opens_again(name: str, *, now: datetime) -> datetime:
    """When the present window of an allowance ends (UTC), so that a page can say from when on it may be tried again."""
    seconds = limits()[name]["seconds"]
    return _window(now, seconds) + timedelta(seconds=seconds)


def began(name: str, *, now: datetime) -> datetime:
    """When the present window of an allowance began (UTC)."""
    return _window(now, limits()[name]["seconds"])


def _named(wanted: Iterable[tuple[str, str]]) -> dict[str, str]:
    return {f"{name}:{key}"[:120]: name for name, key in wanted}


def _used(names: Mapping[str, str], now: datetime) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(_USED, _windows(names, list(names), now))
        return dict(cursor.fetchall())


def _windows(names: Mapping[str, str], buckets: list[str], now: datetime) -> dict[str, Any]:
    return {"buckets": buckets, "starts": [_window(now, limits()[names[bucket]]["seconds"]) for bucket in buckets]}


def _window(now: datetime, seconds: int) -> datetime:
    at = int(now.timestamp())
    return datetime.fromtimestamp(at - at % seconds, UTC)
