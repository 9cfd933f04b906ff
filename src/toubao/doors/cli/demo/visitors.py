"""The demo's other people: those who began to register and stopped somewhere, mistyped, agreed to advertising, or stayed away for years."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.conf import settings

from toubao.business.consents import actions as consents
from toubao.business.consents import texts
from toubao.business.consents.actions import Hand, Tick, Where
from toubao.business.governance.queries.persons import by_number
from toubao.business.identity import actions as identity
from toubao.business.identity import queries
from toubao.business.identity.actions import waking
from toubao.business.identity.models import Account, Registration
from toubao.business.steps import Actor
from toubao.doors.cli.counting import counted
from toubao.doors.cli.demo import people
from toubao.doors.cli.demo.hands import Hands, at_work
from toubao.doors.cli.demo.people import Holder
from toubao.doors.look.words import TAIPEI

YEAR: Final = timedelta(days=365)


@dataclass(frozen=True)
class Visit:
    """One line: the serial of an invented visitor, how many days ago, at which hour (UTC), by which way, how far they came, for what."""

    who: int
    ago: int
    hour: float
    way: str
    came: str
    purpose: str = "purchase"

    def at(self, began: datetime) -> datetime:
        """When it was begun; `began` is when the demo was first filled."""
        return began.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=-self.ago, hours=self.hour)


NUMBERS: Final = (
    "A126110011", "A126110020", "A126110039", "A126110048", "A126110057", "A126110066", "A126110075", "A126110084", "A126110093",
    "A126110100", "A126110119", "A126110128",
)  # fmt: skip
# fmt: off
VISITS: Final = (
    #     who ago hour  way            how far
    Visit(0,  26, 1.5,  "online",      "opened"),
    Visit(1,  24, 6.0,  "online",      "opened"),
    Visit(2,  19, 3.2,  "online",      "opened"),
    Visit(3,  16, 2.4,  "online",      "noticed"),
    Visit(4,  14, 7.7,  "bank",        "noticed"),
    Visit(5,  12, 9.1,  "online",      "identified"),
    Visit(6,  9,  5.0,  "certificate", "identified", "service"),
    Visit(7,  8,  4.3,  "online",      "mistyped"),
    Visit(8,  6,  3.9,  "partner",     "noticed"),
    Visit(9,  4,  2.2,  "online",      "started"),
    Visit(10, 2,  8.8,  "online",      "mistyped",   "service"),
    Visit(11, 1,  6.1,  "online",      "identified"),
)
# fmt: on


def make_missing(*, first_day: datetime, now: datetime, say: Callable[[str], None]) -> None:
    """Make these people once; where the sandbox is down nothing is made, and a later run makes it."""
    if by_number(NUMBERS[0]):
        return
    with at_work() as hands:
        if hands is None:
            return
        began = first_day + people.HISTORY
        opened = [account for visit in VISITS if (account := _visit(visit, hands, visit.at(began)))]
        _away_for_years(opened, hands, now)
        _consents_of_holders(now)
        _wrong_passwords(now)
        say(f"demo data: {counted(len(VISITS), 'visitor')}")


def _visitor(serial: int) -> Holder:
    number = f"{serial + 1:02d}"
    return Holder(
        f"示範訪客{'甲乙丙丁戊己庚辛壬癸子丑'[serial]}", NUMBERS[serial], date(1975 + serial, 4, 12), f"09000002{number}",
        f"visitor{number}@demo.example", "示範市安禾區稻香路 1 號",
    )  # fmt: skip


def _visit(visit: Visit, hands: Hands, at: datetime) -> Account | None:
    """Begin to register, and go on as far as the line says."""
    registration, holder = _begun(visit, at), _visitor(visit.who)
    if visit.came in ("started", "noticed"):
        return None
    identity.identify(registration=registration, known=holder.known, now=at)
    if visit.came == "identified":
        return None
    hands.turn(at)
    identity.send_registration_code(registration=registration, channel="sms", insurer=settings.BRAND["short_name"], network="demo", now=at)
    hands.work(at)
    if visit.came == "mistyped":
        for minute in (1, 2, 3):
            identity.verify_registration(registration=registration, entered="000000", now=at + timedelta(minutes=minute))
        return None
    identity.verify_registration(registration=registration, entered=hands.code(holder.known.phone), now=at)
    return identity.open_account(registration=registration, password=people.PASSWORD, now=at)


def _begun(visit: Visit, at: datetime) -> Registration:
    digests = {name: text.digest for name, text in texts.to_register(visit.purpose, on=at.astimezone(TAIPEI).date()).items()}
    read = [] if visit.came == "started" else list(digests)
    ticks = {name: Tick(at - timedelta(minutes=3 - place), seen_to_end=place != 1) for place, name in enumerate(read)}
    registration, _ = identity.begin_registration(
        way=visit.way, purpose=visit.purpose, channel=settings.CHANNELS[0], channel_is_ours=True, notices=digests,
        shown=tuple(ticks),
        read=tuple(ticks), consented=True, hand=Hand(ticks=ticks, where=Where(f"198.51.100.{20 + visit.who}", people.BROWSER)), now=at,
    )  # fmt: skip
    return registration


def _away_for_years(opened: list[Account], hands: Hands, now: datetime) -> None:
    """Three accounts of an earlier system: one rests, one only buys no more, one will soon be served no more; the daily look finds them."""
    rests, serves, buys = opened
    for account, verified in ((rests, 6 * YEAR), (serves, 6 * YEAR), (buys, 5 * YEAR - timedelta(days=9))):
        waking.taken_over(account=account, verified_at=now - verified, now=now)
    waking.used_for_service(account=serves, now=now - YEAR)
    waking.used_to_buy(account=buys, now=now - 2 * YEAR)
    waking.act_on_sleep(now)
    hands.work(now)


def _consents_of_holders(now: datetime) -> None:
    """Who agreed to advertising, and who took it back."""
    wishes = ((0, "advertising-mail", False), (1, "advertising-mail", True), (1, "advertising-sms", False), (2, "sharing", True))
    for who, name, takes_back in wishes:
        account = queries.account_by_address(people.HOLDERS[who].phone)
        if account is None:
            continue
        actor, text = Actor("person", str(account.person_id)), texts.in_force(now.astimezone(TAIPEI).date())[name]
        where = Where(f"203.0.113.{40 + who}", people.BROWSER)
        consents.give(
            key=account.person.key, text=text, ticked=True, seen_to_end=True, where=where, actor=actor, now=now - timedelta(days=3)
        )
        if takes_back:
            consents.withdraw(key=account.person.key, name=name, actor=actor, now=now - timedelta(days=1))


def _wrong_passwords(now: datetime) -> None:
    """Passwords that were mistyped within a day: somebody's own slip, and a stranger who guesses until the account is locked."""
    for who, network, ago in (
        (0, "203.0.113.40", (1200, 1199, 420)),
        (1, "198.51.100.77", (305, 304, 303)),
        (2, "198.51.100.77", (5, 4, 3, 2, 1)),
    ):
        for minutes in ago:
            at = now - timedelta(minutes=minutes)
            identity.password_proved(typed=_visitor(who).phone, password="wrong", network=network, now=at)  # noqa: S106 - wrong on purpose
