"""Rows of a purchase as facts for the gates of articles 2, 5, 7, 10 and 11."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta

from django.conf import settings

from toubao.business.catalogue.queries import on_sale
from toubao.business.identity import facts as identity
from toubao.business.identity.codes.otp import Check
from toubao.business.identity.models import Account
from toubao.business.identity.personal import Known
from toubao.business.identity.proving import ways
from toubao.business.identity.proving.signing import Signed
from toubao.business.identity.queries import cooling, same_number
from toubao.business.identity.queries import known as known_of
from toubao.business.payment.models import Payment
from toubao.business.policies import contract
from toubao.business.policies.queries import business_of
from toubao.business.purchase import agreement, queries, showing
from toubao.business.purchase import draft as drafts
from toubao.business.purchase.draft import Draft
from toubao.business.purchase.models import Purchase
from toubao.business.underwriting import queries as underwriting
from toubao.gateways.card import CardState
from toubao.journal.writing import TAIPEI
from toubao.products import Product
from toubao.products.customers import Business, custom_of, existing_by
from toubao.products.disclosures import missing_items
from toubao.products.limits import NoLimit, Strength, contains_own, limit_for, strength_of
from toubao.rules.facts import Application, Capture, Conclusion, Informing, IssueReport, Receipt, Starting, Underwriting
from toubao.rules.periods import day_of, days, ends

Proof = Check | Signed
"""What an application is confirmed with: a code, or a signature by certificate."""


def starting(account: Account, product: Product, *, channel: str, channel_is_ours: bool, now: datetime) -> Starting:
    """Who begins to buy what, and where."""
    return Starting(
        channel=channel, channel_is_ours=channel_is_ours,
        natural_person=identity.natural(account, on=now.astimezone(TAIPEI).date()), registered=identity.is_registered(account),
        verified=account.verified_at is not None,
        asleep=identity.asleep_to_buy(account, now=now),
        adult=identity.adult(account, on=now.astimezone(TAIPEI).date()), way=account.way, product=product.code,
        product_version=product.version.code, product_published=on_sale(product.code, now=now),
        trading_terms_missing=missing_items(product, settings.INSURER), documents_missing=product.documents_missing,
    )  # fmt: skip


def current_documents(product: Product) -> tuple[str, ...]:
    """What must be shown and agreed to now, as `name:digest` (10.1.2)."""
    return contract.documents(product)


def informing(
    purchase: Purchase, draft: Draft, product: Product, *, screening: Iterable[str], shown: Iterable[str], accepted: Iterable[str],
    seen: Collection[str], now: datetime,
) -> Informing:  # fmt: skip
    """What was shown to the applicant and agreed to; `seen` is every text that was ever shown to this application."""
    premium, items = drafts.premium(draft, product), tuple(each.named for each in showing.items(product))
    return Informing(
        product=product.code, product_version=product.version.code, data_complete=draft.complete and premium > 0,
        screening=tuple(screening),
        documents_current=current_documents(product), documents_shown=tuple(shown), documents_agreed=tuple(accepted),
        review_required=product.review.required, review_ended=review_ended(purchase, product, now=now),
        premium=premium, sum_insured=draft.sum_insured,
        items_current=items, items_shown=tuple(named for named in items if named in seen),
    )  # fmt: skip


def review_until(purchase: Purchase, product: Product) -> datetime | None:
    """When the review period of a product that has one is over (10.1.5): so many days after the documents of this version had all been
    shown to this application; None while they were not.
    """
    shown = showing.texts(purchase.pk)
    delivered = [shown.get(named) for named in current_documents(product)]
    if None in delivered:
        return None
    return ends(max(at for at in delivered if at), days(product.review.days, rolls=False))


def review_last_day(purchase: Purchase, product: Product) -> date | None:
    """The last day in Taipei of the review period that this application still has or had; None for a product that needs none."""
    until = review_until(purchase, product) if product.review.required else None
    return day_of(until) - timedelta(days=1) if until else None


def review_ended(purchase: Purchase, product: Product, *, now: datetime) -> bool:
    """Whether nothing is left of the review period; there is none for a product that needs none."""
    if not product.review.required:
        return True
    until = review_until(purchase, product)
    return until is not None and now >= until


def still_agreed(purchase: Purchase, product: Product, draft: Draft, known: Known) -> bool:
    """Whether what was agreed to is what stands now: the same entries, price and person, and version and documents of today (10.1.2)."""
    today = (product.version.code, drafts.premium(draft, product))
    return (
        agreement.stands(purchase, draft, known) == purchase.digest
        and (purchase.product_version, purchase.premium) == today
        and set(current_documents(product)) <= set(purchase.documents)
    )


def application(
    purchase: Purchase, product: Product, draft: Draft, known: Known, checked: Proof, *, screening: Iterable[str], now: datetime
) -> Application:
    """The application as it is sent in, with what came of its code or of the signature in its place."""
    digest = agreement.stands(purchase, draft, known)
    code = checked if isinstance(checked, Check) else None
    signed = checked if isinstance(checked, Signed) else None
    return Application(
        way=purchase.account.way, by_certificate=signed is not None, otp_entered=code is not None and code.right,
        otp_binds_this=code is not None and code.bound and digest == purchase.digest,
        certificate_verified=signed is not None and signed.good,
        signed_digest=signed.digest if signed else "", documents_still_agreed=still_agreed(purchase, product, draft, known),
        screening=tuple(screening), same_person=draft.for_myself and purchase.person_id == purchase.account.person_id,
        registered=identity.is_registered(purchase.account),
        asleep=identity.asleep_to_buy(purchase.account, now=now),
        adult=identity.adult(purchase.account, on=now.astimezone(TAIPEI).date()), digest=digest,
        contract=agreement.terms(purchase, draft, known).digest, product=purchase.product,
        cooling_off=cooling(purchase.account, now) is not None,
        product_version=purchase.product_version, premium=purchase.premium, sum_insured=purchase.sum_insured,
    )  # fmt: skip


def receipt(payment: Payment, number: str) -> Receipt:
    """A receipt report as it was answered."""
    return Receipt(authorisation_code=payment.authorisation_code, receipt_number=number)


def limits(purchase: Purchase, product: Product, *, now: datetime) -> tuple[int, int]:
    """The company's and the industry's limit for this buyer, NT$ (11.2.2, 11.2.3). Raises NoLimit."""
    return limits_of(purchase.account.way, product, existing_customer=bool(existing(purchase, product, now=now)), now=now)


def existing(purchase: Purchase, product: Product, *, now: datetime) -> str:
    """The number of the contract that makes the applicant an existing customer for this purchase; empty if none does."""
    cover = (purchase.starts, purchase.ends) if purchase.starts and purchase.ends else None
    known = business_of(purchase.person_id, product=product, apart_from=purchase.pk)
    return _existing(purchase.account, known, cover=cover, now=now)


def _existing(account: Account, known: list[Business], *, cover: tuple[datetime, datetime] | None, now: datetime) -> str:
    """Where nothing on record says who counts as existing, nobody does."""
    try:
        custom = custom_of(day_of(now))
    except NoLimit:
        return ""
    return existing_by(known, custom, identified=ways.proves_identity(account.way), cover=cover, now=now)


def limits_of(registered: str, product: Product, *, existing_customer: bool, now: datetime) -> tuple[int, int]:
    """The company's and the industry's limit for whoever registered this way, NT$. Raises NoLimit."""
    way = ways.way(registered)
    strength = strength_of(way.limits_as if way else "", existing_customer=existing_customer)
    found = limit_for(product.line, strength, now.astimezone(TAIPEI).date())
    return found.company, found.industry


def newcomer(account: Account, *, now: datetime) -> bool:
    """Whether the limits of newcomers hold for the account: not for who was known more surely, and not for existing customers (附件一),
    as far as that can be said before a cover's days are known.
    """
    way = ways.way(account.way)
    as_way = way.limits_as if way else ""
    new = strength_of(as_way, existing_customer=False) is Strength.NEW_ONLINE
    return new and not _existing(account, business_of(account.person_id), cover=None, now=now)


def pays_as_online(account: Account) -> bool:
    """Whether the way of registration allows the applicant's own card and accounts only (12.1.1), and no counter (12.1.3); a way that is
    not known any more counts as the weakest.
    """
    way = ways.way(account.way)
    return way is None or way.pays_as == "online"


def underwriting_of(
    purchase: Purchase, product: Product, *, company_total: int, industry_total: int | None, screening: Iterable[str], now: datetime
) -> Underwriting:
    """All that decides; `industry_total` is None where the industry was not asked, since the company's own limit already says no."""
    by = existing(purchase, product, now=now)
    company, industry = limits_of(purchase.account.way, product, existing_customer=bool(by), now=now)
    was, stands = compared(purchase)
    return Underwriting(
        way=purchase.account.way, agreed_to=was, says=stands, existing_customer=bool(by), existing_by=by,
        receipt_reported=bool(purchase.receipt), sum_insured=purchase.sum_insured, company_total=company_total, company_limit=company,
        industry_asked=industry_total is not None, industry_total=industry_total or 0,
        industry_contains_own=contains_own(day_of(now)), industry_limit=industry,
        abnormal=underwriting.abnormal(insured=same_number(purchase.account), now=now, apart_from=purchase.pk), screening=tuple(screening),
        cleared_by_person=underwriting.cleared(purchase.pk),
    )  # fmt: skip


