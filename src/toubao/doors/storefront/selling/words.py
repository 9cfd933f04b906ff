"""What pages say of codes, cards and refusals in plain words; which of them applies is told by business."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from toubao.business.identity.codes.otp import ABROAD, DIGITS, LONGER, TRIES, UNPROVED, Check
from toubao.business.identity.models import Account
from toubao.business.identity.personal import Known
from toubao.business.policies.contract import LINK, LOCKED
from toubao.business.policies.delivering import way_to
from toubao.business.purchase.beforehand import Kind, Obstacle
from toubao.doors.look.words import mask, moment, wan
from toubao.law import UnknownClause
from toubao.law import words as law_words
from toubao.rules.articles.art07_registration.account import ASLEEP
from toubao.rules.kit import Verdict

CODES: Final[Mapping[str, str]] = {
    "none": "還沒有寄出驗證碼。請先取一組驗證碼。",
    "expired": "這組驗證碼已經超過 10 分鐘，失效了。請再取一組新的驗證碼。",
    "used": "這組驗證碼已經用過了。請再取一組新的驗證碼。",
    "exhausted": f"這組驗證碼已經試了 {TRIES} 次，失效了。請再取一組新的驗證碼。",
    "changed": "投保內容在驗證碼寄出後改過，這組驗證碼已經失效。請再核對一次，取一組新的驗證碼。",
    "longer": f"現在有人在大量猜驗證碼，{DIGITS} 位數的都已經失效。請再取一組，會寄 {LONGER} 位數的給您。",
}
LIMITS: Final[Mapping[str, str]] = {
    "otp_subject": "這次投保一小時內寄了太多次驗證碼。請一小時後再試，或改用另一個方式收驗證碼。您填的資料都會保留。",
    "otp_address": "這個號碼或信箱一小時內收了太多次驗證碼。請改用另一個方式收驗證碼，或一小時後再試。",
    "otp_address_day": "這個號碼或信箱今天收了太多次驗證碼。請改用另一個方式收驗證碼，或明天再試。",
    "otp_network": "您所在的網路一小時內要了太多次驗證碼。請一小時後再試，或換一個網路。",
    "sms_money_hour": "簡訊的用量已達上限，現在寄不出簡訊。電子郵件照常寄送，請改用電子郵件收驗證碼。",
    "sms_money_day": "今天簡訊的用量已達上限，寄不出簡訊。電子郵件照常寄送，請改用電子郵件收驗證碼。",
    UNPROVED: "這個電子信箱還沒有確認過是您的，不能收投保的驗證碼。請改用簡訊。",
    ABROAD: "簡訊只能寄到台灣的手機號碼。請改用電子郵件收驗證碼。",
}
UNPROVED_COPY: Final = "您的電子信箱還沒有確認，加密 PDF 寄不出去。請選連結，或先到會員中心的「我的帳號」確認電子信箱。"
BUSY = "現在要驗證碼的人太多，暫時寄不出去。請過一會兒再試，您填的資料都會保留。"
DECLINES: Final[Mapping[str, str]] = {
    "refused": "發卡銀行沒有同意這筆交易。請換一張卡，或問發卡銀行原因。",
    "insufficient_funds": "這張卡的可用額度不夠。請換一張卡，或調整額度後再試。",
    "expired_card": "這張卡已經過期。請換一張卡。",
    "wrong_cvc": "卡片背面的安全碼不對。請再試一次，看清楚背面的 3 位數字。",
    "expired": "付款頁放太久，已經失效。請重新付款。",
    "voided": "這次付款已經取消。",
    "refunded": "這次付款已經取消，款項已全額退還。",
}
DECLINED = "這張卡沒有付款成功。請換一張卡再試。"
WAYS: Final[Mapping[str, tuple[str, ...]]] = {
    "2.3": ("請從本公司的官方網址重新進入。",),
    "2.6": ("完成一次身分驗證，同一個帳號就能投保。登入密碼不變，填過的資料會保留。",),
    "7.3": ("重新驗證身分，用哪一種方式都可以。登入密碼不變，填過的資料會保留。",),
    "7.1": ("請打客服電話，由專人協助您。",),
    "10.1.2": ("回到條款與投保須知，讀完最新版本後再同意一次。",),
    "11.2.2": ("把保險金額改低一點，馬上重新投保。", "請打客服電話，由專人為您看看有沒有別的方案。"),
    "11.2.3": ("把保險金額改低一點，馬上重新投保。", "請打客服電話，由專人為您看看有沒有別的方案。"),
    "11.2.4": ("請打客服電話，由專人為您說明。",),
    "12.1.1": ("換一張您本人的信用卡，重新投保。", "問發卡銀行為什麼沒有完成扣款。"),
    "12.1.2": ("請改用您本人名下的信用卡。",),
}
COOLING = "您聯絡方式或密碼的變更還在保護期間，{when} 以後才能送出投保。您填的資料都會保留，到時候從會員中心繼續就可以。"
VERIFIES: Final[Mapping[str, str]] = {
    "verified_before_purchase": "驗證身分，開始網路投保", "awake_to_start": "重新驗證身分", "awake_to_confirm": "重新驗證身分",
}  # fmt: skip
SAME_TRIP = "您已經為同一段期間的旅程送出過一份投保。到會員中心看它的進度：還沒付款的可以接著付款，不要的可以放棄，再重新投保。"
NO_LIMIT = "這項商品現在沒有網路投保的金額上限可以查核，暫時不能投保。您填的資料都會保留。"
LIMIT = "這次的保險金額超過上限：您在這段期間還能在網路投保的金額，最多是 {room}。"
LIMIT_REACHED = "您在這段期間的投保，已經到了網路投保的金額上限。"
LOWER = ("回到行程，把保險金額改低一點。", "請打客服電話，由專人為您看看有沒有別的方案。")


@dataclass(frozen=True, slots=True)
class Refused:
    """One reason as a page shows it: why, what can be done, and the clause with the norm's own words."""

    why: str
    can_do: tuple[str, ...]
    clause: str
    quote: str


