"""A passkey signs in; every wrong answer is refused with its reason, journaled, and the same to the byte."""

import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from tests import builders
from tests.doors.storefront.people.access.conftest import FAILED, SIGN_IN, add, question, refusals, use
from tests.doors.storefront.people.conftest import words
from tests.fixtures.authenticator import PRESENT, VERIFIED, Authenticator, text
from toubao.business.correspondence.queries import to_person
from toubao.business.identity.codes.allowances import limits
from toubao.business.identity.devices.passkeys import verifying
from toubao.business.identity.jobs import tidy
from toubao.business.identity.models import Account, Passkey, PasskeyChallenge
from toubao.journal.models import Entry

pytestmark = pytest.mark.django_db


def test_one_that_was_added_signs_in_without_a_password(device: Authenticator, stranger: Client, account: Account) -> None:
    assert (
        use(
            stranger,
            device,
        )["Location"]
        == "/members/"
    )
    assert stranger.get("/members/").status_code == 200
    entry = Entry.objects.filter(subject_id=account.pk, event="account.signed_in").latest("number")
    assert entry.facts["by"] == "passkey"
    opened = Entry.objects.filter(subject_id=account.pk, event="session.opened").latest("number")
    assert (opened.facts["by"], opened.facts["strength"]) == ("passkey", "two")
    assert use(stranger, device)["Location"] == "/members/"
    assert Passkey.objects.get().sign_count == 2
    assert refusals() == []


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"origin": "https://evil.example"}, "origin"), ({"origin": "http://localhost:8001"}, "origin"),
        ({"origin": "http://localhost:8000.evil.example"}, "origin"), ({"domain": "evil.example"}, "domain"),
        ({"challenge": text(b"x" * 32)}, "challenge"), ({"type": "webauthn.create"}, "type"), ({"flags": PRESENT}, "verification"),
        ({"flags": VERIFIED}, "presence"), ({"tampered": True}, "signature"), ({"key": Authenticator().key}, "signature"),
        ({"cross": True}, "cross origin"), ({"said": {"topOrigin": "https://evil.example"}}, "cross origin"),
        ({"cross": "yes"}, "cross origin"), ({"credential": b"never seen before"}, "unknown passkey"),
        ({"handle": b"\x01" * 16}, "somebody else's"), ({"handle": b""}, "somebody else's"), ({"handle": b"short"}, "malformed"),
        ({"said": {"challenge": 7}}, "malformed"),
    ],
)  # fmt: skip
def test_a_wrong_answer_opens_nothing_and_is_journaled_with_its_reason(
    device: Authenticator, stranger: Client, wrong: dict[str, Any], reason: str
) -> None:
    assert use(stranger, device, **wrong)["Location"] == FAILED
    assert stranger.get("/members/").status_code == 302
    assert refusals() == [reason]
    assert Passkey.objects.get().sign_count == 0
    assert Passkey.objects.get().suspended_at is None


@pytest.mark.parametrize(
    "answer", ["", "{", "[]", "null", '{"id": 1}', "[" * 15_000, '{"id":"AA","rawId":"AA","type":"public-key","response":{}}']
)
def test_rubbish_is_refused_as_such(stranger: Client, answer: str) -> None:
    question(stranger, "sign-in")
    assert stranger.post(SIGN_IN, {"answer": answer})["Location"] == FAILED
    assert refusals() == ["malformed"]


@pytest.mark.parametrize("part", ["clientDataJSON", "authenticatorData", "signature"])
@pytest.mark.parametrize("put", ["", "AA", "/w", "eyJ9", "e30", "A" * 300])
def test_no_part_that_is_replaced_breaks_anything(device: Authenticator, stranger: Client, part: str, put: str) -> None:
    answer = json.loads(device.use(question(stranger, "sign-in")))
    answer["response"][part] = put
    assert stranger.post(SIGN_IN, {"answer": json.dumps(answer)})["Location"] == FAILED
    assert refusals()[0] in ("malformed", "signature")
    assert stranger.get("/members/").status_code == 302


def test_an_answer_counts_once(device: Authenticator, stranger: Client) -> None:
    answer = device.use(question(stranger, "sign-in"))
    assert stranger.post(SIGN_IN, {"answer": answer})["Location"] == "/members/"
    stranger.post("/sign-out/")
    assert stranger.post(SIGN_IN, {"answer": answer})["Location"] == FAILED
    assert refusals() == ["challenge"]


