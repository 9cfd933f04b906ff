"""Who counts as an existing customer (附件一): since when, by which business and known how, as dated data in limits.toml. No public text
says it, so the insurer chooses; what an existing customer may buy is in limits.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from toubao.products.limits import single

TAIPEI = ZoneInfo("Asia/Taipei")


class Stage(StrEnum):
    """How far a contract must have come before its holder counts."""

    CONCLUDED = "concluded"
    BEGUN = "begun"
    ENDED = "ended"


class Verified(StrEnum):
    """How the holder must be known: by any way of registration, or by one that itself proves whose the identity number is."""

    REGISTERED = "registered"
    IDENTIFIED = "identified"


@dataclass(frozen=True, slots=True, kw_only=True)
class Custom:
    """The insurer's choice: `days` full days since the contract was concluded, its stage, and how its holder is known."""

    days: int
    stage: Stage
    verified: Verified


@dataclass(frozen=True, slots=True, kw_only=True)
class Business:
    """A contract that a person has or had with us; cover from `starts` until before `ends`. `adds_up`: it is of the line asked for."""

    number: str
    concluded: datetime
    starts: datetime
    ends: datetime
    adds_up: bool


def custom_of(on: date) -> Custom:
    """What makes an existing customer on a day. Raises NoLimit if nothing is on record, ValueError for words that it doesn't know."""
    value = single("existing_customer", on).value
    return Custom(days=int(value["days"]), stage=Stage(value["stage"]), verified=Verified(value["verified"]))


def existing_by(
    known: Iterable[Business], custom: Custom, *, identified: bool, cover: tuple[datetime, datetime] | None, now: datetime
) -> str:
    """The number of the contract that makes its holder an existing customer, the longest standing one; empty if none does.

    A contract of the same line whose cover overlaps with the `cover` that is asked for never does: two of them would add up to more than
    either may be alone.
    """
    if custom.verified is Verified.IDENTIFIED and not identified:
        return ""
    found = [each for each in known if _stands(each, custom, now) and not (each.adds_up and _overlaps(each, cover))]
    return min(found, key=lambda each: (each.concluded, each.number)).number if found else ""


def _stands(business: Business, custom: Custom, now: datetime) -> bool:
    """Whether a contract is old enough and has come far enough. The day of its conclusion isn't counted, nor does a day off matter."""
    old_enough = custom.days == 0 or _day(now) > _day(business.concluded) + timedelta(days=custom.days)
    reached = {Stage.CONCLUDED: business.concluded, Stage.BEGUN: business.starts, Stage.ENDED: business.ends}[custom.stage]
    return old_enough and business.concluded <= now and reached <= now


def _day(moment: datetime) -> date:
    return moment.astimezone(TAIPEI).date()


def _overlaps(business: Business, cover: tuple[datetime, datetime] | None) -> bool:
    return cover is not None and business.starts < cover[1] and business.ends > cover[0]
