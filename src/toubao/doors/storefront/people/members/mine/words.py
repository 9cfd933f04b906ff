"""What pages say of changes: titles, how each goes, how it stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from toubao.business.identity.models import Change
from toubao.doors.look.words import moment
from toubao.rules.facts import Kind
from toubao.rules.flows.change import RULES
from toubao.rules.periods import day_of


@dataclass(frozen=True, slots=True)
class Page:
    """A kind of change as its first page tells it: title, lead, the button, and a way out where the old address is lost."""

    title: str
    lead: str
    button: str = "下一步"
    other: str = ""
    other_href: str = ""


PAGES: Final[Mapping[Kind, Page]] = {
    Kind.PHONE: Page("更改手機號碼", "先用舊號碼收驗證碼確認是您本人，再確認新號碼。", other="舊號碼已經不能用了", other_href="phone-lost"),
    Kind.PHONE_LOST: Page("手機遺失或號碼已停用", "用電子信箱、證號和生日確認是您本人，再確認新號碼。"),
    Kind.MAIL: Page("更改電子信箱", "先用舊信箱收驗證碼確認是您本人，再確認新信箱。", other="舊信箱已經不能用了", other_href="mail-lost"),
    Kind.MAIL_LOST: Page("舊信箱不能用了", "用手機、證號和生日確認是您本人，再確認新信箱。"),
    Kind.NAME: Page("更改姓名", "改名要看證明文件。送出後，請把新的身分證影本或戶籍謄本寄到本公司，或帶到任一服務據點。", "送出申請"),
    Kind.ADDRESS: Page("更改通訊地址", "紙本文件會寄到新的地址，馬上生效。已經成立的保單，地址不會跟著改。", "更改地址"),
    Kind.LEAVE: Page("關閉網路帳號", "關閉後就不能再登入。", "下一步"),
}
STATES: Final[Mapping[str, tuple[str, str]]] = {
    "asked": ("還沒有確認是本人", "warn"),
    "proved": ("等您確認新的聯絡方式", "warn"),
    "waiting": ("還沒有生效", "accent"),
    "reviewed": ("專人審核中", "accent"),
    "applied": ("已生效，保護期間內", "good"),
    "settled": ("已完成", "good"),
    "stopped": ("已停止", "bad"),
    "withdrawn": ("已取消", ""),
    "refused": ("沒有同意", "bad"),
}
NAMES: Final[Mapping[str, str]] = {
    "phone": "手機號碼", "phone_lost": "手機號碼", "mail": "電子信箱", "mail_lost": "電子信箱", "name": "姓名", "address": "通訊地址",
    "leave": "關閉帳號",
}  # fmt: skip
BUSY: Final = "「{what}」的變更還在處理或保護期間內。等它結束，或先取消它，再提出新的變更。"


def hours(kind: Kind, now: datetime) -> tuple[int, int]:
    """How long a change of this kind waits and cools off, in hours, as of today."""
    rule, day = RULES[kind], day_of(now)
    return rule.wait_hours(day), rule.cool_off_hours(day)


def what_then(change: Change) -> str:
    """How a change goes on from here, in a sentence."""
    if change.state == "waiting" and change.due_at:
        return f"{moment(change.due_at)} 生效。在那之前不能送出投保，也不會退款到新的帳戶或信用卡。"
    if change.state in ("waiting", "reviewed"):
        return "專人看過證明文件後生效，結果會用簡訊和電子郵件通知您。"
    if change.state == "applied":
        return f"保護期間到 {moment(change.cool_until)}。在那之前不能送出投保，也不會退款到新的帳戶或信用卡。"
    if change.state == "refused":
        return (
            "這個聯絡方式已經用在另一個帳號。請換一個，或打客服電話。" if change.because == "address taken" else f"原因：{change.because}"
        )
    return ""
