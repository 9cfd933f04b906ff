"""Requirements of the security list that are shown by what pages say and by what the session store is."""

import re
from math import log2

import pytest
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.sessions.models import Session
from django.db.models.functions import Now
from django.test import Client
from pytest_django import Settings

from tests import builders
from tests.doors.storefront.people.conftest import PASSWORD
from toubao.business.identity.jobs import tidy
from toubao.business.identity.passwords import LONGEST, SHORTEST, tidy_password
from toubao.doors.sessions import SessionStore


@pytest.mark.django_db
def test_v7_2_3_a_session_key_has_128_bits() -> None:
    keys = set()
    for _ in range(50):
        store = SessionStore()
        store.create()
        keys.add(store.session_key)
    assert len(keys) == 50
    assert all(re.fullmatch(r"[a-z0-9]{32}", key or "") for key in keys)
    assert 32 * log2(36) > 128


def test_v6_2_9_a_long_password_is_taken_whole(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    assert SHORTEST >= 8
    assert LONGEST >= 64
    long = "長句子 with Words 1! " * 20
    kept = make_password(tidy_password(long[:LONGEST]))
    assert kept.startswith("argon2$argon2id$")
    assert check_password(tidy_password(long[:LONGEST]), kept)
    assert not check_password(tidy_password(long[: LONGEST - 1]), kept)
    assert not check_password(tidy_password(long[:LONGEST].upper()), kept)


@pytest.mark.django_db
def test_v6_6_1_the_page_on_security_says_what_a_code_can_not_stand(client: Client) -> None:
    page = client.get("/security/").content.decode()
    assert "驗證碼還是可能被假網站騙走" in page
    assert "通行密鑰與憑證不會" in page


@pytest.mark.django_db
def test_v14_2_7_sessions_that_are_over_are_forgotten() -> None:
    """By the world's own time, however far the demo's clock was turned."""
    store = SessionStore()
    store["x"] = 1
    store.create()
    tidy(now=builders.NOW)
    assert Session.objects.filter(pk=store.session_key).exists()
    Session.objects.filter(pk=store.session_key).update(expire_date=Now())
    tidy(now=builders.NOW)
    assert not Session.objects.filter(pk=store.session_key).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("place", ["/members/a.css", "/members/account/a.js", "/case/a.css", "/privacy/a.png", "/console/cases/a.css"])
def test_v14_2_5_an_address_with_a_files_name_behind_it_is_not_found(client: Client, place: str) -> None:
    assert client.get(place).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("body", ["next=/members/&next=//evil.example/", "next=//evil.example/&next=/members/", "next=/members/"])
def test_v15_3_7_what_is_judged_is_what_is_used(client: Client, body: str) -> None:
    """Of two values of a name one is taken, everywhere the same; and a query doesn't stand in for what the form says."""
    builders.registered_account(1)
    typed = f"who=0910000001&password={PASSWORD.replace(' ', '+')}&{body}"
    answer = client.post("/sign-in/?next=//evil.example/", typed, content_type="application/x-www-form-urlencoded")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/members/")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [("/sign-in/", {"Sec-Fetch-Site": "cross-site"}, 403), ("/sign-in/?a=%00", {}, 400), ("/privacy/", {}, 405), ("/no-such/", {}, 404)],
)
def test_v16_3_3_what_is_turned_away_is_a_line_of_the_log(
    client: Client, caplog: pytest.LogCaptureFixture, path: str, headers: dict[str, str], status: int
) -> None:
    assert client.post(path, headers=headers).status_code == status
    told = [record.getMessage() for record in caplog.records if record.levelname == "WARNING"]
    assert any(path.partition("?")[0] in line for line in told), told
