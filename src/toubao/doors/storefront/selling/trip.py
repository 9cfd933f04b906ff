"""The questions about a trip, as quote and purchase ask them: typed entries to a draft and back, and what it would cost;
decides nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from markupsafe import Markup

from toubao.business.purchase.draft import Draft, premium, screen_trip
from toubao.doors.look.fields import DayField
from toubao.doors.look.words import wan
from toubao.products import Product, Refusal
from toubao.products.limits import NoLimit, Strength, limit_for
from toubao.products.travel_accident import screening, tariff
from toubao.products.travel_accident.destinations import Destination, Region, Zone, by_code, popular, regions, zone_of
from toubao.products.travel_accident.naming import completions, meaning
from toubao.rules.periods import TAIPEI

PLACES, TYPED, PICKED, MEANT = "destinations", "place", "region_place", "meant"
FIELD_OF: Final = {PLACES: PLACES, "departs": "departs_day", "returns": "returns_day", "sum_insured": "sum_insured"}
LABELS: Final = {
    PLACES: "旅遊地點", "departs_day": "出發日", "departs_time": "出發時間", "returns_day": "回程日", "returns_time": "回程時間",
    "sum_insured": "保險金額",
}  # fmt: skip
MOST_PLACES, LONGEST_PLACE, LARGEST_SUM = 50, 120, 1_000_000_000
BEYOND: Final = "（第一次網路投保還不能買）"
COMPARED: Final = (2_000_000, 5_000_000, 10_000_000)


class Places(forms.Widget):
    """Ticked places, one picked from the list by region, and names typed; the three together are the answer. A suggestion that was taken
    stands for what was typed."""

    def value_from_datadict(self, data: Mapping[str, Any], files: object, name: str) -> list[str]:  # noqa: ARG002 as Django calls it
        ticked = data.getlist(name) if isinstance(data, QueryDict) else list(data.get(name, ()))
        meant = str(data.get(MEANT, ""))
        typed = meant or str(data.get(TYPED, "")).replace("，", "、").replace(",", "、").replace("；", "、")
        return [each.strip() for each in (*ticked, str(data.get(PICKED, "")), *typed.split("、")) if each.strip()]

    def value_omitted_from_data(self, data: Mapping[str, Any], files: object, name: str) -> bool:  # noqa: ARG002 as Django calls it
        return False


class PlacesField(forms.Field):
    """Destinations by code or by name, each once; cleaned to a tuple of codes."""

    widget = Places
    default_error_messages = {"required": "還沒有選擇旅遊地點。請至少選一個地點。"}

    def to_python(self, value: object) -> tuple[str, ...]:
        given = list(value) if isinstance(value, list | tuple) else []
        if len(given) > MOST_PLACES or any(len(name) > LONGEST_PLACE for name in given):
            raise ValidationError(f"一次最多填 {MOST_PLACES} 個地點，每個最多 {LONGEST_PLACE} 個字。", code="unknown")
        unknown = [name for name in given if not meaning(name).places]
        if unknown:
            raise ValidationError(" ".join(map(_strange, unknown)), code="unknown")
        return tuple(dict.fromkeys(place.code for name in given for place in meaning(name).places))


class TripForm(forms.Form):
    """Where to, from when to when (Taipei), and for how much."""

    destinations = PlacesField(label="去哪裡？", widget=Places(attrs={"data-first": "id_destinations_0"}))
    departs_day = DayField(
        label=LABELS["departs_day"], error_messages={"required": "請選出發日。", "invalid": "沒有這個出發日，請再看一次。"}
    )
    departs_time = forms.TimeField(
        label=LABELS["departs_time"], error_messages={"required": "請選出發時間。", "invalid": "出發時間請寫成 08:30 的樣子。"}
    )
    returns_day = DayField(
        label=LABELS["returns_day"], error_messages={"required": "請選回程日。", "invalid": "沒有這個回程日，請再看一次。"}
    )
    returns_time = forms.TimeField(
        label=LABELS["returns_time"], error_messages={"required": "請選回程時間。", "invalid": "回程時間請寫成 18:00 的樣子。"}
    )
    sum_insured = forms.IntegerField(
        label=LABELS["sum_insured"], min_value=0, max_value=LARGEST_SUM,
        error_messages={"required": "請選保險金額。", **dict.fromkeys(("invalid", "min_value", "max_value"), "請從清單中選擇保險金額。")},
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """A place that we don't know is mended where it was typed."""
        if self.has_error(PLACES, "unknown"):
            self.fields[PLACES].widget.attrs["data-first"] = "id_place"
        return super().clean() or {}

    def entered(self, onto: Draft | None = None) -> Draft:
        """The trip of a valid form, laid over an earlier draft."""
        told = self.cleaned_data
        return (onto or Draft()).with_(
            destinations=told[PLACES], departs=_moment(told["departs_day"], told["departs_time"]),
            returns=_moment(told["returns_day"], told["returns_time"]), sum_insured=told["sum_insured"],
        )  # fmt: skip

    def refuse(self, refusals: Iterable[Refusal]) -> tuple[Refusal, ...]:
        """Put reasons beside the field that they point to; those that point to no field here are given back."""
        others = []
        for refusal in refusals:
            if refusal.field in FIELD_OF:
                self.add_error(FIELD_OF[refusal.field], refusal.sentence)
            else:
                others.append(refusal)
        return tuple(others)

    @property
    def places(self) -> tuple[list[Destination], str]:
        """The places chosen so far, and what was typed but is no place that we know."""
        given = self[PLACES].value() or ()
        found = {place.code: place for name in given for place in meaning(name).places}
        return list(found.values()), "、".join(name for name in given if not meaning(name).places)

    @property
    def near(self) -> list[Destination]:
        """What may have been meant by names that we don't know, each once."""
        return list({place.code: place for name in self[PLACES].value() or () for place in meaning(name).near}.values())

    @property
    def read_as(self) -> list[str]:
        """What was typed and read as a destination of another name, said so that it can be seen."""
        return [sentence for name in self[PLACES].value() or () if (sentence := _read_as(name))]


