"""The demo's motor policies (8.3), all invented: a person's car, a motorcycle, a company's van, one not paid, one ended, one renewed."""

from datetime import datetime, timedelta
from typing import Final

from toubao.business.identity.proving.policyholders import Held
from toubao.business.motor import books, jobs, looking, proving
from toubao.business.motor.books import Entry
from toubao.business.motor.models import MotorPolicy
from toubao.business.motor.plates import normalised as plain_plate
from toubao.business.motor.queries import Vehicle
from toubao.doors.cli.demo import people
from toubao.doors.cli.demo.hands import at_work
from toubao.doors.look.words import TAIPEI
from toubao.rules.identity_numbers import normalised

YEAR: Final = timedelta(days=365)
STRANGER: Final = "198.51.100.88"
COMPANY: Final = ("business", "04595252", "示範長青貨運有限公司")
KUO: Final = ("person", "E120260070", "示範建國")
CHUN: Final = ("person", "T220260083", "示範春嬌")
HSIA: Final = ("person", "T120260107", "示範夏生")
AN: Final = ("person", "A220260014", "示範小安")
MING: Final = ("person", "B120260031", "示範志明")
CAR, BIKE, VAN = ("自用小客車", "示範牌 S1", "2021-05"), ("普通重型機車", "示範牌 M125", "2023-02"), ("自用小貨車", "示範牌 V2", "2019-11")
ASKED: Final = (COMPANY, "DEM-0252")
"""Whose proof has been issued once already, so that the next one is issued again."""
# fmt: off
POLICIES: Final = (
    #number          whose    line          plate       vehicle  began (days before the demo did)  premium paid
    ("CA-DEMO-107",  KUO,     "compulsory", "DEM-0107", CAR,     200,                              1_460,  True),
    ("CV-DEMO-107",  KUO,     "voluntary",  "DEM-0107", CAR,     200,                              12_800, False),
    ("CA-DEMO-108",  CHUN,    "compulsory", "DEM-108",  BIKE,    120,                              658,    True),
    ("CA-DEMO-110",  HSIA,    "compulsory", "DEM-0110", CAR,     60,                               1_460,  False),
    ("CA-DEMO-101",  AN,      "compulsory", "DEM-0101", CAR,     395,                              1_520,  True),
    ("CA-DEMO-102",  MING,    "compulsory", "DEM-0102", CAR,     345,                              1_430,  True),
    ("CA-DEMO-1022", MING,    "compulsory", "DEM-0102", CAR,     -20,                              1_400,  True),
    ("CA-DEMO-252",  COMPANY, "compulsory", "DEM-0252", VAN,     90,                               2_310,  True),
)
# fmt: on


def began(first_day: datetime, days: int) -> datetime:
    """Noon in Taiwan, so many days before the demo was first filled."""
    noon = (first_day + people.HISTORY).astimezone(TAIPEI).replace(hour=12, minute=0, second=0, microsecond=0)
    return noon - timedelta(days=days)


def held_by(id_number: str, first_day: datetime) -> list[Held]:
    """The compulsory policies of this person, as the member centre shows them too."""
    return [
        Held(number=number, product="強制汽車責任保險", starts=starts.date(), ends=(starts + YEAR).date())
        for number, whose, line, _, _, days, *_ in POLICIES
        if line == "compulsory" and whose[1] == id_number and (starts := began(first_day, days))
    ]


def make_missing(*, first_day: datetime, now: datetime) -> None:
    """Load the policies, then let somebody take a proof and a stranger guess; once, and nothing where the sandbox doesn't answer."""
    if MotorPolicy.objects.filter(number=POLICIES[0][0]).exists():
        return
    with at_work() as hands:
        if hands is None:
            return
        books.load(entries=[_entry(first_day, *each) for each in POLICIES], now=first_day)
        at = now - timedelta(hours=5)
        hands.turn(at)
        _proved(at)
        _guessed(now)


def _entry(
    first_day: datetime, number: str, whose: tuple[str, str, str], line: str, plate: str, vehicle: tuple[str, str, str], days: int,
    premium: int, paid: bool,
) -> Entry:  # fmt: skip
    starts, (kind, id_number, name) = began(first_day, days), whose
    paid_on = (starts - timedelta(days=6)).date() if paid else None
    if paid_on is not None and paid_on > first_day.date():
        paid_on = first_day.date()
    return Entry(
        kind=kind, id_number=id_number, name=name, line=line, number=number, starts=starts, ends=starts + YEAR, ended_at=None,
        vehicle=Vehicle(plate=plate, kind=vehicle[0], make=vehicle[1], made=vehicle[2]), premium=premium,
        due_on=starts.date(), paid_on=paid_on, paid=premium if paid else 0,
    )  # fmt: skip


def _proved(at: datetime) -> None:
    """Somebody looked the company's van up and took its proof, as the look-up and the worker do it."""
    (kind, number, _), plate = ASKED
    asked = looking.Question(kind=kind, number=normalised(number), plate=plain_plate(plate), network="203.0.113.61")
    found = looking.look_up(asked, now=at).found
    applied = proving.apply(policy=found[0], ticket=b"demo", matched=True, until=at + timedelta(minutes=30), network=asked.network, now=at)
    if applied.proof is not None:
        jobs.prove(proof=str(applied.proof.pk), now=at)
        applied.proof.refresh_from_db()
        proving.fetch(proof=applied.proof, network=asked.network, now=at + timedelta(minutes=1))


def _guessed(now: datetime) -> None:
    """A stranger tried plates with one number until it was limited."""
    for minutes in range(12):
        plate = f"DEM05{minutes:02d}"
        asked = looking.Question(kind="person", number="A126110011", plate=plate, network=STRANGER)
        looking.look_up(asked, now=now - timedelta(minutes=190 - minutes))
