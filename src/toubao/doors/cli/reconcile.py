"""`toubao reconcile`: compare our books with the acquirer's, the industry's and the SMS carrier's; the worker does it daily."""

import argparse
import json
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from toubao.config.trouble import Trouble
from toubao.doors.cli.counting import counted

if TYPE_CHECKING:
    from toubao.business.reconciliation.models import Comparison, Difference

LONGEST = 366
UNREAD, OPEN = 1, 2


def register(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("reconcile", help="compare our books with the acquirer's, the industry's and the SMS carrier's")
    parser.add_argument("--day", type=_day, help="a day in Taipei, such as 2026-11-29 (default: since yesterday)")
    parser.add_argument("--from", dest="first", type=_day, help="the first of several days")
    parser.add_argument("--to", dest="last", type=_day, help="the last of them (default: today)")
    parser.add_argument("--json", action="store_true", help="print the outcome as JSON")
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Compare, and print what was found: status 0 if nothing waits for a person, 1 if a book could not be read, 2 if a difference does."""
    from toubao.doors.cli.ready import django_ready, need_database, need_open_doors

    django_ready()
    need_database()
    need_open_doors()
    from toubao.business.reconciliation import actions, jobs, queries
    from toubao.doors.clock import now

    at = now()
    since, until = _window(chosen, at)
    comparison = actions.open_comparison(reason="by hand", since=since, until=until, now=at)
    whole = jobs.compare(comparison, at)
    found = list(queries.found_since(at))
    _print_json(comparison, found) if chosen.json else _print(comparison, found, whole=whole)
    return UNREAD if not whole else OPEN if queries.for_people().exists() else 0


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day such as 2026-11-29") from None


def _window(chosen: argparse.Namespace, now: datetime) -> tuple[datetime, datetime]:
    """From the beginning of the first day in Taipei to the end of the last, but not beyond now. Raises Trouble."""
    from toubao.rules.periods import day_of

    today = day_of(now)
    if chosen.day and (chosen.first or chosen.last):
        raise Trouble("Say either --day or --from and --to.")
    first = chosen.day or chosen.first or today - timedelta(days=1)
    last = chosen.day or chosen.last or today
    if first > last:
        raise Trouble(f"{first} is after {last}.")
    if first > today:
        raise Trouble(f"{first} is yet to come.")
    if (last - first).days >= LONGEST:
        raise Trouble(f"At most {LONGEST} days are compared at once.")
    return _midnight(first), min(now, _midnight(last + timedelta(days=1)))


def _midnight(day: date) -> datetime:
    from toubao.journal.writing import TAIPEI

    return datetime(day.year, day.month, day.day, tzinfo=TAIPEI)


def _print(comparison: "Comparison", found: "list[Difference]", *, whole: bool) -> None:
    from toubao.business.reconciliation import queries

    since, until = (f"{at.astimezone(UTC):%Y-%m-%d %H:%M}" for at in (comparison.since, comparison.until))
    print(f"From {since} to {until} UTC:")
    for book in comparison.books.order_by("institution"):
        left = "" if whole or book.part == "done" else f"; not read to the end: {book.trouble or 'the worker goes on with it'}"
        print(f"  {book.institution:<16} {counted(book.read, 'entry', 'entries'):>14}{left}")
    print(f"Found now: {len(found)}. Waiting for a person: {queries.for_people().count()}, in the console under 對帳.")
    for each in found:
        said = f"ours: {each.ours or '-'}  theirs: {each.theirs or '-'}"
        print(f"  {_state(each):<8} {each.institution:<16} {each.kind:<14} {each.reference}  {said}")


def _state(difference: "Difference") -> str:
    return difference.state if difference.state != "open" else "system" if difference.remedy else "person"


def _print_json(comparison: "Comparison", found: "list[Difference]") -> None:
    books = {book.institution: {"read": book.read, "trouble": book.trouble} for book in comparison.books.order_by("institution")}
    names = ("institution", "kind", "reference", "ours", "theirs")
    listed = [{**{name: getattr(each, name) for name in names}, "state": _state(each)} for each in found]
    window = {"since": comparison.since.isoformat(), "until": comparison.until.isoformat()}
    print(json.dumps({**window, "books": books, "differences": listed}, ensure_ascii=False))
