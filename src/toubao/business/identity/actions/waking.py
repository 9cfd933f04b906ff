"""How long an account stays awake: its last purchase and service are kept, and it is told before it falls asleep (7.3, 8.2)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from toubao.business.identity import facts
from toubao.business.identity.changes.notices import to_account
from toubao.business.identity.models import Account
from toubao.business.steps import SYSTEM, note
from toubao.journal.writing import TAIPEI
from toubao.rules.events import Event
from toubao.rules.facts import Noted, Purpose

COUNTED_ONCE_A: Final = timedelta(days=1)
AT_ONCE: Final = 500
FIVE_YEARS_AT_LEAST: Final = timedelta(days=5 * 365)


@dataclass(frozen=True, slots=True)
class _Clock:
    """One of the two clocks of an account: its columns, when it ends, and what is said of it."""

    name: str
    begins: str
    used: str
    until: Callable[[Account], datetime | None]
    what: str


CLOCKS: Final = (
    _Clock("purchase", "verified_at", "last_purchase_at", facts.purchases_until, "投保"),
    _Clock("service", "served_from", "last_service_at", facts.serves_until, "查詢保單與辦理保險服務"),
)


def used_to_buy(*, account: Account, now: datetime) -> None:
    """An application was sent in with this account; kept to the day."""
    _used(account, CLOCKS[0], now)


def used_for_service(*, account: Account, now: datetime) -> None:
    """A service was used with this account; kept to the day."""
    _used(account, CLOCKS[1], now)


def awake(account: Account, *, way: str, purpose: str, now: datetime) -> None:
    """Both clocks of an account begin anew, or the one for services alone where only that was verified (7.3, 8.2)."""
    values: dict[str, object] = {"way": way, "served_from": now, "service_warned_at": None, "service_slept_at": None}
    if purpose == Purpose.PURCHASE:
        values |= {"verified_at": now, "purchase_warned_at": None, "purchase_slept_at": None}
    for column, value in values.items():
        setattr(account, column, value)
    account.save(update_fields=list(values))


@transaction.atomic
def taken_over(*, account: Account, verified_at: datetime, now: datetime) -> None:
    """The account comes from an earlier system, where its holder was verified at that time: its clocks run on from there (7.3, 8.2)."""
    account.verified_at = verified_at if account.verified_at else None
    account.served_from = account.opened_at = verified_at
    account.save(update_fields=["verified_at", "served_from", "opened_at"])
    told = Noted(because="verified before", reference=verified_at.isoformat())
    note(Event.ACCOUNT_TAKEN_OVER, about=account.about, actor=SYSTEM, now=now, facts=told)


def act_on_sleep(now: datetime) -> int:
    """Warn who falls asleep within the insurer's number of days, and write down who did; returns how many. The two clocks run apart."""
    return sum(_warn(account, clock, now) + _fall(account, clock, now) for clock in CLOCKS for account in _near(clock, now))


def _used(account: Account, clock: _Clock, now: datetime) -> None:
    kept: datetime | None = getattr(account, clock.used)
    if kept is not None and now - kept < COUNTED_ONCE_A:
        return
    earlier = Q(**{f"{clock.used}__isnull": True}) | Q(**{f"{clock.used}__lt": now})
    awake = {clock.used: now, f"{clock.name}_warned_at": None, f"{clock.name}_slept_at": None}
    Account.objects.filter(earlier, pk=account.pk).update(**awake)
    for column, value in awake.items():
        setattr(account, column, value)


def _near(clock: _Clock, now: datetime) -> list[Account]:
    """Accounts whose clock ends soon or has ended, and of which that was not said yet: a few more, since the exact day is judged after."""
    full = now - FIVE_YEARS_AT_LEAST
    edge = full + timedelta(days=settings.SLEEP_WARNING_DAYS + 1)
    unsaid = Q(**{f"{clock.name}_warned_at": None}) | Q(**{f"{clock.begins}__lt": full})
    quiet = Q(**{f"{clock.used}__isnull": True}) | Q(**{f"{clock.used}__lt": edge})
    open_ones = Account.objects.filter(unsaid, quiet, closed_at=None, **{f"{clock.name}_slept_at": None, f"{clock.begins}__lt": edge})
    return list(open_ones.select_related("person__key").order_by(clock.begins)[:AT_ONCE])


def _warn(account: Account, clock: _Clock, now: datetime) -> int:
    until = clock.until(account)
    if until is None or not until - timedelta(days=settings.SLEEP_WARNING_DAYS) <= now < until:
        return 0
    day = until.astimezone(TAIPEI).date()
    with transaction.atomic():
        if not _mark(account, f"{clock.name}_warned_at", now):
            return 0
        note(Event.SLEEP_NEAR, about=account.about, actor=SYSTEM, now=now, facts=Noted(because=clock.name, reference=day.isoformat()))
        text = (
            f"您的網路帳號快滿五年沒有用來{clock.what}。{day} 起，要先重新驗證身分才能再{clock.what}；有效的保單不受影響。"
            f"在那之前登入並使用一次，或先在帳號頁重新驗證，就不會中斷：{settings.PUBLIC_URL}/sign-in/"
        )
        reference = f"sleep-{clock.name}-{account.pk}-{day}"
        to_account(
            account, text=text, subject="您的網路帳號快要重新驗證身分", reference=reference, about=account.about, now=now, purpose="sleep"
        )
    return 1


def _fall(account: Account, clock: _Clock, now: datetime) -> int:
    until = clock.until(account)
    if until is None or now < until:
        return 0
    with transaction.atomic():
        if not _mark(account, f"{clock.name}_slept_at", now):
            return 0
        told = Noted(because=clock.name, reference=until.isoformat())
        note(Event.FELL_ASLEEP, about=account.about, actor=SYSTEM, now=now, facts=told)
    return 1


def _mark(account: Account, column: str, now: datetime) -> bool:
    return bool(Account.objects.filter(pk=account.pk, closed_at=None, **{column: None}).update(**{column: now}))
