"""`toubao restore`: what is done after an older state of the database was restored, step by step, until the doors open again."""

import argparse
import getpass
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from toubao.config.trouble import Trouble
from toubao.doors.cli.counting import counted

if TYPE_CHECKING:
    from toubao.business.restoration.models import Restoration
    from toubao.business.steps import Actor

SHUT, UNREAD = 2, 1
NEXT = {"found": "sign-out", "signed_out": "move-on", "moved_on": "compare", "compared": "open"}
"""What is to be done in each state."""


def register(commands: Any) -> None:
    """Add the command and its steps."""
    parser = commands.add_parser("restore", help="after an older state of the database was restored: the steps until the doors open")
    parser.set_defaults(run=_run(_status))
    steps = parser.add_subparsers(title="steps", metavar="STEP")
    _step(steps, "status", _status, "how the doors stand, and what is next (also without a step)")
    shut = _step(steps, "shut", _shut, "shut the doors, though the mark says nothing")
    shut.add_argument("--because", required=True, help="what was restored")
    _step(steps, "sign-out", _sign_out, "1. end every session, token, code and link")
    on = _step(steps, "move-on", _move_on, "2. move all numbers past what was given (as the database's owner)")
    on.add_argument("--past", type=_policy_number, help="the highest policy number that is known outside, such as TA11500000123")
    _step(steps, "compare", _compare, "3. compare our books with the institutions'; again until all were read")
    opening = _step(steps, "open", _open, "4. open the doors")
    opening.add_argument("--because", default="the steps are done", help="a word for the journal")
    _step(steps, "adopt", _adopt, "begin a mark at this place: on a new machine, or if it was lost and nothing was restored")


def _step(steps: Any, name: str, act: Callable[[argparse.Namespace], int], words: str) -> Any:
    parser = steps.add_parser(name, help=words)
    parser.set_defaults(run=_run(act, as_owner=name == "move-on"))
    return parser


def _run(act: Callable[[argparse.Namespace], int], *, as_owner: bool = False) -> Callable[[argparse.Namespace], int]:
    def run(chosen: argparse.Namespace) -> int:
        from toubao.doors.cli.ready import django_ready, need_database

        django_ready(as_owner=as_owner)
        need_database()
        return act(chosen)

    return run


def _status(_: argparse.Namespace) -> int:
    """Say how the doors stand; status 2 if they are shut. Looks as the web does, so what is found here is recorded."""
    from toubao.business.restoration import actions, guard
    from toubao.doors.clock import now

    standing = guard.look(now())
    print(f"The doors are {'shut' if standing.shut else 'open'}: {standing.words}.")
    if not standing.shut:
        return 0
    restoration = actions.under_way()
    if restoration is None:
        print("Was an older state restored? Then: toubao restore shut --because …")
        print("Or is this a new machine, or was only the mark lost? Then: toubao restore adopt")
    else:
        print(f"Found {restoration.found_at:%Y-%m-%d %H:%M} UTC. Next: toubao restore {NEXT[restoration.state]}")
    return SHUT


def _shut(chosen: argparse.Namespace) -> int:
    from toubao.business.restoration import guard
    from toubao.doors.clock import now

    if not guard.shut_by_hand(because=chosen.because, actor=_me(), now=now()):
        raise Trouble("The doors are shut already: toubao restore says what is next.")
    print("The doors shut within five seconds. Next: toubao restore sign-out")
    return 0


def _sign_out(_: argparse.Namespace) -> int:
    from toubao.business.restoration import actions
    from toubao.doors.clock import now

    restoration = _in("found")
    actions.sign_out(restoration=restoration, actor=_me(), now=now())
    print("Every session, token, code and link has ended. Next: toubao restore move-on")
    return 0


