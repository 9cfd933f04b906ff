"""Which leaf clauses are answered, where, and by which tests; pure: the answers and the tests' names are handed in.

**How a test names its clause**: `test_<clause>_<what>`, the clause's numbers with `_` for the dot and a letter for an inserted article
(4-1 is `4a`, as in the file name `art04a`), and a description that begins with a letter: `test_10_1_3_otp_entered_shut` is a test of
10.1.3, `test_4a_1_2_links_back` one of 4-1.1.2. Numbers run as far as they can, and there are at least two, so a name has one reading.
Where the description begins with the name of one of the clause's answers (`otp_entered`), the test is that answer's; else it is every
answer's.
"""

import re
from collections import Counter
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from toubao.law import Clause, Edition
from toubao.rules.kit import KINDS, Answer, Gate

TEST_NAME = re.compile(r"test_(?P<article>[0-9]+)(?P<inserted>[a-z])?(?P<rest>(?:_[0-9]+)+)_(?P<what>[a-zA-Z]\w*)")


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer to a clause: its kind, its name in code, the file and line where it stands, its quote, and the ids of its tests."""

    kind: str
    name: str
    where: str
    quote: str
    tests: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One clause with its answers, in the order of loading."""

    clause: Clause
    answers: tuple[Answered, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """An edition's leaf clauses with their answers, and beside them the answers to clauses that have others below them."""

    edition: Edition
    leaves: tuple[Line, ...]
    above: tuple[Line, ...]

    @property
    def answered(self) -> int:
        """How many leaf clauses have an answer."""
        return sum(bool(line.answers) for line in self.leaves)

    @property
    def unanswered(self) -> tuple[str, ...]:
        """The ids of the leaf clauses without an answer, in the norm's order."""
        return tuple(line.clause.id for line in self.leaves if not line.answers)

    @property
    def by_kind(self) -> dict[str, int]:
        """How many answers to leaf clauses there are of each of the eight kinds."""
        count = Counter(each.kind for line in self.leaves for each in line.answers)
        return {kind.kind: count[kind.kind] for kind in KINDS}

    def as_json(self) -> dict[str, Any]:
        """The matrix as `toubao clauses --json` gives it: leaf clauses only."""
        return {
            "edition": self.edition.version,
            "leaves": len(self.leaves),
            "answered": self.answered,
            "by_kind": self.by_kind,
            "unanswered": list(self.unanswered),
            "clauses": [{"id": line.clause.id, "answers": [_entry(each) for each in line.answers]} for line in self.leaves],
        }


def clause_of(test: str) -> tuple[str, str] | None:
    """The clause that a test's id or name names, and what it says of it; None if it names none."""
    match = TEST_NAME.fullmatch(test.rpartition("::")[2].partition("[")[0])
    if match is None:
        return None
    inserted = f"-{ord(match['inserted']) - ord('a') + 1}" if match["inserted"] else ""
    return match["article"] + inserted + match["rest"].replace("_", "."), match["what"]


def coverage(edition: Edition, answers: Iterable[Answer], tests: Iterable[str], shut: Container[str]) -> Coverage:
    """Lay answers and tests beside the clauses of an edition. `shut`: the names of the gates that were seen to be shut through a door of
    the running system; any other gate is left out, since it answers nothing.

    `tests` are ids as pytest gives them; those that name no clause are left out.
    """
    named: dict[str, list[tuple[str, str]]] = {}
    for test in sorted(set(tests)):
        if found := clause_of(test):
            named.setdefault(found[0], []).append((found[1], test))
    given: dict[str, list[Answer]] = {}
    for each in answers:
        if counts(each, shut):
            given.setdefault(each.clause, []).append(each)
    lines = tuple(Line(clause, _answered(given.get(clause.id, ()), named.get(clause.id, ()))) for clause in edition.clauses)
    return Coverage(
        edition=edition,
        leaves=tuple(line for line in lines if line.clause.leaf),
        above=tuple(line for line in lines if not line.clause.leaf and line.answers),
    )


def counts(answer: Answer, shut: Container[str]) -> bool:
    """Whether an answer counts: a gate only if it was seen to be shut."""
    return not isinstance(answer, Gate) or answer.name in shut


@cache
def shut_by() -> Mapping[str, str]:
    """Gate → the test that drives it shut through a door, as `articles/shut.tsv` has them; a gate without a test is not among them.
    Every run of such a test is held to it (`tests/shutting.py`).
    """
    return {gate: test for gate, test, _ in _rows() if test}


@cache
def not_shut_yet() -> Mapping[str, str]:
    """The gates that nothing can shut through a door yet, and why; the same table has them without a test."""
    return {gate: why for gate, test, why in _rows() if not test}


def _rows() -> list[tuple[str, str, str]]:
    text = files("toubao.rules.articles").joinpath("shut.tsv").read_text("utf-8")
    rows = [[*line.split("\t"), ""] for line in text.splitlines() if line and not line.startswith("#")]
    return [(gate, test, why) for gate, test, why, *_ in rows]


def name_of(answer: Answer) -> str:
    """What an answer is called in code and in tests: a gate's or duty's name, a disclosure's item; else its kind."""
    name = getattr(answer, "name", "") or getattr(answer, "item", "") or answer.kind
    return str(name).replace("-", "_")


def markdown(matrix: Coverage) -> str:
    """The matrix as a page of the docs; without line numbers, so that it changes only when an answer or a test comes or goes."""
    facts = ", ".join(f"{kind} {count}" for kind, count in matrix.by_kind.items() if count)
    counted = f"{len(matrix.leaves)} leaf clauses, {matrix.answered} answered, {len(matrix.unanswered)} to come"
    head = [
        "# The clauses and their answers",
        "",
        "Written by `toubao clauses --markdown` from the code; a test says that it is fresh.",
        "",
        f"{matrix.edition.title}, edition of {matrix.edition.version}: {counted}. Answers by kind: {facts}.",
    ]
    body: list[str] = []
    for line in sorted((*matrix.leaves, *matrix.above), key=_place(matrix.edition)):
        body += _section(matrix.edition, line) if line.answers else []
    rest = ["", "## Not answered yet", "", ", ".join(matrix.unanswered) or "None.", ""]
    return "\n".join(head + body + rest)


def _section(edition: Edition, line: Line) -> list[str]:
    section = ["", f"## {line.clause.id} · {edition.citation(line.clause.id)}", "", f"> {line.clause.text}", ""]
    for each in line.answers:
        section.append(f"- **{each.kind}** `{each.name}` in `{each.where.partition(':')[0]}`: 「{each.quote}」")
        section += [f"    - `{test}`" for test in each.tests] or ["    - no test bears its name"]
    return section


def _place(edition: Edition) -> Callable[[Line], int]:
    order = {clause.id: number for number, clause in enumerate(edition.clauses)}
    return lambda line: order[line.clause.id]


def _answered(answers: Sequence[Answer], tests: Sequence[tuple[str, str]]) -> tuple[Answered, ...]:
    names = {name_of(each) for each in answers}
    return tuple(
        Answered(
            kind=each.kind,
            name=name_of(each),
            where=each.where,
            quote=each.quote,
            tests=tuple(test for what, test in tests if _owner(what, names) in {None, name_of(each)}),
        )
        for each in answers
    )


def _owner(what: str, names: Iterable[str]) -> str | None:
    """The answer whose name a test's description begins with, the longest if several do; None if it is every answer's."""
    return max((name for name in names if f"{what}_".startswith(f"{name}_")), key=len, default=None)


def _entry(each: Answered) -> dict[str, Any]:
    return {"kind": each.kind, "where": each.where, "tests": list(each.tests)}
