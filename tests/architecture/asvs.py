"""The list of security requirements (OWASP ASVS 5.0) that apply, as it is kept and as `docs/operate/asvs.md` shows it.

`python -m tests.architecture.asvs` writes the page (`make docs`).
"""

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Final

from toubao.doors.checkout import ids_of_tests

ROOT: Final = Path(__file__).parents[2]
LIST: Final = ROOT / "docs" / "operate" / "security" / "asvs.tsv"
PAGE: Final = ROOT / "docs" / "operate" / "asvs.md"
COLUMNS: Final = ("id", "level", "kind", "state", "issue", "holds", "evidence")


class State(StrEnum):
    """How far a requirement is met."""

    HOLDS = "holds"
    PARTLY = "partly"
    OPEN = "open"
    OPERATOR = "operator"
    NORM = "norm"


WORDS: Final = {
    State.HOLDS: "holds",
    State.PARTLY: "**partly**",
    State.OPEN: "**open**",
    State.OPERATOR: "operator's",
    State.NORM: "norm orders otherwise",
}


@dataclass(frozen=True, slots=True)
class Requirement:
    """One requirement: its number, what holds, and what shows it: the names of tests, with their file where two are called alike; and pages
    of the docs, with the heading.
    """

    id: str
    level: str
    kind: str
    state: State
    issue: str
    holds: str
    evidence: tuple[str, ...]

    @property
    def chapter(self) -> int:
        """The number of its chapter."""
        return int(self.id.partition(".")[0])

    @property
    def section(self) -> str:
        """The number of its section."""
        return self.id.rpartition(".")[0]

    @property
    def tests(self) -> tuple[str, ...]:
        """The tests among its evidence."""
        return tuple(each for each in self.evidence if _is_test(each))

    @property
    def pages(self) -> tuple[str, ...]:
        """The pages and files among its evidence."""
        return tuple(each for each in self.evidence if not _is_test(each))


def _is_test(evidence: str) -> bool:
    return evidence.rpartition("::")[2].startswith("test_") and "." not in evidence.rpartition("::")[2]


@cache
def _tests() -> tuple[str, ...]:
    return ids_of_tests()


@cache
def node(name: str) -> str:
    """The id of the one test that is called so, as pytest gives it. Raises LookupError if there is none, or are several."""
    found = [each for each in _tests() if f"/{each}".endswith((f"::{name}", f"/{name}"))]
    if len(found) != 1:
        raise LookupError(f"{len(found)} tests are called {name}")
    return found[0]


@cache
def titles() -> dict[str, str]:
    """The title of each chapter and section by its number."""
    lines = LIST.read_text("utf-8").splitlines()
    return dict(line.removeprefix("# ").split(" ", 1) for line in lines if line.startswith("# "))  # type: ignore[misc]  # a pair each


@cache
def requirements() -> tuple[Requirement, ...]:
    """Every requirement, in its order. Raises ValueError for a line that isn't one."""
    lines = (line for line in LIST.read_text("utf-8").splitlines() if line and not line.startswith("#"))
    return tuple(_read(line) for line in lines)


def _read(line: str) -> Requirement:
    cells = line.split("\t")
    if len(cells) != len(COLUMNS):
        raise ValueError(f"{cells[0]} has {len(cells)} columns instead of {len(COLUMNS)}.")
    at, level, kind, state, issue, holds, evidence = cells
    return Requirement(at, level, kind, State(state), issue, holds, tuple(evidence.split()))


def page(rows: Iterable[Requirement]) -> str:
    """The page that people read."""
    rows = tuple(rows)
    parts = [HEAD, *_counts(rows), *_unfinished(rows)]
    for section, within in groupby(rows, lambda row: row.section):
        parts += _chapter(section, rows)
        parts += [f"### {section} {titles()[section]}", "| | | what holds | shown by |", "| --- | --- | --- | --- |"]
        parts += [f"| {row.id} | {_state(row)} | {row.holds} | {'<br>'.join(map(_shown, row.evidence))} |" for row in within]
        parts.append("")
    return "\n".join(parts)


HEAD: Final = """# Security requirements, one by one
Each requirement of [OWASP ASVS 5.0](https://github.com/OWASP/ASVS/tree/v5.0.0/5.0) that applies to this system, all three levels, by its
number and section; what holds here, in our own words; and the test or page that shows it. Written by `make docs` from
[security/asvs.tsv](security/asvs.tsv); a test says that it is fresh, that every test which is named exists, and that nothing is called met
without evidence ([decision 43](../decisions/43-security-requirements-on-one-list.md)). What does not apply is left out: LDAP, XPath,
LaTeX, JNDI, memcached, WebRTC, and being an OAuth server.

| state | means |
| --- | --- |
| holds | it is so, and what is named shows it |
| **partly**, **open** | not all of it, or not yet: what is missing is said, with the issue that it belongs to |
| operator's | what the system delivers is said; the rest is a machine, a network or a contract of whoever runs it |
| norm orders otherwise | the norm of this trade orders what the requirement forbids; what makes up for it is said |
"""


def _counts(rows: tuple[Requirement, ...]) -> Iterator[str]:
    yield "## How many"
    yield "| chapter | apply | " + " | ".join(State) + " |"
    yield "| --- " * (2 + len(State)) + "|"
    for chapter, within in groupby(rows, lambda row: row.chapter):
        yield _count(f"{chapter} {titles()[str(chapter)]}", tuple(within))
    yield _count("**all**", rows)
    yield ""


def _count(name: str, rows: tuple[Requirement, ...]) -> str:
    return f"| {name} | {len(rows)} | " + " | ".join(str(sum(row.state is state for row in rows)) for state in State) + " |"


def _unfinished(rows: tuple[Requirement, ...]) -> Iterator[str]:
    yield "## What is missing"
    yield "| | state | what holds, and what is missing |"
    yield "| --- | --- | --- |"
    yield from (f"| {row.id} | {_state(row)} | {row.holds} |" for row in rows if row.state in (State.PARTLY, State.OPEN))
    yield ""


def _chapter(section: str, rows: tuple[Requirement, ...]) -> list[str]:
    """The heading of a chapter, before the first of its sections that applies."""
    chapter = section.partition(".")[0]
    first = next(row.section for row in rows if str(row.chapter) == chapter)
    return [f"## {chapter} {titles()[chapter]}", ""] if section == first else []


def _state(row: Requirement) -> str:
    return f"{WORDS[row.state]} {row.issue}".strip()


def _shown(evidence: str) -> str:
    """A link to what shows it."""
    if _is_test(evidence):
        file, _, name = node(evidence).partition("::")
        return f"[`{name}`](../../{file})"
    file, _, heading = evidence.partition("#")
    name = Path(file).stem if file.endswith(".md") else Path(file).name
    return f"[{name}{': ' + heading.replace('-', ' ') if heading else ''}](../../{evidence})"


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(requirements()), "utf-8")
    sys.stdout.write(f"Written: {PAGE}\n")


if __name__ == "__main__":
    main()
