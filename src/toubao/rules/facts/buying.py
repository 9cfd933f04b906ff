"""A purchase, from the shelf to the issue report (articles 2, 5, 10, 11, 12)."""

from dataclasses import dataclass
from enum import StrEnum


class Instrument(StrEnum):
    """What a premium is paid with (norm 12.1)."""

    OWN_CARD = "own_card"
    OWN_ACCOUNT = "own_account"
    E_PAYMENT_2 = "e_payment_2"
    E_PAYMENT_3 = "e_payment_3"
    CASH_MACHINE = "cash_machine"
    BANK_COUNTER = "bank_counter"
    CONVENIENCE_STORE = "convenience_store"


@dataclass(frozen=True, slots=True, kw_only=True)
class Publishing:
    """A product's version is about to be offered, or offered with other content (5.1, 10.1.1).

    `content`: the digest of all texts, tariff, limits and lists; `documents`: `name:digest` now, and as this version was offered before.
    """

    product: str
    version: str
    items_missing: tuple[str, ...]
    documents_missing: tuple[str, ...]
    documents: tuple[str, ...]
    documents_before: tuple[str, ...]
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Starting:
    """A person begins to buy a product (2.3, 2.6, 5.1, 7.1, 7.3, 10.1.1)."""

    channel: str
    channel_is_ours: bool
    natural_person: bool
    registered: bool
    verified: bool
    asleep: bool
    adult: bool
    way: str
    product: str
    product_version: str
    product_published: bool
    trading_terms_missing: tuple[str, ...]
    documents_missing: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Informing:
    """The applicant has entered everything, saw the documents, and agrees (10.1.2, 10.1.5)."""

    product: str
    product_version: str
    data_complete: bool
    screening: tuple[str, ...]
    documents_current: tuple[str, ...]
    documents_shown: tuple[str, ...]
    documents_agreed: tuple[str, ...]
    review_required: bool
    review_ended: bool
    premium: int
    sum_insured: int
    items_current: tuple[str, ...] = ()
    items_shown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """The applicant sends the application in (2.6, 7.1, 7.3, 10.1.2, 10.1.3).

    `digest`: of what is sent in, as it stands. `signed_digest`: of what it was that was signed, if there was a signature.
    """

    way: str
    by_certificate: bool
    otp_entered: bool
    otp_binds_this: bool
    certificate_verified: bool
    documents_still_agreed: bool
    screening: tuple[str, ...]
    same_person: bool
    registered: bool
    asleep: bool
    adult: bool
    cooling_off: bool
    digest: str
    contract: str
    product: str
    product_version: str
    premium: int
    sum_insured: int
    signed_digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Authorisation:
    """The acquirer has answered for a payment (12.1.1, 12.1.2); `serial` is the number that the application has from then on (5.2.11)."""

    registered_online: bool
    instrument: Instrument
    personal_line: bool
    holder_matched: bool
    authorised: bool
    authorisation_code: str
    amount: int
    premium: int
    application_confirmed: bool
    serial: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The application's receipt was reported to the industry (11.2.1)."""

    authorisation_code: str
    receipt_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Underwriting:
    """All that decides whether an application is accepted (11.2.2, 11.2.3, 11.2.4).

    `existing_by` is the contract that makes an existing customer. `industry_total` is the answer as it came; `industry_contains_own` says
    whether what we reported, this application included, is in it already.
    """

    way: str
    agreed_to: str
    says: str
    existing_customer: bool
    receipt_reported: bool
    sum_insured: int
    company_total: int
    company_limit: int
    industry_asked: bool
    industry_total: int
    industry_limit: int
    abnormal: tuple[str, ...]
    screening: tuple[str, ...]
    cleared_by_person: bool
    existing_by: str = ""
    industry_contains_own: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """The premium is about to be charged (11.2.1, 12.1)."""

    application_accepted: bool
    amount: int
    premium: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Conclusion:
    """The contract is about to be concluded and numbered (5.2.11, 11.2.1)."""

    agreed_to: str
    says: str
    captured: bool
    captured_amount: int
    premium: int
    serial: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueReport:
    """The issue was reported to the industry (11.2.1)."""

    receipt_number: str
    report_number: str
    policy_number: str
