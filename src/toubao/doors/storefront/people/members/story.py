"""What happened to a purchase, from the journal, in the words of the person whose purchase it is."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from toubao.business.policies.contract import LINK, LOCKED
from toubao.doors.look.words import money
from toubao.journal.models import Entry
from toubao.rules.events import Event

MAILED: Final = {LINK: "寄連結", LOCKED: "寄加密 PDF"}
YOU, WE, CARD, INDUSTRY, UNDERWRITER = "您", "系統", "收單機構", "保險通報機構", "核保人員"
_Told = Callable[[dict[str, Any]], str]


@dataclass(frozen=True, slots=True)
class Happened:
    """One line of a timeline."""

    at: datetime
    title: str
    actor: str
    tone: str = ""
    text: str = ""


def _nothing(facts: dict[str, Any]) -> str:
    return ""


def _amount(facts: dict[str, Any]) -> str:
    return f"保險費 {money(facts['amount'])}"


def _receipt(facts: dict[str, Any]) -> str:
    return f"收件編號 {facts['receipt_number']}"


def _report(facts: dict[str, Any]) -> str:
    return f"承保通報編號 {facts['report_number']}"


def _serial(facts: dict[str, Any]) -> str:
    return f"序號 {facts['serial']}，不必登入就能用它查進度。" if facts.get("serial") else ""


def _channel(facts: dict[str, Any]) -> str:
    return "寄到手機簡訊" if facts["channel"] == "sms" else "寄到電子信箱"


def _with(facts: dict[str, Any]) -> str:
    """What it was confirmed with."""
    return "用數位憑證簽章" if facts["by_certificate"] else "用驗證碼"


def _came(facts: dict[str, Any]) -> str:
    return "通過" if facts["outcome"] == "good" else "沒有通過"


def _mailed(facts: dict[str, Any]) -> str:
    return MAILED.get(facts["because"], "")


def _by(facts: dict[str, Any]) -> str:
    """Through whom it went: a carrier took it, or it was fetched here."""
    return {"sms": "簡訊", "mail": "電子郵件", "web": "在會員中心取得"}.get(facts.get("channel") or facts.get("by", ""), "")


def _returned(facts: dict[str, Any]) -> str:
    where = "手機" if facts["because"] == "sms" else "電子信箱"
    return f"您的{where}收不到，請更正。"


_WORDS: Final[dict[str, tuple[str, str, str, _Told]]] = {
    Event.PURCHASE_STARTED: ("開始填寫要保資料", YOU, "", _nothing),
    Event.PURCHASE_INFORMED: ("讀過並同意保單條款與投保須知", YOU, "", _nothing),
    Event.PURCHASE_REVISED: ("修改了資料，先前的同意失效", YOU, "", _nothing),
    Event.OTP_SENT: ("產生驗證碼，準備寄出", WE, "", _channel),
    Event.OTP_FAILED: ("驗證碼沒有通過", YOU, "warn", _nothing),
    Event.CERTIFICATE_CHECKED: ("查驗憑證與簽章", WE, "", _came),
    Event.PURCHASE_CONFIRMED: ("確認投保", YOU, "", _with),
    Event.PAYMENT_INTENDED: ("前往付款頁", YOU, "", _nothing),
    Event.PAYMENT_AUTHORISED: ("取得信用卡授權", CARD, "", _amount),
    Event.PAYMENT_DECLINED: ("信用卡沒有授權成功", CARD, "warn", _nothing),
    Event.PAYMENT_CAPTURED: ("保險費扣款完成", CARD, "good", _amount),
    Event.PAYMENT_VOIDED: ("授權已取消，沒有扣款", CARD, "", _nothing),
    Event.PAYMENT_REFUNDED: ("保險費已全額退回原信用卡", CARD, "", _nothing),
    Event.RECEIPT_REPORTED: ("完成收件通報", INDUSTRY, "", _receipt),
    Event.PURCHASE_ACCEPTED: ("同意承保", WE, "good", _nothing),
    Event.PURCHASE_REFERRED: ("轉由專人核保", WE, "warn", _nothing),
    Event.PURCHASE_CLEARED: ("專人同意承保，等您付款", UNDERWRITER, "good", _nothing),
    Event.PURCHASE_REFUSED: ("未能承保", WE, "bad", _nothing),
    Event.PURCHASE_AUTHORISED: ("收到申請，給您序號", WE, "", _serial),
    Event.PURCHASE_CONCLUDED: ("契約成立", WE, "good", _serial),
    Event.ISSUE_REPORTED: ("完成承保通報", INDUSTRY, "", _report),
    Event.PURCHASE_WITHDRAWN: ("申請取消", "", "", _nothing),
    Event.RECEIPT_WITHDRAWN: ("撤回收件通報", INDUSTRY, "", _nothing),
    Event.CONFIRMATION_SENT: ("寄出投保完成的通知", WE, "", _by),
    Event.POLICY_ISSUED: ("電子保單製作完成並簽章", WE, "", _nothing),
    Event.POLICY_QUEUED: ("準備寄出電子保單的通知", WE, "", _by),
    Event.POLICY_SENT: ("電子保單已交付", WE, "", _by),
    Event.POLICY_RETURNED: ("電子保單的通知沒有送達", WE, "bad", _returned),
    Event.REFUSAL_TOLD: ("寄出未能承保的通知", WE, "", _by),
    Event.REFERRAL_TOLD: ("寄出專人核保的通知", WE, "", _by),
    Event.CLEARANCE_TOLD: ("寄出同意承保、請付款的通知", WE, "", _by),
    Event.WAIT_TOLD: ("寄出仍在處理的通知", WE, "", _by),
    Event.POLICY_ASKED_AGAIN: ("要求用電子郵件再寄一次電子保單", YOU, "", _mailed),
    Event.POLICY_OPENED: ("開啟電子保單", YOU, "", _nothing),
    Event.POLICY_SIGNED_FOR: ("簽收電子保單", YOU, "good", _nothing),
}
_TOLD_WHEN_REFUSED: Final = {Event.PAYMENT_AUTHORISED: "這次付款沒有通過"}


def story(entries: Iterable[Entry]) -> list[Happened]:
    """The timeline of a purchase, newest first; what is only for the insurer's own books is left out."""
    found = [_line(entry) for entry in entries]
    return [line for line in reversed(found) if line is not None]


def _line(entry: Entry) -> Happened | None:
    if entry.outcome == "refused":
        title = _TOLD_WHEN_REFUSED.get(Event(entry.event))
        why = " ".join(v["words"] for v in entry.verdicts if v["ruling"] == "shut")
        return Happened(entry.at, title, CARD, "bad", why) if title else None
    if entry.event not in _WORDS or entry.outcome not in ("taken", "noted"):
        return None
    title, actor, tone, told = _WORDS[entry.event]
    return Happened(entry.at, title, actor, tone, told(entry.facts))
