"""What the sandbox remembers, in one SQLite file that survives a kill -9, and its clock; what institutions do is not here."""

import hashlib
import json
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

TABLES = """
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS ledger (
    institution TEXT NOT NULL, operation TEXT NOT NULL, reference TEXT NOT NULL, digest TEXT NOT NULL, question TEXT NOT NULL,
    answer TEXT NOT NULL, at TEXT NOT NULL, times INTEGER NOT NULL DEFAULT 1, PRIMARY KEY (institution, operation, reference));
CREATE TABLE IF NOT EXISTS messages (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL, reference TEXT NOT NULL, recipient TEXT NOT NULL, words TEXT NOT NULL, at TEXT NOT NULL,
    copy INTEGER NOT NULL, UNIQUE (id, copy));
CREATE TABLE IF NOT EXISTS mails (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, message_id TEXT NOT NULL, sender TEXT NOT NULL, recipient TEXT NOT NULL,
    raw BLOB NOT NULL, at TEXT NOT NULL, copy INTEGER NOT NULL, UNIQUE (message_id, recipient, copy));
CREATE TABLE IF NOT EXISTS receipts (
    seq INTEGER PRIMARY KEY, number TEXT NOT NULL UNIQUE, question TEXT NOT NULL, status TEXT NOT NULL, at TEXT NOT NULL,
    closing TEXT NOT NULL DEFAULT '{}');
CREATE TABLE IF NOT EXISTS stamps (
    seq INTEGER PRIMARY KEY, serial TEXT NOT NULL, algorithm TEXT NOT NULL, digest TEXT NOT NULL, at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS orders (
    seq INTEGER PRIMARY KEY, order_id TEXT NOT NULL UNIQUE, token TEXT NOT NULL UNIQUE, digest TEXT NOT NULL, amount INTEGER NOT NULL,
    description TEXT NOT NULL, return_url TEXT NOT NULL, webhook_url TEXT NOT NULL, status TEXT NOT NULL, opened_at TEXT NOT NULL,
    authorised_at TEXT, authorisation_code TEXT NOT NULL DEFAULT '', card_token TEXT NOT NULL DEFAULT '',
    last_four TEXT NOT NULL DEFAULT '', decline_reason TEXT NOT NULL DEFAULT '');
CREATE TABLE IF NOT EXISTS movements (
    seq INTEGER PRIMARY KEY, order_id TEXT NOT NULL, kind TEXT NOT NULL, amount INTEGER NOT NULL, at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS grants (
    seq INTEGER PRIMARY KEY, handle TEXT NOT NULL UNIQUE, provider TEXT NOT NULL, asked TEXT NOT NULL, error TEXT NOT NULL,
    customer TEXT NOT NULL DEFAULT '', signed_in_at TEXT NOT NULL DEFAULT '', code TEXT, coded_at TEXT, token TEXT, told_at TEXT,
    at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS webhooks (
    event_id TEXT PRIMARY KEY, order_id TEXT NOT NULL, url TEXT NOT NULL, body TEXT NOT NULL, due REAL, owed INTEGER NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0, deliveries INTEGER NOT NULL DEFAULT 0, last TEXT NOT NULL DEFAULT '');
CREATE INDEX IF NOT EXISTS movement_of_order ON movements (order_id);
CREATE INDEX IF NOT EXISTS ledger_number ON ledger (json_extract(answer, '$.number'));
"""
EMPTIED = ("ledger", "messages", "mails", "receipts", "stamps", "orders", "movements", "webhooks", "grants")


