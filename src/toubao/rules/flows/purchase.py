"""The purchase, from the first entry to the reported contract; the money's own steps are in `payment.py`."""

from enum import StrEnum
from typing import Any

from toubao.rules.articles import art02_scope as art02
from toubao.rules.articles import art05_trading_terms as art05
from toubao.rules.articles import art06_performance as art06
from toubao.rules.articles import art10_application as art10
from toubao.rules.articles import art11_underwriting as art11
from toubao.rules.articles import art12_payment as art12
from toubao.rules.articles.art07_registration import account
from toubao.rules.events import Event
from toubao.rules.facts import (
    Application,
    Authorisation,
    Conclusion,
    Informing,
    IssueReport,
    Noted,
    Nothing,
    Receipt,
    Starting,
    Underwriting,
)
from toubao.rules.kit import Gate
from toubao.rules.table import Flow, Step


class State(StrEnum):
    """Where a purchase stands."""

    NEW = "new"
    STARTED = "started"
    INFORMED = "informed"
    CONFIRMED = "confirmed"
    AUTHORISED = "authorised"
    RECEIVED = "received"
    ACCEPTED = "accepted"
    REFERRED = "referred"
    CONCLUDED = "concluded"
    REPORTED = "reported"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


S = State
_Gates = tuple[Gate[Any], ...]
# fmt: off
_BUYER: _Gates = (art02.own_channel, art02.natural_person_buys, art02.verified_before_purchase, art05.trading_terms_complete,
                  account.adult_starts, account.awake_to_start, art10.documents_readable)
_AGREED: _Gates = (art10.data_entered_first, art05.trading_terms_shown, art10.terms_agreed, art10.review_period_ended)
_PROVED: _Gates = (art02.contracts_directly, art02.not_cooling_off, account.still_registered, account.awake_to_confirm,
                   art10.terms_still_agreed, art11.screened_before_sending, art10.otp_entered, art10.otp_binds_what_is_confirmed,
                   art10.certificate_verified, art10.signature_binds_what_is_confirmed)
_TAKEN: _Gates = (art06.as_agreed, art11.receipt_before_underwriting, art11.company_limit, art11.industry_limit, art11.nothing_abnormal,
                  art11.within_online_screening)
_AUTHORISED: _Gates = (art12.authorised_in_full,)
_RECEIVED: _Gates = (art11.authorised_before_receipt,)
_REPORTED: _Gates = (art11.issue_numbered,)
_PAID: _Gates = (art06.as_agreed, art05.serial_after_payment)

#                event                      from                                      to            judged on     gates
START     = Step(Event.PURCHASE_STARTED,    (S.NEW,),                                 S.STARTED,    Starting,     _BUYER)
INFORM    = Step(Event.PURCHASE_INFORMED,   (S.STARTED,),                             S.INFORMED,   Informing,    _AGREED)
REVISE    = Step(Event.PURCHASE_REVISED,    (S.INFORMED,),                            S.STARTED,    Nothing)
CONFIRM   = Step(Event.PURCHASE_CONFIRMED,  (S.INFORMED,),                            S.CONFIRMED,  Application,  _PROVED)
AUTHORISE = Step(Event.PURCHASE_AUTHORISED, (S.CONFIRMED,),                           S.AUTHORISED, Authorisation, _AUTHORISED)
RECEIVE   = Step(Event.RECEIPT_REPORTED,    (S.AUTHORISED,),                          S.RECEIVED,   Receipt,      _RECEIVED)
ACCEPT    = Step(Event.PURCHASE_ACCEPTED,   (S.RECEIVED,),                            S.ACCEPTED,   Underwriting, _TAKEN)
REFER     = Step(Event.PURCHASE_REFERRED,   (S.RECEIVED,),                            S.REFERRED,   Noted)
CLEAR     = Step(Event.PURCHASE_CLEARED,    (S.REFERRED,),                            S.CONFIRMED,  Noted)
CONCLUDE  = Step(Event.PURCHASE_CONCLUDED,  (S.ACCEPTED,),                            S.CONCLUDED,  Conclusion,   _PAID)
REPORT    = Step(Event.ISSUE_REPORTED,      (S.CONCLUDED,),                           S.REPORTED,   IssueReport,  _REPORTED)
REFUSE    = Step(Event.PURCHASE_REFUSED,    (S.AUTHORISED, S.RECEIVED, S.ACCEPTED, S.REFERRED), S.REFUSED, Noted)
WITHDRAW  = Step(Event.PURCHASE_WITHDRAWN,  (S.STARTED, S.INFORMED, S.CONFIRMED),     S.WITHDRAWN,  Noted)
# fmt: on

FLOW = Flow(
    "purchase", "投保", State, S.NEW, (S.REPORTED, S.REFUSED, S.WITHDRAWN),
    (START, INFORM, REVISE, CONFIRM, AUTHORISE, RECEIVE, ACCEPT, REFER, CLEAR, CONCLUDE, REPORT, REFUSE, WITHDRAW),
)  # fmt: skip
