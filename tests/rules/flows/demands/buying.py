"""What the norm demands of a purchase, its payment, its policy and what is on the shelf."""

from typing import Any

from tests.rules.flows.walker import Demand, Norm
from toubao.rules.events import Event
from toubao.rules.facts import Instrument

E = Event
CARD_OR_ACCOUNT = {Instrument.OWN_CARD, Instrument.OWN_ACCOUNT}
OWN = CARD_OR_ACCOUNT | {Instrument.E_PAYMENT_2, Instrument.E_PAYMENT_3}

_LET_GO = (E.PAYMENT_VOIDED, E.PAYMENT_DECLINED, E.PAYMENT_REFUNDED)


def _documents_taken_in(f: Any) -> bool:
    return len(f.documents_current) > 0 and all(d in f.documents_shown and d in f.documents_agreed for d in f.documents_current)


def _proved(f: Any) -> bool:
    return bool(f.certificate_verified and f.signed_digest == f.digest if f.by_certificate else f.otp_entered and f.otp_binds_this)


def _paid_in_full(f: Any) -> bool:
    return f.authorised and f.authorisation_code != "" and f.amount == f.premium and f.application_confirmed


def _agreed_to(f: Any) -> bool:
    return f.agreed_to != "" and f.says == f.agreed_to


def _document_whole(f: Any) -> bool:
    return f.document_digest != "" and f.signature_intact


def _own(f: Any) -> bool:
    return f.instrument in OWN or not f.registered_online


def _holder_known(f: Any) -> bool:
    return f.holder_matched if f.personal_line and f.instrument in CARD_OR_ACCOUNT else True


