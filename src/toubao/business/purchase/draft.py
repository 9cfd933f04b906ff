"""What an applicant has entered so far, as one value; sealed into the purchase's row, digested for the one-time password."""

from dataclasses import dataclass, fields, replace
from datetime import datetime
from hashlib import sha256
from typing import Any, Final, Self

from toubao.business.identity.personal import Known
from toubao.business.policies.contract import LINK
from toubao.journal.codec import canonical
from toubao.journal.keys import seal_for, unseal_for
from toubao.journal.models import SubjectKey
from toubao.products import Product, Refusal
from toubao.products.travel_accident import screening, tariff
from toubao.products.travel_accident.destinations import zone_of
from toubao.products.travel_accident.trip import Trip
from toubao.rules.periods import day_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The entries of one application; empty where nothing was entered yet. Moments are aware; money is NT$."""

    destinations: tuple[str, ...] = ()
    departs: datetime | None = None
    returns: datetime | None = None
    sum_insured: int = 0
    leaves_from_taiwan: bool = False
    for_myself: bool = False
    address: str = ""
    heirs: bool | None = None
    beneficiary_name: str = ""
    beneficiary_relation: str = ""
    beneficiary_phone: str = ""
    mailed: str = LINK

    def __repr__(self) -> str:
        return "Draft(…)"

    @property
    def trip(self) -> Trip | None:
        """The trip, once both of its moments are there."""
        return Trip(self.departs, self.returns) if self.departs and self.returns else None

    @property
    def period(self) -> tuple[datetime | None, datetime | None]:
        """When cover for the trip begins and ends; for one that can't be insured, when it was said to."""
        trip = self.trip
        return (trip.departs, trip.cover_ends if trip.days > 0 else trip.returns) if trip else (None, None)

    @property
    def trip_entered(self) -> bool:
        """Whether trip, destinations and sum insured are there."""
        return bool(self.trip and self.destinations and self.sum_insured)

    @property
    def traveller_entered(self) -> bool:
        """Whether the traveller's own page is filled in."""
        return bool(self.for_myself and self.leaves_from_taiwan and self.address.strip())

    @property
    def beneficiary_entered(self) -> bool:
        """Whether the beneficiary is named, or the legal heirs are chosen."""
        return self.heirs is True or (self.heirs is False and bool(self.beneficiary_name.strip() and self.beneficiary_relation.strip()))

    @property
    def complete(self) -> bool:
        """Whether nothing is left to enter."""
        return self.trip_entered and self.traveller_entered and self.beneficiary_entered

    def with_(self, **changes: Any) -> Self:
        """The draft with some entries changed."""
        return replace(self, **changes)

    def values(self) -> dict[str, Any]:
        """Plain values for JSON; moments in ISO 8601. How the policy is mailed stands there where it is another way than without a choice:
        so what was sent in before there was one has its digest still.
        """
        entries = [name for name in _ENTRIES if name != "mailed" or self.mailed != LINK]
        return {name: getattr(self, name) for name in entries} | {
            "destinations": list(self.destinations),
            "departs": self.departs.isoformat() if self.departs else None,
            "returns": self.returns.isoformat() if self.returns else None,
        }


_ENTRIES: Final = tuple(each.name for each in fields(Draft))


def seal_draft(key: SubjectKey, purchase: object, draft: Draft) -> bytes:
    """Seal a draft for its purchase's row."""
    return seal_for(key, draft.values(), context=f"purchase:{purchase}")


def open_draft(key: SubjectKey, purchase: object, sealed: bytes | memoryview) -> Draft:
    """The draft of a purchase's row. Raises Unreadable where the key was destroyed."""
    kept = unseal_for(key, sealed, context=f"purchase:{purchase}")
    values = {name: value for name, value in kept.items() if name in _ENTRIES}
    values["destinations"] = tuple(values["destinations"])
    for name in ("departs", "returns"):
        values[name] = datetime.fromisoformat(values[name]) if values[name] else None
    return Draft(**values)


def premium(draft: Draft, product: Product) -> int:
    """The premium of a draft's trip in NT$, or 0 while the trip is not entered or can't be priced."""
    if not draft.trip or not draft.trip_entered:
        return 0
    prices = tariff.of(product)
    if not 1 <= draft.trip.days <= prices.days_most or draft.sum_insured <= 0:
        return 0
    try:
        zone = zone_of(draft.destinations)
    except KeyError:
        return 0
    return tariff.premium(prices, sum_insured=draft.sum_insured, days=draft.trip.days, zone=zone)


def screen(draft: Draft, product: Product, known: Known, *, now: datetime, companies: int = 0) -> tuple[Refusal, ...]:
    """Every reason of the insurer's own against this draft (screening.py)."""
    if not draft.trip:
        return ()
    asked = screening.Proposal(
        trip=draft.trip, destinations=draft.destinations, sum_insured=draft.sum_insured, born=known.birth_date,
        leaves_from_taiwan=draft.leaves_from_taiwan, asked_at=now, companies=companies,
    )  # fmt: skip
    return screening.screen(asked, screening.of(product))


def screen_entered(draft: Draft, product: Product, known: Known, *, now: datetime) -> tuple[Refusal, ...]:
    """The insurer's reasons against what was entered so far, apart from those that a person will look at;
    an open question counts as well answered.
    """
    asked = draft if draft.address else draft.with_(leaves_from_taiwan=True)
    return tuple(refusal for refusal in screen(asked, product, known, now=now) if not refusal.refers)


def screen_trip(draft: Draft, product: Product, *, now: datetime) -> tuple[Refusal, ...]:
    """Every reason of the insurer's own against the trip alone, before anybody said who travels."""
    if not draft.trip:
        return ()
    asked = screening.Proposal(
        trip=draft.trip,
        destinations=draft.destinations,
        sum_insured=draft.sum_insured,
        born=day_of(now),
        leaves_from_taiwan=True,
        asked_at=now,
    )
    return screening.screen(asked, screening.of(product), among=screening.TRIP_CHECKS)


def digest(draft: Draft, known: Known, product: str, version: str, documents: list[str], price: int) -> str:
    """A digest of all that is being confirmed: change one thing, and a code bound to it is void."""
    told = [draft.values(), known.id_number, known.name, product, version, sorted(documents), price]
    return sha256(canonical(told)).hexdigest()
