"""Who tries to come in, for those who watch: failures by hour and by network, and how near the shared allowances are to their end; writes
nothing.

Rows are kept for thirty days (`identity.tidy`); what concerned an account or a member of staff is in the journal for good.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Min, Q
from django.db.models.functions import TruncHour

from toubao.business.identity.codes.allowances import Standing, standings
from toubao.business.identity.codes.guessing import LOCK_AFTER
from toubao.business.identity.devices.sessions import shortened
from toubao.business.identity.models import FailedAttempt
from toubao.journal.keyring import keyring

__all__ = ["Hour", "Network", "Standing", "by_hour", "by_network", "network_digest", "standings"]


@dataclass(frozen=True, slots=True)
class Hour:
    """What failed at one kind of door (account, staff) within one hour: as somebody who exists, as nobody, and how often that locked."""

    starts: datetime
    kind: str
    known: int
    unknown: int
    locked: int

    @property
    def failures(self) -> int:
        """All failures of the hour."""
        return self.known + self.unknown


@dataclass(frozen=True, slots=True)
class Network:
    """What came from one network: named by a keyed digest, and shortened for a person's eye; `names` are how many different ones it
    tried, `known` how many of these exist. Many names with few failures each are somebody spraying.
    """

    digest: str
    shown: str
    failures: int
    names: int
    known: int
    first: datetime
    last: datetime


def by_hour(*, since: datetime, until: datetime, kind: str = "") -> list[Hour]:
    """Failures by hour and kind of door, the latest first; hours without any are left out."""
    hours = _between(since, until, kind).annotate(hour=TruncHour("at")).values("hour", "kind").order_by("-hour", "kind")
    counted = hours.annotate(
        yes=Count("pk", filter=Q(known=True)), no=Count("pk", filter=Q(known=False)),
        locks=Count("pk", filter=Q(known=True, failures=LOCK_AFTER)),
    )  # fmt: skip
    return [Hour(row["hour"], row["kind"], row["yes"], row["no"], row["locks"]) for row in counted]


def by_network(*, since: datetime, until: datetime, kind: str = "", most: int = 50) -> list[Network]:
    """Networks from which most failed, the worst first."""
    networks = _between(since, until, kind).values("network").annotate(
        failures_=Count("pk"), names=Count("subject", distinct=True), who=Count("subject", distinct=True, filter=Q(known=True)),
        first=Min("at"), last=Max("at"),
    )  # fmt: skip
    return [_network(row) for row in networks.order_by("-failures_", "network")[:most]]


def network_digest(network: str) -> str:
    """What a network is called where its address is not to be read: keyed, twelve signs."""
    return keyring().blind("network", network).hex()[:12]


def _between(since: datetime, until: datetime, kind: str) -> Any:
    found = FailedAttempt.objects.filter(at__gte=since, at__lt=until)
    return found.filter(kind=kind) if kind else found


def _network(row: dict[str, Any]) -> Network:
    network = row["network"]
    return Network(network_digest(network), shortened(network), row["failures_"], row["names"], row["who"], row["first"], row["last"])
