"""All that opens a door ends; whoever adds a table of such things is told to name it."""

import re
from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session

from tests import builders
from tests.fixtures.programs import open_session
from toubao.business.identity.devices import sessions
from toubao.business.identity.models import ApiSession, BrowserSession, OneTimePassword, ProgramGrant
from toubao.business.identity.programs.granting import session
from toubao.business.restoration import endings
from toubao.doors.sessions import SessionStore

NOW = builders.NOW
OPENING = re.compile(r"expires_at|ends_at|token|(\w+_)?mac")
KEEPS = {
    "motor.ElectronicProof": "a document of the holder's, which opens nothing else",
    "release.Release": "what two people decide: each of them signs in first",
    "identity.Change": "its link only stops a change and blocks the account, for whoever still holds the old address",
}
"""Tables with something that runs out or a keyed digest, which may stand as they are, and why."""


@pytest.mark.django_db
def test_sessions_tokens_and_codes_end(as_app: None) -> None:
    account = builders.registered_account()
    kept = SessionStore()
    kept.update(builders.browser_session(account, now=NOW))
    kept.save()
    token, _ = open_session(account=account, now=NOW)
    assert session(token, now=NOW) is not None
    OneTimePassword.objects.update(expires_at=NOW + timedelta(hours=1))
    ended = endings.end_all(now=NOW)
    assert (ended["sign-ins"], ended["browsers' cookies"], ended["programs"], ended["codes"]) == (1, 1, 1, 1)
    assert session(token, now=NOW) is None
    assert not Session.objects.exists()
    assert not ApiSession.objects.exists()
    assert not OneTimePassword.objects.filter(expires_at__gt=NOW).exists()
    assert sessions.why_over(BrowserSession.objects.get()) == "restored"


def test_every_table_of_what_opens_something_is_named() -> None:
    named = {manager.model for manager in (*endings.EXPIRING.values(), *endings.GONE.values())} | {BrowserSession, ProgramGrant}
    names = {model._meta.label for model in named} | set(KEEPS)
    found = {model._meta.label for model in apps.get_models() if any(OPENING.fullmatch(each.name) for each in model._meta.get_fields())}
    assert found - names == set()
    assert set(KEEPS) <= found
