"""Who may do what: every address has its row, every row an address, and each role gets what its row says and nothing else."""

from uuid import UUID

import pytest
from django.test import Client

from tests.doors.console.conftest import Desk, hired
from toubao.doors.console import access, urls
from toubao.doors.console.access import ANYBODY, ROLES, TABLE, guarded, may, page

SOMETHING = UUID("00000000-0000-4000-8000-000000000000")
PLACES = {
    "console-case": f"/console/cases/{SOMETHING}/",
    "console-case-reveal": f"/console/cases/{SOMETHING}/reveal/",
    "console-case-policy": f"/console/cases/{SOMETHING}/policy.pdf",
    "console-referral": f"/console/referrals/{SOMETHING}/",
    "console-change": f"/console/changes/{SOMETHING}/",
    "console-change-reveal": f"/console/changes/{SOMETHING}/reveal/",
    "console-account": f"/console/accounts/{SOMETHING}/",
    "console-account-block": f"/console/accounts/{SOMETHING}/block/",
    "console-account-number": f"/console/accounts/{SOMETHING}/number/release/",
    "console-account-sign-out": f"/console/accounts/{SOMETHING}/sign-out/browsers/",
    "console-account-unblock": f"/console/accounts/{SOMETHING}/unblock/",
    "console-death": f"/console/deaths/{SOMETHING}/",
    "console-request": f"/console/requests/{SOMETHING}/",
    **{
        f"console-visit{name and '-'}{name}": f"/console/visits/{SOMETHING}/{name}{name and '/'}"
        for name in ("", "signature", "identity", "document", "hand-in", "reveal", "decision", "link")
    },
    "console-visit-notice": f"/console/visits/{SOMETHING}/notices/online/",
    "console-difference": f"/console/books/{SOMETHING}/",
    "console-release": f"/console/releases/{SOMETHING}/",
    "console-product": "/console/products/no-such/",
    "console-program": f"/console/programs/{SOMETHING}/",
    "console-staff-member": f"/console/staff/{SOMETHING}/",
    "console-access-review": f"/console/access-reviews/{SOMETHING}/",
    "console-clause": "/console/clauses/10.1.3/",
    "console-registration": f"/console/registrations/{SOMETHING}/",
    "console-person": f"/console/people/{SOMETHING}/",
    "console-person-reveal": f"/console/people/{SOMETHING}/reveal/",
    "console-text": f"/console/texts/{'0' * 64}/",
    "console-passkeys-remove": f"/console/passkeys/{SOMETHING}/remove/",
}
OWN = {"console-sign-out", "console-passkeys-question", "console-passkeys-add", "console-passkeys-remove"}
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
INSIDE = sorted(name for name, row in TABLE.items() if ANYBODY not in row.values())


def place(name: str) -> str:
    """An address of an endpoint."""
    route = next(str(pattern.pattern) for pattern in urls.urlpatterns if pattern.name == name)
    return PLACES.get(name, f"/console/{route}")


def test_every_address_stands_behind_its_row_and_every_row_has_an_address() -> None:
    assert {pattern.name for pattern in urls.urlpatterns} == set(TABLE)
    for pattern in urls.urlpatterns:
        assert getattr(pattern.callback, "row", None) == pattern.name


def test_an_address_without_a_row_can_not_be_built() -> None:
    with pytest.raises(KeyError):
        page("new/", lambda request: None, "console-new")  # type: ignore[arg-type,return-value]  # never called
    with pytest.raises(KeyError):
        guarded("console-new", lambda request: None)  # type: ignore[arg-type,return-value]  # never called


def test_the_table_knows_only_roles_that_there_are() -> None:
    named = {role for row in TABLE.values() for roles in row.values() for role in roles}
    assert named == set(ROLES) | ANYBODY


def test_only_the_underwriter_decides_and_only_three_read_personal_data() -> None:
    assert [role for role in ROLES if may(role, "console-referral", "POST")] == ["underwriter"]
    assert [role for role in ROLES if may(role, "console-case-reveal", "POST")] == ["compliance", "underwriter", "service"]
    assert not any(may("auditor", name, "POST") for name in INSIDE if name not in OWN)


@pytest.mark.parametrize("name", INSIDE)
def test_a_stranger_signs_in_first(name: str, browser: Client) -> None:
    for method in TABLE[name]:
        answer = browser.generic(method, place(name))
        assert answer.status_code == 302
        assert answer["Location"].startswith("/console/sign-in/?next=%2Fconsole%2F")


@pytest.mark.parametrize("role", ROLES)
def test_each_role_gets_what_its_rows_say(role: str, desk: Desk) -> None:
    client = desk(role)
    for name in INSIDE:
        if name == "console-sign-out":
            continue
        for method in METHODS:
            status = client.generic(method, place(name)).status_code
            if method not in TABLE[name]:
                assert status == 405, (name, method)
            elif role in TABLE[name][method]:
                assert status in (200, 302, 404, 422), (name, method, status)
            else:
                assert status == 403, (name, method)


def test_a_page_takes_head_like_get(desk: Desk) -> None:
    assert desk("operator").head("/console/").status_code == 200


def test_places_that_a_role_may_not_use_are_not_offered(desk: Desk) -> None:
    page_of_operator = desk("operator").get("/console/").content.decode()
    assert 'href="/console/institutions/"' in page_of_operator
    assert 'href="/console/cases/' not in page_of_operator
    assert 'href="/console/referrals/"' not in page_of_operator


def test_a_row_can_be_taken_away(monkeypatch: pytest.MonkeyPatch, desk: Desk) -> None:
    """The positive control: with another table the same request is turned away."""
    client = desk("auditor")
    assert client.get("/console/cases/").status_code == 200
    monkeypatch.setitem(access.TABLE["console-cases"], "GET", frozenset({"service"}))
    assert client.get("/console/cases/").status_code == 403


def test_someone_who_has_left_is_a_stranger(desk: Desk) -> None:
    client, member = desk("service"), hired("service")
    member.left_at = member.joined_at
    member.save(update_fields=["left_at"])
    assert client.get("/console/").status_code == 302