PURCHASE = Norm(
    (
        Demand("2.3", E.PURCHASE_STARTED, "people buy on a channel of the insurer", lambda f: f.channel_is_ours),
        Demand("2.6", E.PURCHASE_STARTED, "only natural persons buy", lambda f: f.natural_person),
        Demand("2.6", E.PURCHASE_STARTED, "who buys was verified", lambda f: f.verified),
        Demand("7.1", E.PURCHASE_STARTED, "who buys has an account", lambda f: f.registered),
        Demand("7.1", E.PURCHASE_STARTED, "who buys is of age", lambda f: f.adult),
        Demand("7.3", E.PURCHASE_STARTED, "who buys was verified, or bought, within five years", lambda f: not f.asleep),
        Demand("5.1", E.PURCHASE_STARTED, "what is sold is published", lambda f: f.product_published),
        Demand("5.1", E.PURCHASE_STARTED, "the trading conditions are complete", lambda f: len(f.trading_terms_missing) == 0),
        Demand("10.1.1", E.PURCHASE_STARTED, "the documents can be read", lambda f: len(f.documents_missing) == 0),
        Demand("10.1.2", E.PURCHASE_INFORMED, "data come before documents", lambda f: f.data_complete),
        Demand("10.1.2", E.PURCHASE_INFORMED, "what isn't sold to this person isn't agreed to", lambda f: len(f.screening) == 0),
        Demand("10.1.2", E.PURCHASE_INFORMED, "each document in force was shown and agreed to", _documents_taken_in),
        Demand("5.1", E.PURCHASE_INFORMED, "each item of article 5 was shown", lambda f: set(f.items_current) <= set(f.items_shown)),
        Demand("10.1.5", E.PURCHASE_INFORMED, "a review period has run", lambda f: f.review_ended or not f.review_required),
        Demand("10.1.2", E.PURCHASE_INFORMED, "what was sent in isn't agreed to afterwards", never_after=(E.PURCHASE_INFORMED,)),
        Demand("10.1.3", E.PURCHASE_REVISED, "what was sent in isn't changed", never_after=(E.PURCHASE_CONFIRMED,)),
        Demand("2.6", E.PURCHASE_STARTED, "a purchase begins once", never_after=(E.PURCHASE_STARTED,)),
        Demand("2.6", E.PURCHASE_INFORMED, "entries are made in a purchase that was begun", after=(E.PURCHASE_STARTED,)),
        Demand("2.6", E.PURCHASE_CONFIRMED, "the applicant buys for themselves", lambda f: f.same_person),
        Demand("2.6", E.PURCHASE_CONFIRMED, "nobody buys right after an address was changed", lambda f: not f.cooling_off),
        Demand("7.1", E.PURCHASE_CONFIRMED, "the account still stands", lambda f: f.registered and f.adult),
        Demand("7.3", E.PURCHASE_CONFIRMED, "the account has not fallen asleep meanwhile", lambda f: not f.asleep),
        Demand("10.1.2", E.PURCHASE_CONFIRMED, "what was agreed to is what is sent in", lambda f: f.documents_still_agreed),
        Demand("10.1.2", E.PURCHASE_CONFIRMED, "what isn't sold to this person isn't sent in", lambda f: len(f.screening) == 0),
        Demand("10.1.3", E.PURCHASE_CONFIRMED, "no confirmation without one-time password or certificate", _proved),
        Demand("10.1.2", E.PURCHASE_CONFIRMED, "documents come before confirmation", after=(E.PURCHASE_INFORMED,)),
        Demand("10.1.3", E.PURCHASE_CONFIRMED, "an application is sent in once", never_after=(E.PURCHASE_CONFIRMED,)),
        Demand("12.1.1", E.PURCHASE_AUTHORISED, "an application is authorised once", never_after=(E.PURCHASE_AUTHORISED,)),
        Demand("12.1.1", E.PURCHASE_AUTHORISED, "the whole premium is authorised", _paid_in_full),
        Demand("10.1.3", E.PURCHASE_AUTHORISED, "nobody pays for what they have not confirmed", after=(E.PURCHASE_CONFIRMED,)),
        Demand("11.2.1", E.RECEIPT_REPORTED, "no receipt report before authorisation", after=(E.PURCHASE_AUTHORISED,)),
        Demand("11.2.1", E.RECEIPT_REPORTED, "a receipt is reported once", never_after=(E.RECEIPT_REPORTED,)),
        Demand("11.2.1", E.RECEIPT_REPORTED, "there is a code to report", lambda f: f.authorisation_code != ""),
        Demand("11.2.1", E.RECEIPT_REPORTED, "the industry has given a number", lambda f: f.receipt_number != ""),
        Demand("11.2.1", E.PURCHASE_ACCEPTED, "no decision before the receipt report", lambda f: f.receipt_reported),
        Demand("11.2.1", E.PURCHASE_ACCEPTED, "no decision before a receipt", after=(E.RECEIPT_REPORTED,)),
        Demand("11.2.2", E.PURCHASE_ACCEPTED, "never above our limit", lambda f: f.company_limit >= f.company_total + f.sum_insured),
        Demand("11.2.3", E.PURCHASE_ACCEPTED, "the industry was asked", lambda f: f.industry_asked),
        Demand(
            "11.2.3", E.PURCHASE_ACCEPTED, "never above the industry's limit",
            lambda f: f.industry_limit >= f.industry_total + (0 if f.industry_contains_own else f.company_total + f.sum_insured),
        ),
        Demand("11.2.2", E.PURCHASE_ACCEPTED, "a person has looked at what is abnormal", lambda f: f.cleared_by_person or not f.abnormal),
        Demand("11.2.4", E.PURCHASE_ACCEPTED, "a person has looked at what is referred", lambda f: f.cleared_by_person or not f.screening),
        Demand("11.2.4", E.PURCHASE_ACCEPTED, "what was referred is paid anew", never_after=(E.PURCHASE_REFERRED, E.PURCHASE_ACCEPTED)),
        Demand("11.2.4", E.PURCHASE_REFERRED, "what is referred was received", after=(E.RECEIPT_REPORTED,)),
        Demand("11.2.4", E.PURCHASE_REFERRED, "what is decided isn't referred", never_after=(E.PURCHASE_ACCEPTED, E.PURCHASE_REFERRED)),
        Demand("11.2.4", E.PURCHASE_CLEARED, "people decide what was referred to them", after=(E.PURCHASE_REFERRED,)),
        Demand("5.2.11", E.PURCHASE_CONCLUDED, "no contract without money", lambda f: f.captured and f.captured_amount == f.premium),
        Demand("5.2.11", E.PURCHASE_CONCLUDED, "no contract without serial number", lambda f: f.serial != ""),
        Demand("5.2.11", E.PURCHASE_CONCLUDED, "no contract without acceptance", after=(E.PURCHASE_ACCEPTED,)),
        Demand("5.2.11", E.PURCHASE_CONCLUDED, "one application makes one contract", never_after=(E.PURCHASE_CONCLUDED,)),
        Demand("11.2.1", E.ISSUE_REPORTED, "what is reported as issued is a contract", after=(E.PURCHASE_CONCLUDED,)),
        Demand("11.2.1", E.ISSUE_REPORTED, "a contract is reported once", never_after=(E.ISSUE_REPORTED,)),
        Demand("11.2.1", E.ISSUE_REPORTED, "it was received before", lambda f: f.receipt_number != ""),
        Demand("11.2.1", E.ISSUE_REPORTED, "the industry has given a number for it", lambda f: f.report_number != ""),
        Demand("11.2.1", E.ISSUE_REPORTED, "the report names the policy", lambda f: f.policy_number != ""),
        Demand("6.1.2", E.PURCHASE_ACCEPTED, "what is accepted was agreed to", _agreed_to),
        Demand("6.1.2", E.PURCHASE_CONCLUDED, "what is contracted was agreed to", _agreed_to),
        Demand("6.1.2", E.PURCHASE_REFUSED, "a contract that stands isn't refused", never_after=(E.PURCHASE_CONCLUDED,)),
        Demand("6.1.2", E.PURCHASE_WITHDRAWN, "a contract that stands isn't given up", never_after=(E.PURCHASE_CONCLUDED,)),
    ),
    undoes={
        E.PURCHASE_REVISED: (E.PURCHASE_INFORMED,),
        E.PURCHASE_CLEARED: (E.PURCHASE_AUTHORISED, E.RECEIPT_REPORTED, E.PURCHASE_REFERRED),
    },
)  # fmt: skip

