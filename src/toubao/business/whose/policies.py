"""The database's row-level security, made of `tables.py`: laid by `toubao migrate` after the tables, as grants are; safe to lay again.

The owner of the tables is not bound by it, so migrations and dumps see everything; every other role is.
"""

from hashlib import sha256
from typing import Any, Final

from toubao.business.whose import EVERYTHING
from toubao.business.whose.tables import WHOSE, Rows

_NOW: Final = "(SELECT current_setting('toubao.whose', true))"
_ALL: Final = f"{_NOW} IN ({', '.join(repr(word) for word in EVERYTHING)})"
_MINE: Final = (
    "((SELECT CASE WHEN current_setting('toubao.whose', true) LIKE '{%' THEN current_setting('toubao.whose', true)::uuid[] END)::uuid[])"
)
_NOT_FINDING: Final = "coalesce((SELECT current_setting('toubao.whose', true)), '') NOT LIKE 'find %'"
"""A way of finding somebody opens its own tables, not what hangs on them."""
_ON: Final = "(on)"
_STANDING: Final = """
SELECT c.relname, c.relrowsecurity, p.polname, obj_description(p.oid, 'pg_policy')
FROM pg_class c LEFT JOIN pg_policy p ON p.polrelid = c.oid
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
"""


def wanted(table: str, rows: Rows) -> dict[str, str]:
    """The policies of a table: name → the statement that makes it."""
    mine = _mine(table, rows)
    made = {"whose": f"CREATE POLICY whose ON {table} USING ({mine}) WITH CHECK ({mine})"}
    if rows.found:
        ways = ", ".join(f"'{way.value}'" for way in rows.found)
        made["found"] = f"CREATE POLICY found ON {table} FOR SELECT USING ({_NOW} IN ({ways}))"
    return made


def _mine(table: str, rows: Rows) -> str:
    ways = [_ALL, *(f"{column} = ANY {_MINE}" for column in rows.of)]
    if rows.nobodys:
        ways += [f"{column} IS NULL" for column in rows.of]
    if rows.through:
        other, column = rows.through
        ways.append(f"{_NOT_FINDING} AND EXISTS (SELECT FROM {other} its WHERE its.id = {table}.{column})")
    return " OR ".join(ways)


def missing(cursor: Any) -> list[str]:
    """The tables whose security is not as the list says."""
    stands = _standing(cursor)
    return sorted(table for table, rows in WHOSE.items() if stands.get(table) != {_ON: "", **_digests(wanted(table, rows))})


def lay(cursor: Any) -> list[str]:
    """Make the security of every table as the list says, as their owner; those that are so already are left alone. Gives the others."""
    changed, stands = missing(cursor), _standing(cursor)
    for table in changed:
        for name in stands.get(table, {}).keys() - {_ON}:
            cursor.execute(f"DROP POLICY {name} ON {table}")
        for name, statement in wanted(table, WHOSE[table]).items():
            cursor.execute(statement)
            cursor.execute(f"COMMENT ON POLICY {name} ON {table} IS '{_digest(statement)}'")
        cursor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    return changed


def _standing(cursor: Any) -> dict[str, dict[str, str]]:
    """What the database has: table → name of a policy → the digest of the statement that made it; and that its security is on."""
    cursor.execute(_STANDING)
    found: dict[str, dict[str, str]] = {}
    for table, on, name, digest in cursor.fetchall():
        found.setdefault(table, {}).update(({_ON: ""} if on else {}) | ({name: digest or ""} if name else {}))
    return found


def _digests(statements: dict[str, str]) -> dict[str, str]:
    return {name: _digest(statement) for name, statement in statements.items()}


def _digest(statement: str) -> str:
    return sha256(statement.encode()).hexdigest()
