"""Confirmed by certificate in place of the code (10.1.3): what was agreed to is signed, and each thing wrong shuts it."""

import re
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from cryptography.x509 import ocsp
from django.test import Client

from tests import builders
from tests.business.identity.proving.given import WANG
from tests.doors.storefront.people.conftest import summary
from tests.doors.storefront.selling.conftest import lands_on, path, signed_in, words
from tests.fixtures.servers.responder import Responder, responder, trusted
from tests.gateways.certificates import given
from tests.gateways.certificates.answering import Answering
from tests.gateways.certificates.given import NAME, NOW
from toubao.business.identity.codes.allowances import limits
from toubao.business.identity.models import Account, OneTimePassword, TextToSign
from toubao.business.identity.proving import certificates
from toubao.business.identity.proving.certificates import Verified
from toubao.business.identity.proving.signing import LIFETIME
from toubao.business.purchase import actions, facts
from toubao.business.purchase.models import Purchase
from toubao.doors.storefront.people.register import outcomes
from toubao.gateways.certificates.reasons import Reason
from toubao.journal.models import Entry
from toubao.journal.reading import entries, opened
from toubao.products import Product

__all__ = ["responder", "trusted"]


@pytest.fixture(autouse=True)
def _at_the_authoritys_moment(trusted: Responder) -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def account(as_app: None) -> Account:
    """Whose certificate the tests' authority issued; registered with codes, which bars nobody from signing."""
    return builders.registered_account(1, name=NAME, id_number=WANG.id_number, now=NOW)


@pytest.fixture
def buyer(visitor: Client, account: Account) -> Client:
    """A browser in which that account is signed in."""
    return signed_in(visitor, account)


@pytest.fixture
def informed(account: Account, on_sale: Product) -> Purchase:
    """A purchase whose documents were agreed to."""
    return builders.informed_purchase(account, on_sale, now=NOW)


def asked(client: Client, purchase: Purchase) -> tuple[str, str]:
    """A text to sign was made: its number, and the text as its page shows it."""
    answer = client.post(path(purchase, "certificate"), {"authority": "test"})
    page = client.get(answer.headers["Location"])
    found = re.search(r'data-text="([^"]+)"', page.content.decode())
    assert found, words(page)
    return answer.headers["Location"].rpartition("=")[2], found[1]


def sent(client: Client, purchase: Purchase, number: str, message: bytes) -> Any:
    """Send what was signed."""
    return client.post(path(purchase, "certificate"), {"text": number, "message": b64encode(message).decode()})


def judged(purchase: Purchase) -> dict[str, str]:
    """What each gate said the last time that somebody wanted to send it in; nothing where nobody did."""
    found = [each for each in entries(purchase.pk) if each.event == "purchase.confirmed"]
    return {each["gate"]: each["ruling"] for each in found[-1].verdicts} if found else {}


def refused_with(client: Client, purchase: Purchase, answer: Any, outcome: str, *, shut: str = "certificate_verified") -> None:
    """It was not sent in, the gate says so, the journal keeps the signature with its reason, and the page tells it."""
    assert answer.headers["Location"].endswith(f"/certificate/?came={outcome}")
    page = client.get(answer.headers["Location"])
    told = outcomes.confirming(outcome)
    assert told is not None
    assert told[0] in words(page)
    assert judged(purchase)[shut] == "shut"
    assert judged(purchase)["otp_entered"] == "n/a"
    [checked] = [each for each in entries(purchase.pk) if each.event == "registration.certificate_checked"]
    assert checked.facts["outcome"] == outcome
    assert builders.reread(purchase).state == "informed"
    assert [each.facts["step"] for each in entries(purchase.pk) if each.event == "purchase.declared_from"] == []


def agreed_to_another_trip(purchase: Purchase, on_sale: Product) -> None:
    """Enter another trip in another window, and agree to the documents for it."""
    here = builders.reread(purchase)
    assert actions.describe(purchase=here, draft=builders.draft(NOW, days=9), product=on_sale, now=NOW).taken
    documents = facts.current_documents(on_sale)
    assert actions.inform(purchase=builders.reread(here), product=on_sale, shown=documents, agreed=documents, now=NOW).taken


def test_10_1_3_certificate_verified_a_signature_over_what_was_agreed_sends_it_in(
    buyer: Client, informed: Purchase, responder: Responder
) -> None:
    assert "用憑證簽章確認" in words(buyer.get(path(informed, "check")))
    number, text = asked(buyer, informed)
    assert text.startswith(f"toubao.confirm.1:{informed.pk}:{informed.digest}:"), "what is signed is what was agreed to"
    answer = buyer.post(
        path(informed, "certificate"), {"text": number, "message": b64encode(responder.signed(text)).decode()}, HTTP_USER_AGENT="Demo 1"
    )
    assert lands_on(buyer, answer) == "pay"
    assert responder.asked == ["holder", "issuing"]
    rulings = judged(informed)
    assert (rulings["certificate_verified"], rulings["signature_binds_what_is_confirmed"]) == ("open", "open")
    assert (rulings["otp_entered"], rulings["otp_binds_what_is_confirmed"]) == ("n/a", "n/a")
    told = {each.event: each for each in entries(informed.pk)}
    assert told["purchase.confirmed"].facts["signed_digest"] == informed.digest
    assert told["registration.certificate_checked"].facts["outcome"] == "good"
    [hand] = [each for each in opened(informed.pk, informed.person_id) if each.entry.event == "purchase.declared_from"]
    assert hand.entry.facts["step"] == "purchase.confirmed"
    assert hand.personal is not None
    assert (hand.personal["network"], hand.personal["browser"]) == ("127.0.0.1", "Demo 1")
    assert hand.personal["session"]
    assert not OneTimePassword.objects.filter(purpose="confirm").exists(), "no code was sent"


