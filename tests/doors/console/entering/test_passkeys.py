"""Staff: a passkey in place of the code, always after the password, only one's own; added with the code."""

from typing import Any

import pytest
from django.test import Client

from tests.doors.console.conftest import PASSWORD, code_now, hired, sign_in, words
from tests.fixtures.authenticator import ORIGIN, PRESENT, Authenticator, text
from toubao.business.governance import passkeys
from toubao.business.governance.models import Staff, StaffPasskey
from toubao.business.identity.models import Guessing
from toubao.journal.models import Entry

pytestmark = pytest.mark.django_db
HERE, DOOR = "/console/passkeys/", "/console/sign-in/passkey/"
FAILED = "/console/sign-in/?passkey=failed&next=%2Fconsole%2F"


@pytest.fixture(autouse=True)
def _at_a_domain(settings: Any) -> None:
    settings.PASSKEY_ORIGIN = ORIGIN


@pytest.fixture
def clerk(as_app: None) -> Client:
    """A browser in which the member `service` is signed in."""
    return at_work("service")


@pytest.fixture
def stranger(as_app: None) -> Client:
    """A browser in which nobody is signed in."""
    return Client(HTTP_HOST="localhost:8000")


@pytest.fixture
def device(clerk: Client) -> Authenticator:
    """A device that holds a passkey of `service`."""
    made = Authenticator()
    assert add(clerk, made)["Location"] == f"{HERE}?done=added"
    return made


def at_work(role: str) -> Client:
    client = Client(HTTP_HOST="localhost:8000")
    assert sign_in(client, hired(role).username).status_code == 302
    return client


def add(client: Client, device: Authenticator, code: str = "", **wrong: Any) -> Any:
    Staff.objects.update(last_step=0)
    answer = device.make(client.post(f"{HERE}question/").json(), **wrong)
    return client.post(f"{HERE}add/", {"answer": answer, "name": "窗口的電腦", "code": code or code_now()})


def use(client: Client, device: Authenticator, username: str = "service", password: str = PASSWORD, **wrong: Any) -> Any:
    answer = device.use(client.post(f"{DOOR}question/").json(), **wrong)
    return client.post(DOOR, {"username": username, "password": password, "answer": answer, "next": "/console/duties/"})


def refusals() -> list[str]:
    """Why passkeys were refused, as the journal has it."""
    return [entry.facts["outcome"] for entry in Entry.objects.filter(event="passkey.refused").order_by("pk")]


def test_password_and_passkey_open_the_console(device: Authenticator, stranger: Client) -> None:
    assert use(stranger, device)["Location"] == "/console/duties/"
    assert stranger.get("/console/").status_code == 200
    assert Entry.objects.filter(event="staff.signed_in").latest("pk").facts["by"] == "password+passkey"
    assert refusals() == []


def test_a_passkey_without_the_password_opens_nothing_and_counts_as_a_failure(device: Authenticator, stranger: Client) -> None:
    assert use(stranger, device, password="not this one")["Location"].startswith("/console/sign-in/?passkey=failed")
    assert stranger.get("/console/").status_code == 302
    assert Guessing.objects.get(subject=Staff.objects.get().pk).failures == 1
    assert "通行密鑰不正確" in words(stranger.get(FAILED))


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"tampered": True}, "signature"), ({"origin": "https://evil.example"}, "origin"), ({"flags": PRESENT}, "verification"),
        ({"challenge": text(b"x" * 32)}, "challenge"), ({"credential": b"never seen"}, "unknown passkey"),
        ({"handle": b"\x01" * 16}, "somebody else's"), ({"handle": b"short"}, "malformed"),
    ],
)  # fmt: skip
def test_a_wrong_answer_is_refused_and_counts(device: Authenticator, stranger: Client, wrong: dict[str, Any], reason: str) -> None:
    assert use(stranger, device, **wrong)["Location"].startswith("/console/sign-in/?passkey=failed")
    assert stranger.get("/console/").status_code == 302
    assert refusals() == [reason]
    assert Guessing.objects.get(subject=Staff.objects.get().pk).failures == 1


def test_anothers_passkey_does_not_stand_in_for_mine(device: Authenticator, stranger: Client) -> None:
    hired("compliance")
    use(stranger, device, username="compliance")
    assert stranger.get("/console/").status_code == 302
    assert refusals() == ["somebody else's"]


def test_an_answer_counts_once_and_a_count_that_goes_back_puts_it_away(device: Authenticator, stranger: Client) -> None:
    assert stranger.post(DOOR, {"username": "service", "password": PASSWORD, "answer": "{}"})["Location"] == FAILED
    use(stranger, device)
    use(stranger, device, count=1)
    use(stranger, device)
    assert refusals() == ["challenge", "count went back", "suspended"]
    assert "已停用" in words(at_work("service").get(HERE))


def test_adding_wants_the_code_and_one_device_is_added_once(clerk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = Authenticator()
    assert add(clerk, mine, code="000000")["Location"] == f"{HERE}?fault=code"
    assert not StaffPasskey.objects.exists()
    assert "驗證碼不正確" in words(clerk.get(f"{HERE}?fault=code"))
    assert add(clerk, mine, tampered=True, origin="https://evil.example")["Location"] == f"{HERE}?fault=origin"
    assert "沒有新增成功" in words(clerk.get(f"{HERE}?fault=origin"))
    assert add(clerk, mine)["Location"] == f"{HERE}?done=added"
    assert add(clerk, mine)["Location"] == f"{HERE}?fault=taken"
    monkeypatch.setattr(passkeys, "MOST", 1)
    assert add(clerk, Authenticator())["Location"] == f"{HERE}?fault=many"
    assert clerk.post(f"{HERE}add/", {"answer": "{}", "code": code_now()})["Location"] == f"{HERE}?fault=challenge"


def test_ones_own_is_removed_and_nobody_elses(device: Authenticator, clerk: Client) -> None:
    kept = StaffPasskey.objects.get()
    at_work("compliance").post(f"{HERE}{kept.pk}/remove/")
    assert StaffPasskey.objects.exists()
    assert "窗口的電腦" in words(clerk.get(HERE))
    assert clerk.post(f"{HERE}{kept.pk}/remove/")["Location"] == f"{HERE}?done=removed"
    assert not StaffPasskey.objects.exists()
    events = Entry.objects.filter(event__startswith="passkey.").order_by("pk").values_list("event", "actor_id")
    assert list(events) == [("passkey.added", "service"), ("passkey.removed", "service")]


def test_at_another_address_there_is_no_question(clerk: Client, settings: Any) -> None:
    settings.PASSKEY_ORIGIN = "https://insurer.example"
    assert [clerk.post(place).status_code for place in (f"{HERE}question/", f"{DOOR}question/")] == [404, 404]
    assert clerk.post(f"{HERE}add/")["Location"] == f"{HERE}?fault=place"
    assert "不能用 IP 位址" in words(clerk.get(HERE))
    assert "data-passkey" not in Client(HTTP_HOST="localhost:8000").get("/console/sign-in/").content.decode()
    assert Client(HTTP_HOST="localhost:8000").post(DOOR)["Location"] == FAILED


def test_questions_at_the_door_are_limited(stranger: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from toubao.business.identity.codes.allowances import limits

    monkeypatch.setitem(limits(), "passkey_network", {"seconds": 900, "most": 1})
    assert [stranger.post(f"{DOOR}question/").status_code for _ in range(2)] == [200, 429]
