"""The demo's people, all invented: staff, one for each role, and policyholders; made by the actions that registration and joining use."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pyotp
from django.conf import settings

from toubao.business.consents.actions import Hand, Tick, Where
from toubao.business.governance import actions as governance
from toubao.business.governance.models import Staff
from toubao.business.identity import actions as identity
from toubao.business.identity import queries
from toubao.business.identity.models import Account
from toubao.business.identity.personal import Known
from toubao.config.trouble import Trouble
from toubao.doors.cli.demo.hands import Hands
from toubao.doors.storefront.notices import digests

PASSWORD = "toubao-demo-2026"  # noqa: S105 - invented, printed, and only ever in a demo
STAFF = (
    ("compliance", "compliance", "陳守法（示範）"),
    ("underwriter", "underwriter", "林核保（示範）"),
    ("service", "service", "王服務（示範）"),
    ("auditor", "auditor", "許稽核（示範）"),
    ("operator", "operator", "張維運（示範）"),
    ("clerk", "clerk", "吳承辦（示範）"),
    ("officer", "officer", "周主管（示範）"),
    ("security", "security", "鄭權管（示範）"),
)
BRANCH = "示範台北據點"
AT_A_BRANCH = ("clerk", "officer")
HISTORY = timedelta(days=45)
BROWSER = "Mozilla/5.0 (示範) Chrome/140"


@dataclass(frozen=True)
class Holder:
    """An invented policyholder."""

    name: str
    id_number: str
    born: date
    phone: str
    mail: str
    address: str

    @property
    def known(self) -> Known:
        """The same as identity keeps it."""
        return Known(name=self.name, id_number=self.id_number, birth_date=self.born, phone=f"+886{self.phone[1:]}", mail=self.mail)


HOLDERS = (
    Holder("示範小安", "A220260014", date(1991, 5, 3), "0900000101", "an@demo.example", "示範市安禾區稻香路 2 號"),
    Holder("示範志明", "B120260031", date(1984, 11, 20), "0900000102", "ming@demo.example", "示範市安禾區麥浪街 15 號"),
    Holder("示範雅婷", "F220260028", date(1997, 2, 8), "0900000103", "ting@demo.example", "示範縣長青鄉溪邊路 7 號"),
    Holder("示範家豪", "D120260051", date(1979, 8, 14), "0900000104", "hao@demo.example", "示範縣長青鄉山腳 33 號"),
    Holder("示範保足", "A100000985", date(1970, 1, 31), "0900000105", "full@demo.example", "示範市安禾區稻香路 88 號"),
)


def staff(*, now: datetime) -> tuple[list[Staff], datetime]:
    """One member for each role, and the day on which the demo's history begins: the same at every later run."""
    joined = now - HISTORY
    members = [
        governance.join(
            username=username,
            name=name,
            role=role,
            password=PASSWORD,
            secret=pyotp.random_base32(),
            now=joined,
            branch=BRANCH if role in AT_A_BRANCH else "",
        )
        for role, username, name in STAFF
    ]
    return members, min(member.joined_at for member in members if member.joined_at)


def account(holder: Holder, hands: Hands, *, now: datetime, purpose: str = "purchase") -> Account:
    """The holder's account; registered, with the code from the sandbox's phone, unless it is there."""
    found = queries.account_by_address(holder.phone)
    return found if found is not None else _register(holder, hands, now, purpose)


def _register(holder: Holder, hands: Hands, now: datetime, purpose: str) -> Account:
    notices = digests(purpose)
    ticks = {name: Tick(now - timedelta(minutes=3 - place), seen_to_end=True) for place, name in enumerate(notices)}
    registration, _ = identity.begin_registration(
        way="online", purpose=purpose, channel=settings.CHANNELS[0], channel_is_ours=True, notices=notices, shown=tuple(notices),
        read=tuple(notices),
        consented=True, hand=Hand(ticks=ticks, where=Where("203.0.113.9", BROWSER)), now=now,
    )  # fmt: skip
    identity.identify(registration=registration, known=holder.known, now=now)
    identity.send_registration_code(registration=registration, channel="sms", insurer=settings.BRAND["short_name"], network="demo", now=now)
    hands.work(now)
    decision, checked = identity.verify_registration(registration=registration, entered=hands.code(holder.known.phone), now=now)
    opened = identity.open_account(registration=registration, password=PASSWORD, now=now) if decision.taken else None
    if opened is None:
        raise Trouble(f"The demo's {holder.name} couldn't be registered: {checked.outcome}.")
    return opened