def test_10_1_3_certificate_verified_shut_by_another_persons_certificate(visitor: Client, on_sale: Product, responder: Responder) -> None:
    other = builders.registered_account(2, now=NOW)
    purchase, client = builders.informed_purchase(other, on_sale, now=NOW), signed_in(visitor, other)
    number, text = asked(client, purchase)
    refused_with(client, purchase, sent(client, purchase, number, responder.signed(text)), "name_differs")
    assert responder.asked == [], "the authority is not told of it"


@pytest.mark.parametrize(
    ("status", "outcome"), [(ocsp.OCSPCertStatus.REVOKED, "revoked"), (ocsp.OCSPCertStatus.UNKNOWN, "ocsp_unknown")], ids=["revoked", "?"]
)
def test_10_1_3_certificate_verified_shut_by_a_certificate_that_its_authority_gives_up(
    buyer: Client, informed: Purchase, responder: Responder, status: ocsp.OCSPCertStatus, outcome: str
) -> None:
    responder.holder = Answering(status=status).made()
    number, text = asked(buyer, informed)
    refused_with(buyer, informed, sent(buyer, informed, number, responder.signed(text)), outcome)


def test_10_1_3_certificate_verified_shut_while_the_authority_is_silent(buyer: Client, informed: Purchase, responder: Responder) -> None:
    responder.holder = None
    number, text = asked(buyer, informed)
    refused_with(buyer, informed, sent(buyer, informed, number, responder.signed(text)), "authority_silent")


def test_10_1_3_certificate_verified_shut_by_an_expired_certificate(buyer: Client, informed: Purchase, responder: Responder) -> None:
    number, text = asked(buyer, informed)
    mine = replace(given.holder_plan(), ends=NOW - timedelta(days=1)).under(responder.issuer())
    message = given.Signing(mine, content=text.encode(), challenge=text.encode(), certificates=(mine, responder.issuer())).made()
    refused_with(buyer, informed, sent(buyer, informed, number, message), "expired")


def test_10_1_3_certificate_verified_shut_by_a_signature_that_is_wrong(buyer: Client, informed: Purchase, responder: Responder) -> None:
    number, text = asked(buyer, informed)
    refused_with(buyer, informed, sent(buyer, informed, number, responder.signed(text, spoil=True)), "signature_wrong")


@pytest.mark.parametrize("what", ["another text", "nothing of ours", "another digest"])
def test_10_1_3_certificate_verified_shut_by_a_signature_of_something_else(
    buyer: Client, informed: Purchase, responder: Responder, what: str
) -> None:
    number, text = asked(buyer, informed)
    other = {"another text": f"{text}x", "nothing of ours": "hello", "another digest": text.replace(informed.digest, "0" * 64)}[what]
    refused_with(buyer, informed, sent(buyer, informed, number, responder.signed(other)), "content_differs")


def test_10_1_3_certificate_verified_shut_by_what_is_no_signature(buyer: Client, informed: Purchase) -> None:
    number, _ = asked(buyer, informed)
    refused_with(buyer, informed, sent(buyer, informed, number, b"not signed at all"), "not_der")


def test_10_1_3_certificate_verified_shut_by_a_text_that_is_over(buyer: Client, informed: Purchase, responder: Responder) -> None:
    number, text = asked(buyer, informed)
    message = responder.signed(text)
    with time_machine.travel(NOW + LIFETIME, tick=False):
        assert buyer.get(f"{path(informed, 'certificate')}?text={number}").headers["Location"].endswith("came=challenge_expired")
        refused_with(buyer, informed, sent(buyer, informed, number, message), "challenge_expired")


def test_10_1_3_certificate_verified_shut_by_a_signature_from_another_application(
    buyer: Client, informed: Purchase, account: Account, on_sale: Product, responder: Responder
) -> None:
    other = builders.informed_purchase(account, on_sale, now=NOW, days=9)
    number, text = asked(buyer, other)
    refused_with(buyer, informed, sent(buyer, informed, number, responder.signed(text)), "challenge_elsewhere")
    assert lands_on(buyer, sent(buyer, other, number, responder.signed(text))) == "pay", "it is not used up where it does not belong"


