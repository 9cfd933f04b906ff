"""All forms of an answer carry one token, which Django accepts; an answer without a form gives none away."""

import re

import pytest
from django.http import HttpRequest
from django.test import Client, RequestFactory

from toubao.doors.look.jinja import environment
from toubao.doors.look.tokens import form_token

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


def rendered(words: str, request: HttpRequest) -> str:
    return environment().from_string(words).render(form_token(request))


def test_every_form_of_an_answer_has_the_same_token() -> None:
    found = TOKEN.findall(rendered("{{ csrf_input }} {{ csrf_input }}", RequestFactory().get("/")))
    assert len(found) == 2
    assert len(set(found)) == 1


def test_another_answer_has_another_and_one_without_forms_none() -> None:
    request = RequestFactory().get("/")
    assert rendered("nothing", request) == "nothing"
    assert "CSRF_COOKIE" not in request.META
    assert TOKEN.findall(rendered("{{ csrf_input }}", request)) != TOKEN.findall(rendered("{{ csrf_input }}", request))


@pytest.mark.django_db
def test_django_accepts_it() -> None:
    browser = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    [token] = set(TOKEN.findall(browser.get("/sign-in/").content.decode()))
    given = {"who": "0910000001", "password": "not the password"}
    assert browser.post("/sign-in/", given).status_code == 403
    assert browser.post("/sign-in/", given | {"csrfmiddlewaretoken": token}).status_code == 200
