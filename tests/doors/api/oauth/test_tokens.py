"""Codes and what renews: each opens once; one that comes twice ends what it gave; nothing but the program that asked gets anything."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests import builders
from tests.doors.api.oauth.conftest import Asking
from tests.fixtures import programs
from toubao.business.identity.models import Account, ApiSession, ProgramGrant
from toubao.journal.models import Entry


def test_a_code_becomes_a_token_that_opens(asking: Asking) -> None:
    answer = asking.token(asking.code())
    told = answer.json()
    assert (answer.status_code, answer["Cache-Control"], told["token_type"], told["expires_in"]) == (200, "no-store", "Bearer", 1800)
    assert told["scope"] == "apply read"
    assert asking.opens(told["access_token"]) == 201
    assert told["refresh_token"].encode() not in bytes(ProgramGrant.objects.get().renewal or b"")


def test_a_code_that_comes_twice_ends_what_it_gave(asking: Asking, account: Account) -> None:
    code = asking.code()
    token = asking.token(code).json()["access_token"]
    again = asking.token(code)
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")
    assert asking.opens(token) == 401
    ended = Entry.objects.get(subject_id=account.pk, event="program.disallowed")
    assert ended.facts["because"] == "code used twice"


def test_a_code_lasts_a_minute(asking: Asking, moment: Any) -> None:
    first, late = asking.code(), 0
    moment.shift(timedelta(seconds=59))
    assert asking.token(first).status_code == 200, "control"
    second = asking.code()
    moment.shift(timedelta(seconds=60))
    late = asking.token(second).status_code
    assert late == 400


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"code_verifier": "another-verifier-of-forty-three-signs-or-more-x"}, "invalid_grant"),
        ({"code_verifier": None}, "invalid_request"), ({"code_verifier": "short"}, "invalid_request"),
        ({"redirect_uri": "http://127.0.0.1/back"}, "invalid_grant"), ({"redirect_uri": None}, "invalid_grant"),
        ({"client_id": "nobody"}, "invalid_client"), ({"client_id": None}, "invalid_client"), ({"client_secret": "x"}, "invalid_client"),
        ({"code": None}, "invalid_request"), ({"code": "tbc_x"}, "invalid_grant"), ({"code": f"tbc_{uuid4().hex}xyz"}, "invalid_grant"),
        ({"code": "tbr_é"}, "invalid_request"), ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"grant_type": None}, "unsupported_grant_type"),
    ],
)  # fmt: skip
def test_what_does_not_fit_gets_nothing(asking: Asking, changes: dict[str, Any], error: str) -> None:
    code = asking.code()
    answer = asking.token(code, **changes)
    assert (answer.status_code // 100, answer.json()["error"]) == (4, error)
    assert not ApiSession.objects.exists()


def test_another_program_cannot_use_the_code(asking: Asking) -> None:
    programs.program(builders.NOW, client="another-app")
    code = asking.code()
    assert asking.token(code, client_id="another-app").json()["error"] == "invalid_grant"
    assert asking.token(code).status_code == 200, "control: its own still can"


def test_what_renews_opens_once_and_a_second_use_ends_all(asking: Asking, account: Account) -> None:
    first = asking.token(asking.code()).json()
    second = asking.renew(first["refresh_token"]).json()
    assert asking.opens(second["access_token"]) == 201
    again = asking.renew(first["refresh_token"])
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")
    assert asking.opens(second["access_token"]) == 401
    assert asking.renew(second["refresh_token"]).status_code == 400
    assert Entry.objects.get(subject_id=account.pk, event="program.disallowed").facts["because"] == "renewed twice"


def test_it_ends_after_ninety_days_however_often_renewed(asking: Asking, moment: Any) -> None:
    token = asking.token(asking.code()).json()["refresh_token"]
    moment.shift(timedelta(days=89, hours=23, minutes=50))
    told = asking.renew(token).json()
    assert told["expires_in"] == 600
    moment.shift(timedelta(minutes=10))
    assert asking.renew(told["refresh_token"]).status_code == 400


def test_a_new_password_ends_it(asking: Asking, account: Account) -> None:
    told = asking.token(asking.code()).json()
    Account.objects.filter(pk=account.pk).update(stamp=uuid4())
    assert asking.renew(told["refresh_token"]).status_code == 400
    assert asking.opens(told["access_token"]) == 401


@pytest.mark.parametrize("kind", ["access_token", "refresh_token"])
def test_a_program_can_give_back_what_it_was_let_do(asking: Asking, account: Account, kind: str) -> None:
    told = asking.token(asking.code()).json()
    other = asking.post("revoke", {"token": "tbt_nothing", "client_id": programs.CLIENT})
    assert (other.status_code, asking.opens(told["access_token"])) == (200, 201), "control: what isn't known ends nothing"
    assert asking.post("revoke", {"token": told[kind], "client_id": programs.CLIENT}).status_code == 200
    assert asking.opens(told["access_token"]) == 401
    assert asking.renew(told["refresh_token"]).status_code == 400
    assert Entry.objects.get(subject_id=account.pk, event="program.disallowed").facts["because"] == "given back"


def test_a_form_it_must_be_and_not_in_the_address(asking: Asking) -> None:
    code = asking.code()
    as_json = asking.machine.post("/api/oauth/token", {"code": code}, content_type="application/json")
    in_address = asking.post("token?code=x", {"grant_type": "authorization_code"})
    assert [(each.status_code, each.json()["error"]) for each in (as_json, in_address)] == [(400, "invalid_request")] * 2


def test_tokens_are_asked_for_within_an_allowance(asking: Asking) -> None:
    told = [asking.renew("tbr_x") for _ in range(61)]
    assert told[-1].status_code == 429
    assert int(told[-1]["Retry-After"]) <= 901
