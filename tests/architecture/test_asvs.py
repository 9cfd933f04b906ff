"""The list of security requirements says what is so: every requirement once, every test and page that it names exists, nothing unproved."""

import re
from hashlib import sha256
from itertools import pairwise

import pytest

from tests.architecture.asvs import LIST, PAGE, ROOT, Requirement, State, node, page, requirements, titles

APPLY = 290
# Of the numbers of all that apply, each on a line: none can be left out or taken for another.
NUMBERS = "83713aea6815bf21e441f745a6d7390e1f82122836ca9eb3f458799606e7220b"
# What does not hold wholly. The list may only shrink.
UNFINISHED = {
    "2.4.2", "6.3.3", "6.5.5", "8.4.2", "11.2.2", "11.2.3", "13.2.1", "13.3.1", "13.3.3", "13.3.4", "14.2.1", "14.2.7",
}  # fmt: skip
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def wrong(row: Requirement) -> list[str]:
    """What can't be true of a row."""
    said = {
        "has no words": len(row.holds) < 8,
        "is not finished and names no issue": row.state in (State.PARTLY, State.OPEN) and not re.fullmatch(r"#\d+", row.issue),
        "is finished and names an issue": row.state in (State.HOLDS, State.OPERATOR, State.NORM) and row.issue != "",
        "has no evidence": row.state is not State.OPEN and not row.evidence,
        "is of code and shown by no test": row.kind == "code" and row.state is State.HOLDS and not row.tests,
        "is of documents and shown by no page": row.kind == "document" and row.state is State.HOLDS and not row.pages,
        "has a cell that breaks the table": "|" in row.holds,
    }
    unknown = [f"names {each}, which is no test, or several" for each in row.tests if not is_test(each)]
    missing = [f"names {each}, which is not there" for each in row.pages if not is_there(each)]
    return [f"{row.id} {what}" for what in [*(what for what, so in said.items() if so), *unknown, *missing]]


def is_test(name: str) -> bool:
    """Whether there is one test that is called so."""
    try:
        return node(name) != ""
    except LookupError:
        return False


def is_there(page: str) -> bool:
    """Whether a page of the project exists, and its heading."""
    file, _, heading = page.partition("#")
    path = ROOT / file
    return path.is_file() and (not heading or heading in {_anchor(each) for each in HEADING.findall(path.read_text("utf-8"))})


def _anchor(heading: str) -> str:
    """A heading as links name it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def test_every_requirement_that_applies_stands_here_once_and_in_order() -> None:
    ids = [row.id for row in requirements()]
    assert len(ids) == len(set(ids)) == APPLY
    assert all(list(map(int, a.split("."))) < list(map(int, b.split("."))) for a, b in pairwise(ids))
    assert sha256("\n".join(ids).encode()).hexdigest() == NUMBERS
    assert {row.section for row in requirements()} | {str(row.chapter) for row in requirements()} == set(titles())


def test_whatever_is_said_to_hold_is_shown() -> None:
    assert [what for row in requirements() for what in wrong(row)] == []


def test_what_is_missing_only_shrinks() -> None:
    assert {row.id for row in requirements() if row.state in (State.PARTLY, State.OPEN)} == UNFINISHED


def test_the_page_is_fresh() -> None:
    assert PAGE.read_text("utf-8") == page(requirements()), "run `make docs`"


def test_no_line_ends_in_blanks() -> None:
    assert [line for line in LIST.read_text("utf-8").splitlines() if line.endswith(" ")] == []


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"evidence": ()}, "has no evidence"),
        ({"evidence": ("test_that_nobody_wrote",)}, "which is no test"),
        ({"evidence": ("docs/operate/keys.md#no-such-heading",)}, "which is not there"),
        ({"evidence": ("docs/operate/keys.md",)}, "is of code and shown by no test"),
        ({"state": State.OPEN}, "names no issue"),
        ({"issue": "#8"}, "names an issue"),
        ({"kind": "document"}, "shown by no page"),
        ({"holds": ""}, "has no words"),
    ],
)
def test_control_a_row_that_says_too_much_is_noticed(change: dict[str, object], what: str) -> None:
    mine = "test_asvs.py::test_the_page_is_fresh"
    good: dict[str, object] = {
        "id": "1.1.1", "level": "1", "kind": "code", "state": State.HOLDS, "issue": "", "holds": "so it is", "evidence": (mine,),
    }  # fmt: skip
    assert wrong(Requirement(**good)) == []  # type: ignore[arg-type]  # the right kinds, by name
    assert any(what in found for found in wrong(Requirement(**good | change)))  # type: ignore[arg-type]  # as above
