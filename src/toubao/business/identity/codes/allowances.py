"""Spending from allowances: counted and refused in one statement, so that parallel requests can't overspend."""

import tomllib
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from psycopg.types.json import Jsonb

_SPEND = """
INSERT INTO identity_allowance (bucket, starts, used)
SELECT bucket, starts, 1 FROM unnest(%(buckets)s::text[], %(starts)s::timestamptz[]) AS wanted (bucket, starts) ORDER BY bucket
ON CONFLICT (bucket, starts) DO UPDATE SET used = identity_allowance.used + 1
WHERE identity_allowance.used < (%(most)s::jsonb ->> identity_allowance.bucket)::int
RETURNING bucket
"""
_USED = """
SELECT kept.bucket, kept.used FROM identity_allowance kept
JOIN unnest(%(buckets)s::text[], %(starts)s::timestamptz[]) AS wanted (bucket, starts) USING (bucket, starts)
"""


@lru_cache(maxsize=1)
def limits() -> dict[str, dict[str, int]]:
    """The limits by name, `seconds` of the window and `most` within it:
    ours, and over them the operator's (settings.ALLOWANCES, a file).
    """
    own = tomllib.loads((Path(__file__).parent / "allowances.toml").read_text("utf-8"))
    return own | (tomllib.loads(Path(settings.ALLOWANCES).read_text("utf-8")) if settings.ALLOWANCES else {})


def spend(*wanted: tuple[str, str], now: datetime) -> str:
    """Take one from each allowance, named with its key (a blind index or an address); returns the name of one that is used up, or "".

    One statement, so parallel requests can't overspend; call it outside the transaction of what it allows, since everybody shares
    these rows. Raises KeyError for an unknown name.
    """
    names = {f"{name}:{key}"[:120]: name for name, key in wanted}
    buckets = sorted(names)
    most = {bucket: limits()[names[bucket]]["most"] for bucket in buckets}
    starts = [_window(now, limits()[names[bucket]]["seconds"]) for bucket in buckets]
    with connection.cursor() as cursor:
        wanted_now: dict[str, Any] = {"buckets": buckets, "starts": starts, "most": Jsonb(most)}
        cursor.execute(_SPEND, wanted_now)
        granted = {row[0] for row in cursor.fetchall()}
    return next((names[bucket] for bucket in buckets if bucket not in granted), "")


def left(name: str, key: str, *, now: datetime) -> bool:
    """Whether anything is left of the allowance, without taking from it."""
    limit = limits()[name]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT used FROM identity_allowance WHERE bucket = %s AND starts = %s", [f"{name}:{key}"[:120], _window(now, limit["seconds"])]
        )
        row = cursor.fetchone()
    return row is None or row[0] < limit["most"]


def remaining(*wanted: tuple[str, str], now: datetime) -> int:
    """How often the tightest of these allowances can still be spent, without taking from any. Raises KeyError for an unknown name."""
    names = {f"{name}:{key}"[:120]: name for name, key in wanted}
    starts = [_window(now, limits()[name]["seconds"]) for name in names.values()]
    with connection.cursor() as cursor:
        cursor.execute(_USED, {"buckets": list(names), "starts": starts})
        used: dict[str, int] = dict(cursor.fetchall())
    return max(0, min(limits()[name]["most"] - used.get(bucket, 0) for bucket, name in names.items()))


def opens_again(name: str, *, now: datetime) -> datetime:
    """When the present window of an allowance ends (UTC), so that a page can say from when on it may be tried again."""
    seconds = limits()[name]["seconds"]
    return _window(now, seconds) + timedelta(seconds=seconds)


def _window(now: datetime, seconds: int) -> datetime:
    at = int(now.timestamp())
    return datetime.fromtimestamp(at - at % seconds, UTC)
