"""The demo's policyholders of the insurer's books (8.1): one whose account fell asleep, one whose account only serves, one who has none."""

from datetime import date, datetime, timedelta
from typing import Final

from toubao.business.identity import queries
from toubao.business.identity.actions import waking
from toubao.business.identity.proving import policyholders
from toubao.business.identity.proving.policyholders import Held, OnFile
from toubao.doors.cli.demo import motor, people
from toubao.doors.cli.demo.hands import Hands, at_work
from toubao.doors.cli.demo.people import Holder

ASLEEP: Final = (
    Holder("示範秋月", "H220260066", date(1968, 9, 12), "0900000106", "moon@demo.example", "示範市安禾區湖畔街 6 號"),
    Holder("示範冬陽", "H120260091", date(1971, 1, 20), "0900000109", "sun@demo.example", "示範市安禾區湖畔街 9 號"),
)
SERVED: Final = Holder("示範建國", "E120260070", date(1975, 10, 10), "0900000107", "kuo@demo.example", "示範縣長青鄉車站路 21 號")
ON_FILE: Final = (
    Holder("示範春嬌", "T220260083", date(1982, 3, 8), "0900000108", "chun@demo.example", "示範市安禾區稻香路 50 號"),
    Holder("示範夏生", "T120260107", date(1986, 6, 21), "0900000110", "hsia@demo.example", "示範市安禾區稻香路 52 號"),
)
SLEPT_FOR: Final = timedelta(days=5 * 365 + 30)
FIRE, FIRE_YEARS = "住宅火災及地震基本保險", 3
WITH_FIRE: Final = (*ASLEEP, SERVED)
BOOKS: Final = (*WITH_FIRE, *ON_FILE)


def make_missing(*, first_day: datetime, now: datetime) -> None:
    """Load the books, and open the two accounts that are not there yet; nothing where the sandbox doesn't answer."""
    if all(queries.account_by_address(holder.phone) for holder in (*ASLEEP, SERVED)):
        return
    with at_work() as hands:
        if hands is not None:
            _make(hands, first_day)


def _make(hands: Hands, first_day: datetime) -> None:
    policyholders.load(entries=[_on_file(holder, first_day) for holder in BOOKS], now=first_day)
    people.account(SERVED, hands, now=first_day, purpose="service")
    for holder in ASLEEP:
        asleep = people.account(holder, hands, now=first_day)
        waking.taken_over(account=asleep, verified_at=first_day - SLEPT_FOR, now=first_day)


def _on_file(holder: Holder, first_day: datetime) -> OnFile:
    """A holder with their policies: of their house, which began in earlier years and run on, and of their vehicles."""
    year, known = first_day.year, holder.known
    fire = Held(number=f"FR-DEMO-{holder.phone[-3:]}", product=FIRE, starts=date(year, 3, 1), ends=date(year + FIRE_YEARS, 2, 28))
    held = (*([fire] if holder in WITH_FIRE else []), *motor.held_by(holder.id_number, first_day))
    return OnFile(
        name=known.name, id_number=known.id_number, birth_date=known.birth_date, phone=known.phone, mail=known.mail, policies=held
    )
