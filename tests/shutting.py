"""What the table of `rules/articles/shut.tsv` says, happens: while a test that it names runs, its gate was recorded as shut (or as
referring to a person, where that is how it stops), and a door (a page, the API, the console, a command, or a step of the worker) led there;
else the test fails.
"""

import os
import sys
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import pytest

from toubao.business import steps, whose
from toubao.journal.models import Entry
from toubao.rules.coverage import shut_by
from toubao.rules.kit import Ruling

RECORD = os.environ.get("TOUBAO_RECORD_SHUT", "")
"""A file to which every test's shut gates are written, to find one for a new gate."""
STOPS: Final = (Ruling.SHUT, Ruling.REFER)
_LONGEST = 200
Shut = dict[str, set[tuple[UUID, str]]]


@contextmanager
def watching() -> Iterator[Shut]:
    """Inside, decisions are watched: the gates that were shut where a door led to it, with the subject and event of their entry."""
    seen: Shut = {}
    append = steps.append

    def watched(**told: Any) -> int:
        number = append(**told)
        shut = [each.gate for each in told.get("verdicts", ()) if each.ruling in STOPS]
        if shut and by_a_door():
            for gate in shut:
                seen.setdefault(gate, set()).add((told["about"].id, told["event"].value))
        return number

    steps.append = watched
    try:
        yield seen
    finally:
        steps.append = append


def by_a_door() -> bool:
    """Whether what runs now was called by a door or by a step of the worker."""
    frame = sys._getframe(1)
    for _ in range(_LONGEST):
        place = frame.f_code.co_filename
        worker = "/toubao/business/" in place and place.endswith("/jobs.py")
        if "/toubao/doors/" in place or worker:
            return True
        if frame.f_back is None:
            return False
        frame = frame.f_back
    return False


def recorded(gate: str, kept: set[tuple[UUID, str]]) -> bool:
    """Whether the journal has it: an entry of one of these subjects and events, in which this gate is shut."""
    with whose.system():
        found = Entry.objects.filter(subject_id__in=[subject for subject, _ in kept], event__in=[event for _, event in kept])
        return any(said["gate"] == gate and said["ruling"] in STOPS for each in found for said in each.verdicts)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, Any, Any]:
    """Watch a test that the table names, and hold it to what the table says."""
    wanted = [gate for gate, test in shut_by().items() if test == item.nodeid]
    if not wanted and not RECORD:
        return (yield)
    with watching() as seen:
        result = yield
    if RECORD:
        _write(item.nodeid, seen)
    missing = [gate for gate in wanted if gate not in seen or not recorded(gate, seen[gate])]
    if missing:
        pytest.fail(f"shut.tsv says that this test drives {', '.join(missing)} shut through a door, and it does not", pytrace=False)
    return result


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test of the table that was collected by its function only, since its parameters are called otherwise now, is an error."""
    there = {item.nodeid for item in items}
    functions = {name.partition("[")[0] for name in there}
    gone = [test for test in shut_by().values() if test.partition("[")[0] in functions and test not in there and not _chosen(test)]
    if gone:
        raise pytest.UsageError(f"shut.tsv names what is no test any more: {', '.join(sorted(set(gone)))}")


def _chosen(test: str) -> bool:
    """Whether somebody runs some of this function's parameters by name, so that others are rightly not there."""
    return any(each.startswith(test.partition("[")[0] + "[") for each in sys.argv)


def _write(test: str, seen: Shut) -> None:
    with Path(RECORD).open("a", encoding="utf-8") as file:
        file.writelines(f"{gate}\t{test}\n" for gate, kept in sorted(seen.items()) if recorded(gate, kept))
