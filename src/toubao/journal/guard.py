"""The guards of the journal in the database: triggers, and rights that the application lacks; laid by `toubao migrate`, looked at by the
doctor. Those that hold everywhere are made by the migrations; how an entry may be dated depends on where the system runs.
"""

from datetime import timedelta
from typing import Any, Final

TOLERANCE: Final = timedelta(hours=1)
"""So far from the database's clock may an entry be dated where customers are: a job is told the time once, when it begins."""
_TRIGGERS: Final = (
    ("journal_entry", "journal_entry_append_only"),
    ("journal_entry", "journal_entry_no_truncate"),
    ("journal_entry", "journal_entry_chained"),
    ("journal_subject", "journal_subject_holder"),
)
_DATED: Final = "journal_entry_dated"
_STANDING: Final = """
SELECT c.relname, t.tgname, coalesce(obj_description(t.oid, 'pg_trigger'), '') FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE c.relnamespace = 'public'::regnamespace AND c.relname LIKE 'journal\\_%%' AND NOT t.tgisinternal AND t.tgenabled IN ('O', 'A')
"""
_TOO_MUCH: Final = """
SELECT what FROM (VALUES
    ('change entries', has_any_column_privilege(%(role)s, 'journal_entry', 'UPDATE')),
    ('delete entries', has_table_privilege(%(role)s, 'journal_entry', 'DELETE, TRUNCATE')),
    ('count entries', has_column_privilege(%(role)s, 'journal_subject', 'last', 'UPDATE')
        OR has_column_privilege(%(role)s, 'journal_subject', 'head', 'UPDATE')),
    ('move the time of a duty', has_column_privilege(%(role)s, 'journal_openduty', 'due_at', 'UPDATE')),
    ('delete duties', has_table_privilege(%(role)s, 'journal_openduty', 'DELETE, TRUNCATE')),
    ('change the keys of persons', has_any_column_privilege(%(role)s, 'journal_subjectkey', 'UPDATE')),
    ('delete the keys of persons', has_table_privilege(%(role)s, 'journal_subjectkey', 'DELETE, TRUNCATE'))
) rights (what, may) WHERE may
"""
_MISDATED: Final = """
CREATE OR REPLACE FUNCTION journal_misdated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a journal entry is dated by the clock: % refused, it is %', NEW.at, clock_timestamp()
        USING ERRCODE = 'insufficient_privilege';
END $$
"""
_DATE: Final = """
CREATE TRIGGER journal_entry_dated BEFORE INSERT ON journal_entry FOR EACH ROW
WHEN (NEW.at NOT BETWEEN clock_timestamp() - interval '3600 seconds' AND clock_timestamp() + interval '3600 seconds')
EXECUTE FUNCTION journal_misdated()
"""
_DATED_SO: Final = "COMMENT ON TRIGGER journal_entry_dated ON journal_entry IS '3600'"
_UNDATE: Final = "DROP TRIGGER IF EXISTS journal_entry_dated ON journal_entry"


def lay(cursor: Any, *, dated: bool) -> bool:
    """Let entries be dated by the database's clock, within TOLERANCE, or freely; as their owner. False if it stood so already."""
    if dated is _is_dated(_standing(cursor)):
        return False
    cursor.execute(_UNDATE)
    if dated:
        cursor.execute(_MISDATED)
        cursor.execute(_DATE)
        cursor.execute(_DATED_SO)
    return True


def missing(cursor: Any, *, dated: bool) -> list[str]:
    """The triggers that don't stand, or are switched off."""
    stand = _standing(cursor)
    found = [name for table, name in _TRIGGERS if (table, name) not in stand]
    return found + [_DATED] * (dated and not _is_dated(stand))


def too_much(cursor: Any, role: str) -> list[str]:
    """What this role may do and should not."""
    cursor.execute(_TOO_MUCH, {"role": role})
    return [row[0] for row in cursor.fetchall()]


def _standing(cursor: Any) -> dict[tuple[str, str], str]:
    """(table, trigger) → its comment, of those that are switched on."""
    cursor.execute(_STANDING, {})
    return {(table, name): comment for table, name, comment in cursor.fetchall()}


def _is_dated(stand: dict[tuple[str, str], str]) -> bool:
    return stand.get(("journal_entry", _DATED)) == str(int(TOLERANCE.total_seconds()))