def of_code(checked: Check) -> str:
    """What was wrong with a code that was entered."""
    left = TRIES - checked.tries
    if checked.outcome == "wrong" and left > 0:
        return f"驗證碼不對，還可以再試 {left} 次。請看最新一則訊息裡的數字。"
    return CODES.get(checked.outcome, CODES["exhausted"])


def of_limit(limit: str) -> str:
    """Why no code was sent."""
    return LIMITS.get(limit, BUSY)


def of_decline(reason: str) -> str:
    """Why a payment did not come about: the acquirer's word, or a sentence of ours as it stands."""
    if reason in DECLINES:
        return DECLINES[reason]
    return DECLINED if not reason or reason.isascii() else reason


def of_payment(state: str, reason: str) -> str:
    """Why a payment ended, if the payment was the reason: what was let go since the application ended failed in nothing."""
    if not reason or state not in ("declined", "voided", "refunded"):
        return ""
    return of_decline(reason) if state == "declined" or not reason.isascii() else ""


def of_verdicts(verdicts: Iterable[Verdict]) -> list[Refused]:
    """The verdicts that stopped a step."""
    return [refused(v.clause, v.words) for v in verdicts]


def verifies(verdicts: Iterable[Verdict]) -> str:
    """What the button says that mends it, where an account must be verified anew or for more; else nothing (7.1, 7.3)."""
    return next((VERIFIES[verdict.gate] for verdict in verdicts if verdict.gate in VERIFIES), "")


def refused(clause: str, words: str) -> Refused:
    """One reason by its clause (it may be none: the insurer's own) and its words."""
    return Refused(words, WAYS.get(clause, ()), clause, quote(clause))


def beforehand(found: Obstacle | None) -> Refused | None:
    """What a page tells while there is still time to change it; nothing where nothing is in the way."""
    return of_obstacle(found) if found else None


def of_obstacle(found: Obstacle) -> Refused:
    """What is in the way of an application that is still being entered."""
    if found.kind is Kind.LIMIT:
        why = LIMIT.format(room=wan(found.room)) if found.room else LIMIT_REACHED
        return Refused(why, LOWER, "11.2.2", quote("11.2.2"))
    if found.kind is Kind.COOLING:
        return refused("", COOLING.format(when=moment(found.until)))
    return refused(*{Kind.ASLEEP: ("7.3", ASLEEP), Kind.SAME_TRIP: ("", SAME_TRIP), Kind.NO_LIMIT: ("", NO_LIMIT)}[found.kind])


def quote(clause: str) -> str:
    """The norm's own words for a clause; nothing for a reason that is not the norm's."""
    try:
        return law_words(clause) if clause else ""
    except UnknownClause:
        return ""


def of_handing_over(account: Account, known: Known, mailed: str = LINK) -> str:
    """Where the link to the e-policy or its encrypted copy will go, masked, as every page of a purchase says it."""
    if way_to(account) == "mail" and mailed == LOCKED:
        return f"加密 PDF 寄到 {mask(known.mail)}，開啟密碼在會員中心看"
    return f"連結寄到 {mask(known.mail)}" if way_to(account) == "mail" else f"連結用簡訊傳到 {mask(known.phone)}"