class Store:
    """One SQLite file in `home` (made if missing, only for its owner); used from one thread, the server's.

    `clock_file` may hold a number of seconds by which somebody else's demo clock is ahead; the sandbox then follows it.
    """

    def __init__(self, home: Path, clock_file: Path | None = None) -> None:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.home = home
        self.clock_file = clock_file
        self.resets = 0  # a question that waited while everything was forgotten is forgotten too
        self.db = sqlite3.connect(home / "sandbox.sqlite3", isolation_level=None)
        (home / "sandbox.sqlite3").chmod(0o600)
        self.db.row_factory = sqlite3.Row
        self.db.execute("PRAGMA journal_mode = WAL")
        self.db.execute("PRAGMA synchronous = NORMAL")
        self.db.executescript(TABLES)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing of what happens inside; inside another transaction it is part of that."""
        if self.db.in_transaction:
            yield
            return
        self.db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.db.execute("ROLLBACK")
            raise
        self.db.execute("COMMIT")

    def rows(self, sql: str, *values: object) -> list[dict[str, Any]]:
        """All rows of a query, as dictionaries."""
        return [dict(row) for row in self.db.execute(sql, values)]

    def row(self, sql: str, *values: object) -> dict[str, Any] | None:
        """The first row of a query, or None."""
        found = self.db.execute(sql, values).fetchone()
        return None if found is None else dict(found)

    def write(self, sql: str, *values: object) -> int:
        """Run one statement; how many rows it touched."""
        return self.db.execute(sql, values).rowcount

    def setting(self, name: str) -> Any:
        """A stored setting, or None."""
        found = self.row("SELECT value FROM settings WHERE name = ?", name)
        return None if found is None else json.loads(found["value"])

    def keep_setting(self, name: str, value: object) -> None:
        """Store a setting (anything that JSON can hold)."""
        self.write("INSERT OR REPLACE INTO settings VALUES (?, ?)", name, json.dumps(value))

    def now(self) -> datetime:
        """The sandbox's time (UTC): the machine's, moved by the clock's offset."""
        return datetime.fromtimestamp(time.time() + self.offset(), UTC)

    def offset(self) -> float:
        """By how many seconds the sandbox's clock is ahead of the machine's: what the file says, and what was set here."""
        return self.own_offset() + (_seconds(self.clock_file) if self.clock_file else 0.0)

    def own_offset(self) -> float:
        """By how many seconds the clock was set ahead here."""
        return float(self.setting("clock_offset") or 0)

    def empty(self) -> None:
        """Forget everything but the clock's offset; the authority's keys are files of their own and stay."""
        self.resets += 1
        with self.transaction():
            for table in EMPTIED:
                self.write(f"DELETE FROM {table}")  # noqa: S608 - names of our own tables
            self.write("DELETE FROM settings WHERE name <> 'clock_offset'")

    def once(self, place: tuple[str, str], reference: str, question: dict[str, Any], act: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """Act on a question once for its reference and keep the answer: asked again the same, the same answer comes.

        `place` is (institution, operation). Another question under the same reference raises ReferenceReused.
        """
        digest = digest_of(question)
        known = self.row("SELECT * FROM ledger WHERE institution = ? AND operation = ? AND reference = ?", *place, reference)
        if known is None:
            answer = act()
            shown = json.dumps(question, ensure_ascii=False, sort_keys=True)
            told = json.dumps(answer, ensure_ascii=False)
            values = (*place, reference, digest, shown, told, self.now().isoformat())
            self.write("INSERT INTO ledger VALUES (?, ?, ?, ?, ?, ?, ?, 1)", *values)
            return answer
        if known["digest"] != digest:
            raise ReferenceReused(reference)
        self.write(
            "UPDATE ledger SET times = times + 1 WHERE institution = ? AND operation = ? AND reference = ?",
            *place,
            reference,
        )
        kept: dict[str, Any] = json.loads(known["answer"])
        return kept


class ReferenceReused(Exception):
    """The same reference came with another question."""


def _seconds(file: Path) -> float:
    try:
        return float(file.read_text())
    except (OSError, ValueError):
        return 0.0


def digest_of(question: dict[str, Any]) -> str:
    """A digest of a question that does not depend on the order of its fields."""
    return hashlib.sha256(json.dumps(question, sort_keys=True).encode()).hexdigest()


def number(prefix: str, *parts: str) -> str:
    """A number that follows from its parts alone: the prefix and twelve digits."""
    value = int.from_bytes(hashlib.sha256("\n".join((prefix, *parts)).encode()).digest()[:8], "big")
    return f"{prefix}{value % 10**12:012d}"