PAYMENT = Norm(
    (
        Demand("12.1.1", E.PAYMENT_AUTHORISED, "who registered online pays with what is their own", _own),
        Demand("12.1.2", E.PAYMENT_AUTHORISED, "no authorisation on somebody else's card or account", _holder_known),
        Demand("12.1.1", E.PAYMENT_AUTHORISED, "the acquirer has authorised the whole premium", _paid_in_full),
        Demand("12.1.1", E.PAYMENT_AUTHORISED, "what is authorised was meant", after=(E.PAYMENT_INTENDED,)),
        Demand("12.1.1", E.PAYMENT_AUTHORISED, "a payment is authorised once", never_after=(E.PAYMENT_AUTHORISED,)),
        Demand("12.1.1", E.PAYMENT_INTENDED, "a payment is meant once", never_after=(E.PAYMENT_INTENDED,)),
        Demand("11.2.1", E.PAYMENT_CAPTURED, "no charge before authorisation", after=(E.PAYMENT_AUTHORISED,)),
        Demand("11.2.1", E.PAYMENT_CAPTURED, "no charge before acceptance", lambda f: f.application_accepted),
        Demand("12.1.1", E.PAYMENT_CAPTURED, "the premium is charged, no more and no less", lambda f: f.amount == f.premium),
        Demand("12.1.1", E.PAYMENT_CAPTURED, "one charge", never_after=(E.PAYMENT_CAPTURED, *_LET_GO)),
        Demand("12.1.1", E.PAYMENT_VOIDED, "what was charged isn't let go as if it were not", never_after=(E.PAYMENT_CAPTURED,)),
        Demand("12.1.1", E.PAYMENT_REFUNDED, "what stands as a charge isn't given back unasked", never_after=(E.PAYMENT_CAPTURED,)),
        Demand("12.1.1", E.PAYMENT_DECLINED, "what was authorised isn't called declined", never_after=(E.PAYMENT_AUTHORISED,)),
    ),
)  # fmt: skip

