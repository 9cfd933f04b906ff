"""Signatures by certificate through the whole action: bad ones are refused with their reason, journaled, and open nothing (7.2.3)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from cryptography.x509 import ocsp

from tests import builders
from tests.business.identity.proving.given import WANG, answered, asked, identified, last, refused_with, words
from tests.fixtures.servers.responder import Responder, good_list, of_the_issuing, responder, trusted
from tests.gateways.certificates import given
from tests.gateways.certificates.answering import Listing
from tests.gateways.certificates.given import CHALLENGE, NOW
from tests.gateways.certificates.test_answers import BAD_ANSWERS, BAD_LISTS
from tests.gateways.certificates.test_messages import BAD
from toubao.business import outside
from toubao.business.identity import actions, queries
from toubao.business.identity.actions.certifying import LIFETIME
from toubao.business.identity.codes.allowances import limits
from toubao.business.identity.jobs import KEPT, tidy
from toubao.business.identity.models import Account, CertificateChallenge
from toubao.business.identity.proving import certificates
from toubao.gateways.certificates.reasons import Reason
from toubao.journal.models import Entry
from toubao.journal.reading import entries

__all__ = ["responder", "trusted"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_app", "trusted")]


def test_7_2_3_3_a_good_signature_registers_and_the_password_opens_the_account(responder: Responder) -> None:
    registration = identified()
    challenge = asked(registration)
    signed = answered(registration, challenge, responder.signed(words(registration, challenge)))
    assert signed.outcome == "good"
    assert responder.asked == ["holder", "issuing"]
    found = queries.registration(registration.pk)
    assert found is not None
    assert found.state == "verified"
    opened = actions.open_account(registration=found, password="a long demo password", now=NOW)
    assert opened is not None
    assert (opened.way, opened.verified_at) == ("certificate", NOW)


@pytest.mark.parametrize("case", BAD)
def test_7_2_3_3_a_bad_message_is_refused_journaled_and_nobody_is_asked(
    case: str, responder: Responder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(certificates, "text", lambda *_: CHALLENGE.decode())
    make, reason = BAD[case]
    registration = identified()
    refused_with(registration, reason.value, answered(registration, asked(registration), make()))
    assert responder.asked == []


@pytest.mark.parametrize("case", BAD_ANSWERS)
def test_7_2_3_3_a_bad_answer_by_ocsp_is_refused_and_no_list_helps_over_it(case: str, responder: Responder) -> None:
    make, reason = BAD_ANSWERS[case]
    responder.holder, responder.listed = make(), good_list()
    registration = identified()
    challenge = asked(registration)
    refused_with(registration, reason.value, answered(registration, challenge, responder.signed(words(registration, challenge))))
    assert "crl" not in responder.asked
    told = last(registration, "registration.certificate_checked").facts
    assert (told["certificate"], told["source"]) == (f"{given.holder_plan().serial:x}", "ocsp")


@pytest.mark.parametrize("case", BAD_LISTS)
def test_7_2_3_3_a_bad_list_is_refused_and_journaled(case: str, responder: Responder) -> None:
    make, reason = BAD_LISTS[case]
    listing: Listing = make()
    held = tuple((each, critical) for each, critical in listing.extensions)
    responder.listed = replace(listing, extensions=held).made()
    registration = identified()
    challenge = asked(registration)
    message = responder.signed(words(registration, challenge), with_ocsp=False)
    refused_with(registration, reason.value, answered(registration, challenge, message))


def test_7_2_3_3_the_list_is_believed_where_ocsp_is_silent(responder: Responder) -> None:
    responder.holder, responder.listed = None, good_list()
    registration = identified()
    challenge = asked(registration)
    assert answered(registration, challenge, responder.signed(words(registration, challenge))).outcome == "good"
    assert last(registration, "registration.certificate_checked").facts["source"] == "crl"
    failed = Entry.objects.get(subject_id=registration.pk, event="institution.failed")
    assert (failed.facts["operation"], failed.facts["reason"]) == ("ocsp", "HTTP 503")


def test_7_2_3_3_an_authority_that_could_not_be_asked_is_not_said_to_be_silent(responder: Responder, crowded: None) -> None:
    registration = identified()
    challenge = asked(registration)
    refused_with(registration, "authority_not_asked", answered(registration, challenge, responder.signed(words(registration, challenge))))
    assert responder.asked == []
    assert not Entry.objects.filter(subject_id=registration.pk, event="institution.failed").exists()


def test_7_2_3_3_a_silent_authority_proves_nothing_and_one_may_try_again(responder: Responder) -> None:
    responder.holder = None
    registration = identified()
    challenge = asked(registration)
    refused_with(registration, "authority_silent", answered(registration, challenge, responder.signed(words(registration, challenge))))
    code = actions.verify_registration(registration=registration, entered="123456", now=NOW)[0]
    assert code.outcome == "refused", "no weaker way takes over"
    responder.holder = Responder().holder
    again = asked(registration)
    outside.hang_up()
    assert answered(registration, again, responder.signed(words(registration, again))).outcome == "good"


@pytest.mark.parametrize(
    ("status", "reason"), [(ocsp.OCSPCertStatus.REVOKED, "issuer_revoked"), (ocsp.OCSPCertStatus.UNKNOWN, "ocsp_unknown")]
)
def test_7_2_3_3_the_authority_that_issued_is_asked_about_too(responder: Responder, status: ocsp.OCSPCertStatus, reason: str) -> None:
    responder.issuing = of_the_issuing(status)
    registration = identified()
    challenge = asked(registration)
    refused_with(registration, reason, answered(registration, challenge, responder.signed(words(registration, challenge))))


def test_7_2_3_3_a_host_that_the_operator_did_not_allow_is_not_asked(responder: Responder, settings: Any) -> None:
    settings.CERTIFICATES["test"]["hosts"] = ["ocsp.example:80"]
    registration = identified()
    challenge = asked(registration)
    refused_with(registration, "host_not_allowed", answered(registration, challenge, responder.signed(words(registration, challenge))))
    assert responder.asked == []


def test_7_2_3_3_a_replayed_signature_is_refused_before_and_after_it_was_taken(responder: Responder) -> None:
    registration = identified()
    challenge = asked(registration)
    message = responder.signed(words(registration, challenge))
    responder.holder = BAD_ANSWERS["revoked"][0]()
    refused_with(registration, "revoked", answered(registration, challenge, message))
    responder.holder = Responder().holder
    refused_with(registration, "challenge_used", answered(registration, challenge, message))
    fresh = asked(registration)
    refused_with(registration, "content_differs", answered(registration, fresh, message))
    again = asked(registration)
    good = responder.signed(words(registration, again))
    assert answered(registration, again, good).outcome == "good"
    refused_with(registration, "challenge_used", answered(registration, again, good), state="verified")


def test_7_2_3_3_a_signature_for_another_registration_is_refused(responder: Responder) -> None:
    theirs, mine = identified(), identified()
    challenge = asked(theirs)
    message = responder.signed(words(theirs, challenge))
    refused_with(mine, "challenge_elsewhere", answered(mine, challenge, message))
    refused_with(mine, "content_differs", answered(mine, asked(mine), message))
    assert actions.to_sign(registration=mine, challenge=challenge, now=NOW) is None
    assert answered(theirs, challenge, message).outcome == "good", "whoever it belongs to may still use it"


def test_7_2_3_3_a_text_that_nobody_made_or_that_is_over_is_refused(responder: Responder) -> None:
    registration = identified()
    challenge = asked(registration)
    message = responder.signed(words(registration, challenge))
    refused_with(registration, "challenge_unknown", answered(registration, registration.pk, message))
    late = answered(registration, challenge, message, now=NOW + LIFETIME)
    refused_with(registration, "challenge_expired", late)
    assert responder.asked == []


def test_7_2_3_2_who_was_stated_since_is_not_proved_by_an_older_signature(responder: Responder) -> None:
    registration = identified()
    challenge = asked(registration)
    message = responder.signed(words(registration, challenge))
    assert actions.identify(registration=registration, known=replace(WANG, phone="+886910000099"), now=NOW).taken
    registration = queries.registration(registration.pk)  # type: ignore[assignment] # it is there
    refused_with(registration, "challenge_changed", answered(registration, challenge, message))


def test_7_2_3_2_the_certificate_of_somebody_else_proves_nobody(responder: Responder) -> None:
    for known, reason in ((replace(WANG, name="王大明"), "name_differs"), (replace(WANG, id_number="A123456798"), "tail_differs")):
        registration = identified(replace(known, id_number=builders.id_number(5) if reason == "tail_differs" else known.id_number))
        challenge = asked(registration)
        refused_with(registration, reason, answered(registration, challenge, responder.signed(words(registration, challenge))))


def test_7_1_who_has_an_account_gets_no_second_one(responder: Responder) -> None:
    first, second = identified(), identified()
    for registration in (first, second):
        challenge = asked(registration)
        assert answered(registration, challenge, responder.signed(words(registration, challenge))).outcome == "good"
        assert (actions.open_account(registration=registration, password="a long demo password", now=NOW) is None) == (
            registration is second
        )
    third = identified()
    challenge = asked(third)
    signed = answered(third, challenge, responder.signed(words(third, challenge)))
    assert signed.decision is not None
    assert [each.gate for each in signed.decision.shut] == ["first_registration"]
    assert Account.objects.count() == 1


def test_8_1_1_2_who_is_only_served_is_opened_after_the_code_alone(responder: Responder) -> None:
    from tests.business.identity.proving.test_policyholders import on_file
    from toubao.business.identity.proving import policyholders

    policyholders.load(entries=[on_file(WANG, phone="", mail="")], now=NOW)
    registration = identified(purpose="service")
    challenge = asked(registration)
    assert answered(registration, challenge, responder.signed(words(registration, challenge))).outcome == "good"
    registration.refresh_from_db()
    assert actions.open_account(registration=registration, password="a long demo password", now=NOW) is None
    sent = actions.send_registration_code(registration=registration, channel="sms", insurer="測試", network="n", now=NOW)
    assert sent.sent
    entered = builders.last_code(registration.pk)
    assert actions.confirm_contact(registration=registration, entered=entered, now=NOW)[0].taken
    registration.refresh_from_db()
    opened = actions.open_account(registration=registration, password="a long demo password", now=NOW)
    assert opened is not None
    assert opened.verified_at is None


def test_7_3_a_sleeping_account_is_renewed_by_certificate(responder: Responder) -> None:
    account = builders.registered_account(1, name=WANG.name, id_number=WANG.id_number)
    registration = identified(renews=account)
    challenge = asked(registration)
    assert answered(registration, challenge, responder.signed(words(registration, challenge))).outcome == "good"
    registration.refresh_from_db()
    assert actions.renew_account(registration=registration, now=NOW).taken
    account.refresh_from_db()
    assert account.way == "certificate"


def test_18_1_1_the_journal_has_all_that_it_takes_to_check_it_again_and_nobodys_data_in_the_open(responder: Responder) -> None:
    registration = identified()
    challenge = asked(registration)
    message = responder.signed(words(registration, challenge))
    answered(registration, challenge, message)
    names = [entry.event for entry in entries(registration.pk)][4:]
    assert names == ["institution.answered", "institution.answered", "registration.certificate_checked", "registration.proved"]
    told = last(registration, "registration.certificate_checked").facts
    assert (told["authority"], told["outcome"], told["source"]) == ("test", "good", "ocsp")
    assert told["issuer"] == "CN=Issuing,C=TW"
    assert told["certificate"] == f"{given.holder_plan().serial:x}"
    assert told["answered"] == (NOW - timedelta(minutes=1)).isoformat()
    assert {"message", "challenge"}.isdisjoint(told)
    open_part = " ".join(str(entry.facts) for entry in entries(registration.pk))
    for personal in (WANG.name, WANG.id_number, WANG.phone, WANG.mail):
        assert personal not in open_part


def test_texts_and_signatures_are_counted(responder: Responder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(limits(), "certificate_registration", {"seconds": 3600, "most": 1})
    monkeypatch.setitem(limits(), "certificate_checks", {"seconds": 3600, "most": 1})
    registration = identified()
    challenge = asked(registration)
    assert actions.ask_to_sign(registration=registration, authority="test", network="n", now=NOW) is None
    assert answered(registration, challenge, b"noise").outcome == "not_der"
    assert answered(registration, challenge, b"noise").outcome == "busy"
    assert Entry.objects.filter(event="registration.certificate_checked").count() == 1


def test_what_was_left_unsigned_is_tidied_away(responder: Responder) -> None:
    asked(identified())
    tidy(now=NOW + KEPT)
    assert CertificateChallenge.objects.exists()
    tidy(now=NOW + KEPT + timedelta(minutes=11))
    assert not CertificateChallenge.objects.exists()


def test_7_2_3_3_more_than_forty_are_refused() -> None:
    assert len(BAD) + len(BAD_ANSWERS) + len(BAD_LISTS) > 80
    shown = {reason for cases in (BAD, BAD_ANSWERS, BAD_LISTS) for _, reason in cases.values()}
    assert {Reason.REVOKED, Reason.EXPIRED, Reason.NOT_YET_VALID, Reason.WRONG_PURPOSE, Reason.NAME_DIFFERS} <= shown
