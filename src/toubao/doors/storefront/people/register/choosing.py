"""The ways of registration among which people choose: which are in use for their purpose, and what each needs, in words (7.2, 8.1)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from toubao.business.identity.proving import certificates, providers, ways
from toubao.doors.look.forms import Choice
from toubao.rules.facts import Purpose, Way
from toubao.rules.ways import WayOfRegistration, norm_ways

CERTAINTY: Final = {1: "一般", 2: "較高", 3: "最高"}
MORE: Final = "投保額度較高。"
_MORE_FOR: Final = ("branch", "certificate")
_OWN: Final = "填寫身分資料，再輸入寄到手機或信箱的驗證碼。約 3 分鐘。"
_SERVED: Final = "填寫身分資料，再輸入寄到您留在本公司的手機或信箱的驗證碼。約 3 分鐘。"
_ACCOUNT: Final = "不必填身分資料：登入{title}，由對方提供，再輸入驗證碼。要有{account}。約 3 分鐘。"
_CARD: Final = "填寫身分資料，用憑證簽章，例如自然人憑證。要有憑證和它的密碼。約 5 分鐘。"
_APPROVED: Final = "填寫身分資料，由主管機關核准的機構確認是您本人。約 3 分鐘。"


@dataclass(frozen=True, slots=True)
class Offered:
    """One way as people choose it: what the form says, the way, by which provider (or none), and its words."""

    value: str
    way: WayOfRegistration
    provider: str
    label: str
    hint: str

    @property
    def choice(self) -> Choice:
        """The same for a list of choices; how surely it shows who somebody is stands at the right."""
        more = MORE if self.way.limits_as in _MORE_FOR else ""
        return Choice(self.value, self.label, self.hint + more, CERTAINTY[self.way.strength])


def offered(purpose: str, *, on: date) -> tuple[Offered, ...]:
    """The ways that a browser can go for this purpose on this day; whether one may be used is a gate's business."""
    return tuple(each for each in _all(purpose, ways.offered(on)) if purpose == Purpose.PURCHASE or each.way.serves)


def chosen(value: str, purpose: str) -> Offered | None:
    """The way that a form names, whether or not it may be used on this day and for this purpose; the own one if it names none, None for
    one that there isn't.
    """
    return next((each for each in _all(purpose, ways.approved().values()) if each.value == (value or Way.ONLINE)), None)


def _all(purpose: str, others: Iterable[WayOfRegistration]) -> Iterator[Offered]:
    named = norm_ways()
    yield Offered(Way.ONLINE, named[Way.ONLINE], "", named[Way.ONLINE].title, _OWN if purpose == Purpose.PURCHASE else _SERVED)
    for each in providers.offered():
        hint = _ACCOUNT.format(title=each.title, account=each.account)
        yield Offered(each.name, named[each.way], each.name, f"{each.title}的帳戶", hint)
    if certificates.trusted():
        yield Offered(Way.CERTIFICATE, named[Way.CERTIFICATE], "", named[Way.CERTIFICATE].title, _CARD)
    for approved in others:
        yield Offered(approved.name, approved, "", approved.title, _APPROVED)
