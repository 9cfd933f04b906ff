"""Reading comparisons and differences: what is open and for whom, what was found lately, when the books were compared last."""

from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from toubao.business.payment.models import Stray
from toubao.business.purchase.models import Purchase
from toubao.business.reconciliation.models import Book, Comparison, Difference


def for_people() -> QuerySet[Difference]:
    """Open differences that a person has to solve, the oldest first."""
    return Difference.objects.filter(state="open", remedy="").order_by("found_at")


def waiting() -> tuple[int, int]:
    """How many differences wait for a person, and how many webhooks about unknown orders for a look; in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM reconciliation_difference WHERE state = 'open' AND remedy = ''),"
            " (SELECT count(*) FROM payment_stray WHERE examined_at IS NULL)"
        )
        differences, strays = cursor.fetchone()
    return differences, strays


def for_system() -> QuerySet[Difference]:
    """Open differences that the system is about to settle, the oldest first."""
    return Difference.objects.filter(state="open").exclude(remedy="").order_by("found_at")


def ended() -> QuerySet[Difference]:
    """Differences that were settled or solved, the newest first."""
    return Difference.objects.exclude(state="open").order_by("-ended_at")


def difference(difference_id: UUID) -> Difference | None:
    """One difference."""
    return Difference.objects.filter(pk=difference_id).first()


def held(difference: Difference) -> bool:
    """Whether the worker leaves the purchase of a difference alone."""
    return difference.purchase is not None and Purchase.objects.filter(pk=difference.purchase, held=True).exists()


def last_of_held(difference: Difference) -> bool:
    """Whether a purchase is held for this difference, and no other one of it is open."""
    others = Difference.objects.filter(purchase=difference.purchase, state="open").exclude(pk=difference.pk)
    return held(difference) and not others.exists()


def resting() -> QuerySet[Difference]:
    """The difference that ended last of each purchase that is held though none of its differences is open: a person lets it go on."""
    held_ones = Purchase.objects.filter(held=True).values("pk")
    waiting = Difference.objects.filter(state="open", purchase__isnull=False).values("purchase")
    newest = Difference.objects.filter(purchase=OuterRef("purchase")).order_by("-ended_at", "pk").values("pk")[:1]
    return Difference.objects.filter(purchase__in=held_ones, pk=Subquery(newest)).exclude(purchase__in=waiting).order_by("ended_at")


def rests(difference: Difference) -> bool:
    """Whether this one ended, and its purchase is still held with nothing else to wait for."""
    return bool(difference.ended_at) and last_of_held(difference)


def found_since(moment: datetime) -> QuerySet[Difference]:
    """Differences that were found from a moment on."""
    return Difference.objects.filter(found_at__gte=moment).order_by("found_at")


def last_finished() -> Comparison | None:
    """The comparison that was finished and reaches furthest."""
    return Comparison.objects.exclude(finished_at=None).order_by("-until").first()


def unfinished() -> QuerySet[Comparison]:
    """Comparisons that go on, the oldest first."""
    return Comparison.objects.filter(finished_at=None).order_by("began_at")


def latest(*, most: int = 10) -> QuerySet[Comparison]:
    """The comparisons begun last, with how many entries were read and how many books are still to be read."""
    found = Comparison.objects.exclude(reason="beginning").annotate(unread=Count("books", filter=~Q(books__part="done")))
    return found.prefetch_related("books").order_by("-began_at")[:most]


def troubled() -> list[Book]:
    """Books that could not be read in a comparison that goes on."""
    return list(Book.objects.filter(comparison__finished_at=None).exclude(trouble="").order_by("institution"))


def strays() -> QuerySet[Stray]:
    """Webhooks about orders that we don't know and that nobody has looked at yet, the oldest first."""
    return Stray.objects.filter(examined_at=None).order_by("heard_at")
