"""`toubao demo`: fill an empty demo with invented data and name the people to sign in as;
what happens is decided by the same actions as ever.
"""

import argparse
import json
import sys
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from toubao.config.trouble import Trouble


@dataclass(frozen=True)
class DemoPerson:
    """Somebody invented whom a visitor can sign in as: role, where (a path such as /console/), name to type, password,
    and how the second factor is had.
    """

    role: str
    where: str
    sign_in: str
    password: str
    second_factor: str = ""


def register(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("demo", help="fill an empty demo with invented data (run by: up)")
    parser.add_argument("--json", action="store_true", help="print the people as JSON")
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Make what is missing of the demo data, then print the people."""
    from toubao.doors.cli.ready import django_ready, need_database

    django_ready()
    from django.conf import settings

    if settings.PROFILE == "production":
        raise Trouble("Demo data is for the demo: this is production.")
    need_database()
    from toubao.business.restoration import guard
    from toubao.doors.clock import now

    if guard.look(now()).shut:
        print("[]" if chosen.json else "The doors are shut, so nothing is made: see toubao restore.")
        return 0
    people = demo_data(now())
    if chosen.json:
        print(json.dumps([asdict(person) for person in people], ensure_ascii=False))
        return 0
    for person in people:
        print(f"{person.role}  {person.where}  {person.sign_in}  {person.password}  {person.second_factor}".rstrip())
    print(
        f"\nSecond factors: {settings.STAFF_URL}/console/demo-codes/ shows the codes of the moment; or put a secret into an authenticator:"
    )
    for name, address in _authenticators():
        print(f"  {name:<14} {address}")
    return 0


def demo_data(now: datetime) -> tuple[DemoPerson, ...]:
    """Make what is missing of the demo's people, releases and sales, by the same actions that doors call; a second run adds nothing."""
    from toubao.doors.cli.demo import holders, motor, people, programs, sales, visitors, visits

    staff, first_day = people.staff(now=now)
    holders.make_missing(first_day=first_day, now=now)
    sales.make_missing(first_day=first_day, now=now, say=_say)
    visitors.make_missing(first_day=first_day, now=now, say=_say)
    visits.make_missing(first_day=first_day, say=_say)
    motor.make_missing(first_day=first_day, now=now)
    programs.make_missing(now=now)
    console = (DemoPerson(member.role, "/console/", member.username, people.PASSWORD, "/console/demo-codes/") for member in staff)
    buyers = (DemoPerson("policyholder", "/sign-in/", holder.phone, people.PASSWORD) for holder in people.HOLDERS[:2])
    new = holders.ON_FILE[0]
    return (
        *console, *buyers, _anew("fell asleep", holders.ASLEEP[0]),
        _anew("only served", holders.SERVED),
        DemoPerson("in the books", "/register/?for=service", f"{new.name} {new.id_number} {new.born} {new.phone} {new.mail}", ""),
        DemoPerson("car owner", "/motor/", f"{motor.KUO[1]} {motor.POLICIES[0][3]}", ""),
    )  # fmt: skip


def _anew(role: str, holder: Any) -> DemoPerson:
    """A holder who is asked again who they are: with what they answer."""
    from toubao.doors.cli.demo import people

    return DemoPerson(role, "/sign-in/", f"{holder.phone} {holder.name} {holder.id_number} {holder.born}", people.PASSWORD)


def _authenticators() -> list[tuple[str, str]]:
    """Each member of staff with what an authenticator app reads."""
    from toubao.business.governance.actions import authenticator_address
    from toubao.business.governance.queries import everybody

    return [(member.username, authenticator_address(member=member)) for member in everybody()]


def _say(words: str) -> None:
    """A line of progress; standard output is for the answer."""
    print(words, file=sys.stderr, flush=True)
