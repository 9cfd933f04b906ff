"""Reading underwriting: what is already insured with us, what is referred, and what looks abnormal."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from uuid import UUID

from django.db.models import QuerySet, Sum

from toubao.business.underwriting.models import Referral, Reservation
from toubao.products.limits import abnormal_from
from toubao.rules.periods import day_of


def overlapping(*, insured: Collection[UUID], line: str, starts: datetime, ends: datetime, apart_from: UUID) -> int:
    """The sum insured (NT$) that we hold or keep for these persons in that period, other applications only."""
    found = Reservation.objects.filter(insured__in=insured, line=line, starts__lt=ends, ends__gt=starts).exclude(state="released")
    return int(found.exclude(purchase=apart_from).aggregate(total=Sum("amount"))["total"] or 0)


def kept(purchase: UUID) -> bool:
    """Whether an application was accepted, and its sum counts until the cover ends."""
    return Reservation.objects.filter(purchase=purchase, state="kept").exists()


def abnormal(*, insured: Collection[UUID], now: datetime, apart_from: UUID) -> tuple[str, ...]:
    """Signs of abnormal applications in our own records (11.2.2): more others lately than limits.toml says. Raises NoLimit."""
    most = abnormal_from(day_of(now))
    others = Reservation.objects.filter(insured__in=insured).exclude(purchase=apart_from)
    recent = others.filter(made_at__gte=now - timedelta(days=most.days)).count()
    return (f"applications:{recent}:{most.days}",) if recent > most.applications else ()


@dataclass(frozen=True, slots=True)
class Held:
    """What one insured has with us (NT$) from `starts` until before `ends`, this application included, and by how many applications."""

    starts: datetime
    ends: datetime
    amount: int
    applications: int


def others(*, insured: Collection[UUID], now: datetime, apart_from: UUID) -> list[Reservation]:
    """The other applications of an insured that count for what looks abnormal (11.2.2), newest first. Raises NoLimit."""
    since = now - timedelta(days=abnormal_from(day_of(now)).days)
    found = Reservation.objects.filter(insured__in=insured, made_at__gte=since).exclude(purchase=apart_from)
    return list(found.order_by("-made_at")[:100])


def accumulation(*, insured: Collection[UUID], line: str, own: Held, apart_from: UUID) -> list[Held]:
    """How the sums with us add up in the days of an application (`own`), from one change to the next (11.2.2)."""
    rows = Reservation.objects.filter(insured__in=insured, line=line, starts__lt=own.ends, ends__gt=own.starts)
    found = list(rows.exclude(state="released").exclude(purchase=apart_from))
    edges = sorted({own.starts, own.ends, *(max(r.starts, own.starts) for r in found), *(min(r.ends, own.ends) for r in found)})
    told = []
    for starts, ends in pairwise(edges):
        there = [r.amount for r in found if r.starts < ends and r.ends > starts]
        told.append(Held(starts, ends, own.amount + sum(there), own.applications + len(there)))
    return told


def waiting() -> QuerySet[Referral]:
    """Referrals that nobody has decided yet, the oldest first."""
    return Referral.objects.filter(decided_at=None).order_by("referred_at")


def cleared(purchase: UUID) -> bool:
    """Whether a person agreed to take this risk."""
    return Referral.objects.filter(purchase=purchase, accepted=True).exists()