def _move_on(chosen: argparse.Namespace) -> int:
    from django.db import ProgrammingError

    from toubao.business.restoration import actions, numbers
    from toubao.doors.clock import now

    restoration = _in("signed_out")
    if not restoration.numbers and chosen.past is None:
        raise Trouble("There was no mark, so say the highest policy number that is known outside (mails, the industry's book): --past TA…")
    past = {} if chosen.past is None else {numbers.POLICIES: chosen.past}
    try:
        actions.move_on(restoration=restoration, past=past, actor=_me(), now=now())
    except numbers.TooFar as error:
        raise Trouble(f"The sequence {error} would be moved past its end; nothing was moved.") from error
    except ProgrammingError as error:
        raise Trouble(f"Only the database's owner moves numbers: set DATABASE_OWNER_URL ({str(error).splitlines()[0]}).") from error
    print(f"No number is given twice: policies go on after {numbers.given()[numbers.POLICIES]}. Next: toubao restore compare")
    return 0


def _compare(_: argparse.Namespace) -> int:
    from toubao.business.reconciliation import queries
    from toubao.business.restoration import actions
    from toubao.doors.clock import now

    restoration = _in("moved_on")
    comparison = actions.compare(restoration=restoration, actor=_me(), now=now())
    unread = list(comparison.books.exclude(part="done").order_by("institution"))
    for book in unread:
        print(f"  {book.institution} could not be read to the end: {book.trouble}")
    if unread:
        print("Once they answer, again: toubao restore compare")
        return UNREAD
    found = queries.found_since(comparison.began_at)
    waiting = counted(queries.for_people().count(), "waits", "wait")
    print(f"{counted(found.count(), 'difference was', 'differences were')} found; {waiting} for a person, in the console under 對帳.")
    for each in found:
        print(f"  {each.institution:<16} {each.kind:<14} {each.reference}  ours: {each.ours or '-'}  theirs: {each.theirs or '-'}")
    print("Next: toubao restore open")
    return 0


def _open(chosen: argparse.Namespace) -> int:
    from toubao.business.restoration import actions, guard
    from toubao.business.restoration.guard import Doors
    from toubao.doors.clock import now

    actions.open_doors(restoration=_in("compared"), because=chosen.because, actor=_me(), now=now())
    if guard.judge().doors is Doors.UNMARKED:
        guard.adopt(actor=_me(), now=now())
    standing = guard.look(now())
    if standing.shut:
        raise Trouble(f"The restoration is over, but here the doors stay shut: {standing.words}.")
    print("The doors open within five seconds.")
    return 0


def _adopt(_: argparse.Namespace) -> int:
    from toubao.business.restoration import guard
    from toubao.business.restoration.guard import Doors
    from toubao.doors.clock import now

    standing = guard.judge()
    if standing.doors is not Doors.UNMARKED:
        raise Trouble(f"There is nothing to adopt here: {standing.words}.")
    try:
        guard.adopt(actor=_me(), now=now())
    except OSError as error:
        raise Trouble(f"The mark can't be written: {error.strerror}.") from error
    print("A mark is kept here from now on.")
    return 0


def _in(state: str) -> "Restoration":
    """The restoration, if this is what is to be done now. Raises Trouble with what is."""
    from toubao.business.restoration import actions, guard
    from toubao.doors.clock import now

    guard.look(now())
    restoration = actions.under_way()
    if restoration is None:
        raise Trouble("No older state of the database was found, so there is nothing to be done: toubao restore says how the doors stand.")
    if restoration.state != state:
        raise Trouble(f"That is not what is next. First: toubao restore {NEXT[restoration.state]}")
    return restoration


def _me() -> "Actor":
    """Whoever is signed in to this machine."""
    from toubao.business.steps import Actor

    return Actor("operator", getpass.getuser()[:60])


def _policy_number(text: str) -> int:
    found = re.fullmatch(r"(?:TA\d{3})?(\d{1,8})", text)
    if found is None:
        raise argparse.ArgumentTypeError(f"{text!r} is not a policy number such as TA11500000123")
    return int(found[1])
