"""law, rules and products are pure: they import only what is listed here, and read no clock, network, environment or chance."""

import ast
import re

from tests.architecture.sources import CODE, each_call, each_import, python

PURE = [source for folder in ("law", "rules", "products") for source in python(CODE / folder)]
MAY_IMPORT = {
    "calendar", "collections", "dataclasses", "datetime", "decimal", "difflib", "enum", "functools", "hashlib", "html", "importlib",
    "pathlib",
    "pkgutil",
    "re", "sys", "tomllib", "types", "typing", "unicodedata", "zoneinfo", "markdown_it", "toubao",
}  # fmt: skip
MAY_NOT_CALL = re.compile(r"(open|print|input|exec|eval|breakpoint)$|(datetime|date)\.(now|utcnow|today)$")
WRITES = re.compile(r"\.(write_text|write_bytes|mkdir|unlink|rename|touch|open)$")


def test_only_pure_modules_are_imported() -> None:
    assert len(PURE) > 40
    assert each_import(PURE, lambda name: name.split(".")[0] not in MAY_IMPORT) == []
    assert each_import(PURE, lambda name: name.startswith("toubao.") and name.split(".")[1] not in ("law", "rules", "products")) == []


def test_what_may_be_imported_and_is_not_leaves_the_list() -> None:
    assert MAY_IMPORT - {name.split(".")[0] for source in PURE for name in source.imports} == set()


def test_no_clock_is_read_and_nothing_is_asked_or_written() -> None:
    assert each_call(PURE, MAY_NOT_CALL.match) == []
    assert each_call(PURE, WRITES.search) == []


def test_nothing_is_kept_between_calls() -> None:
    kept = [f"{s.name}:{node.lineno}" for s in PURE for node in ast.walk(s.tree) if isinstance(node, ast.Global | ast.Nonlocal)]
    assert kept == []


def test_the_interpreter_is_asked_only_where_an_answer_stands() -> None:
    """`sys` gives the place of an answer in code (kit.py), and nothing else."""
    used = {
        (source.name, node.attr)
        for source in PURE
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "sys"
    }
    assert used == {("src/toubao/rules/kit.py", "_getframe")}
