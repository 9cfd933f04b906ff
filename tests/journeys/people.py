"""Invented people and trips for the journeys: each person is new, each trip of a person lies in days of its own."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from tests.builders import id_number
from toubao.doors.cli.demo.holders import BOOKS
from toubao.doors.cli.demo.people import HOLDERS
from toubao.doors.cli.demo.people import PASSWORD as DEMO_PASSWORD
from toubao.rules.periods import TAIPEI

FIRST = 7_310_001
PASSWORD = "穀倉 旁邊 的 七隻 白鷺鷥"
FIGURES = "零一二三四五六七八九"
MOST_TRIPS = 4


@dataclass(frozen=True)
class Person:
    """Somebody invented; the phone as people write it."""

    name: str
    id_number: str
    phone: str
    mail: str
    password: str = PASSWORD
    born: date = date(1990, 5, 17)

    @property
    def number(self) -> str:
        """The phone as the sandbox knows it."""
        return f"+886{self.phone[1:]}"


def invented(serial: int) -> Person:
    """The person of a serial number of seven digits."""
    name = "林旅" + "".join(FIGURES[int(figure)] for figure in str(serial)[-2:])
    return Person(name, id_number(serial), f"09{serial:08d}", f"journey{serial}@demo.example")


def of_the_demo(number: str) -> Person:
    """One of the demo's own policyholders, by identity number."""
    holder = next(holder for holder in (*HOLDERS, *BOOKS) if holder.id_number == number)
    return Person(holder.name, holder.id_number, holder.phone, holder.mail, DEMO_PASSWORD, holder.born)


@dataclass(frozen=True)
class Trip:
    """Five days somewhere, for five million unless said otherwise."""

    departs: date
    place: str = "日本"
    days: int = 5
    sum_insured: int = 5_000_000

    @property
    def returns(self) -> date:
        """The last day."""
        return self.departs + timedelta(days=self.days)


@dataclass
class Crowd:
    """Hands out people, and trips that do not overlap."""

    made: int = 0
    trips: dict[str, int] = field(default_factory=dict)
    members: list[tuple[Person, object]] = field(default_factory=list)

    def person(self) -> Person:
        """Somebody who was never here."""
        self.made += 1
        return invented(FIRST + self.made)

    def trip(self, person: Person) -> Trip:
        """This person's next trip."""
        taken = self.trips.get(person.phone, 0)
        self.trips[person.phone] = taken + 1
        return Trip(datetime.now(UTC).astimezone(TAIPEI).date() + timedelta(days=7 + 8 * taken))

    def member(self) -> tuple[Person, object] | None:
        """Somebody who registered in an earlier journey, with their browser's cookies, if they may still buy."""
        return next(((person, kept) for person, kept in self.members if self.trips.get(person.phone, 0) < MOST_TRIPS), None)
