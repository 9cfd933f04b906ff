"""Words: the closed vocabulary of events, what every module and function says of itself, and names that say nothing."""

import ast
import re
from collections.abc import Iterator

from tests.architecture.sources import CODE, ROOT, everything, python
from toubao.rules.drawing import flows
from toubao.rules.events import Event

EVENTS = "src/toubao/rules/events.py"
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "misc", "base", "core", "lib", "stuff"}
CALLED_BY_NAME = {"Meta", "Media", "ready", "to_python", "value_from_datadict", "value_omitted_from_data", "get_context"}
SPOKEN: dict[str, str] = {}  # files in which an event's text stands, and why


def test_every_event_is_used() -> None:
    used = {name for source in python(CODE) if source.name != EVENTS for name in re.findall(r"\bEvent\.([A-Z_]+)\b", source.text)}
    assert {event.name for event in Event} - used == set()


def test_no_event_is_made_up() -> None:
    made = {f"{s.name}: {name}" for s in python() for name in re.findall(r"\bEvent\.([A-Z_]+)\b", s.text) if name not in Event.__members__}
    assert made == set()


def test_an_event_is_written_as_an_event_and_not_as_its_text() -> None:
    words = {event.value for event in Event}
    said = [
        f"{source.name}:{node.lineno}: {node.value}"
        for source in python(CODE)
        if source.name not in (EVENTS, *SPOKEN)
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Constant) and node.value in words
    ]
    assert said == []


def test_every_event_of_a_flow_is_a_step_of_one_flow_only() -> None:
    events = [step.event for flow in flows() for step in flow.steps]
    assert len(events) == len(set(events))


def test_event_words_are_noun_dot_verb_and_unique() -> None:
    assert all(re.fullmatch(r"[a-z]+\.[a-z_]+", event.value) for event in Event)
    assert len({event.value for event in Event}) == len(Event)


def test_every_module_says_what_is_here() -> None:
    assert [s.name for s in python() if s.text.strip() and not ast.get_docstring(s.tree)] == []


def test_every_public_function_and_class_says_what_it_is() -> None:
    assert [f"{s.name}:{node.lineno}: {node.name}" for s in python(CODE) for node in _public(s.tree) if not ast.get_docstring(node)] == []


Named = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def _public(tree: ast.Module | ast.ClassDef) -> Iterator[Named]:
    """Classes, functions and methods that others may use; what Django calls by its name explains itself."""
    for node in tree.body:
        if isinstance(node, Named) and not node.name.startswith("_") and node.name not in CALLED_BY_NAME:
            if not any("overload" in ast.unparse(each) or "setter" in ast.unparse(each) for each in node.decorator_list):
                yield node
            if isinstance(node, ast.ClassDef):
                yield from _public(node)


def test_no_name_says_nothing() -> None:
    assert [s.name for s in everything() if EMPTY_NAMES & {part.partition(".")[0] for part in s.path.relative_to(ROOT).parts[:-1]}] == []
    named_by_django = {"src/toubao/config/postgresql/base.py"}
    assert {s.name for s in everything() if s.path.suffix == ".py" and s.path.stem in EMPTY_NAMES} == named_by_django
