"""A sign-in belongs to the kind of browser in which it was made, and takes a fresh key when somebody proves again who they are."""

from typing import Any

import pytest
from django.test import Client

from tests import builders
from tests.doors.storefront.people.access.test_devices import DESK, HERE, PHONE, ended, of
from tests.doors.storefront.people.conftest import PASSWORD, sign_in
from toubao.business.identity.models import Account
from toubao.doors.storefront import visitor
from toubao.journal.models import Entry

pytestmark = pytest.mark.django_db
PROVE = "/members/account/prove/"


@pytest.fixture
def desk(as_app: None, account: Account) -> Client:
    """The person's browser on their desk, signed in."""
    return sign_in(Client(SERVER_NAME="localhost", headers={"User-Agent": DESK}), account, "0910000001")


def thief(client: Client, agent: str) -> Client:
    """Somebody who has the key of this browser's session, and another browser."""
    made = Client(SERVER_NAME="localhost", REMOTE_ADDR="198.51.100.66", headers={"User-Agent": agent})
    made.cookies = client.cookies.copy()
    return made


def who_ended(account: Account) -> tuple[str, str]:
    """Who the journal says ended the one sign-in of this account that has ended."""
    entry = Entry.objects.get(subject_id=account.pk, event="session.ended")
    return entry.actor_kind, entry.actor_id


@pytest.mark.parametrize("place", [HERE, "/members/", PROVE])
def test_v8_2_4_a_session_that_another_kind_of_browser_brings_ends_at_once(desk: Client, account: Account, place: str) -> None:
    answer = thief(desk, PHONE).get(place)
    assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, "/sign-in/")
    assert ended(account) == [("Chrome", "other browser")]
    assert who_ended(account) == ("unknown", "198.51.100.66"), "not its holder"
    assert desk.get(HERE).status_code == 302, "it has ended for its holder too, who signs in anew"


def test_whoever_signs_in_over_somebody_else_has_ended_that_sign_in(desk: Client, account: Account) -> None:
    after = builders.registered_account(2, password=PASSWORD)
    sign_in(desk, after, "0910000002")
    assert ended(account) == [("Chrome", "replaced")]
    assert who_ended(account) == ("person", str(after.person_id))
    assert of(desk).account_id == after.pk


def test_v8_2_4_a_newer_version_of_the_same_browser_goes_on(desk: Client, account: Account) -> None:
    assert thief(desk, DESK.replace("130.0", "131.0")).get(HERE).status_code == 200
    assert ended(account) == []


def test_control_without_the_look_the_stolen_key_opens_everything(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visitor, "same_kind", lambda request, kept: True)
    assert thief(desk, PHONE).get(HERE).status_code == 200


def test_v7_2_4_who_proves_it_again_gets_a_new_key(desk: Client, account: Account) -> None:
    copied, before, row = thief(desk, DESK), desk.session.session_key, of(desk).pk
    answer: Any = desk.post(PROVE, {"password": "a wrong one that is long"})
    assert (answer.status_code, desk.session.session_key) == (422, before)
    answer = desk.post(PROVE, {"password": PASSWORD, "next": HERE})
    assert (answer.status_code, answer["Location"]) == (302, HERE)
    assert desk.session.session_key != before
    assert of(desk).pk == row
    assert desk.get(HERE).status_code == 200
    assert copied.get(HERE).status_code == 302


@pytest.mark.parametrize("place", ["end-others/", "programs/abc/end/", "00000000-0000-4000-8000-000000000000/end/"])
def test_v7_5_2_ending_a_sign_in_asks_for_a_fresh_proof_and_comes_back(desk: Client, account: Account, place: str, moment: Any) -> None:
    other = sign_in(Client(SERVER_NAME="localhost", headers={"User-Agent": PHONE}), account, "0910000001")
    moment.shift(11 * 60)
    answer = desk.post(f"{HERE}{place}")
    assert (answer.status_code, answer["Location"]) == (302, f"{PROVE}?next={HERE.replace('/', '%2F')}")
    assert other.get(HERE).status_code == 200, "nothing ended"
    assert desk.post(PROVE, {"password": PASSWORD, "next": HERE})["Location"] == HERE
    assert desk.get(HERE).status_code == 200
    assert desk.post(f"{HERE}end-others/")["Location"] == f"{HERE}?ended=others"
    assert other.get(HERE).status_code == 302
