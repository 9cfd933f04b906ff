"""A new version of the contract of services: every member is told before it starts, each once (section 9 of that contract; 6.1.1)."""

from datetime import date, datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from toubao.business.consents import texts
from toubao.business.correspondence.actions import Words, queue
from toubao.business.correspondence.models import Halt
from toubao.business.identity import queries
from toubao.business.identity.models import Account
from toubao.business.service.models import ContractRound
from toubao.business.steps import SYSTEM, note
from toubao.business.work import defer, job
from toubao.rules.events import Event
from toubao.rules.facts import Noted
from toubao.rules.periods import day_of, start_of

CONTRACT: Final = "services"
JOB: Final = "service.tell_contract"
AT_ONCE: Final = 100
SETTLED: Final = timedelta(minutes=5)
"""Accounts opened later than this ago wait for the next minute: one that was opened before them may not have been committed yet."""


def act_on_due(now: datetime) -> None:
    """Begin to tell when a new version is near, and go on until everybody was told, be it late."""
    found = texts.coming(CONTRACT, on=day_of(now))
    if found is not None and day_of(now) >= found[0] - timedelta(days=settings.CONTRACT_NOTICE_DAYS):
        starts, text = found
        ContractRound.objects.get_or_create(version=text.version, defaults={"starts": starts, "begun_at": now})
    last = ContractRound.objects.order_by("-starts").first()
    if last is not None and _untold(last, now).exists():
        defer(JOB, version=last.version, lock=JOB, once=True)


@job(JOB)
def tell(*, version: str, now: datetime) -> None:
    """Tell the next members, and come again for the rest; a round that was broken off goes on after the last one that was told."""
    with transaction.atomic():
        current = ContractRound.objects.select_for_update().get(pk=version)
        accounts = list(_untold(current, now)[:AT_ONCE])
        for account in accounts:
            _tell(account, current, now)
        if accounts:
            current.opened_until, current.last = accounts[-1].registration.completed_at, accounts[-1].pk
            current.told += len(accounts)
            current.save()
    if len(accounts) == AT_ONCE:
        defer(JOB, version=version, lock=JOB)


def _untold(current: ContractRound, now: datetime) -> QuerySet[Account]:
    """Open accounts after the last one that was told, in the order in which they were opened; none that opens when the version holds, and
    none of somebody who died.
    """
    until = min(now - SETTLED, start_of(current.starts))
    halted = Halt.objects.filter(key_id=OuterRef("person__key_id"))
    found = Account.objects.select_related("person__key", "registration").filter(
        ~Exists(halted), closed_at=None, registration__completed_at__lt=until
    )
    if current.opened_until is not None:
        same = Q(registration__completed_at=current.opened_until, id__gt=current.last)
        found = found.filter(
            Q(registration__completed_at__gt=current.opened_until) | same, registration__completed_at__gte=current.opened_until
        )
    return found.order_by("registration__completed_at", "id")


def _tell(account: Account, current: ContractRound, now: datetime) -> None:
    """To the proved mailbox; who has none is told by SMS."""
    known = queries.known(account.person)
    channel, to = ("mail", known.mail) if account.mail_proved else ("sms", known.phone)
    note(Event.CONTRACT_CHANGE_NEAR, about=account.about, actor=SYSTEM, now=now, facts=Noted(because=CONTRACT, reference=current.version))
    words = Words(purpose="contract", text=_words(current.starts), subject=f"網路保險服務定型化契約 {current.starts} 起修改")
    queue(
        about=account.about, key=account.person.key, channel=channel, to=to, words=words, now=now,
        reference=f"contract-{current.version}-{account.pk}", when_sent=Event.CONTRACT_CHANGE_TOLD,
    )  # fmt: skip


def _words(starts: date) -> str:
    return (
        f"【{settings.BRAND['short_name']}】您使用網路帳號的「網路保險服務定型化契約」，從 {starts} 起適用新的版本。"
        f"新的全文在 {settings.PUBLIC_URL}/register/notices/{CONTRACT}/ 。"
        f"不同意的話，請在七日內打免付費電話 {settings.INSURER['toll_free']} 表示異議，或在會員中心關閉帳號；"
        "沒有表示異議的，視為同意。已經成立的保險契約不受影響。"
    )
