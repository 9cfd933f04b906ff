"""Habits that a linter does not know: no signals, no mocks, no promise without an issue, no exception without a reason."""

import ast
import re
from pathlib import Path

from tests.architecture.sources import CODE, ROOT, Source, each_call, each_import, each_line, everything, python, texts

TESTS = ROOT / "tests"
HERE = Path(__file__)


def test_there_is_something_to_look_at() -> None:
    """Positive control of the whole folder: without it a wrong path would find nothing wrong."""
    assert len(python(CODE)) > 200
    assert len(python(TESTS)) > 80
    assert each_import(python(CODE), lambda name: name.startswith("django.db"))
    assert each_call(python(CODE), lambda words: words == "take")
    assert each_line(python(CODE), lambda line: "# noqa" in line)


def test_no_signals() -> None:
    """A signal acts where nobody reads; an action is one sentence."""
    assert each_import(python(CODE), re.compile(r"dispatch|\bsignals\b|blinker").search) == []


def test_no_mocks() -> None:
    """Tests run the real thing against the sandbox; what a test replaces, it replaces by name with monkeypatch."""
    mocks = re.compile(r"\bmock\b|pytest_mock|respx|responses|vcr|requests_mock|pytest_httpx")
    assert each_import(python(TESTS), mocks.search) == []
    assert each_call(python(TESTS), re.compile(r"(MagicMock|Mock|patch|mocker\..*)$").match) == []


def test_an_exception_from_the_rules_says_why() -> None:
    bare = re.compile(r"# (noqa: [A-Z0-9, ]+|type: ignore\[[a-z\-, ]+\]|pragma: no cover|nosec)\s*$|# noqa\s*$|# type: ignore(?!\[)")
    assert each_line([s for s in python() if s.path != HERE], bare.search) == []


def test_a_promise_names_its_issue() -> None:
    promise = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b(?! \(#\d+\))")
    assert each_line([s for s in texts() if s.path != HERE and _ours(s) and s.path.suffix != ".md"], promise.search) == []


def test_the_console_is_ours_and_never_djangos_admin() -> None:
    assert [s.name for s in python(CODE) if any(name.startswith("django.contrib.admin") for name in s.imports)] == []
    assert [s.name for s in texts() if s.path != HERE and _ours(s) and "django.contrib.admin" in s.text] == []


def test_only_one_place_asks_institutions() -> None:
    """business/outside.py keeps question and answer as evidence; nobody else opens a line."""
    opens = re.compile(r"toubao\.gateways\.\w+\.(Http\w+|SmtpMail)$")
    asking = {s.name for s in python(CODE) if "gateways" not in s.path.parts and any(opens.match(name) for name in s.imports)}
    assert asking == {"src/toubao/business/outside.py"}


def test_only_actions_write_the_journal() -> None:
    """`append` is called by steps.py alone: everything else takes a step or notes."""
    writing = {s.name for s in python(CODE) if any(name == "toubao.journal.writing.append" for name in s.imports)}
    assert writing == {"src/toubao/business/steps.py"}


def test_a_door_takes_no_step_of_its_own() -> None:
    assert each_import(python(CODE / "doors"), re.compile(r"toubao\.business\.steps\.(take|note)$").match) == []


def test_rows_are_written_in_actions() -> None:
    """queries and facts only read."""
    reading = [s for s in python(CODE / "business") if s.path.stem in ("queries", "facts") or "queries" in s.path.parts]
    writes = re.compile(r".*objects\b.*\.(create|bulk_create|get_or_create|update_or_create|update|delete|bulk_update)$|.*\.save$")
    assert each_call(reading, writes.match) == []


def test_migrations_know_nothing_of_ours() -> None:
    """A StrEnum's member in choices= or default= would tie a migration to rules of its day."""
    migrations = [s for s in everything() if "migrations" in s.path.parts and s.path.suffix == ".py" and s.path.is_relative_to(CODE)]
    assert len(migrations) > 10
    assert {s.name: tied for s in migrations if (tied := [name for name in s.imports if name.startswith(("toubao", "."))])} == {}


def test_tables_hold_plain_values() -> None:
    member = re.compile(r"\b(Event|State|Way|Instrument|Ruling)\.[A-Z_]+\b(?!\.value)")
    given = [
        f"{source.name}:{keyword.lineno}"
        for source in python(CODE)
        for node in ast.walk(source.tree)
        if source.path.name == "models.py" and isinstance(node, ast.Call) and ast.unparse(node.func).startswith("models.")
        for keyword in node.keywords
        if keyword.arg in ("choices", "default") and member.search(ast.unparse(keyword.value))
    ]
    assert given == []


def _ours(source: Source) -> bool:
    return not {"vendor", "LICENSE"} & set(source.path.parts)
