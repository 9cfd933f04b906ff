"""The second wall: with the application's own check switched off, the database still shows nobody what is somebody else's."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db import connection

from tests.doors.access.asking import ask
from tests.doors.access.test_matrix import ROWS, holds, tells
from tests.doors.access.world import OTHER, OWN, World
from toubao.business.consents import queries as consents
from toubao.business.consents.models import Consent, ShownText
from toubao.business.identity.changes import queries as changes
from toubao.business.identity.devices import sessions
from toubao.business.identity.devices.passkeys import keeping
from toubao.business.identity.models import BrowserSession, Passkey, ProgramGrant
from toubao.business.identity.programs import granting
from toubao.business.policies import queries as policies
from toubao.business.policies.models import Policy
from toubao.business.purchase import queries as purchases
from toubao.doors.access import Who
from toubao.doors.access.tables import DOORS
from toubao.doors.storefront import visitor

pytestmark = pytest.mark.django_db
OWNED = [(door, row, method) for door, row in ROWS for method, who in DOORS[door][row].items() if who in (Who.OWN, Who.OWN_BY_PROGRAM)]
REGISTERING = ["register-you", "register-code"]
LOOKED_UP = ["motor-found", "motor-proof", "motor-proof-document"]
SHOWING = {"purchase-traveller", "purchase-beneficiary", "purchase-check", "v1/applications/<uuidstr:application>"}
ENDING: dict[str, Callable[[World], Any]] = {
    "members-devices-end": lambda there: BrowserSession.objects.get(pk=there.session).ended_at is None,
    "members-devices-end-program": lambda there: bool(granted(there.handle)),
    "members-passkeys-remove": lambda there: Passkey.objects.filter(pk=there.passkey.pk).exists(),
}


def granted(handle: str) -> list[ProgramGrant]:
    """What somebody let a program do and that has not ended, whoever's it is."""
    return [each for each in ProgramGrant.objects.filter(ended_at=None) if granting.handle_of(each) == handle]


def end_granted(handle: str, now: datetime, **rest: Any) -> None:
    """End it, whoever's it is."""
    ProgramGrant.objects.filter(pk__in=[each.pk for each in granted(handle)]).update(ended_at=now)


def believed(request: Any, found: Any) -> bool:
    """Whoever's it is, it is taken for the asker's."""
    request.visitors_account = found.account if hasattr(found, "account") else found
    return True


def agreed_by_anybody(digest: str) -> ShownText | None:
    """The text, whoever agreed to it."""
    return ShownText.objects.filter(pk=digest).first() if Consent.objects.filter(text_id=digest).exists() else None


@pytest.fixture
def unchecked(monkeypatch: pytest.MonkeyPatch) -> None:
    """The application gives everybody what they name, whoever's it is."""
    monkeypatch.setattr(purchases, "own", lambda pk, owner: purchases.purchase(pk))
    monkeypatch.setattr(purchases, "own_in_session", lambda pk, session, real: purchases.purchase(pk))
    monkeypatch.setattr(visitor, "recognise", believed)
    monkeypatch.setattr(changes, "own", lambda pk, owner: changes.change(pk))
    monkeypatch.setattr(policies, "own", lambda number, person: Policy.objects.select_related("person__key").filter(number=number).first())
    monkeypatch.setattr(sessions, "end", lambda session_id, now, **rest: BrowserSession.objects.filter(pk=session_id).update(ended_at=now))
    monkeypatch.setattr(granting, "end_one", end_granted)
    monkeypatch.setattr(consents, "agreed_text", lambda holders, digest: agreed_by_anybody(digest))
    monkeypatch.setattr(keeping, "remove", lambda passkey, **rest: Passkey.objects.filter(pk=passkey).delete())


@pytest.fixture
def without_wall(there: World) -> None:
    """The database shows everything to everybody, as to the owner of its tables."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE toubao_owner")


@pytest.mark.parametrize(("door", "row", "method"), OWNED)
def test_nobody_gets_what_is_anothers_with_the_check_off(there: World, unchecked: None, door: str, row: str, method: str) -> None:
    answer = ask(there, OTHER, method, row, door)
    assert holds(DOORS[door][row][method], OTHER, answer), answer[:2]
    assert tells(answer) == []


@pytest.mark.parametrize(("door", "row"), [(door, row) for door, row, method in OWNED if method == "GET"])
def test_without_the_wall_the_same_request_shows_it(there: World, unchecked: None, without_wall: None, door: str, row: str) -> None:
    """The positive control."""
    answer = ask(there, OTHER, "GET", row, door)
    assert answer[0] != 404
    assert (tells(answer) != []) == (row in SHOWING)


@pytest.mark.parametrize("row", ENDING)
def test_nobody_ends_what_is_anothers_with_the_check_off(there: World, unchecked: None, row: str) -> None:
    assert ask(there, OTHER, "POST", row, "storefront", look=lambda: ENDING[row](there))[3]


@pytest.mark.parametrize("row", ENDING)
def test_without_the_wall_the_same_request_ends_it(there: World, unchecked: None, without_wall: None, row: str) -> None:
    """The positive control."""
    assert not ask(there, OTHER, "POST", row, "storefront", look=lambda: ENDING[row](there))[3]


@pytest.mark.parametrize("row", REGISTERING)
def test_a_registration_that_another_browser_names_is_not_there(there: World, row: str) -> None:
    """Even if that browser's session says that it runs there."""
    _pretend(there)
    answer = ask(there, OTHER, "GET", row, "storefront")
    assert (answer[0], tells(answer)) == (404, [])


@pytest.mark.parametrize("row", REGISTERING)
def test_without_the_wall_the_registration_is_there(there: World, without_wall: None, row: str) -> None:
    """The positive control."""
    _pretend(there)
    assert ask(there, OTHER, "GET", row, "storefront")[0] == 200


@pytest.mark.parametrize("row", LOOKED_UP)
def test_8_3_process_a_look_up_that_another_browser_pretends_to_have_made_is_not_there(there: World, row: str) -> None:
    """Even if that browser's session names the policy, with somebody else whose it is."""
    _pretend_to_have_looked(there)
    answer = ask(there, OTHER, "GET", row, "storefront")
    assert (answer[0], tells(answer), "DEM-0005" in answer[2]) == (404, [], False)


@pytest.mark.parametrize("row", LOOKED_UP)
def test_8_3_process_without_the_wall_the_look_up_is_there(there: World, without_wall: None, row: str) -> None:
    """The positive control."""
    _pretend_to_have_looked(there)
    assert ask(there, OTHER, "GET", row, "storefront")[0] == 200


def _pretend_to_have_looked(there: World) -> None:
    (entry,) = there.browsers[OWN].session["motor"]
    session: Any = there.browsers[OTHER].session
    session["motor"] = [[entry[0], entry[1], str(there.other.person_id), entry[3]]]
    session.save()


def _pretend(there: World) -> None:
    kept: Any = there.browsers[OTHER].session
    kept["registrations"] = {str(there.registration.pk): "/members/"}
    kept.save()
