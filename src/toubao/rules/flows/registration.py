"""Registration in each of its ways (7.2, 8.1): notices, identity, proof, account; and the same again for an account that fell asleep."""

from enum import StrEnum
from typing import Any

from toubao.rules.articles import art02_scope as art02
from toubao.rules.articles import art08_service as art08
from toubao.rules.articles import art11_underwriting as art11
from toubao.rules.articles import art15_privacy as art15
from toubao.rules.articles import art18_records as art18
from toubao.rules.articles.art07_registration import account, branch, certificate, web
from toubao.rules.events import Event
from toubao.rules.facts import (
    Asserted,
    AssertionAsked,
    Confirmation,
    Identification,
    Noted,
    Notices,
    Opening,
    Proof,
    Renewal,
    Review,
    Submission,
    Verification,
)
from toubao.rules.kit import Gate
from toubao.rules.table import Flow, Step


class State(StrEnum):
    """Where a registration stands."""

    STARTED = "started"
    NOTICED = "noticed"
    IDENTIFIED = "identified"
    SUBMITTED = "submitted"
    VERIFIED = "verified"
    OPENED = "opened"
    RENEWED = "renewed"
    REFUSED = "refused"


S = State
_Gates = tuple[Gate[Any], ...]
_AGREED: _Gates = (
    art02.own_channel_to_register, account.way_offered, web.notices_read, branch.notices_signed, certificate.notices_before_certificate,
    art08.way_offered_to_serve, art08.service_notices_read, art08.service_notices_signed,
    art15.told_before_collecting, art15.agreed_one_by_one,
)  # fmt: skip
_STATED: _Gates = (
    account.person_registers, account.capacity, account.age_stands, art11.assisted_by_a_person, web.says_it_in_person, web.identity_stated,
    branch.comes_in_person, branch.identity_shown,
    certificate.identity_stated_for_certificate, art08.capacity_to_be_served, art08.policyholder_stated, art08.policyholder_shown,
)  # fmt: skip
_ASSERTED: _Gates = (
    web.person_asserted, web.capacity_asserted, web.agrees_to_be_asserted, web.identity_asserted, web.bank_account_serves,
    web.member_account_serves, art11.assisted_asserted,
)  # fmt: skip
_CODED: _Gates = (
    web.proved_by_code, web.otp_entered_to_register, art08.otp_entered_to_be_served, account.first_registration, art08.policyholder_on_file,
)  # fmt: skip
_PROVED: _Gates = (
    certificate.proved_by_another, certificate.verified_at_once, account.first_registration, art08.policyholder_on_file,
)  # fmt: skip
_HANDED_IN: _Gates = (branch.handed_in_at_a_branch, branch.signature_kept)
_RELEASED: _Gates = (art18.released_by_another, account.first_registration, art08.policyholder_on_file)
_OPENED: _Gates = (
    account.opens_for_the_first_time, account.first_registration, account.activated_by_link, art08.contact_confirmed,
)  # fmt: skip
_AGAIN: _Gates = (account.same_person_again, art08.same_policyholder_again, account.activated_by_link, art08.contact_confirmed)

# fmt: off
#                 event                         from                        to            judged on       gates
AGREE      = Step(Event.NOTICES_AGREED,         (S.STARTED,),               S.NOTICED,    Notices,        _AGREED)
SEND       = Step(Event.ASSERTION_AGREED,       (S.NOTICED,),               S.NOTICED,    AssertionAsked, (web.agrees_to_be_asserted,))
SEND_AGAIN = Step(Event.ASSERTION_AGREED_AGAIN, (S.IDENTIFIED,),            S.IDENTIFIED, AssertionAsked, (web.agrees_to_be_asserted,))
IDENTIFY   = Step(Event.IDENTITY_STATED,        (S.NOTICED, S.IDENTIFIED),  S.IDENTIFIED, Identification, _STATED)
ASSERT     = Step(Event.IDENTITY_ASSERTED,      (S.NOTICED, S.IDENTIFIED),  S.IDENTIFIED, Asserted,       _ASSERTED)
VERIFY     = Step(Event.REGISTRATION_VERIFIED,  (S.IDENTIFIED,),            S.VERIFIED,   Verification,   _CODED)
PROVE      = Step(Event.REGISTRATION_PROVED,    (S.IDENTIFIED,),            S.VERIFIED,   Proof,          _PROVED)
CONFIRM    = Step(Event.CONTACT_CONFIRMED,      (S.VERIFIED,),              S.VERIFIED,   Confirmation,   (art08.otp_confirms_contact,))
SUBMIT     = Step(Event.REGISTRATION_SUBMITTED, (S.IDENTIFIED,),            S.SUBMITTED,  Submission,     _HANDED_IN)
RELEASE    = Step(Event.REGISTRATION_RELEASED,  (S.SUBMITTED,),             S.VERIFIED,   Review,         _RELEASED)
REFUSE     = Step(Event.REGISTRATION_REFUSED,   (S.SUBMITTED,),             S.REFUSED,    Noted)
OPEN       = Step(Event.ACCOUNT_OPENED,         (S.VERIFIED,),              S.OPENED,     Opening,        _OPENED)
RENEW      = Step(Event.REGISTRATION_RENEWED,   (S.VERIFIED,),              S.RENEWED,    Renewal,        _AGAIN)
# fmt: on

FLOW = Flow(
    "registration", "註冊", State, S.STARTED, (S.OPENED, S.RENEWED, S.REFUSED),
    (AGREE, SEND, SEND_AGAIN, IDENTIFY, ASSERT, VERIFY, PROVE, CONFIRM, SUBMIT, RELEASE, REFUSE, OPEN, RENEW),
)  # fmt: skip
