"""Statements that were overheard, and which of them would read a table that grows from its first row to its last."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

Heard = dict[str, Any]
"""Each statement once, with the values it was last asked with."""
SMALL = frozenset({
    "django_content_type", "django_migrations", "catalogue_release", "governance_staff", "governance_accessreview", "identity_program",
    "restoration_restoration", "procrastinate_workers", "procrastinate_jobs", "procrastinate_events", "reconciliation_comparison",
    "figures_movement", "figures_mark",
})  # fmt: skip
"""Tables that don't grow with business: products, staff, programs, comparisons of the books; and what leaves: jobs that are done,
and movements that are added up.
"""
_WHOLE = ("enable_seqscan", "enable_bitmapscan", "enable_hashjoin", "enable_mergejoin", "enable_sort")
"""Ways of reading that pay off on the small tables of a test, and would hide which index there is."""
_NARROW = """
SELECT t.relname, c.relname, pg_get_expr(i.indpred, i.indrelid) FROM pg_index i
JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid
WHERE i.indpred IS NOT NULL AND pg_get_expr(i.indpred, i.indrelid) <> '(closed_at IS NULL)'
"""
"""What indexes that hold few rows are about. Most accounts aren't closed, so that is no such condition."""
_FIRST = """
SELECT t.relname, a.attname FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid
JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = i.indkey[0] WHERE i.indpred IS NULL
"""
"""The columns by which any index of all rows begins."""
_OF_THE_WALL = re.compile(r"\(\w+ = (ANY \()?\$\d+\)*")
"""What the second wall compares with whom it was told of: no index is chosen by that."""
_COMPARED = re.compile(r"\((\w+)(?:\)::\w+)? (?:=|<|>|<=|>=) ")
"""The columns that a filter compares. Over the few rows of a test a planner may filter although an index begins by one of them."""
_TURNED = "joined by"
_KEPT = ("Materialize", "Memoize")
_IN_ORDER = ("Nested Loop", "Subquery Scan", "Result", "Incremental Sort", "WindowAgg", "LockRows")


@contextmanager
def overheard() -> Iterator[Heard]:
    """Inside, every statement of this connection is overheard."""
    heard: Heard = {}

    def listen(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        if str(sql).split(None, 1)[0].upper() in ("SELECT", "UPDATE", "DELETE", "WITH", "INSERT"):
            heard[str(sql)] = next(iter(params), None) if many else params
        return execute(sql, params, many, context)

    with connection.execute_wrapper(listen):
        yield heard


def read_whole(heard: Mapping[str, Any]) -> dict[str, list[str]]:
    """Of each statement the growing tables that it reads whole, whatever it looks for in them: no index helps it, however many rows there
    are. A table that it looks up by its key counts as looked up.
    """
    found: dict[str, list[str]] = {}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_NARROW)
        narrow = {f"{table} {part}" for table, name, condition in cursor.fetchall() for part in (name, condition)}
        cursor.execute(_FIRST)
        narrow |= {f"{table} ({column} = " for table, column in cursor.fetchall()}
        for way in _WHOLE:
            cursor.execute(f"SET LOCAL {way} = off")
        cursor.execute("SET LOCAL join_collapse_limit = 1")  # tables are joined in the order in which the statement names them
        for sql, params in heard.items():
            cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
            plan = cursor.fetchone()[0]
            scans = list(_scans((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"], narrow))
            if scans:
                found[sql] = scans
        for way in _WHOLE:
            cursor.execute(f"SET LOCAL {way} = on")
        cursor.execute("RESET join_collapse_limit")
    return found


def _scans(node: Mapping[str, Any], narrow: set[str], *, bounded: bool = False, joined: str = "") -> Iterator[str]:
    """The tables that a node and those below it read whole; `bounded` is who stops after a few rows in the order of an index, `joined` how
    the node above joins.
    """
    if "Scan" in node["Node Type"] and "Relation Name" in node and not _looked_up(node, narrow, bounded, joined):
        yield f"{node['Relation Name']}: {node['Node Type']} {node.get('Index Name', '')} {node.get('Filter', '')[:160]}".strip()
    ordered = node["Node Type"] == "Limit" or (bounded and node["Node Type"] in _IN_ORDER)
    below = node.get("Plans", ())
    if node["Node Type"] == "Nested Loop" and "Relation Name" in below[0] and not _looked_up(below[0], narrow, ordered, ""):
        below = _turned(below)
    for child in below:
        how = joined if node["Node Type"] in _KEPT else child.get(_TURNED) or node.get("Join Filter", "")
        yield from _scans(child, narrow, bounded=ordered, joined=how)


def _turned(plans: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
    """The two that are joined, turned round where the second is looked up by the first: over few rows a planner takes either way, so the
    second is judged by what it looks for itself.
    """
    first, second = plans[:2]
    if f"{first['Alias']}." not in second.get("Index Cond", "") or "Filter" not in second:
        return plans
    return {**first, _TURNED: second["Index Cond"]}, {name: value for name, value in second.items() if name != "Index Cond"}


def _looked_up(node: Mapping[str, Any], narrow: set[str], bounded: bool, joined: str) -> bool:
    """Whether a scan finds its rows by an index, or is over few: by a condition, by a key (which an empty table needs no index for), among
    those few that an index is about, or the first ones in its order.
    """
    table, looked_for = node["Relation Name"], _OF_THE_WALL.sub("", node.get("Filter", ""))
    if table in SMALL or "Index Cond" in node or f"{table} {node.get('Index Name')}" in narrow:
        return True
    if any(each.startswith(f"{table} (") and each.removeprefix(f"{table} ") in looked_for for each in narrow):
        return True
    compared = {*_COMPARED.findall(looked_for), *re.findall(rf"\b{node['Alias']}\.(\w+)\b", joined)}
    return node["Node Type"] != "Seq Scan" and (bounded or any(f"{table} ({column} = " in narrow for column in compared))