DELIVERY = Norm(
    (
        Demand("6.1.2", E.POLICY_ISSUED, "what is issued was agreed to", _agreed_to),
        Demand("6.1.2", E.POLICY_SENT, "what is sent was agreed to", _agreed_to),
        Demand("6.1.2", E.POLICY_ISSUED, "no policy without contract", lambda f: f.contract_concluded),
        Demand("6.1.2", E.POLICY_ISSUED, "a policy has a number", lambda f: f.policy_number != ""),
        Demand("6.1.2", E.POLICY_ISSUED, "a contract has one policy", never_after=(E.POLICY_ISSUED,)),
        Demand("12.1.4", E.POLICY_SENT, "a policy that was sent, and did not come back, is not sent again", never_after=(E.POLICY_SENT,)),
        Demand("6.1.2", E.POLICY_QUEUED, "what is given to a carrier was agreed to", _agreed_to),
        Demand("6.1.3", E.POLICY_QUEUED, "what is given to a carrier is the document with its signature whole", _document_whole),
        Demand("12.1.4", E.POLICY_QUEUED, "what is given to a carrier was issued", after=(E.POLICY_ISSUED,)),
        Demand("12.1.4", E.POLICY_QUEUED, "it is on one way at a time", never_after=(E.POLICY_QUEUED, E.POLICY_SENT)),
        Demand("12.1.4", E.POLICY_RETURNED, "what comes back was on its way", after_one=(E.POLICY_QUEUED, E.POLICY_SENT)),
        Demand(
            "12.1.4", E.POLICY_SENT, "what is sent was given to a carrier, or came back from one",
            after_one=(E.POLICY_QUEUED, E.POLICY_RETURNED),
        ),
        Demand("6.1.3", E.POLICY_ISSUED, "the document is there and its signature is whole", _document_whole),
        Demand("6.1.3", E.POLICY_SENT, "what is sent is the document with its signature whole", _document_whole),
        Demand("6.1.3", E.POLICY_SENT, "what is sent was issued", after=(E.POLICY_ISSUED,)),
        Demand("12.1.4", E.POLICY_OPENED, "what is opened was sent", after=(E.POLICY_SENT,)),
        Demand("12.1.4", E.POLICY_SIGNED_FOR, "what is signed for was sent", after=(E.POLICY_SENT,)),
        *(
            demand
            for event in (E.POLICY_OPENED, E.POLICY_SIGNED_FOR)
            for demand in (
                Demand("2.7", event, "who is served is registered and verified", lambda f: f.registered and f.verified),
                Demand("8.1.1.3", event, "who is served is the holder", lambda f: f.own),
                Demand("8.2", event, "who is served was verified, or served, within five years", lambda f: not f.asleep),
            )
        ),
    ),
    undoes={E.POLICY_RETURNED: (E.POLICY_QUEUED, E.POLICY_SENT)},
)  # fmt: skip

PUBLICATION = Norm(
    (
        *(
            demand
            for event in (E.PRODUCT_PUBLISHED, E.PRODUCT_REPUBLISHED)
            for demand in (
                Demand("5.2", event, "no item of the trading conditions is missing", lambda f: len(f.items_missing) == 0),
                Demand("10.1.1", event, "every document is there", lambda f: len(f.documents) > 0 and len(f.documents_missing) == 0),
                Demand("10.1.1", event, "its documents are those it was sold with", lambda f: f.documents_before in ((), f.documents)),
            )
        ),
        Demand("5.1", E.PRODUCT_REPUBLISHED, "what is offered anew was on the shelf", after=(E.PRODUCT_PUBLISHED,)),
        Demand("5.1", E.PRODUCT_PUBLISHED, "what was taken off the shelf stays off", never_after=(E.PRODUCT_WITHDRAWN,)),
        Demand("5.1", E.PRODUCT_WITHDRAWN, "what is taken off was on the shelf", after=(E.PRODUCT_PUBLISHED,)),
    ),
)
