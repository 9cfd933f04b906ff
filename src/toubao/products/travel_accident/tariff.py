"""What a trip costs: pure arithmetic on the dated tariff of product.toml. Money is whole NT$, rates are Decimal."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from toubao.products.product import Product
from toubao.products.travel_accident.destinations import Zone

MILLION: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Band:
    """The rate of each day up to `to_day`: NT$ a day for each million insured, before the zone's factor."""

    to_day: int
    rate: Decimal


@dataclass(frozen=True, slots=True)
class Tariff:
    """The bands in order, the factor of each zone, and the least premium of a policy in NT$."""

    bands: tuple[Band, ...]
    factors: dict[Zone, Decimal]
    least: int

    @property
    def days_most(self) -> int:
        """The longest trip that the tariff prices."""
        return self.bands[-1].to_day


def of(product: Product) -> Tariff:
    """The tariff in force for a product. Raises ValueError if a rate, a factor or the least premium is not positive, or bands overlap."""
    given = product.value("tariff")
    bands = tuple(Band(row["to_day"], Decimal(row["rate"])) for row in given["bands"])
    factors = {Zone(name): Decimal(factor) for name, factor in given["factors"].items()}
    days = [0, *(band.to_day for band in bands)]
    if days != sorted(set(days)) or min([band.rate for band in bands] + list(factors.values()) + [Decimal(given["least"])]) <= 0:
        raise ValueError(f"{product.code}: a tariff rises by days and is positive throughout")
    return Tariff(bands, factors, given["least"])


def per_million(tariff: Tariff, days: int) -> Decimal:
    """NT$ for each million insured over that many days, before factor and rounding. Raises ValueError outside 1 … days_most."""
    if not 1 <= days <= tariff.days_most:
        raise ValueError(f"a trip lasts 1 to {tariff.days_most} days, not {days}")
    starts = (0, *(band.to_day for band in tariff.bands[:-1]))
    each = (max(min(days, band.to_day) - start, 0) * band.rate for start, band in zip(starts, tariff.bands, strict=True))
    return sum(each, start=Decimal(0))


REFUND = "已收的保險費減去以實際承保天數依同一費率計算的保險費"
"""The one formula of what a terminated contract gives back (terms 15); every text that speaks of it says it in these words."""


def refund(tariff: Tariff, *, paid: int, sum_insured: int, covered: int, zone: Zone) -> int:
    """What is given back in NT$ of `paid` after `covered` begun days of cover (REFUND): all before the first, never less than nothing.

    Raises ValueError for a negative number of days, and as `premium` does.
    """
    if covered < 0:
        raise ValueError("a cover has no negative days")
    if covered == 0:
        return paid
    return max(0, paid - premium(tariff, sum_insured=sum_insured, days=covered, zone=zone))


def premium(tariff: Tariff, *, sum_insured: int, days: int, zone: Zone) -> int:
    """The whole premium of a trip in NT$, rounded half up to a whole dollar once, at the end, and never below the least premium.

    Raises ValueError for a sum insured that is not positive, or for days that the tariff doesn't price.
    """
    if sum_insured <= 0:
        raise ValueError("a sum insured is positive")
    exact = per_million(tariff, days) * tariff.factors[zone] * sum_insured / MILLION
    return max(int(exact.to_integral_value(ROUND_HALF_UP)), tariff.least)
