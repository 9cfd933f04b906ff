"""Whose a phone or mailbox is: whoever proved it (7.1). One that was only stated signs in until somebody proves that it is theirs."""

from collections.abc import Collection
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from django.db.models import Q

from toubao.business import whose
from toubao.business.identity.changes.notices import NAMES, to_account
from toubao.business.identity.models import Account, Registration
from toubao.business.identity.personal import Known
from toubao.business.steps import SYSTEM, note
from toubao.rules.events import Event
from toubao.rules.facts import Noted

CHANNELS: Final = {"sms": "phone", "mail": "mail"}
FIELDS: Final = tuple(CHANNELS.values())


def by_code(channel: str) -> frozenset[str]:
    """What a right code proves that went by this channel."""
    return frozenset({CHANNELS[channel]} if channel in CHANNELS else ())


def proved_by(registration: Registration, *, link_used: bool) -> frozenset[str]:
    """What a registration proved: the phone or mailbox to which its code went, and the mailbox to which its link went."""
    coded = by_code(registration.otp_channel) if registration.contact_confirmed_at else frozenset()
    return coded | by_code("mail" if link_used else "")


def held(known: Known, proved: Collection[str], *, by: UUID, now: datetime) -> dict[str, object]:
    """The columns of an account (`by`, or a new one) for these addresses: others lose what is proved here and they only stated; what is
    only stated here isn't held where another open account has it. What two have proved is left to the database, which refuses it.
    """
    columns: dict[str, object] = {}
    for field in FIELDS:
        columns |= held_one(known, field, proved=field in proved, by=by, now=now)
    return columns


def held_one(known: Known, field: str, *, proved: bool, by: UUID, now: datetime) -> dict[str, object]:
    """The columns of an account for one address, as `held` has them."""
    index: bytes = getattr(known, f"{field}_index")
    if proved:
        displace(field, index, by=by, now=now)
    free = proved or not _has_another(field, index, by)
    return {f"{field}_index": index if free else None, f"{field}_proved": proved}


def displace(field: str, index: bytes, *, by: UUID, now: datetime) -> None:
    """Take an address from an open account that only stated it, since somebody proved that it is theirs; its holder is told (7.1)."""
    with whose.system():
        stated = Account.objects.select_for_update(of=("self",)).select_related("person__key").filter(closed_at=None)
        for other in stated.filter(**{f"{field}_index": index, f"{field}_proved": False}).exclude(pk=by):
            Account.objects.filter(pk=other.pk).update(**{f"{field}_index": None})
            note(Event.ADDRESS_LOST, about=other.about, actor=SYSTEM, now=now, facts=Noted(because="proved by another", reference=field))
            _tell(other, field, now)


def proved_by_anybody(index: bytes | memoryview) -> Q:
    """Accounts that proved this address to be theirs."""
    return Q(phone_index=index, phone_proved=True) | Q(mail_index=index, mail_proved=True)


def _has_another(field: str, index: bytes, by: UUID) -> bool:
    with whose.finding(whose.Finding.HELD):
        return Account.objects.filter(**{f"{field}_index": index}, closed_at=None).exclude(pk=by).exists()


def _tell(account: Account, lost: str, now: datetime) -> None:
    """By the other address alone: the lost one is somebody else's."""
    kept = {"phone": "mail", "mail": "sms"}[lost]
    text = (
        f"您註冊時填的{NAMES[lost]}沒有確認過，現在已由使用它的人確認，不能再用來登入您的帳號。"
        f"請用{NAMES[CHANNELS[kept]]}登入，再到「我的帳號」變更{NAMES[lost]}。"
    )
    to_account(
        account, text=text, subject=f"{NAMES[lost]}不能再用來登入", reference=f"address-lost-{uuid4()}",
        about=account.about, now=now, channels=(kept,),
    )  # fmt: skip
