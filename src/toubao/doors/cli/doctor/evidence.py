"""What the doctor says of the journal: that its guards stand, and that no entry was changed, replaced or taken out."""

from datetime import timedelta
from typing import Any, Final

from toubao.config.environment import read_environment
from toubao.config.trouble import Trouble
from toubao.doors.cli.counting import counted
from toubao.doors.cli.doctor.finding import Unknown
from toubao.rules.events import Event

LATELY: Final = timedelta(hours=36)


def guarded(cursor: Any, role: str) -> None:
    """Whether the triggers of the journal stand, and the application may do no more with it than write. Raises Trouble."""
    from toubao.journal import guard

    missing = guard.missing(cursor, dated=read_environment().profile == "production")
    if missing:
        raise Trouble(f"the journal's triggers {', '.join(missing)} are gone or switched off: find out by whom, then run `toubao migrate`.")
    rights = guard.too_much(cursor, role)
    if rights:
        raise Trouble(f"{role} may {', '.join(rights)}: take these rights away (docs/operate/database.md).")


def journal() -> str:
    """Whether all entries were walked within a day and a half, and are whole. Raises Trouble, Unknown."""
    found = _last(Event.JOURNAL_CHECKED, "toubao check")
    if found is None:
        raise Unknown("never walked yet: the worker begins it")
    told = found.facts
    if told["faulty"] or told["strays"] or told["gone"]:
        strays = counted(told["strays"], "entry", "entries")
        said = f"{counted(told['faulty'], 'subject')} with a fault, {strays} without subject, {told['gone']} gone"
        raise Trouble(f"entries were changed or taken out: {said}; {'; '.join(told['places'][:3])}. Keep the database as it is: health.md.")
    entries = counted(told["entries"], "entry", "entries")
    return f"{entries} of {counted(told['subjects'], 'subject')} whole at {found.at:%Y-%m-%d %H:%M} UTC"


def decisions() -> str:
    """Whether all decisions were judged again within a day and a half, and came out the same. Raises Trouble, Unknown."""
    found = _last(Event.DECISIONS_REPLAYED, "toubao replay")
    if found is None:
        raise Unknown("never judged again yet: the worker begins it")
    told = found.facts
    if told["different"]:
        many = counted(told["different"], "decision comes", "decisions come")
        raise Trouble(f"{many} out otherwise today, by {', '.join(told['gates'][:5])}: run `toubao replay`.")
    unjudged = f"; {told['older']} of another release, {told['sealed']} sealed for good" if told["older"] or told["sealed"] else ""
    words = f"{told['same']:,} of {told['decisions']:,} came out the same at {found.at:%Y-%m-%d %H:%M} UTC{unjudged}"
    if unjudged and not told["same"]:
        raise Unknown(words)
    return words


def figures() -> str:
    """Whether all figures were counted anew within a day and a half, and were what there is. Raises Trouble, Unknown."""
    found = _last(Event.FIGURES_RECOUNTED, "toubao recount")
    if found is None:
        raise Unknown("never counted anew yet: the worker does it at night")
    if found.facts["different"]:
        many, at = counted(found.facts["different"], "figure"), f"{found.at:%Y-%m-%d %H:%M} UTC"
        places = "; ".join(found.facts["places"][:3])
        raise Trouble(f"{many} differed from what there is and put right at {at}: {places}. Find out why: health.md.")
    return f"every figure was what there is at {found.at:%Y-%m-%d %H:%M} UTC"


def _last(event: Event, command: str) -> Any:
    from toubao.business.oversight.queries import last
    from toubao.doors import clock

    found = last([event]).get(event)
    if found is not None and clock.now() - found.at > LATELY:
        raise Trouble(f"the last look was at {found.at:%Y-%m-%d %H:%M} UTC: does the worker work? Run `{command}`.")
    return found
