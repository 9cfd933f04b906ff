"""The outside institutions: how they answered lately, and which cases wait for one."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse

from toubao.business.governance.queries import figures
from toubao.doors.clock import now
from toubao.doors.console import words
from toubao.doors.console.frame import show
from toubao.rules.periods import day_of

DAYS = 7


def page(request: HttpRequest) -> HttpResponse:
    """Questions, failures and latencies of the last seven days; and the cases that wait."""
    at = now()
    found = figures.institutions(day_of(at) - timedelta(days=DAYS - 1))
    waiting = figures.waiting_on_institutions(most=100)
    return show(
        request, "watching/institutions.html", here="/console/institutions/", found=found, waiting=waiting, days=DAYS, words=words, now=at
    )
