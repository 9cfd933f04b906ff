"""Reading policies: a person's, one with its document, and those that were not sent yet."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from toubao.business.identity.proving.policyholders import held
from toubao.business.policies.contract import Details
from toubao.business.policies.models import Policy
from toubao.business.prepared import Prepared
from toubao.journal.keys import unseal_bytes_for
from toubao.products import Product
from toubao.products.customers import Business
from toubao.rules.periods import end_of, start_of

_OF_PURCHASE = Prepared(lambda purchase: Policy.objects.select_related("person__key").filter(purchase=purchase), UUID)

_UNISSUED = Prepared(lambda policy: Policy.objects.select_related("person__key").filter(pk=policy), UUID)
_ISSUED = Prepared(lambda policy: Policy.objects.select_related("person__key", "document").filter(pk=policy), UUID)
_ISSUED_OF = Prepared(lambda purchase: Policy.objects.select_related("person__key", "document").filter(purchase=purchase), UUID)

_HOLDS = """
SELECT number, product, concluded_at, starts, ends FROM policies_policy
WHERE person_id = %(person)s AND purchase IS DISTINCT FROM %(apart_from)s::uuid
UNION ALL SELECT '', '', NULL, NULL, NULL FROM identity_policyholder WHERE person_id = %(person)s
"""


def business_of(person: UUID, *, product: Product | None = None, apart_from: UUID | None = None) -> list[Business]:
    """What a person has or had with us: policies from earlier purchases, and those that the books have, which know days alone. Those of
    `product` add up with what is asked for.
    """
    with connection.cursor() as cursor:
        cursor.execute(_HOLDS, {"person": person, "apart_from": apart_from})
        rows = cursor.fetchall()
    code, name = (product.code, product.name) if product else ("", "")
    bought = [
        Business(number=number, concluded=concluded, starts=starts, ends=ends, adds_up=of == code)
        for number, of, concluded, starts, ends in rows
        if number
    ]
    booked = held(person) if len(bought) < len(rows) else ()
    return bought + [
        Business(number=each.number, concluded=start_of(each.starts), starts=start_of(each.starts), ends=end_of(each.ends),
                 adds_up=each.product == name)
        for each in booked
    ]  # fmt: skip


def of_person(person: UUID) -> QuerySet[Policy]:
    """A person's policies, newest first."""
    return Policy.objects.filter(person_id=person).select_related("person__key").order_by("-concluded_at")


def own(number: str, person: UUID) -> Policy | None:
    """A policy by its number, if it is this person's."""
    return Policy.objects.select_related("person__key", "document").filter(number=number, person_id=person).first()


def of_purchase(purchase: UUID) -> Policy | None:
    """The policy that came of a purchase."""
    return _OF_PURCHASE.first(purchase)


def unissued(policy: UUID) -> Policy:
    """A policy without its document, which may not be there yet. Raises Policy.DoesNotExist."""
    return _UNISSUED.one(policy)


def issued(policy: UUID) -> Policy:
    """A policy with its document, if it has one. Raises Policy.DoesNotExist."""
    return _ISSUED.one(policy)


def issued_of(purchase: UUID) -> Policy:
    """The policy of a concluded purchase with its document, if it has one. Raises Policy.DoesNotExist."""
    return _ISSUED_OF.one(purchase)


def number_of(purchase: UUID) -> str:
    """The policy number of a concluded purchase. Raises Policy.DoesNotExist if there is none."""
    return Policy.objects.values_list("number", flat=True).get(purchase=purchase)


def details(policy: Policy) -> Details:
    """The personal part of a policy. Raises Unreadable where the key was destroyed."""
    return Details.open(policy.person.key, policy.pk, policy.sealed)


def pdf(policy: Policy) -> bytes:
    """The signed document. Raises PolicyDocument.DoesNotExist before it is issued, Unreadable where the key was destroyed."""
    return unseal_bytes_for(policy.person.key, policy.document.sealed, context=f"policy-pdf:{policy.pk}")


def stopped() -> list[Policy]:
    """Policies that are neither issued nor sent, since they are not what was agreed to or their signature does not hold; oldest first."""
    return list(Policy.objects.filter(stopped_at__isnull=False).order_by("stopped_at")[:200])


def unsent(now: datetime) -> list[UUID]:
    """Policies that were concluded over two minutes ago and were not given to the post: their job was lost, or an institution was down."""
    late = Policy.objects.filter(state__in=["new", "issued"], concluded_at__lte=now - timedelta(minutes=2)).order_by("concluded_at")
    return list(late.values_list("pk", flat=True)[:2000])


def returned() -> list[Policy]:
    """Policies that no channel brought to their holder, the oldest first."""
    found = Policy.objects.select_related("person__key", "document").filter(state="returned").order_by("concluded_at")
    return list(found[:500])
