"""Numbers to hold: files, functions, their complexity, folders, lines."""

import ast
import re
from collections import defaultdict
from pathlib import Path

from tests.architecture.sources import CODE, ROOT, Function, each_line, everything, python

FILE, FILE_WANTED, ARTICLE, FUNCTION, COMPLEXITY, FOLDER, LINE = 400, 300, 200, 40, 8, 15, 140
READ_BY_PEOPLE = {".py", ".css", ".js", ".html", ".typ", ".sh"}

# Files over the length that is wanted. The list may only shrink.
LONG: dict[str, str] = {}
# Folders with more entries than are wanted, and why.
FULL = {
    "": "the project's root: tools look for their files there",
    "tests": "a folder for each of the code's, and what all share",
    "src/toubao/doors/look/templates/storefront/selling": "a file a page of the purchase, with the parts that pages share",
    "bench": "a file a measurement, and what they share",
    "src/toubao/business": "a folder a noun of the insurer, with the few files that all of them stand on",
    "tests/business": "as the code's",
    "docs/operate": "a page a subject: whoever is called at night looks for it by its name",
    "src/toubao/business/identity/migrations": "a file a change of its tables, in their order",
    "docs/decisions": "a file a decision, numbered",
    "src/toubao/rules/flows": "a file a flow",
    "src/toubao/doors/cli": "a file a command, and what all commands share",
    "src/toubao/gateways": "a file an institution, and what all lines to them share",
    "src/toubao/rules/articles": "a file an article",
    "tests/rules/articles": "a file an article",
}


def test_no_file_is_too_long() -> None:
    counted = {s.name: len(s.lines) for s in everything() if s.path.suffix in READ_BY_PEOPLE and "vendor" not in s.path.parts}
    assert {name: lines for name, lines in counted.items() if lines > FILE} == {}
    assert {name for name, lines in counted.items() if lines > FILE_WANTED} == set(LONG)


def test_no_article_is_too_long() -> None:
    assert {s.name: len(s.lines) for s in python(CODE / "rules" / "articles") if len(s.lines) > ARTICLE} == {}


def test_no_folder_is_too_full() -> None:
    entries: dict[Path, set[str]] = defaultdict(set)
    for source in everything():
        at = source.path
        while at != ROOT:
            entries[at.parent].add(at.name)
            at = at.parent
    counted = {folder.relative_to(ROOT).as_posix().strip("."): len(names) for folder, names in entries.items()}
    assert {name: count for name, count in counted.items() if count > FOLDER and name not in FULL} == {}


def test_no_function_is_too_long() -> None:
    long = {f"{source.name}:{each.name}": _length(each) for source in python() for each in source.functions if _length(each) > FUNCTION}
    assert long == {}


def test_no_function_is_too_complex() -> None:
    tangled = {f"{source.name}:{each.name}": _ways(each) for source in python() for each in source.functions if _ways(each) > COMPLEXITY}
    assert tangled == {}


def test_no_line_is_too_long() -> None:
    """A Chinese character is one character here; what a linter must be told at the line's end does not count."""
    assert each_line(python(), lambda line: len(re.split(r"  # (?:noqa|type: ignore|fmt: skip)", line)[0]) > LINE) == []


def _length(function: Function) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def _ways(function: Function) -> int:
    """McCabe's number, by statements as the linter counts it: one, and one more for each place where the way parts."""
    parting = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.ExceptHandler, ast.match_case)
    inner = {node for each in ast.walk(function) if isinstance(each, Function) and each is not function for node in ast.walk(each)}
    return 1 + sum(isinstance(node, parting) for node in ast.walk(function) if node not in inner)