def _strange(name: str) -> str:
    """Why a name is not taken, and what to do."""
    told = meaning(name)
    if told.area:
        return f"「{name}」有好幾個國家或地區，請選要去的那幾個。"
    return f"清單裡沒有「{name}」。" + ("您要找的是不是下面這些？" if told.near else "請換一個寫法，或依地區選。")


def _read_as(name: str) -> str:
    """A name that was read as another one; empty for a destination's own name or code."""
    places = meaning(name).places
    if not places or name in {own for place in places for own in (place.code, place.name, place.short)}:
        return ""
    called = "、".join(place.short for place in places)
    return f"「{name}」是國內，已選「{called}」。" if places[0].zone is Zone.DOMESTIC else f"「{name}」已加入為「{called}」。"


def _moment(day: date, at: time) -> datetime:
    return datetime.combine(day, at.replace(tzinfo=None), tzinfo=TAIPEI)


def entries(draft: Draft) -> dict[str, Any]:
    """A draft's trip as the form's entries, so that it can be asked again."""
    told: dict[str, Any] = {PLACES: list(draft.destinations), "sum_insured": str(draft.sum_insured or "")}
    for name, moment in (("departs", draft.departs), ("returns", draft.returns)):
        local = moment.astimezone(TAIPEI) if moment else None
        told[f"{name}_day"] = local.strftime("%Y-%m-%d") if local else ""
        told[f"{name}_time"] = local.strftime("%H:%M") if local else ""
    return told


@dataclass(frozen=True, slots=True)
class Quoted:
    """What the entries come to: a premium (NT$) with other sums beside it, or what is missing or in the way."""

    draft: Draft | None
    premium: int | None
    others: tuple[tuple[int, int], ...]
    missing: tuple[str, ...]
    wrong: tuple[str, ...]

    @property
    def trip(self) -> str:
        """The trip in a few words; empty until it is known."""
        return in_words(self.draft) if self.draft else ""


def quote(form: TripForm, product: Product, *, now: datetime) -> Quoted:
    """Price a bound form; reasons against the trip are put beside its fields. Writes nothing, reads no database."""
    if not form.is_valid():
        missing = tuple(LABELS[name] for name, errors in form.errors.as_data().items() if errors[0].code == "required")
        wrong = tuple(str(e.message) for errors in form.errors.as_data().values() for e in errors if e.code != "required")
        return Quoted(None, None, (), missing, wrong)
    draft = form.entered()
    refusals = screen_trip(draft, product, now=now)
    form.refuse(refusals)
    if refusals:
        return Quoted(draft, None, (), (), tuple(r.sentence for r in refusals))
    others = tuple((each, premium(draft.with_(sum_insured=each), product)) for each in COMPARED if each != draft.sum_insured)
    return Quoted(draft, premium(draft, product), others, (), ())


def in_words(draft: Draft) -> str:
    """A draft's trip as a summary says it: places and days."""
    names = [by_code()[code].short for code in draft.destinations if code in by_code()]
    where = "、".join(names[:3]) + (f"等 {len(names)} 地" if len(names) > 3 else "")
    return f"{where} {draft.trip.days} 天" if draft.trip and draft.trip.days > 0 else where


@dataclass(frozen=True, slots=True)
class Asking:
    """What a page needs beside the form to ask about a trip: lists, bounds, and the most that a newcomer may buy (NT$; None for others)."""

    popular: tuple[Destination, ...]
    names: tuple[tuple[str, str], ...]
    by_region: Markup
    sums: tuple[tuple[int, str], ...]
    first_day: str
    last_day: str
    rules: screening.Rules
    newcomers_most: int | None

    @property
    def offered(self) -> tuple[tuple[int, str], ...]:
        """The sums as a list offers them: those that a newcomer may not buy say so."""
        most = self.newcomers_most
        return tuple((each, words + BEYOND if most and each > most else words) for each, words in self.sums)


def asking(product: Product, *, now: datetime, newcomer: bool = True) -> Asking:
    """The lists and bounds that the trip's questions show."""
    rules = screening.of(product)
    today = now.astimezone(TAIPEI).date()
    latest = today + timedelta(days=rules.ahead_days)
    most = _most(product, today) if newcomer else None
    sums = tuple((each, wan(each)) for each in rules.sums)
    return Asking(popular(), completions(), _by_region(), sums, today.isoformat(), latest.isoformat(), rules, most)


def _most(product: Product, today: date) -> int | None:
    """What a newcomer may buy, NT$; None where no limit is on record, which stops the application later, with words."""
    try:
        return limit_for(product.line, Strength.NEW_ONLINE, today).company
    except NoLimit:
        return None


@cache
def _by_region() -> Markup:
    """The options of the list by region: two hundred that never change, so they are written once."""
    return Markup().join(Markup('<optgroup label="{}">{}</optgroup>').format(region.name, _options(region)) for region in regions())


def _options(region: Region) -> Markup:
    return Markup().join(Markup('<option value="{}">{}</option>').format(place.code, place.name) for place in region.destinations)


def example_prices(product: Product) -> tuple[tuple[str, int], ...]:
    """A few trips with their premium for five million, for the home and product pages."""
    prices = tariff.of(product)
    trips = (("環島 3 天", "TW", 3), ("日本 5 天", "JP", 5), ("法國 10 天", "FR", 10))
    return tuple((words, tariff.premium(prices, sum_insured=5_000_000, days=days, zone=zone_of((place,)))) for words, place, days in trips)
