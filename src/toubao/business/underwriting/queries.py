"""Reading underwriting: what is already insured with us, what is referred, and what looks abnormal."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from toubao.business.prepared import Prepared
from toubao.business.underwriting.models import Referral, Reservation

MANY, LATELY = 5, timedelta(days=90)
_OVERLAPPING = Prepared(
    lambda insured, line, before, after: Reservation.objects.only("purchase", "amount").filter(
        insured=insured, line=line, starts__lt=before, ends__gt=after, state__in=("held", "kept")
    ),
    UUID, str, datetime, datetime,
)  # fmt: skip


def overlapping(*, insured: UUID, line: str, starts: datetime, ends: datetime, apart_from: UUID) -> int:
    """The sum insured (NT$) that we hold or keep for this person in that period, other applications only."""
    return sum(each.amount for each in _OVERLAPPING.all(insured, line, ends, starts) if each.purchase != apart_from)


def abnormal(*, insured: UUID, now: datetime, apart_from: UUID) -> tuple[str, ...]:
    """Signs of abnormal applications in our own records (11.2.2): more than five in ninety days."""
    recent = Reservation.objects.filter(insured=insured, made_at__gte=now - LATELY).exclude(purchase=apart_from).count()
    return (f"applications:{recent}",) if recent > MANY else ()


def waiting() -> QuerySet[Referral]:
    """Referrals that nobody has decided yet, the oldest first."""
    return Referral.objects.filter(decided_at=None).order_by("referred_at")


def cleared(purchase: UUID) -> bool:
    """Whether a person agreed to take this risk."""
    return Referral.objects.filter(purchase=purchase, accepted=True).exists()
