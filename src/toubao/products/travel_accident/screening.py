"""Whom and what trips the insurer takes, by its own wishes (not the norm's): pure, on the parameters of product.toml."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from toubao.products.product import Product
from toubao.products.refusal import Refusal
from toubao.products.travel_accident.destinations import by_code
from toubao.products.travel_accident.trip import Trip, full_years, taipei_day


class Reason(StrEnum):
    """Why a trip is not insured online."""

    RETURNS_BEFORE_DEPARTURE = "returns_before_departure"
    DEPARTS_TOO_SOON = "departs_too_soon"
    DEPARTS_TOO_LATE = "departs_too_late"
    TRIP_TOO_LONG = "trip_too_long"
    NOT_FROM_TAIWAN = "not_from_taiwan"
    NO_DESTINATION = "no_destination"
    UNKNOWN_DESTINATION = "unknown_destination"
    TOO_MANY_DESTINATIONS = "too_many_destinations"
    DESTINATION_NOT_INSURED = "destination_not_insured"
    SUM_NOT_OFFERED = "sum_not_offered"
    TOO_YOUNG = "too_young"
    TOO_OLD = "too_old"
    OTHER_INSURERS = "other_insurers"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The parameters in force. `lead_hours` 0 and `companies_most` 0 mean that the rule is off."""

    lead_hours: int
    ahead_days: int
    days_most: int
    from_taiwan: bool
    destinations_most: int
    destinations_excluded: tuple[str, ...]
    sums: tuple[int, ...]
    age_least: int
    age_most: int
    companies_most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What is asked for: trip, destinations (codes), sum insured in NT$, birth date, the declaration of departure, and when it is asked."""

    trip: Trip
    destinations: tuple[str, ...]
    sum_insured: int
    born: date
    leaves_from_taiwan: bool
    asked_at: datetime
    companies: int = 0


def of(product: Product) -> Rules:
    """The screening parameters in force for a product."""
    sums = product.value("sums_insured")
    return Rules(
        lead_hours=product.value("departure_lead_hours"),
        ahead_days=product.value("departure_ahead_days"),
        days_most=product.value("days_most"),
        from_taiwan=product.value("departure_from_taiwan"),
        destinations_most=product.value("destinations_most"),
        destinations_excluded=tuple(product.value("destinations_excluded")),
        sums=tuple(range(sums["least"], sums["most"] + 1, sums["step"])),
        age_least=product.value("ages")["least"],
        age_most=product.value("ages")["most"],
        companies_most=product.value("companies_most"),
    )


def screen(asked: Proposal, rules: Rules, *, among: "tuple[Check, ...] | None" = None) -> tuple[Refusal, ...]:
    """Every reason against a proposal, in the order in which a form asks; empty means that the insurer would take it.

    `among` TRIP_CHECKS judges the trip alone, before anybody said who travels.
    """
    found = (check(asked, rules) for check in (CHECKS if among is None else among))
    return tuple(refusal for refusal in found if refusal is not None)


def trip_order(asked: Proposal, rules: Rules) -> Refusal | None:
    """The return lies after the departure."""
    if asked.trip.days > 0:
        return None
    return Refusal(reason=Reason.RETURNS_BEFORE_DEPARTURE, words="回程時間要晚於出發時間。", mend="請重新選擇回程時間。", field="returns")


def departure_lead(asked: Proposal, rules: Rules) -> Refusal | None:
    """The departure is at least `lead_hours` ahead; exactly that much is enough."""
    if asked.trip.departs - asked.asked_at >= timedelta(hours=rules.lead_hours):
        return None
    late = f"網路投保最晚須在出發前 {rules.lead_hours} 小時完成。" if rules.lead_hours else "出發時間已經過了。"
    return Refusal(reason=Reason.DEPARTS_TOO_SOON, words=late, mend="請改選較晚的出發時間，或到機場櫃檯洽詢。", field="departs")


def departure_ahead(asked: Proposal, rules: Rules) -> Refusal | None:
    """The departure is at most `ahead_days` calendar days after today, in Taiwan."""
    if (taipei_day(asked.trip.departs) - taipei_day(asked.asked_at)).days <= rules.ahead_days:
        return None
    words = f"最早可在出發前 {rules.ahead_days} 天投保。"
    return Refusal(reason=Reason.DEPARTS_TOO_LATE, words=words, mend="請等日期近一點再來投保。", field="departs")


def trip_length(asked: Proposal, rules: Rules) -> Refusal | None:
    """The trip counts at most `days_most` days."""
    if asked.trip.days <= rules.days_most:
        return None
    words = f"一次旅程最多可投保 {rules.days_most} 天，您選了 {asked.trip.days} 天。"
    return Refusal(reason=Reason.TRIP_TOO_LONG, words=words, mend="請縮短旅程，或請客服協助其他方案。", field="returns")


def departure_place(asked: Proposal, rules: Rules) -> Refusal | None:
    """The traveller declares to leave from Taiwan, Penghu, Kinmen or Matsu, if the insurer wants that."""
    if asked.leaves_from_taiwan or not rules.from_taiwan:
        return None
    words = "本商品只承保從臺灣、澎湖、金門或馬祖出發的旅程。"
    return Refusal(reason=Reason.NOT_FROM_TAIWAN, words=words, mend="已經在國外時，請洽當地或其他保險公司。", field="leaves_from_taiwan")


def destinations(asked: Proposal, rules: Rules) -> Refusal | None:
    """There is a destination, each is known, there are not too many, and each is insured."""
    unknown = [code for code in asked.destinations if code not in by_code()]
    excluded = [by_code()[code].name for code in asked.destinations if code in rules.destinations_excluded]
    refused = (
        (not asked.destinations, Reason.NO_DESTINATION, "還沒有選擇旅遊地點。", "請至少選一個地點。"),
        (bool(unknown), Reason.UNKNOWN_DESTINATION, "有旅遊地點不在清單裡。", "請從清單中選擇。"),
        (
            len(asked.destinations) > rules.destinations_most,
            Reason.TOO_MANY_DESTINATIONS,
            f"旅遊地點最多可填 {rules.destinations_most} 個。",
            "請填主要的幾個地點即可，途經的地方一樣有保障。",
        ),
        (bool(excluded), Reason.DESTINATION_NOT_INSURED, f"目前不承保前往{'、'.join(excluded)}的旅程。", "請移除這個地點，或洽客服。"),
    )
    return next((Refusal(reason=r, words=words, mend=mend, field="destinations") for is_so, r, words, mend in refused if is_so), None)


def sum_insured(asked: Proposal, rules: Rules) -> Refusal | None:
    """The sum insured is one of those offered."""
    if asked.sum_insured in rules.sums:
        return None
    words = f"保險金額可選 {rules.sums[0] // 10_000:,} 萬元到 {rules.sums[-1] // 10_000:,} 萬元。"
    return Refusal(reason=Reason.SUM_NOT_OFFERED, words=words, mend="請從清單中選擇保險金額。", field="sum_insured")


def age_least(asked: Proposal, rules: Rules) -> Refusal | None:
    """The insured has reached the least age on the day of asking."""
    if full_years(asked.born, taipei_day(asked.asked_at)) >= rules.age_least:
        return None
    words = f"被保險人須年滿 {rules.age_least} 歲。"
    return Refusal(reason=Reason.TOO_YOUNG, words=words, mend="未成年的家人請由客服協助投保。", field="born")


def age_most(asked: Proposal, rules: Rules) -> Refusal | None:
    """The insured is not above the greatest age on the day of departure."""
    if full_years(asked.born, taipei_day(asked.trip.departs)) <= rules.age_most:
        return None
    words = f"網路投保的年齡上限是出發日 {rules.age_most} 歲。"
    return Refusal(reason=Reason.TOO_OLD, words=words, mend="請來電，由專人為您安排。", field="born")


def other_insurers(asked: Proposal, rules: Rules) -> Refusal | None:
    """Not more other insurers than `companies_most` received applications lately; above that a person looks at it. Off at 0."""
    if not rules.companies_most or asked.companies <= rules.companies_most:
        return None
    words = f"近期向 {asked.companies} 家保險公司投保同類保險。"
    return Refusal(reason=Reason.OTHER_INSURERS, words=words, mend="我們會請專人審核，再通知您結果。", refers=True)


Check = Callable[[Proposal, Rules], Refusal | None]
TRIP_CHECKS: Final[tuple[Check, ...]] = (trip_order, departure_lead, departure_ahead, trip_length, destinations, sum_insured)
CHECKS: Final[tuple[Check, ...]] = (
    trip_order,
    departure_lead,
    departure_ahead,
    trip_length,
    departure_place,
    destinations,
    sum_insured,
    age_least,
    age_most,
    other_insurers,
)
