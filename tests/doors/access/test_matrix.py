"""Each row of each door's table is asked by everybody, with every method: whose it is, somebody else, nobody, each role of the staff."""

from typing import Any

import pytest

from tests.doors.access.asking import METHODS, Answer, ask
from tests.doors.access.world import CANARIES, NOBODY, OTHER, OWN, World
from toubao.doors.access import Who
from toubao.doors.access.tables import DOORS
from toubao.doors.console.access import ANYBODY, ROLES
from toubao.doors.console.access import TABLE as CONSOLE
from toubao.doors.storefront import access as storefront

pytestmark = pytest.mark.django_db
ROWS = [(door, row) for door, table in DOORS.items() for row in table if door != "console" and not row.startswith("style")]
PUBLIC = {Who.ANYBODY, Who.LINK, Who.MONITOR}
STRANGERS = (NOBODY, "service")
SIGN_IN, STAFF_SIGN_IN = "/sign-in/", "/console/sign-in/"


def holds(who: Who, asker: str, answer: Answer) -> bool:
    """Whether an answer is the one that a row's word promises this asker."""
    status, place, *_ = answer
    let_in = status not in (401, 403, 404, 405) and status < 500 and not place.startswith(f"{SIGN_IN}?next=")
    known = asker in (OWN, OTHER)
    if who in PUBLIC:
        return let_in or status in (404, 401)
    if who is Who.SIGNED:
        return status == 400
    if who is Who.BROWSER:
        return let_in if asker == OWN else status in (400, 404) or place == SIGN_IN
    if who in (Who.PROGRAM, Who.OWN_BY_PROGRAM):
        return (let_in or (who is Who.OWN_BY_PROGRAM and asker == OTHER and status == 404)) if known else status == 401
    if not known:
        return status == 302 and place.startswith(f"{SIGN_IN}?next=")
    return status == 404 if who is Who.OWN and asker == OTHER else let_in


def tells(answer: Answer) -> list[str]:
    """The canaries in an answer."""
    return [each for each in CANARIES if each in answer[2] + answer[1]]


@pytest.mark.parametrize(("door", "row"), ROWS)
def test_each_row_is_answered_as_it_says(there: World, door: str, row: str) -> None:
    for method in METHODS:
        who: Any = DOORS[door][row].get(method)
        if who is None:
            assert {ask(there, asker, method, row, door)[0] for asker in (NOBODY, OWN)} == {405}, method
            continue
        for asker in (OWN, OTHER, *STRANGERS):
            answer = ask(there, asker, method, row, door)
            assert holds(who, asker, answer), (method, asker, who.name, answer[0], answer[1], answer[2][:200])
            assert asker == OWN or tells(answer) == [], (method, asker)


@pytest.mark.parametrize("row", CONSOLE)
def test_each_row_of_the_console_is_answered_as_it_says(there: World, row: str) -> None:
    for method in METHODS:
        roles = CONSOLE[row].get(method)
        if roles is None:
            assert {ask(there, asker, method, row, "console")[0] for asker in (NOBODY, "auditor")} == {405}, method
            continue
        for asker in (NOBODY, OWN, OTHER, *ROLES):
            status, place, *_ = answer = ask(there, asker, method, row, "console")
            if roles == ANYBODY:
                assert status in (200, 302, 404, 422), (method, asker, status)
            elif asker not in ROLES:
                assert (status, place.partition("?")[0]) == (302, STAFF_SIGN_IN), (method, asker, status)
            else:
                assert (status in (200, 302, 404, 409, 422)) if asker in roles else status == 403, (method, asker, status)
            assert asker in roles or tells(answer) == [], (method, asker)


def test_the_owner_is_told_what_is_the_owners(there: World) -> None:
    """Else the canaries would prove nothing."""
    told = {row for door, row in ROWS if "GET" in DOORS[door][row] and tells(ask(there, OWN, "GET", row, door))}
    assert {"purchase-traveller", "purchase-beneficiary", "purchase-check", "members-passkeys", "register-you"} <= told


@pytest.mark.parametrize(
    ("row", "word"), [("members-policy", Who.MEMBER), ("members", Who.ANYBODY), ("purchase-trip", Who.ANYBODY), ("register-you", Who.OWN)]
)
def test_a_row_that_says_something_else_is_noticed(there: World, monkeypatch: pytest.MonkeyPatch, row: str, word: Who) -> None:
    """The positive control: with another word in the table, the answers aren't those that it promises."""
    for asker in (OWN, OTHER, *STRANGERS):
        assert holds(storefront.TABLE[row]["GET"], asker, ask(there, asker, "GET", row, "storefront"))
    monkeypatch.setitem(storefront.TABLE[row], "GET", word)  # type: ignore[arg-type]  # a row is a dictionary
    answers = [holds(word, asker, ask(there, asker, "GET", row, "storefront")) for asker in (OWN, OTHER, *STRANGERS)]
    assert not all(answers)
