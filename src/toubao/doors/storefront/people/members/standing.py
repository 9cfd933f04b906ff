"""How purchases and policies stand, in plain words; what the states mean is rules/flows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from toubao.business.identity.proving.policyholders import Held
from toubao.business.policies.models import Policy
from toubao.business.purchase.models import Purchase
from toubao.rules.periods import TAIPEI


@dataclass(frozen=True, slots=True)
class Standing:
    """A state in a word or two with its tone, in a sentence, and whether the person can go on."""

    word: str
    tone: str
    sentence: str
    goes_on: bool = False

    @property
    def tag(self) -> tuple[str, str]:
        """The word and its tone, as tables and headers show them."""
        return self.word, self.tone


PURCHASES: Final = {
    "started": Standing("填寫中", "", "資料還沒有填完，可以接著填。填過的都還在。", goes_on=True),
    "informed": Standing("等您確認", "warn", "資料填好了，等您用驗證碼確認。", goes_on=True),
    "confirmed": Standing("等您付款", "warn", "已經確認投保，還沒有收到付款結果。付款前契約不會成立。", goes_on=True),
    "authorised": Standing("處理中", "accent", "已取得信用卡授權，正在通報收件。", goes_on=True),
    "received": Standing("核保中", "accent", "已完成收件通報，正在查詢累計保險金額並核保。", goes_on=True),
    "accepted": Standing("請款中", "accent", "已同意承保，正在請款。", goes_on=True),
    "referred": Standing(
        "專人核保",
        "warn",
        "這份申請由專人審核，契約還沒有成立，目前沒有保障。結果會用簡訊與電子郵件通知您。先前的授權會取消；萬一已扣款，會全額退還。",
    ),
    "concluded": Standing("契約成立", "good", "保險費已收妥，契約成立，正在辦理承保通報與製作保單。"),
    "reported": Standing("契約成立", "good", "契約成立，承保通報完成。"),
    "refused": Standing("未能承保", "bad", "這份申請沒有承保。信用卡的授權會取消；萬一已扣款，會全額退還。"),
    "withdrawn": Standing("已取消", "", "這份申請已取消。若付過款，會取消授權或全額退還。"),
}
CLEARED: Final = Standing(
    "等您付款", "warn", "核保人員已經同意承保。請完成付款，契約才會成立；先前的授權會取消，萬一已扣款會全額退還。", goes_on=True
)
LAPSED: Final = Standing("已過出發時間", "", "出發時間已過，這份申請不能再繼續。若付過款，會取消授權或全額退還。")
DELIVERIES: Final = {
    "new": Standing("保單製作中", "accent", "契約已經成立，電子保單正在製作，通常幾分鐘內完成。"),
    "issued": Standing("正在通知", "accent", "電子保單已製作完成並簽章，正要通知您。"),
    "queued": Standing("等您簽收", "warn", "電子保單已製作完成並簽章，現在就可以在這裡打開。通知信還沒有送出。看過後請按「簽收」。"),
    "sent": Standing("等您簽收", "warn", "電子保單已經通知您，請在這裡打開。看過後請按「簽收」。"),
    "returned": Standing(
        "通知沒有送達", "bad", "電子保單的通知沒有送到您的電子信箱與手機。現在就可以在這裡打開；請更正聯絡方式，看過後請按「簽收」。"
    ),
    "opened": Standing("等您簽收", "warn", "您已開啟電子保單。看過沒有問題，請按「簽收」。"),
    "signed_for": Standing("已簽收", "good", "您已簽收電子保單。"),
}
AT_HAND: Final = ("queued", "sent", "returned", "opened", "signed_for")
TO_SIGN: Final = ("queued", "sent", "returned", "opened")


def of_purchase(purchase: Purchase, *, now: datetime, cleared: bool = False) -> Standing:
    """How an application stands, `cleared` if a person agreed to take it (11.2.4); one whose departure is past can't be gone on with."""
    found = CLEARED if cleared and purchase.state == "confirmed" else PURCHASES[purchase.state]
    waits_for_person = purchase.state in ("started", "informed", "confirmed")
    return LAPSED if waits_for_person and purchase.starts is not None and purchase.starts <= now else found


def of_delivery(policy: Policy) -> Standing:
    """How the document of a policy stands on its way to its holder."""
    return DELIVERIES[policy.state]


def of_cover(policy: Policy, *, now: datetime) -> Standing:
    """Whether cover has begun, runs, or has ended."""
    if now < policy.starts:
        return Standing("尚未開始", "", "保險期間還沒有開始。")
    return Standing("保障中", "good", "保險期間內。") if now < policy.ends else Standing("已到期", "", "保險期間已經結束。")


def of_held(held: Held, now: datetime) -> tuple[str, str]:
    """The same of a policy of the books, whose days are whole."""
    today = now.astimezone(TAIPEI).date()
    if today < held.starts:
        return "尚未開始", ""
    return ("保障中", "good") if today <= held.ends else ("已到期", "")