def test_an_answer_counts_in_the_browser_that_was_asked(device: Authenticator, stranger: Client, other_browser: Client) -> None:
    other_browser.defaults["HTTP_HOST"] = "localhost:8000"
    answer = device.use(question(stranger, "sign-in"))
    question(other_browser, "sign-in")
    assert other_browser.post(SIGN_IN, {"answer": answer})["Location"] == FAILED
    assert refusals() == ["challenge"]
    assert stranger.post(SIGN_IN, {"answer": answer})["Location"] == "/members/"


def test_an_answer_counts_for_what_was_asked(device: Authenticator, member: Client, stranger: Client) -> None:
    answer = device.use(question(member, "prove"))
    assert member.post(SIGN_IN, {"answer": answer})["Location"] == FAILED
    assert refusals() == ["challenge"]
    assert PasskeyChallenge.objects.filter(purpose="prove").exists()


def test_an_answer_that_comes_late_counts_for_nothing(device: Authenticator, stranger: Client, moment: time_machine.Traveller) -> None:
    answer = device.use(question(stranger, "sign-in"))
    moment.shift(timedelta(minutes=5))
    assert stranger.post(SIGN_IN, {"answer": answer})["Location"] == FAILED
    assert refusals() == ["challenge"]
    tidy(now=builders.NOW + timedelta(minutes=5))
    assert not PasskeyChallenge.objects.exists()


def test_a_count_that_goes_back_puts_the_passkey_away_and_tells(device: Authenticator, stranger: Client, account: Account) -> None:
    use(stranger, device)
    use(stranger, device)
    stranger.post("/sign-out/")
    assert use(stranger, device, count=1)["Location"] == FAILED
    assert use(stranger, device)["Location"] == FAILED
    assert refusals() == ["count went back", "suspended"]
    assert Entry.objects.filter(subject_id=account.pk, event="passkey.suspended").count() == 1
    assert [m.message.channel for m in to_person(account.person_id) if "複製" in m.text] in (["mail", "sms"], ["sms", "mail"])


def test_a_count_that_goes_back_without_the_signature_harms_nobody(device: Authenticator, stranger: Client) -> None:
    use(stranger, device)
    assert use(stranger, device, count=0, tampered=True)["Location"] == FAILED
    assert refusals() == ["signature"]
    assert use(stranger, device)["Location"] == "/members/"


def test_a_device_that_does_not_count_is_used_again_and_again(member: Client, stranger: Client) -> None:
    device = Authenticator(counts=False)
    add(member, device)
    assert [use(stranger, device)["Location"] for _ in range(2)] == ["/members/"] * 2


def test_a_barred_account_is_not_opened(device: Authenticator, stranger: Client, account: Account) -> None:
    Account.objects.filter(pk=account.pk).update(blocked="not_me")
    assert use(stranger, device)["Location"] == FAILED
    assert refusals() == ["suspended"]


def test_refusals_use_up_the_allowance_of_wrong_passwords(device: Authenticator, stranger: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(limits(), "sign_in_network", {"seconds": 900, "most": 1})
    use(stranger, device, tampered=True)
    assert use(stranger, device)["Location"] == FAILED
    assert refusals() == ["signature"]
    monkeypatch.setitem(limits(), "passkey_network", {"seconds": 900, "most": 1})
    assert stranger.post("/passkeys/sign-in/question/").status_code == 429


def test_the_answer_is_the_same_to_the_byte_for_known_and_unknown(device: Authenticator, stranger: Client) -> None:
    stranger.get("/sign-in/")
    answers = [use(stranger, device, tampered=True), use(stranger, Authenticator(handle=b"\x01" * 16))]
    assert {(answer.status_code, answer["Location"], answer.content) for answer in answers} == {(302, FAILED, b"")}
    assert "通行密鑰沒有通過" in words(stranger.get(FAILED))


def test_10_1_3_a_purchase_still_wants_its_code(device: Authenticator, stranger: Client, account: Account) -> None:
    on_sale = builders.product()
    purchase = builders.informed_purchase(account, on_sale)
    use(stranger, device)
    stranger.post(f"/purchase/{purchase.pk}/confirm/", {"code": "000000"})
    assert builders.reread(purchase).state == "informed"


def test_there_are_no_other_questions(stranger: Client) -> None:
    assert stranger.post("/passkeys/add/question/").status_code == 404
    assert stranger.get("/passkeys/sign-in/question/").status_code == 405


def test_control_without_our_own_look_a_framed_page_would_be_let_in(
    device: Authenticator, stranger: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verifying, "_client", lambda *told: None)
    assert use(stranger, device, cross=True)["Location"] == "/members/"
