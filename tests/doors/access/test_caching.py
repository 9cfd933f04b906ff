"""What is somebody's is kept by no cache: every address that needs somebody, and every page of the console, says so."""

import re

import pytest

from tests.doors.access.asking import address
from tests.doors.access.test_matrix import ROWS
from tests.doors.access.world import OWN, World, undone
from toubao.doors.access import SIGNED_IN, Who
from toubao.doors.access.tables import DOORS
from toubao.doors.console.access import ANYBODY, TABLE

pytestmark = pytest.mark.django_db
SOMEBODYS = [(door, row) for door, row in ROWS if DOORS[door][row].get("GET") not in (None, Who.ANYBODY)]
STAFFS = [row for row, methods in TABLE.items() if methods.get("GET", ANYBODY) != ANYBODY]


def page(world: World, asker: str, row: str, door: str) -> tuple[int, str]:
    """Status of the answer, and the page."""
    client = world.browsers[asker]
    before = dict(client.cookies)
    with undone():
        answer = client.get(address(world, row, door))
    client.cookies.clear()
    client.cookies.update(before)
    return answer.status_code, answer.content.decode("utf-8", "replace") if answer.headers.get("Content-Type", "").startswith(
        "text/html"
    ) else ""


def kept(world: World, asker: str, row: str, door: str) -> tuple[int, str]:
    """Status of the answer, and what it says to caches."""
    client, headers = world.browsers[asker], {}
    before = dict(client.cookies)
    if door == "api":
        headers["HTTP_AUTHORIZATION"] = f"Bearer {world.tokens[asker]}"
    with undone():
        answer = client.get(address(world, row, door), **headers)
    client.cookies.clear()
    client.cookies.update(before)
    return answer.status_code, answer.headers.get("Cache-Control", "")


@pytest.mark.parametrize(("door", "row"), SOMEBODYS)
def test_v14_3_2_what_is_somebodys_is_kept_by_no_cache(there: World, door: str, row: str) -> None:
    status, said = kept(there, OWN, row, door)
    assert status >= 300 or "no-store" in said, said


@pytest.mark.parametrize("row", STAFFS)
def test_v14_3_2_no_page_of_the_console_is_kept(there: World, row: str) -> None:
    status, said = kept(there, min(TABLE[row]["GET"]), row, "console")
    assert status >= 300 or "no-store" in said, said


@pytest.mark.parametrize("row", [row for door, row in SOMEBODYS if door == "storefront" and DOORS[door][row]["GET"] in SIGNED_IN])
def test_v7_4_4_every_page_of_a_member_leads_out(there: World, row: str) -> None:
    status, text = page(there, OWN, row, "storefront")
    assert status >= 300 or not text or "</html>" not in text or re.search(r'(?:action|href)="/sign-out/"', text)


@pytest.mark.parametrize("row", STAFFS)
def test_v7_4_4_every_page_of_the_console_leads_out(there: World, row: str) -> None:
    status, text = page(there, min(TABLE[row]["GET"]), row, "console")
    assert status >= 300 or not text or "</html>" not in text or 'action="/console/sign-out/"' in text


def test_control_what_anybody_may_have_may_be_kept(there: World) -> None:
    status, said = kept(there, OWN, "norm", "storefront")
    assert status == 200
    assert "no-store" not in said
