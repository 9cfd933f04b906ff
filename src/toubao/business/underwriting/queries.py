"""Reading underwriting: what is already insured with us, what is referred, and what looks abnormal."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet, Sum

from toubao.business.underwriting.models import Referral, Reservation
from toubao.products.limits import abnormal_from
from toubao.rules.periods import day_of


def overlapping(*, insured: Collection[UUID], line: str, starts: datetime, ends: datetime, apart_from: UUID) -> int:
    """The sum insured (NT$) that we hold or keep for these persons in that period, other applications only."""
    found = Reservation.objects.filter(insured__in=insured, line=line, starts__lt=ends, ends__gt=starts).exclude(state="released")
    return int(found.exclude(purchase=apart_from).aggregate(total=Sum("amount"))["total"] or 0)


def abnormal(*, insured: Collection[UUID], now: datetime, apart_from: UUID) -> tuple[str, ...]:
    """Signs of abnormal applications in our own records (11.2.2): more others lately than limits.toml says. Raises NoLimit."""
    most = abnormal_from(day_of(now))
    others = Reservation.objects.filter(insured__in=insured).exclude(purchase=apart_from)
    recent = others.filter(made_at__gte=now - timedelta(days=most.days)).count()
    return (f"applications:{recent}:{most.days}",) if recent > most.applications else ()


def waiting() -> QuerySet[Referral]:
    """Referrals that nobody has decided yet, the oldest first."""
    return Referral.objects.filter(decided_at=None).order_by("referred_at")


def cleared(purchase: UUID) -> bool:
    """Whether a person agreed to take this risk."""
    return Referral.objects.filter(purchase=purchase, accepted=True).exists()
