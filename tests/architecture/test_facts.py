"""No fact that a gate judges is a constant: each was looked up, asked for, or came from who acts (10.1.3, 10.1.5, 7.1, 2.6)."""

import ast
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from toubao.rules.drawing import flows

BUSINESS = Path(__file__).parents[2] / "src/toubao/business"
JUDGED = {step.facts for flow in flows() for step in flow.steps if step.gates}
NAMES = frozenset(kind.__name__ for kind in JUDGED)
TRUTHS = frozenset(each.name for kind in JUDGED for each in fields(kind) if each.type in (bool, "bool"))
"""The fields of facts that are true or false."""
ALLOWED = {
    ("identity/changes/holding.py", "free"): "the database's own constraint has just said that the address is somebody else's",
    ("identity/actions/registration.py", "right"): "what a code was is made smaller, never larger: it proves nothing stated since",
    ("purchase/beforehand.py", "existing_customer"): "asks for the lowest limit first, and looks up whether that may be too low",
    ("purchase/facts.py", "existing_customer"): "asks what a newcomer's limit would be",
}


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else call.func.id if isinstance(call.func, ast.Name) else ""


def literal_facts(source: str) -> list[str]:
    """Facts that are written as a constant: in the facts themselves, or handed as an argument to what fills them."""
    found = []
    for call in _calls(ast.parse(source)):
        for each in call.keywords:
            constant = isinstance(each.value, ast.Constant) and isinstance(each.value.value, bool)
            if constant and each.arg in TRUTHS:
                found.append(f"{each.arg}={ast.unparse(each.value)}")
    return found


def same_facts(source: str) -> list[str]:
    """Two facts of one moment that are the very same expression: the one can't differ from the other, so no gate can compare them."""
    found = []
    for call in _calls(ast.parse(source)):
        if _called(call) not in NAMES:
            continue
        said: dict[str, str] = {}
        for each in call.keywords:
            words = ast.unparse(each.value)
            if isinstance(each.value, ast.Call) and words in said:
                found.append(f"{said[words]} and {each.arg} are both {words}")
            said.setdefault(words, each.arg or "")
    return found


FILES = sorted(path for path in BUSINESS.rglob("*.py") if "migrations" not in path.parts)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(BUSINESS)))
def test_no_fact_is_a_constant(path: Path) -> None:
    where = str(path.relative_to(BUSINESS))
    found = [each for each in literal_facts(path.read_text("utf-8")) if (where, each.partition("=")[0]) not in ALLOWED]
    assert found == []
    assert same_facts(path.read_text("utf-8")) == []


def test_every_exception_is_there() -> None:
    for where, name in ALLOWED:
        assert any(each.startswith(f"{name}=") for each in literal_facts((BUSINESS / where).read_text("utf-8")))


@pytest.mark.parametrize(
    "source", ["Starting(channel=host, registered=True)", "begin(way=way, consented=True)", "replace(told, free=False)"], ids=str
)
def test_a_constant_is_found_wherever_facts_are_filled(source: str) -> None:
    assert len(literal_facts(source)) == 1


def test_a_fact_that_is_another_one_again_is_found() -> None:
    assert same_facts("Notices(required=named(required), shown=named(required))") == ["required and shown are both named(required)"]
    assert same_facts("Notices(required=named(required), shown=named(shown))") == []


def test_the_fields_that_are_judged_are_known() -> None:
    assert {"natural_person", "registered", "by_certificate", "link_right", "signature_intact"} <= TRUTHS
