"""Passkeys are made, listed and removed with a fresh proof, and serve as second step and as proof; only one's own."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.test import Client

from tests import builders
from tests.doors.storefront.people.access.conftest import FAILED, HERE, SIGN_IN, add, prove_again, question, refusals, stepped, to_add
from tests.doors.storefront.people.conftest import PASSWORD, sign_in, words
from tests.fixtures.authenticator import ORIGIN, PRESENT, Authenticator, text
from toubao.business.correspondence.queries import to_person
from toubao.business.identity.devices import choices
from toubao.business.identity.devices.passkeys.keeping import MOST
from toubao.business.identity.models import Account, OneTimePassword, Passkey
from toubao.journal.models import Entry

pytestmark = pytest.mark.django_db


def test_what_is_asked_of_a_device(member: Client, account: Account) -> None:
    asked = to_add(member).json()
    assert (asked["rp"]["id"], asked["attestation"]) == ("localhost", "none")
    assert asked["authenticatorSelection"]["residentKey"] == "preferred"
    assert asked["authenticatorSelection"]["userVerification"] == "required"
    assert builders.somebody().name not in str(asked)
    assert question(member, "sign-in")["allowCredentials"] == []


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"origin": "https://evil.example"}, "origin"), ({"domain": "evil.example"}, "domain"), ({"type": "webauthn.get"}, "type"),
        ({"challenge": text(b"x" * 32)}, "challenge"), ({"flags": PRESENT}, "verification"), ({"cross": True}, "cross origin"),
        ({"fmt": "packed"}, "malformed"), ({"public": b"\xa0"}, "malformed"), ({"public": b"\xff"}, "malformed"),
    ],
)  # fmt: skip
def test_a_passkey_that_is_made_wrongly_is_not_kept(member: Client, wrong: dict[str, Any], reason: str) -> None:
    answer = add(member, Authenticator(), **wrong)
    assert "?fault=" in answer["Location"]
    assert "notice-refusal" in member.get(answer["Location"]).content.decode()
    assert refusals() == [reason]
    assert not Passkey.objects.exists()


def test_one_device_holds_one_passkey_of_one_account(member: Client, device: Authenticator, stranger: Client) -> None:
    assert add(member, device)["Location"] == f"{HERE}?fault=taken"
    sign_in(stranger, builders.registered_account(2), "0910000002")
    assert add(stranger, device)["Location"] == f"{HERE}?fault=taken"
    assert refusals() == ["known already"] * 2


def test_there_is_a_most(member: Client, account: Account) -> None:
    for _ in range(MOST):
        add(member, Authenticator())
    assert add(member, Authenticator())["Location"] == f"{HERE}?fault=many"
    assert "最多 10 個" in words(member.get(f"{HERE}?fault=many"))
    assert Passkey.objects.count() == MOST


def test_adding_and_removing_want_a_fresh_proof_and_are_told(
    member: Client, device: Authenticator, account: Account, moment: time_machine.Traveller, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(12):
        page = words(member.get(HERE))
    assert "我的手機" in page
    assert "還沒有用過" in page
    mine = Passkey.objects.get()
    assert "我的手機".encode() not in bytes(mine.sealed)
    moment.shift(timedelta(minutes=10))
    for page in (HERE, f"{HERE}{mine.pk}/remove/", f"{HERE}question/", f"{HERE}add/"):
        assert (member.get if page == HERE else member.post)(page)["Location"].startswith("/members/account/prove/")
    member.post("/members/account/prove/", {"password": PASSWORD})
    assert member.post(f"{HERE}{mine.pk}/remove/")["Location"] == f"{HERE}?done=removed"
    member.post(f"{HERE}{mine.pk}/remove/")
    assert not Passkey.objects.exists()
    told = [(m.message.channel, "移除" in m.text) for m in to_person(account.person_id) if m.message.purpose == "passkey"]
    assert sorted(told) == [("mail", False), ("mail", True), ("sms", False), ("sms", True)]
    events = Entry.objects.filter(subject_id=account.pk, event__startswith="passkey.").order_by("number").values_list("event", flat=True)
    assert list(events) == ["passkey.added", "passkey.removed"]


def test_somebody_elses_is_not_removed(device: Authenticator, stranger: Client) -> None:
    sign_in(stranger, builders.registered_account(2), "0910000002")
    stranger.post(f"{HERE}{Passkey.objects.get().pk}/remove/")
    assert Passkey.objects.count() == 1


def test_as_second_step_only_ones_own_counts(member: Client, device: Authenticator, stranger: Client, account: Account) -> None:
    choices.choose(account=account, tell_by_sms=False, second_factor=True, now=builders.NOW)
    other, theirs = builders.registered_account(2), Authenticator()
    second_person = sign_in(Client(HTTP_HOST="localhost:8000"), other, "0910000002")
    add(second_person, theirs)
    assert stranger.post("/passkeys/second/question/").status_code == 404
    assert stranger.post("/sign-in/second/passkey/")["Location"] == "/sign-in/"
    stranger.post("/sign-in/", {"who": "0910000001", "password": PASSWORD})
    assert "用通行密鑰確認" in words(stranger.get("/sign-in/second/"))
    for one, wrong in ((theirs, {}), (device, {"handle": other.pk.bytes})):
        answer = one.use(question(stranger, "second"), **wrong)
        assert stranger.post("/sign-in/second/passkey/", {"answer": answer})["Location"] == "/sign-in/second/?passkey=failed"
    assert refusals() == ["somebody else's"] * 2
    right = device.use(question(stranger, "second"), handle=b"")
    assert stranger.post("/sign-in/second/passkey/", {"answer": right})["Location"] == "/members/"
    entry = Entry.objects.filter(subject_id=account.pk, event="account.signed_in").latest("number")
    assert entry.facts["by"] == "password+passkey"


def test_as_fresh_proof(member: Client, device: Authenticator, moment: time_machine.Traveller) -> None:
    moment.shift(timedelta(minutes=10))
    assert "用通行密鑰確認" in words(member.get("/members/account/prove/"))
    wrong = member.post("/members/account/prove/passkey/", {"answer": device.use(question(member, "prove"), tampered=True)})
    assert wrong["Location"] == "/members/account/prove/?passkey=failed"
    assert member.get(HERE).status_code == 302
    right = {"answer": device.use(question(member, "prove")), "next": HERE}
    assert member.post("/members/account/prove/passkey/", right)["Location"] == HERE
    assert member.get(HERE).status_code == 200


def test_where_the_address_is_none_of_ours_it_says_so(member: Client, device: Authenticator, settings: Any) -> None:
    elsewhere = Client(HTTP_HOST="localhost:8001")
    elsewhere.cookies = member.cookies
    page = elsewhere.get(HERE).content.decode()
    assert "不能用 IP 位址" in page
    assert f'href="{ORIGIN}{HERE}"' in page
    assert "data-passkey=" not in elsewhere.get("/sign-in/").content.decode()
    assert elsewhere.post("/passkeys/sign-in/question/").status_code == 404
    assert elsewhere.post(f"{HERE}question/").status_code == 404
    assert elsewhere.post(f"{HERE}add/")["Location"] == f"{HERE}?fault=place"
    assert "沒有新增成功" in words(elsewhere.get(f"{HERE}?fault=place"))
    stranger = Client(HTTP_HOST="localhost:8001")
    assert stranger.post(SIGN_IN, {"answer": "x"})["Location"] == FAILED
    settings.PASSKEY_ORIGIN = ""
    assert member.post("/passkeys/sign-in/question/").status_code == 404
    assert 'href="/members/account/passkeys/"' in member.get(HERE).content.decode()


@pytest.mark.parametrize("page", [HERE, f"{HERE}question/", f"{HERE}add/", "/members/account/sign-in/"])
def test_v7_5_1_having_signed_in_just_now_is_not_enough_to_touch_the_keys(member: Client, page: str) -> None:
    """Whoever finds a browser in which somebody has signed in a moment ago adds nothing that would let them in again."""
    asked = member.get if page in (HERE, "/members/account/sign-in/") else member.post
    assert asked(page)["Location"].startswith("/members/account/prove/?next=%2Fmembers%2Faccount%2F")
    assert not Passkey.objects.exists()
    stepped(member, UUID(member.session["account"]))
    prove_again(member)
    assert asked(page).headers.get("Location", "").partition("?")[0] != "/members/account/prove/"


def test_v7_5_1_control_signing_in_just_now_is_enough_to_see_the_devices(member: Client) -> None:
    assert member.get("/members/account/devices/").status_code == 200


def test_v7_5_1_a_sign_in_alone_however_lately_adds_no_passkey(member: Client, account: Account, moment: time_machine.Traveller) -> None:
    there = "/members/account/prove/?next=%2Fmembers%2Faccount%2Fpasskeys%2F&strong=1"
    assert member.get(HERE)["Location"] == member.post(f"{HERE}question/")["Location"] == there
    assert member.post(f"{HERE}add/", {"answer": "{}"})["Location"] == there
    assert member.post("/members/account/prove/", {"password": PASSWORD, "next": HERE})["Location"] == HERE
    assert member.get(HERE)["Location"] == there, "the password once more is what a thief may have as well"
    page = words(member.get(there))
    assert "寄簡訊到" in page
    assert "寄電子郵件到" not in page, "only what was proved"
    member.post("/members/account/prove/", {"strong": "1", "send": "mail", "next": HERE})
    assert not OneTimePassword.objects.filter(purpose="step-up").exists()
    member.post("/members/account/prove/", {"strong": "1", "send": "sms", "next": HERE})
    wrong = member.post("/members/account/prove/", {"strong": "1", "code": "000000", "next": HERE})
    assert "有效" in words(wrong)
    assert member.get(HERE).status_code == 302
    stepped(member, account.pk)
    assert member.get(HERE).status_code == 200
    moment.shift(600)
    assert member.get(HERE)["Location"] == there
    sign_in(member, account, "0910000001")
    assert member.get(HERE)["Location"] == there, "and signing in forgets it"
