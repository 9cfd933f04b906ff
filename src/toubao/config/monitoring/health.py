"""Whether this process can serve, and figures for Prometheus: its own, and how near the shared allowances are to their end;
nothing about people or policies.
"""

import hmac
from collections.abc import Iterator
from http import HTTPStatus
from typing import Final

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from toubao.business.identity.codes.allowances import Standing, standings
from toubao.business.restoration.guard import Doors
from toubao.config.monitoring.disk import Disks, left
from toubao.doors.clock import now
from toubao.doors.refusals import because
from toubao.doors.shut import WATCH

DETAILS: Final = {
    Doors.RESTORED: "the database was put back to an older state: toubao restore says what is next",
    Doors.UNMARKED: "the mark beside the database is gone: toubao restore says what is next",
}
"""Everybody may ask, so no more is told than what to do."""


def healthz(request: HttpRequest) -> HttpResponse:
    """200 if the database answers, the doors are open and the disks have room, else 503."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"status": "database unavailable"}, status=503)
    standing = WATCH.standing()
    if standing.shut:
        return JsonResponse({"status": standing.doors, "detail": DETAILS[standing.doors]}, status=503)
    return _room(settings.DISKS)


def _room(disks: Disks) -> HttpResponse:
    """What is left on the disks, where it is little; below the floor nothing can be served, since the database is about to stop."""
    found = left(disks)
    least = min(found.values(), default=disks.warning_mb)
    if least >= disks.warning_mb:
        return JsonResponse({"status": "ok"})
    full = least < disks.floor_mb
    return JsonResponse({"status": "disk full" if full else "ok", "left_mb": found}, status=503 if full else 200)


def metrics(request: HttpRequest) -> HttpResponse:
    """The figures in Prometheus' text format: of this process, and what all processes share, without the latter while the database is
    away. For whoever shows the token of the figures; where none is set they are open in a demo, and not there in production.
    """
    if not settings.METRICS_TOKEN and settings.PROFILE == "production":
        raise Http404("no token is set for the figures")
    if settings.METRICS_TOKEN and not _shown(request.headers.get("Authorization", "")):
        because(request, "no token of the figures")
        return HttpResponse(status=HTTPStatus.UNAUTHORIZED, headers={"WWW-Authenticate": 'Bearer realm="metrics"'})
    shared = CollectorRegistry()
    try:
        shared.register(Allowances(standings(now=now())))
    except DatabaseError:
        shared = CollectorRegistry()
    return HttpResponse(generate_latest() + generate_latest(shared), content_type=CONTENT_TYPE_LATEST)


def _shown(authorization: str) -> bool:
    """Whether it carries the token of the figures; compared in the same time, however much of it is right."""
    return hmac.compare_digest(authorization.encode(), f"Bearer {settings.METRICS_TOKEN}".encode())


class Allowances(Collector):
    """The allowances that everybody shares, in their present windows: failures, look-ups, codes, money (hundredths of NT$)."""

    def __init__(self, standings: list[Standing]) -> None:
        self._standings = standings

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Used, most, and whether nothing is left, by name."""
        used = GaugeMetricFamily("toubao_allowance_used", "What was used of an allowance in its present window", labels=["name"])
        most = GaugeMetricFamily("toubao_allowance_most", "How much an allowance holds", labels=["name"])
        full = GaugeMetricFamily("toubao_allowance_full", "1 where nothing is left of an allowance", labels=["name"])
        for each in self._standings:
            used.add_metric([each.name], each.used)
            most.add_metric([each.name], each.most)
            full.add_metric([each.name], int(each.full))
        yield from (used, most, full)
