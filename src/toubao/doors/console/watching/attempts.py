"""Attempts that failed: by hour and kind, by network and by account; accounts that are locked. Nothing personal is opened here."""

from datetime import timedelta
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse

from toubao.business.governance.queries import attempts
from toubao.doors.clock import now
from toubao.doors.console import telling, words
from toubao.doors.console.frame import show
from toubao.doors.console.words import people
from toubao.doors.look.words import TAIPEI
from toubao.journal.models import Entry
from toubao.rules.flows import registration

HERE: Final = "/console/attempts/"
SPANS: Final = {"24": "最近 24 小時", "168": "最近 7 天"}
_STEPS: Final = frozenset(step.event.value for step in registration.FLOW.steps)


def page(request: HttpRequest) -> HttpResponse:
    """What failed within a span (?hours=), of one kind or of all (?kind=)."""
    span, kind, at = request.GET.get("hours", "24"), request.GET.get("kind", ""), now()
    if span not in SPANS or (kind and kind not in attempts.ALL):
        raise Http404(span)
    hours = attempts.by_hour(at, hours=int(span))
    since = at - timedelta(hours=int(span))
    latest = attempts.latest(kind, since)
    by_kind = {name: sum(hour.kinds.get(name, 0) for hour in hours) for name in attempts.ALL}
    return show(
        request, "people/attempts.html", here=HERE, now=at, span=span, kind=kind, people=people, words=words,
        tabs=[(label, f"{HERE}?hours={name}") for name, label in SPANS.items()], here_tab=f"{HERE}?hours={span}",
        hours=[(f"{each.hour.astimezone(TAIPEI):%m/%d %H 時}", each.total) for each in hours],
        kinds=[(people.ATTEMPTS[name], many, f"{HERE}?hours={span}&kind={name}") for name, many in by_kind.items()],
        total=sum(by_kind.values()), networks=attempts.by_network(since, until=at + timedelta(seconds=1)),
        accounts=attempts.by_account(since), locked=attempts.locked(at),
        latest=list(zip(telling.told(latest, {}), map(_where, latest), strict=True)), why=_why, kind_name=people.ATTEMPTS.get(kind, ""),
    )  # fmt: skip


def _where(entry: Entry) -> str:
    """Where the registration stands of which an attempt was a step; empty for what is of none."""
    return f"/console/registrations/{entry.subject_id}/" if entry.event in _STEPS else ""


def _why(told: telling.Told) -> str:
    """Why an attempt failed, as far as that was recorded; of a network its last part is hidden."""
    facts = dict(told.facts)
    network, failures = facts.get(words.FACTS["network"]), facts.get(words.FACTS["failures"])
    outcome = facts.get(words.FACTS["outcome"])
    missed = facts.get(words.FACTS["misses"])
    if missed is not None:
        limited, networks = facts[words.FACTS["limited"]], facts[words.FACTS["networks"]]
        return f"{missed} 次沒有查到，{limited} 次達到上限，來自 {networks} 個網路"
    said = [told.text, str(outcome) if outcome and not told.text.startswith(str(outcome)) else ""]
    said += [f"來自 {people.network(str(network))}" if network else "", f"連續第 {failures} 次" if failures else ""]
    return "，".join(each for each in said if each) or "—"
