"""Reading requests for release: one, those that a role may decide, those that were decided."""

from uuid import UUID

from django.db.models import Q, QuerySet

from toubao.business.release.kinds import kinds
from toubao.business.release.models import Release


def release(release_id: UUID) -> Release | None:
    """One request."""
    return Release.objects.filter(pk=release_id).first()


def about(thing: UUID) -> QuerySet[Release]:
    """What was asked for about a thing, the newest first."""
    return Release.objects.filter(thing=thing).order_by("-asked_at")


def waiting(*, role: str, username: str, everything: bool = False) -> QuerySet[Release]:
    """What waits for a decision and this role may decide or this person asked for, the most urgent first; or everything."""
    mine = [each.name for each in kinds().values() if role in each.releases]
    found = Release.objects.filter(state="asked")
    return (found if everything else found.filter(Q(kind__in=mine) | Q(asked_by=username))).order_by("expires_at")


def ended(*, role: str, username: str, everything: bool = False) -> QuerySet[Release]:
    """What was decided or ended otherwise, the newest first, of the same kinds."""
    mine = [each.name for each in kinds().values() if role in each.releases]
    found = Release.objects.exclude(state="asked")
    return (found if everything else found.filter(Q(kind__in=mine) | Q(asked_by=username))).order_by("-ended_at")
