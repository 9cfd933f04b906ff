"""Reading service: what stands in the way of leaving, deaths that were reported, and letters that people write instead."""

from uuid import UUID

from django.db.models import Exists, F, OuterRef, QuerySet

from toubao.business.correspondence.models import Halt, Message
from toubao.business.identity.models import Account, Person
from toubao.business.policies.models import Policy
from toubao.business.purchase.models import Purchase
from toubao.business.service.models import DeathReport
from toubao.journal.keyring import keyring
from toubao.journal.keys import unseal_for
from toubao.rules.identity_numbers import normalised

DRAFTS = ("started", "informed")
MOVING = ("confirmed", "authorised", "received", "accepted", "referred", "concluded")


def purchases_under_way(account: Account) -> int:
    """How many applications of an account were sent in and have not come to their end."""
    return Purchase.objects.filter(account=account, state__in=MOVING).count()


def account_of(id_number: str) -> Account | None:
    """The open account of the person with this identity number."""
    index = keyring().blind("id_number", normalised(id_number))
    return Account.objects.select_related("person__key").filter(id_index=index, closed_at=None).first()


def person_of(id_number: str) -> Person | None:
    """The person who was proved to have this identity number: the holder of the account, of an account closed before, or who was matched
    with the books; nobody who merely typed it, and none whose key was destroyed.
    """
    index = keyring().blind("id_number", normalised(id_number))
    readable = Person.objects.select_related("key").filter(key__wrapped__isnull=False)
    held = readable.filter(account__id_index=index).order_by(F("account__closed_at").desc(nulls_first=True)).first()
    return held or readable.filter(held_before__id_index=index).first()


def death(report_id: UUID) -> DeathReport | None:
    """A report with its person, key and account."""
    return _whole().filter(pk=report_id).first()


def deaths() -> QuerySet[DeathReport]:
    """Reports of deaths, the newest first."""
    return _whole().order_by("-reported_at")


def teller(report: DeathReport) -> str:
    """Who told us, and how. Raises Unreadable where the person's key was destroyed."""
    return str(unseal_for(report.person.key, report.sealed, context=f"death:{report.pk}")["told_by"])


def policies_of(report: DeathReport) -> QuerySet[Policy]:
    """The policies of the person, for those who handle claims, the newest first."""
    return Policy.objects.filter(person_id=report.person_id).order_by("-concluded_at")


def letters_to_write() -> QuerySet[Message]:
    """Messages that did not go out because their addressee died, codes apart: a person writes to the estate instead."""
    halted = Halt.objects.filter(key_id=OuterRef("key_id"))
    return Message.objects.filter(Exists(halted), state="held").exclude(purpose__startswith="otp").order_by("queued_at")


def _whole() -> QuerySet[DeathReport]:
    return DeathReport.objects.select_related("person__key", "account")
