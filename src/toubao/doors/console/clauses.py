"""Clause by clause: the norm's words, our answers, where they stand in code, their tests, what the journal shows of them, and cases."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from toubao import law
from toubao.business.governance.queries import cases, evidence
from toubao.business.governance.queries import duties as found_in
from toubao.doors.cli.clauses import matrix
from toubao.doors.clock import now
from toubao.doors.console import words
from toubao.doors.console.frame import show
from toubao.doors.console.telling import quoted
from toubao.doors.console.words.people import SUBJECTS
from toubao.doors.look.charts import REST
from toubao.law.clauses import numeral
from toubao.rules.coverage import Answered, Coverage, Line, counts, shut_by
from toubao.rules.kit import Answer, Disclosure, Duty, Process, Trace, answers
from toubao.rules.periods import day_of

HERE = "/console/clauses/"
LOOK_BACK = 90
"""So many days, with today."""
RULINGS = {"open": ("通過", "good"), "shut": ("不通過", "bad"), "refer": ("轉人工", "warn"), "n/a": ("不適用", "")}


@cache
def coverage() -> Coverage:
    """The matrix of clauses, answers and tests; read once a process, since neither code nor tests change under it."""
    return matrix()


def _since(at: datetime) -> date:
    """The first day of which figures are shown."""
    return day_of(at) - timedelta(days=LOOK_BACK - 1)


def by_kind(found: Coverage) -> list[tuple[str, int] | tuple[str, int, str]]:
    """How many leaf clauses have a first answer of each kind, and how many have none, as parts of one bar."""
    first = [line.answers[0].kind for line in found.leaves if line.answers]
    parts = [(words.KINDS[kind], first.count(kind)) for kind in words.KINDS if first.count(kind)]
    return [*parts, ("尚未回應", len(found.unanswered), REST)]


def index(request: HttpRequest) -> HttpResponse:
    """Every leaf clause by article, with its answers and how often its gates said what."""
    found, at = coverage(), now()
    said = evidence.rulings(_since(at))
    lines = sorted((*found.leaves, *found.above), key=lambda line: law.natural(line.clause.id))
    return show(
        request,
        "clauses.html",
        here=HERE,
        coverage=found,
        kinds=by_kind(found),
        articles=_articles(found, lines),
        figures=_by_clause(said),
        rulings=RULINGS,
        tests=lambda line: len({test for each in line.answers for test in each.tests}),
        only=request.GET.get("only", ""),
        days=LOOK_BACK,
        words=words,
    )


def _articles(found: Coverage, lines: Iterable[Line]) -> list[dict[str, Any]]:
    """The clauses of each article, in the norm's order."""
    by_article: dict[str, list[Line]] = {}
    for line in lines:
        by_article.setdefault(line.clause.article, []).append(line)
    return [
        {
            "number": article,
            "name": found.edition.citation(of[0].clause.id).partition("條")[0] + "條" + _inserted(article),
            "lines": of,
            "answered": sum(bool(line.answers) for line in of if line.clause.leaf),
            "leaves": sum(line.clause.leaf for line in of),
        }
        for article, of in by_article.items()
    ]


def _inserted(article: str) -> str:
    return f"之{numeral(int(article.partition('-')[2]))}" if "-" in article else ""


def _by_clause(said: dict[tuple[str, str], dict[str, int]]) -> dict[str, dict[str, int]]:
    """Clause → ruling → how often, over all of its gates."""
    found: dict[str, dict[str, int]] = {}
    for (clause, _), rulings in said.items():
        for ruling, count in rulings.items():
            of = found.setdefault(clause, {})
            of[ruling] = of.get(ruling, 0) + count
    return found


def clause(request: HttpRequest, clause_id: str) -> HttpResponse:
    """One clause: its words, each answer with its live figures, and the newest cases in which it was judged (?ruling=)."""
    found = coverage()
    line = next((line for line in (*found.leaves, *found.above) if line.clause.id == clause_id), None)
    if line is None:
        raise Http404(clause_id)
    at = now()
    since, ruling = _since(at), request.GET.get("ruling", "")
    judged = evidence.judged(clause_id, since=since, ruling=ruling if ruling in RULINGS else "")
    return show(
        request,
        "clause.html",
        here=HERE,
        line=line,
        citation=found.edition.citation(clause_id),
        edition=found.edition,
        answers=_answers(line, since, at),
        judged=judged,
        cases=cases.named({each.subject for each in judged}),
        ruling=ruling,
        rulings=RULINGS,
        days=LOOK_BACK,
        words=words,
        subjects=SUBJECTS,
    )


def _answers(line: Line, since: date, at: datetime) -> list[dict[str, Any]]:
    """Each answer of a clause with what the journal shows of it."""
    said = evidence.rulings(since)
    ours = [answer for answer in answers() if answer.clause == line.clause.id and counts(answer, shut_by())]
    duties = {each.name: each for each in found_in.by_name(at)} if any(isinstance(a, Duty) for a in ours) else {}
    wanted = tuple(event.value for answer in ours for event in _events(answer))
    counted = evidence.counted(wanted, since=since) if wanted else {}
    return [
        {
            "answered": answered,
            "kind": words.KINDS[answered.kind],
            "quoted": quoted(line.clause.id, answered.quote, law.current().version),
            "rulings": said.get((line.clause.id, answered.name), {}),
            "duty": duties.get(getattr(answer, "name", "")) if isinstance(answer, Duty) else None,
            "events": [(words.event(event.value), *counted.get(event.value, (0, None))) for event in _events(answer)],
            "places": answer.places if isinstance(answer, Disclosure) else (),
        }
        for answered, answer in _paired(line.answers, ours)
    ]


def _paired(answered: Iterable[Answered], ours: list[Answer]) -> list[tuple[Answered, Answer]]:
    """The matrix's answers beside the registered ones: both are in the order of loading."""
    return list(zip(answered, ours, strict=True))


def _events(answer: Answer) -> tuple[Any, ...]:
    """The events that an answer speaks of."""
    if isinstance(answer, Duty):
        return tuple(each for each in (answer.starts, answer.met_by, answer.or_by) if each)
    if isinstance(answer, Trace):
        return answer.events
    return answer.steps if isinstance(answer, Process) else ()
