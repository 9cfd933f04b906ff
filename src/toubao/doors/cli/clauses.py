"""`toubao clauses`: each leaf clause of the norm, its answers, where they stand in code, and their tests."""

import argparse
import json
from typing import Any

from toubao import law
from toubao.doors import checkout
from toubao.rules.coverage import Coverage, Line, coverage, markdown, shut_by
from toubao.rules.kit import answers


def register(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("clauses", help="each clause of the norm, its answers in code and their tests")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print the matrix as JSON")
    form.add_argument("--markdown", action="store_true", help="write it into docs/generated/clauses.md")
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Lay answers and tests beside the newest edition's clauses, and print or write that."""
    found = matrix()
    if chosen.json:
        print(json.dumps(found.as_json(), ensure_ascii=False, indent=2))
    elif chosen.markdown:
        print(f"Written: {checkout.write_generated('clauses.md', markdown(found))}")
    else:
        print(told(found))
    return 0


def matrix() -> Coverage:
    """The coverage of the newest edition by the registered answers and the checkout's tests."""
    return coverage(law.current(), answers(), checkout.ids_of_tests(), shut_by())


def told(found: Coverage) -> str:
    """The matrix for a person at a terminal; what is still open comes last, where it is seen."""
    lines = [text for line in found.leaves for text in _clause(found, line)]
    if found.above:
        lines += ["", "Answers to clauses that have others below them:"]
        lines += [text for line in found.above for text in _clause(found, line)]
    kinds = " · ".join(f"{kind} {count}" for kind, count in found.by_kind.items())
    lines += ["", f"{found.edition.title}, edition of {found.edition.version}"]
    lines += [f"{len(found.leaves)} leaf clauses: {found.answered} answered, {len(found.unanswered)} not yet", f"Answers: {kinds}"]
    lines += [f"Not answered yet: {' '.join(found.unanswered)}"] if found.unanswered else []
    return "\n".join(lines)


def _clause(found: Coverage, line: Line) -> list[str]:
    head = f"{line.clause.id:<10} {found.edition.citation(line.clause.id)}"
    if not line.answers:
        return [f"{head}  (no answer yet)"]
    lines = [head]
    for each in line.answers:
        lines.append(f"    {each.kind:<10} {each.name}  {each.where}")
        lines += [f"        {test}" for test in each.tests] or ["        (no test bears its name)"]
    return lines
