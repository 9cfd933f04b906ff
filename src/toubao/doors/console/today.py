"""The start page: one's own queue by role, what is late, what was sold; who has no right to cases sees nothing of anybody's."""

from datetime import date, timedelta
from typing import Any, Final

from django.http import HttpRequest, HttpResponse

from toubao.business.branches.queries import waiting as visits_waiting
from toubao.business.catalogue import queries as shelf
from toubao.business.correspondence import queries as correspondence
from toubao.business.governance.queries import cases, duties, figures, registrations
from toubao.business.policies import queries as policies
from toubao.business.reconciliation import queries as books
from toubao.doors.clock import now
from toubao.doors.console import staff, words
from toubao.doors.console.access import AUDITOR, CLERK, COMPLIANCE, OFFICER, OPERATOR, SECURITY, SERVICE, UNDERWRITER, may
from toubao.doors.console.clauses import by_kind, coverage
from toubao.doors.console.frame import show
from toubao.doors.console.watching import evidence
from toubao.doors.look.words import TAIPEI
from toubao.rules.periods import day_of

QUEUES: Final = {
    COMPLIANCE: ("stalled", "stopped", "lost", "duties", "referred", "refused", "waiting"),
    UNDERWRITER: ("referred", "refused"),
    SERVICE: ("stalled", "stopped", "lost", "waiting", "refused"), AUDITOR: ("duties", "stalled", "stopped", "lost", "referred", "refused"),
    OPERATOR: ("stalled", "stopped", "lost", "duties", "waiting"), CLERK: ("visits",), OFFICER: ("visits",), SECURITY: ("security",),
}  # fmt: skip
"""What each role has to do, the most pressing first."""
SHOWN = 8
LATELY = timedelta(days=29)
"""With today, thirty days."""


def page(request: HttpRequest) -> HttpResponse:
    """Today's figures and charts, and the queue of the member's role; links, and rows that name people, only where the role may go."""
    at, role = now(), staff.me(request).role
    counted = figures.lately(at, since=day_of(at) - LATELY)
    urgent = duties.urgent(at, most=SHOWN)
    differences, strays = books.waiting()
    lost, many_lost = correspondence.lost(most=SHOWN)
    cases_open = may(role, "console-cases")

    def link(state: str) -> str:
        return f"/console/cases/?state={state}" if cases_open else ""

    return show(
        request,
        "today.html",
        here="/console/",
        queue=QUEUES[role],
        now=at,
        today=at.astimezone(TAIPEI).date(),
        sales=[(f"{d.day.month}/{d.day.day}", d.sales) for d in counted.sales],
        sold=counted.sales[-1],
        fortnight=(sum(d.sales for d in counted.sales), sum(d.premium for d in counted.sales)),
        urgent=urgent,
        counted=counted,
        states=[(words.state(name)[0], counted.states[name], link(name)) for name in words.STATES if counted.states.get(name)],
        duties=[(duty, words.DUTIES.get(duty.name, duty.name)) for duty in urgent.shown],
        cases=cases.named([*(duty.subject_id for duty in urgent.shown), *(message.subject for message in lost)]),
        lost=lost,
        many_lost=many_lost,
        visits=visits_waiting().count(),
        referred=figures.referred(),
        **_standing_still(),
        differences=differences,
        looks=evidence.looks(at),
        strays=strays,
        changed=[each.name for each in shelf.changed(now=at)],
        **_registered(at.astimezone(TAIPEI).date()),
        **_answered(),
        words=words,
    )


def _registered(today: date) -> dict[str, Any]:
    """How many registered today, and how many were refused."""
    return {"registered": registrations.done_on(today), "refused": figures.refused_on(today)}


def _answered() -> dict[str, Any]:
    """How the norm's clauses are answered, and by what."""
    return {"coverage": coverage(), "kinds": by_kind(coverage())}


def _standing_still() -> dict[str, Any]:
    """What waits for an institution, what waits for long, and policies that are not what was agreed to."""
    return {"unfinished": figures.unfinished(), "stopped": policies.stopped()}