def test_10_1_3_signature_binds_what_is_confirmed_shut_when_it_was_changed_meanwhile(
    buyer: Client, informed: Purchase, on_sale: Product, responder: Responder, monkeypatch: pytest.MonkeyPatch
) -> None:
    number, text = asked(buyer, informed)
    verify = certificates.verify

    def changed(**asking: Any) -> Verified:
        verified = verify(**asking)
        agreed_to_another_trip(informed, on_sale)
        return verified

    monkeypatch.setattr(certificates, "verify", changed)
    answer = sent(buyer, informed, number, responder.signed(text))
    assert answer.headers["Location"].endswith("?came=challenge_changed")
    rulings = judged(informed)
    assert (rulings["certificate_verified"], rulings["terms_still_agreed"]) == ("open", "open"), "all else is as it should be"
    assert rulings["signature_binds_what_is_confirmed"] == "shut"
    assert builders.reread(informed).state == "informed"


def test_10_1_3_what_was_changed_after_the_text_was_made_is_not_signed_with_it(
    buyer: Client, informed: Purchase, on_sale: Product, responder: Responder
) -> None:
    number, text = asked(buyer, informed)
    agreed_to_another_trip(informed, on_sale)
    refused_with(buyer, informed, sent(buyer, informed, number, responder.signed(text)), "challenge_changed")


def test_10_1_3_a_signature_counts_once_and_a_second_press_is_harmless(buyer: Client, informed: Purchase, responder: Responder) -> None:
    number, text = asked(buyer, informed)
    message = responder.signed(text)
    for _ in range(2):
        assert lands_on(buyer, sent(buyer, informed, number, message)) == "pay"
    assert Entry.objects.filter(event="purchase.confirmed", outcome="taken").count() == 1
    assert Entry.objects.filter(subject_id=informed.pk, event="registration.certificate_checked").count() == 1


def test_10_1_3_a_used_text_sends_nothing_in_again(buyer: Client, informed: Purchase, responder: Responder) -> None:
    number, text = asked(buyer, informed)
    TextToSign.objects.update(used_at=NOW)
    refused_with(buyer, informed, sent(buyer, informed, number, responder.signed(text)), "challenge_used")


def test_2_6_who_cools_off_is_not_let_through_by_a_certificate(buyer: Client, informed: Purchase, responder: Responder) -> None:
    number, text = asked(buyer, informed)
    Account.objects.update(cooled_until=NOW + timedelta(hours=2))
    assert buyer.post(path(informed, "certificate"), {"authority": "test"}).status_code == 422
    page = sent(buyer, informed, number, responder.signed(text))
    assert (page.status_code, "保護期間" in words(page)) == (422, True)
    assert judged(informed)["not_cooling_off"] == "shut"
    assert judged(informed)["certificate_verified"] == "open"


def test_who_asks_or_signs_too_often_waits(
    buyer: Client, informed: Purchase, responder: Responder, monkeypatch: pytest.MonkeyPatch
) -> None:
    number, text = asked(buyer, informed)
    for name in ("certificate_registration", "certificate_checks"):
        monkeypatch.setitem(limits(), name, {"seconds": 3600, "most": 1})
    answer = buyer.post(path(informed, "certificate"), {"authority": "test"})
    assert answer.headers["Location"].endswith("?came=busy")
    assert "簽章的次數太多了" in words(buyer.get(answer.headers["Location"]))
    assert sent(buyer, informed, str(uuid4()), b"x").headers["Location"].endswith("came=challenge_unknown")
    assert sent(buyer, informed, number, responder.signed(text)).headers["Location"].endswith("came=busy")
    assert builders.reread(informed).state == "informed"


def test_what_is_pasted_wrong_costs_nothing(buyer: Client, informed: Purchase, responder: Responder) -> None:
    number, text = asked(buyer, informed)
    page = buyer.post(path(informed, "certificate"), {"text": number, "message": "%%%"})
    assert (page.status_code, [each[0] for each in summary(page)]) == (422, ["id_message"])
    assert lands_on(buyer, sent(buyer, informed, number, responder.signed(text))) == "pay"


def test_the_page_that_signs_names_the_thing_and_lets_the_component_speak(buyer: Client, informed: Purchase) -> None:
    number, text = asked(buyer, informed)
    page = buyer.get(f"{path(informed, 'certificate')}?text={number}")
    assert page.headers["Cross-Origin-Opener-Policy"] == "same-origin-allow-popups"
    for told in (text, "NT$5,000,000", "旅行平安保險", "以前完成"):
        assert told in words(page)
    assert buyer.get(path(informed, "certificate")).headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert [each[0] for each in summary(buyer.post(path(informed, "certificate"), {"authority": "nobody"}))] == ["id_authority_0"]


def test_without_any_authority_no_signature_is_offered(buyer: Client, informed: Purchase, settings: Any) -> None:
    settings.CERTIFICATES = {}
    assert "憑證簽章" not in words(buyer.get(path(informed, "check")))
    assert lands_on(buyer, buyer.get(path(informed, "certificate"))) == "check"


def test_every_reason_has_words_where_an_application_is_confirmed() -> None:
    assert [each for each in Reason if each != Reason.GOOD and outcomes.confirming(each.value) is None] == []
    assert not [each for each in Reason if "註冊" in "".join(outcomes.confirming(each.value) or ())]
    assert outcomes.confirming("good") is None