def compared(purchase: Purchase) -> tuple[str, str]:
    """The digest of what was sent in, as the journal keeps it, and of what stands in the row now (6.1.2); the first is empty where nothing
    was sent in.
    """
    was = contract.agreed_to(purchase.pk)
    return was.application if was else "", agreement.stands(purchase, queries.draft(purchase), known_of(purchase.person))


def as_agreed(purchase: Purchase) -> bool:
    """Whether a purchase stands as it was agreed to (6.1.2)."""
    was, stands = compared(purchase)
    return bool(was) and was == stands


def conclusion(purchase: Purchase, card: CardState, serial: str) -> Conclusion:
    """The contract as it is concluded, with what the acquirer says that it charged."""
    was, stands = compared(purchase)
    return Conclusion(
        agreed_to=was, says=stands, captured=card.status == "captured", captured_amount=card.amount, premium=purchase.premium,
        serial=serial,
    )  # fmt: skip


def issue_report(purchase: Purchase, policy_number: str, report: str) -> IssueReport:
    """An issue report as it was answered."""
    return IssueReport(receipt_number=purchase.receipt, report_number=report, policy_number=policy_number)


def charge(purchase: Purchase, payment: Payment) -> Capture:
    """A charge as it is judged: an application is accepted whose sum underwriting keeps."""
    accepted = purchase.state == "accepted" and underwriting.kept(purchase.pk)
    return Capture(application_accepted=accepted, amount=payment.amount, premium=purchase.premium)
