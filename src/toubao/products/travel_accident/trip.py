"""A trip and the days it counts; what they cost and whether we insure it is in tariff.py and screening.py."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

TAIPEI = ZoneInfo("Asia/Taipei")
A_DAY = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Trip:
    """From leaving home to coming back, as moments with a time zone. Raises ValueError for a moment without one."""

    departs: datetime
    returns: datetime

    def __post_init__(self) -> None:
        if self.departs.tzinfo is None or self.returns.tzinfo is None:
            raise ValueError("a trip's moments carry a time zone")

    @property
    def days(self) -> int:
        """The days of cover: each begun 24 hours from departure count as one day; zero or less if the return is not after the departure."""
        return -((self.departs - self.returns) // A_DAY)

    @property
    def cover_ends(self) -> datetime:
        """The end of the cover: departure plus whole days, so a begun day is insured to its end and paid for once."""
        return self.departs + self.days * A_DAY


def full_years(born: date, on: date) -> int:
    """The age in completed years on a day; who was born on 29 February turns older on 1 March in a common year (Civil Code 121, 124)."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def taipei_day(moment: datetime) -> date:
    """The calendar day in Taiwan of a moment."""
    return moment.astimezone(TAIPEI).date()
