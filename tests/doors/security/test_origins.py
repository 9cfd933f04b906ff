"""Customers and staff on two origins: each host answers what is its own and nothing else, and trusts nothing of the other's."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from tests.doors.console.conftest import hired, moment, sign_in
from toubao.business.governance import links
from toubao.business.identity.devices.passkeys.party import party
from toubao.doors.access.tables import endpoints
from toubao.doors.clock import now

__all__ = ["moment"]
SHOP, CONSOLE = "shop.example", "console.example"
pytestmark = pytest.mark.django_db


@pytest.fixture
def two(settings: Settings) -> None:
    """Two origins, as TOUBAO_URL and TOUBAO_CONSOLE_URL make them."""
    settings.PUBLIC_URL, settings.CONSOLE_URL = f"http://{SHOP}", f"http://{CONSOLE}:8443"
    settings.STAFF_URL, settings.STAFF_PASSKEY_ORIGIN = settings.CONSOLE_URL, settings.CONSOLE_URL
    settings.PASSKEY_ORIGIN, settings.ALLOWED_HOSTS, settings.CSRF_TRUSTED_ORIGINS = settings.PUBLIC_URL, [SHOP, CONSOLE], []


def _ask(host: str, path: str, method: str = "GET") -> Any:
    return Client(SERVER_NAME=host).generic(method, path)


@pytest.mark.usefixtures("two", "as_app")
def test_each_host_answers_what_is_its_own() -> None:
    for path in ("/sign-in/", "/api/v1/destinations", "/api/docs"):
        assert _ask(SHOP, path).status_code == 200, path
    assert _ask(CONSOLE, "/console/sign-in/").status_code == 200
    bare = _ask(CONSOLE, "/")
    assert (bare.status_code, bare.headers["Location"]) == (302, "/console/")
    for host in (SHOP, CONSOLE):
        assert _ask(host, "/healthz").status_code == 200
        file = _ask(host, "/static/look/look.js")
        assert (file.status_code, b"".join(file.streaming_content) != b"") == (200, True)


@pytest.mark.usefixtures("two", "as_app")
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_no_address_of_the_one_is_there_at_the_other(method: str) -> None:
    routes = [each.route for each in endpoints() if not each.route.startswith(("/healthz", "/reports", "/<"))]
    desks = [route for route in routes if route.startswith("/console/")]
    shops = [route for route in routes if not route.startswith("/console/") and route != "/"]
    assert min(len(desks), len(shops)) > 40
    assert {(route, _ask(SHOP, route, method).status_code) for route in desks} == {(route, 404) for route in desks}
    assert {(route, _ask(CONSOLE, route, method).status_code) for route in shops} == {(route, 404) for route in shops}


@pytest.mark.usefixtures("two", "as_app")
def test_what_is_not_there_leads_back_to_what_is() -> None:
    for host, path, home in ((SHOP, "/console/cases/", "/"), (CONSOLE, "/members/", "/console/")):
        page = _ask(host, path).content.decode()
        assert f'href="{home}"' in page, host
        assert ("作業台" in page, "/case/" in page) == (host == CONSOLE, host == SHOP)


@pytest.mark.usefixtures("as_app")
def test_control_on_one_origin_both_are_there() -> None:
    for path in ("/sign-in/", "/console/sign-in/"):
        assert _ask("localhost", path).status_code == 200


@pytest.mark.usefixtures("two", "as_app")
def test_the_console_works_on_its_own_host_alone_even_with_a_session_there() -> None:
    client = Client(SERVER_NAME=CONSOLE)
    assert sign_in(client, hired("clerk").username).status_code == 302
    for host, status in ((CONSOLE, 200), (SHOP, 404), (CONSOLE, 200)):
        assert client.get("/console/", SERVER_NAME=host).status_code == status


@pytest.mark.usefixtures("two")
def test_a_form_of_the_other_origin_is_refused_even_with_a_good_token(as_app: None) -> None:
    strict = Client(enforce_csrf_checks=True, SERVER_NAME=CONSOLE)
    page = strict.get("/console/sign-in/").content.decode()
    token = page.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    sent = {"csrfmiddlewaretoken": token, "username": "x", "password": "y", "code": "1"}
    own = strict.post("/console/sign-in/", sent, headers={"Origin": f"http://{CONSOLE}"})
    assert own.status_code == 422  # the control: the form was read
    assert strict.post("/console/sign-in/", sent, headers={"Origin": f"http://{SHOP}"}).status_code == 403
    assert strict.post("/console/sign-in/", sent, headers={"Sec-Fetch-Site": "same-site"}).status_code == 403


@pytest.mark.usefixtures("two", "as_app")
def test_links_and_passkeys_of_staff_are_for_the_consoles_origin() -> None:
    assert links.make(hired("clerk"), now=now()).startswith(f"http://{CONSOLE}:8443/console/join/")
    customers, staff = party(), party(staff=True)
    assert customers is not None
    assert staff is not None
    assert (customers.domain, staff.domain, staff.origin) == (SHOP, CONSOLE, f"http://{CONSOLE}:8443")
    assert f'<a href="http://{SHOP}/">' in _ask(CONSOLE, "/console/sign-in/").content.decode()


@pytest.mark.usefixtures("two", "as_app")
def test_a_passkeys_question_is_for_the_origin_at_which_it_was_asked() -> None:
    asked = Client(HTTP_HOST=f"{CONSOLE}:8443").post("/console/sign-in/passkey/question/")
    assert (asked.status_code, asked.json()["rpId"]) == (200, CONSOLE)
    assert Client(SERVER_NAME=CONSOLE).post("/console/sign-in/passkey/question/").status_code == 404  # another port is another origin
