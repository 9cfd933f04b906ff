"""Reading visits: one, a clerk's own, those that wait for release or were handed in; and whose account somebody has already."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from toubao.business.branches.models import ActivationLink, Visit
from toubao.business.identity import facts, queries
from toubao.business.identity.models import Account, Registration
from toubao.business.identity.personal import Known
from toubao.business.identity.proving import addresses, numbers, policyholders
from toubao.rules.facts import Purpose, Way
from toubao.rules.flows.registration import State

NEW, RENEWS, TAKEN, NOT_ON_FILE, TAKES_OVER = "new", "renews", "taken", "not_on_file", "takes_over"
BY_LINK = addresses.by_code("mail")
_WHOLE = ("registration__person__key", "registration__renews")


def visit(visit_id: UUID) -> Visit | None:
    """A visit with its registration, person and key, in one query."""
    return Visit.objects.select_related(*_WHOLE).filter(pk=visit_id).first()


def under_way(clerk: str) -> QuerySet[Visit]:
    """What a clerk has begun and not handed in, the newest first."""
    return Visit.objects.select_related(*_WHOLE).filter(clerk=clerk, handed_in_at=None).order_by("-began_at")


def waiting() -> QuerySet[Visit]:
    """What was handed in and nobody has decided yet, the oldest first."""
    return Visit.objects.select_related(*_WHOLE).filter(registration__state=State.SUBMITTED.value).order_by("handed_in_at")


def decided(*, clerk: str = "") -> QuerySet[Visit]:
    """What was released or refused, the newest first: a clerk's own, or everybody's."""
    found = Visit.objects.select_related(*_WHOLE).exclude(handed_in_at=None).exclude(registration__state=State.SUBMITTED.value)
    return (found.filter(clerk=clerk) if clerk else found).order_by("-handed_in_at")


def latest_link(registration: UUID) -> ActivationLink | None:
    """The link that was sent last."""
    return ActivationLink.objects.filter(registration=registration).order_by("-made_at").first()


def to_renew(known: Known, *, purpose: str, now: datetime) -> Account | None:
    """The open account of a person, if verifying anew gives it what it has not: it fell asleep, or it only serves and is to buy as well.
    One whose holder only typed the number, and is reached elsewhere, is no account of theirs.
    """
    found = Account.objects.filter(id_index=known.id_index, closed_at=None).first()
    if found is None or numbers.yields(known, way=Way.BRANCH):
        return None
    if purpose == Purpose.SERVICE:
        return found if facts.asleep_to_be_served(found, now=now) else None
    return found if found.verified_at is None or facts.asleep_to_buy(found, now=now) else None


def standing(registration: Registration, known: Known, *, now: datetime) -> str:
    """What a release would meet, to say so while the person is still there: new, renews (their own account is verified anew),
    takes_over (who has an account with their number only typed it), taken (another has their number or has proved their mailbox),
    not_on_file (no policyholder). The gates decide.
    """
    if registration.purpose == Purpose.SERVICE and not policyholders.on_file(registration, known, confirmed=""):
        return NOT_ON_FILE
    if to_renew(known, purpose=registration.purpose, now=now) is not None:
        return RENEWS
    if not queries.registered_already(known, proved=BY_LINK):
        return NEW
    return TAKES_OVER if numbers.yields(known, way=registration.way, proved=BY_LINK) else TAKEN
