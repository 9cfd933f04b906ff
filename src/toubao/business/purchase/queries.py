"""Reading purchases: one with all it needs in one query, a person's, those the worker must look at, and one by serial number."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from toubao.business import whose
from toubao.business.catalogue.queries import product as product_on
from toubao.business.prepared import Prepared
from toubao.business.purchase.draft import Draft, open_draft
from toubao.business.purchase.models import Purchase
from toubao.products import NotOnSale, Product

_ONE = Prepared(lambda pk: Purchase.objects.select_related("account", "person__key").filter(pk=pk), UUID)
_OWN = Prepared(lambda pk, owner: Purchase.objects.select_related("account", "person__key").filter(pk=pk, account_id=owner), UUID, UUID)
_OWN_IN_SESSION = Prepared(
    lambda pk, session, real: Purchase.objects.select_related("account", "person__key").filter(
        pk=pk, account__browser_sessions=session, account__browser_sessions__ended_at=None, account__browser_sessions__ends_at__gt=real,
        account__blocked="", account__closed_at=None,
    ),
    UUID, UUID, datetime,
)  # fmt: skip
BEGUN = ("started", "informed")
_BEGUN = Prepared(
    lambda owner, product, starts, ends, one, other: Purchase.objects.select_related("account", "person__key")
    .filter(Q(pk=one) | Q(pk=other) | Q(product=product, starts=starts, ends=ends, state__in=BEGUN), account_id=owner)
    .order_by("-began_at"),
    UUID, str, datetime, datetime, UUID, UUID,
)  # fmt: skip
_OPEN = Prepared(
    lambda owner, product: Purchase.objects.filter(account_id=owner, product=product, state__in=BEGUN).order_by("-began_at")[:1], UUID, str
)


def purchase(purchase_id: UUID) -> Purchase | None:
    """A purchase with account, person and key, in one query."""
    return _with_one_person(_ONE.first(purchase_id))


def own(purchase_id: UUID, account_id: UUID) -> Purchase | None:
    """A purchase, if it belongs to this account."""
    return _with_one_person(_OWN.first(purchase_id, account_id))


def own_in_session(purchase_id: UUID, session_id: UUID, *, real: datetime) -> Purchase | None:
    """A purchase, if it belongs to the account that is signed in by this session and the session has not ended."""
    return _with_one_person(_OWN_IN_SESSION.first(purchase_id, session_id, real))


def of_account(account_id: UUID) -> QuerySet[Purchase]:
    """An account's purchases, newest first."""
    return _whole().filter(account_id=account_id).order_by("-began_at")


def draft(found: Purchase) -> Draft:
    """What was entered so far."""
    return open_draft(found.person.key, found.pk, found.sealed)


def product(found: Purchase, *, now: datetime) -> Product:
    """The product of a purchase: today's while it is entered, and for good the one that it was sent in with. Raises NotOnSale."""
    if found.state in BEGUN:
        return product_on(found.product, now=now)
    at = found.confirmed_at or found.began_at
    try:
        return product_on(found.product, now=at, version=found.product_version)
    except NotOnSale:  # a version that never was: the gates say that this is not what was agreed to
        return product_on(found.product, now=at)


def by_serial(serial: str) -> Purchase | None:
    """The purchase with this serial number (5.2.11); only its state is for showing without sign-in."""
    with whose.finding(whose.Finding.SERIAL):
        return Purchase.objects.filter(serial=serial).first()


def begun(account_id: UUID, product: str, starts: datetime | None, ends: datetime | None, *, names: tuple[UUID, UUID]) -> list[Purchase]:
    """An account's purchases with these two names, and those for the very same trip that were not sent in yet; the newest first."""
    return [each for each in map(_with_one_person, _BEGUN.all(account_id, product, starts, ends, *names)) if each]


def open_of(account_id: UUID, product: str) -> Purchase | None:
    """The newest purchase of this product that an account has begun and not sent in, to go on with."""
    return _OPEN.first(account_id, product)


def waiting(now: datetime) -> list[UUID]:
    """Purchases that the worker should look at again, the longest waiting first."""
    return list(Purchase.objects.filter(next_at__lte=now).order_by("next_at").values_list("pk", flat=True)[:2000])


def departed(now: datetime) -> list[Purchase]:
    """Referred applications whose cover would have begun by now, and that nobody decided."""
    return list(_whole().filter(state="referred", starts__lte=now).order_by("starts")[:500])


STALLED_AFTER = 12
"""So many tries at one step, about half an hour, after which somebody is called."""


def stalled() -> list[Purchase]:
    """Purchases whose money or reports have not come to an end for half an hour and more: a person has to look; oldest first."""
    late = Purchase.objects.filter(next_at__isnull=False, tries__gt=STALLED_AFTER).exclude(state="confirmed")
    return list(late.select_related("person__key").order_by("began_at")[:200])


def _with_one_person(found: Purchase | None) -> Purchase | None:
    """Applicant and account holder are one person here: the row that was read serves for both."""
    if found is not None and found.account.person_id == found.person_id:
        found.account.person = found.person
    return found


def _whole() -> QuerySet[Purchase]:
    return Purchase.objects.select_related("account__person__key", "person__key")
