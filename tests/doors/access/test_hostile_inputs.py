"""Whatever a request carries in any field that any door knows, every address answers in a sentence, never with an error of ours.

Numbers beyond every column, days at the ends of the calendar, text that is too long: each is put into all names at once, for the owner
and for a role that may ask.
"""

from typing import Any
from urllib.parse import urlencode

import pytest

from tests.doors.access.asking import address
from tests.doors.access.world import OWN, World, undone
from tests.doors.inputs import names
from toubao.doors.access.tables import DOORS
from toubao.doors.console.access import ANYBODY, TABLE

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"
DAYS = {"day", "departs_day", "returns_day"}
LOW, HIGH = "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"
SOMETHING = "00000000-0000-4000-8000-000000000000"
HALF_A_CHARACTER = b"\xed\xa0\x80".decode("latin-1")
UNREADABLE = ("9" * 4400, "長" * 3000, "NaN", HALF_A_CHARACTER, "1e400")
ROUNDS = ("low", "high")


def hostile(name: str, turn: str) -> str:
    """What a name carries in a round: a day, a place in a list, or a number, beyond what any column or calendar holds; each second name
    what can't be read at all, the others in the other round.
    """
    at, index = LOW if turn == "low" else HIGH, names().index(name)
    if name in DAYS:
        return at[:10]
    if name == "after":
        return f"{at}_{SOMETHING}"
    if index % 2 == ROUNDS.index(turn):
        return UNREADABLE[index % len(UNREADABLE)]
    return "-9223372036854775809" if turn == "low" else "2147483648"


ROWS = [(door, row) for door, table in DOORS.items() if door != "api" for row in table if not row.startswith("style")]


def asker_of(door: str, row: str, method: str) -> str:
    if door != "console":
        return OWN
    roles = TABLE[row][method]
    return OWN if roles == ANYBODY else min(roles)


@pytest.mark.parametrize(("door", "row"), ROWS)
def test_v1_4_2_no_value_in_any_field_breaks_an_address(there: World, door: str, row: str) -> None:
    for method in DOORS[door][row]:
        for turn in ROUNDS:
            status = send(there, door, row, method, turn)
            assert status < 500, (method, turn, status)


def send(world: World, door: str, row: str, method: str, turn: str) -> int:
    """The status of the answer; what was written, and what became of the cookies, is undone."""
    client, at = world.browsers[asker_of(door, row, method)], address(world, row, door)
    kept, everything = dict(client.cookies), urlencode({name: hostile(name, turn) for name in names()})
    asked: dict[str, Any] = {"QUERY_STRING": everything} if method == "GET" else {"data": everything, "content_type": FORM}
    with undone():
        status = client.generic(method, at, **asked).status_code
    client.cookies.clear()
    client.cookies.update(kept)
    return int(status)
