"""What somebody registers for: to buy, to be served, or anew with the account they have; and how the first page puts it (7, 8)."""

from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest

from toubao.business.identity.facts import to_verify
from toubao.business.identity.models import Account
from toubao.doors.clock import now as clock
from toubao.doors.storefront.people.register import browser
from toubao.doors.storefront.visitor import account
from toubao.rules.facts import Purpose


@dataclass(frozen=True, slots=True)
class Words:
    """What the first page says: its title and lead, the consent, what is missing without it, and the button."""

    title: str
    lead: str
    consent: str
    missing: str
    button: str


_BUY: Final = ("我同意用網路投保。", "請勾選同意網路投保。")
_SERVED: Final = ("我同意使用網路保險服務。", "請勾選同意使用網路保險服務。")
_ANEW: Final = "再確認一次是您本人，帳號就能繼續使用。登入密碼不變，填過的投保資料都還在。"
TO_BUY: Final = Words("註冊網路投保帳號", "請準備身分證或居留證，以及收得到簡訊的手機。", *_BUY, "同意並開始註冊")
TO_BE_SERVED: Final = Words(
    "註冊網路保險服務",
    "已經是我們的保戶，只要在網路上查保單、辦服務。要在網路投保，請選「我要投保」，同一個帳號也能辦服務。",
    *_SERVED,
    "同意並開始註冊",
)
AGAIN_TO_BUY: Final = Words("重新驗證身分", _ANEW, *_BUY, "同意並開始驗證")
AGAIN_TO_BE_SERVED: Final = Words("重新驗證身分", _ANEW, *_SERVED, "同意並開始驗證")
RAISED: Final = Words(
    "驗證身分，開始網路投保", "您的帳號現在只能查保單、辦服務。完成這次驗證，同一個帳號就能投保，登入密碼不變。", *_BUY, "同意並開始驗證"
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What for, and for which account if there is one."""

    purpose: Purpose
    renews: Account | None = None

    @property
    def words(self) -> Words:
        """How the first page puts it."""
        if self.renews is None:
            return TO_BUY if self.purpose == Purpose.PURCHASE else TO_BE_SERVED
        if self.purpose == Purpose.SERVICE:
            return AGAIN_TO_BE_SERVED
        return AGAIN_TO_BUY if self.renews.verified_at else RAISED

    @property
    def steps(self) -> tuple[str, ...]:
        """The line of steps."""
        return browser.AGAIN if self.renews else browser.STEPS


def wanted(request: HttpRequest) -> Wanted | None:
    """What this visitor registers for; None for somebody signed in whose account needs nothing."""
    asked, mine = browser.asked_for(request), account(request)
    if mine is None:
        return Wanted(Purpose(asked or Purpose.PURCHASE))
    purpose = to_verify(mine, wanted=asked, now=clock()) if asked else None
    return Wanted(purpose, mine) if purpose else None
