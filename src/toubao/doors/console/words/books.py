"""The words of reconciliation, in Chinese: kinds of differences, what the system does, and what both books say."""

from collections.abc import Mapping
from typing import Final

from toubao.business.reconciliation.models import Comparison, Difference
from toubao.doors.console.words import MESSAGES, PAYMENTS, STATES

KINDS: Final[Mapping[str, str]] = {
    "unknown_here": "機構有，我們沒有",
    "unknown_there": "我們有，機構沒有",
    "state": "狀態不同",
    "amount": "金額不同",
    "number": "號碼不同",
    "stray": "機構通知，但雙方都沒有",
}
REMEDIES: Final[Mapping[str, str]] = {
    "close": "沒有款項，記錄即可", "void": "取消授權", "refund": "退還款項", "charge": "請領保險費", "wake": "案件重新處理",
}  # fmt: skip
REASONS: Final[Mapping[str, str]] = {"daily": "每日對帳", "by hand": "人工對帳", "restored": "還原後對帳"}
THEIRS: Final[Mapping[str, str]] = {
    "open": "付款頁開啟中", "authorised": "已授權", "declined": "未授權", "captured": "已請款", "voided": "已取消授權", "expired": "已逾期",
    "refunded": "已退款", "received": "已收件", "issued": "已通報承保", "withdrawn": "已撤回", "sent": "已送出",
}  # fmt: skip
_OURS: Final[Mapping[str, Mapping[str, tuple[str, str]]]] = {"card": PAYMENTS, "industry_report": STATES, "sms": MESSAGES}


def state(difference: Difference) -> tuple[str, str]:
    """Where a difference stands, with its tone."""
    if difference.state == "open":
        return ("由系統處理中", "accent") if difference.remedy else ("等人處理", "bad")
    return ("系統已了結", "good") if difference.state == "settled" else ("人員已結案", "good")


def ours(difference: Difference) -> str:
    """What we say of it."""
    first, _, rest = difference.ours.partition(" ")
    return f"{_OURS[difference.institution].get(first, (first, ''))[0]} {rest}".strip() or "沒有紀錄"


def theirs(difference: Difference) -> str:
    """What the institution says of it."""
    first, _, rest = difference.theirs.partition(" ")
    return f"{THEIRS.get(first, first)} {rest}".strip() or "沒有紀錄"


def outcome(comparison: Comparison) -> tuple[str, str]:
    """How far a comparison has come, with its tone."""
    if comparison.finished_at:
        return "完成", "good"
    return ("有機構讀不到", "bad") if any(book.trouble for book in comparison.books.all()) else ("進行中", "accent")
