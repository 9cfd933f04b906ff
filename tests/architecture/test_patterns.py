"""Regular expressions: fixed texts of ours, none of which takes exponentially long; words of people stand in none unescaped."""

import ast
import re
from collections.abc import Iterable, Iterator
from re import _parser as parser  # type: ignore[attr-defined]  # the only reader of patterns there is
from typing import Any

import pytest

from tests.architecture.sources import CODE, Source, python

OURS = python(CODE)
FUNCTIONS = {f"re.{name}" for name in ("compile", "search", "match", "fullmatch", "sub", "subn", "split", "findall", "finditer")}
# Repeats in repeats that read each sign in one way only, and nothing that people type.
HARMLESS = {r"test_(?P<article>[0-9]+)(?P<inserted>[a-z])?(?P<rest>(?:_[0-9]+)+)_(?P<what>[a-zA-Z]\w*)": "names of our own tests"}


def patterns(source: Source) -> Iterator[ast.expr]:
    """What is handed to `re` as a pattern, and to Django's and ninja's fields."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call):
            words = ast.unparse(node.func)
            if words in FUNCTIONS and node.args:
                yield node.args[0]
            yield from (each.value for each in node.keywords if each.arg in ("pattern", "regex"))


# Formats that stand in a table or in an argument: each is a sentence of ours.
SENTENCES = {
    "src/toubao/business/identity/changes/mending.py": "which address lost a message",
    "src/toubao/business/identity/codes/otp.py": "the message of each kind of code",
    "src/toubao/config/launcher/cluster.py": "what is told while the database starts",
    "src/toubao/config/launcher/failures.py": "what PostgreSQL's known failures mean",
    "src/toubao/config/launcher/roles.py": "the rights of the two roles",
    "src/toubao/doors/cli/up/whole.py": "a line of the greeting",
    "src/toubao/doors/look/fields.py": "what is missing of a date",
    "src/toubao/doors/storefront/people/register/outcomes.py": "how each way of proof ended",
    "src/toubao/doors/storefront/people/sentences.py": "why a registration was refused",
}


def slow(pattern: str) -> bool:
    """Whether something repeats without bound what itself repeats without bound: such a pattern may take exponentially long."""
    return _nested(parser.parse(pattern), inside=False)


def _nested(parsed: Iterable[Any], *, inside: bool) -> bool:
    for operation, argument in parsed:
        repeats = operation in (parser.MAX_REPEAT, parser.MIN_REPEAT) and argument[1] is parser.MAXREPEAT
        if repeats and inside:
            return True
        if any(_nested(part, inside=inside or repeats) for part in _parts(argument)):
            return True
    return False


def _parts(argument: Any) -> Iterator[Any]:
    """The patterns inside of an operation's argument."""
    if isinstance(argument, parser.SubPattern):
        yield argument
    elif isinstance(argument, list | tuple):
        for each in argument:
            yield from _parts(each)


def fixed(node: ast.expr) -> bool:
    """Whether a pattern is a text of ours: a literal, a constant, or put together of such and of what is escaped."""
    if isinstance(node, ast.Constant):
        return True
    if isinstance(node, ast.Name | ast.Attribute):
        return ast.unparse(node).split(".")[-1].isupper()
    if isinstance(node, ast.JoinedStr):
        return all(fixed(each.value) for each in node.values if isinstance(each, ast.FormattedValue))
    if isinstance(node, ast.BinOp):
        return fixed(node.left) and fixed(node.right)
    return isinstance(node, ast.Call) and ast.unparse(node.func) == "re.escape"


def formats(source: Source) -> Iterator[ast.expr]:
    """What is taken as a format: by `format`, and by a logger as its message."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr in ("format", "format_map"):
                yield node.func.value
            elif ast.unparse(node.func.value) in ("log", "logger", "LOG", "_log", "logging") and node.args:
                yield node.args[0]


def test_no_words_of_people_are_a_format() -> None:
    wrapped = {"Markup": "escapes what it is given", "sql.SQL": "is given identifiers that it quotes"}
    found = [(source, each) for source in OURS for each in formats(source)]
    assert len(found) > 20
    plain = [(source, each.args[0] if isinstance(each, ast.Call) and ast.unparse(each.func) in wrapped else each) for source, each in found]
    assert {source.name for source, each in plain if not fixed(each) and ast.unparse(each) != "__name__"} == set(SENTENCES)


def test_no_words_of_people_are_a_pattern() -> None:
    assert [f"{source.name}: {ast.unparse(each)}" for source in OURS for each in patterns(source) if not fixed(each)] == []


def test_no_pattern_takes_exponentially_long() -> None:
    literal = [(source, each.value) for source in OURS for each in patterns(source) if isinstance(each, ast.Constant)]
    assert len(literal) > 20
    assert {text for _, text in literal if slow(str(text))} == set(HARMLESS)


@pytest.mark.parametrize(
    ("pattern", "bad"), [(r"(a+)+$", True), (r"(?:\w+\s?)*x", True), (r"([a-z]+,)*", True), (r"[a-z]+(?:,[a-z]{1,9})*", False)]
)
def test_control_a_slow_pattern_is_noticed(pattern: str, bad: bool) -> None:
    assert slow(pattern) is bad


@pytest.mark.parametrize(
    ("text", "ours"),
    [("f'{typed}x'", False), ("typed", False), ("re.escape(typed)", True), ("f'{re.escape(typed)}$'", True), ("_JOINTS", True)],
)
def test_control_a_pattern_of_somebodys_words_is_noticed(text: str, ours: bool) -> None:
    assert fixed(ast.parse(text, mode="eval").body) is ours
    assert re.fullmatch(re.escape("a.b"), "a.b")
