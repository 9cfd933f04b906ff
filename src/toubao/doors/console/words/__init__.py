"""What the console calls things, in Chinese: roles, states, duties, institutions; events and the fields of facts have files of
their own.
"""

from collections.abc import Mapping
from typing import Final

from toubao.business.purchase.models import Purchase
from toubao.doors.console.words.chain import fault
from toubao.doors.console.words.checks import ASKED
from toubao.doors.console.words.events import EVENTS
from toubao.doors.console.words.facts import FACTS
from toubao.doors.console.words.meant import called, meant
from toubao.doors.console.words.people import SUBJECTS
from toubao.doors.console.words.values import VALUES
from toubao.rules.events import Event

__all__ = ["ACTORS", "DUTIES", "EVENTS", "FACTS", "INSTITUTIONS", "KINDS", "MESSAGES", "OPERATIONS", "OUTCOMES", "PAYMENTS", "POLICIES"]
__all__ += [
    "ASKED",
    "PURPOSES",
    "ROLES",
    "STATES",
    "SUBJECTS",
    "VALUES",
    "called",
    "case_name",
    "event",
    "fault",
    "meant",
    "purpose",
    "sign",
]
__all__ += ["state"]

ROLES: Final = {
    "compliance": "法令遵循",
    "underwriter": "核保",
    "service": "客戶服務",
    "auditor": "稽核（唯讀）",
    "operator": "系統維運",
    "clerk": "據點承辦",
    "officer": "據點主管",
    "security": "人員權限管理",
}

STATES: Final[Mapping[str, tuple[str, str]]] = {
    "new": ("開始", ""),
    "started": ("填寫中", ""),
    "informed": ("已同意條款", ""),
    "confirmed": ("待付款", "accent"),
    "authorised": ("已授權", "accent"),
    "received": ("已通報收件", "accent"),
    "accepted": ("已核保", "accent"),
    "referred": ("轉人工核保", "warn"),
    "concluded": ("契約成立", "good"),
    "reported": ("已承保", "good"),
    "refused": ("未承保", "bad"),
    "withdrawn": ("已放棄", ""),
}
"""Of a purchase: words and tone."""

PAYMENTS: Final[Mapping[str, tuple[str, str]]] = {
    "new": ("開始", ""),
    "intended": ("等候付款", "accent"),
    "authorised": ("已授權，未請款", "accent"),
    "captured": ("已請款", "good"),
    "declined": ("未授權", "bad"),
    "voided": ("授權已取消", ""),
    "refunded": ("已退款", ""),
}

POLICIES: Final[Mapping[str, tuple[str, str]]] = {
    "new": ("製作中", "warn"),
    "issued": ("已簽章，待寄送", "warn"),
    "queued": ("等候業者收下通知", "warn"),
    "sent": ("業者已收下通知", "accent"),
    "returned": ("通知沒有送達", "bad"),
    "opened": ("已開啟", "accent"),
    "signed_for": ("已簽收", "good"),
}

MESSAGES: Final[Mapping[str, tuple[str, str]]] = {
    "queued": ("等候寄送", "warn"),
    "sent": ("業者已收下", "good"),
    "failed": ("業者拒收", "bad"),
    "bounced": ("收下後退回", "bad"),
    "held": ("不寄，由專人處理", "warn"),
}

OUTCOMES: Final[Mapping[str, tuple[str, str]]] = {
    "taken": ("完成", "good"),
    "refused": ("未通過", "bad"),
    "referred": ("轉人工", "warn"),
    "noted": ("紀錄", ""),
}

DUTIES: Final[Mapping[str, str]] = {
    "tell_contract_change": "通知網路服務契約的修改",
    "confirm_contract": "寄送契約成立通知",
    "destroy_key": "保存期限屆滿，由專人銷毀金鑰",
    "answer_data_request": "十五日內答覆查詢、閱覽與複製本的請求，或書面告知延長",
    "answer_extended_data_request": "延長後十五日內答覆查詢、閱覽與複製本的請求",
    "answer_correction_request": "三十日內答覆更正、停止與刪除的請求，或書面告知延長",
    "answer_extended_correction_request": "延長後三十日內答覆更正、停止與刪除的請求",
    "answer_service_request": "七日內辦理並答覆紙本保單與保單服務的請求",
    "answer_complaint": "三十日內答覆申訴",
    "tell_paid": "通知扣款與投保完成",
    "send_policy": "寄送電子保單",
    "report_receipt": "收件通報",
    "report_issue": "承保通報",
    "tell_change": "通知變更結果",
    "review_number": "證號被接手的帳號由專人處理",
    "tell_refused_change": "通知變更結果",
    "decide_referral": "決定轉人工的案件",
    "tell_refused": "通知未能承保",
    "tell_referred": "通知轉由專人核保",
    "tell_cleared": "通知同意承保",
    "tell_waiting": "通知仍在等候",
    "review_access": "權限審查",
    "check_journal": "檢查全部紀錄",
    "replay_decisions": "重算全部判定",
}

PURPOSES: Final[Mapping[str, str]] = {
    "otp-register": "註冊的驗證碼",
    "otp-confirm": "確認投保的驗證碼",
    "otp-sign-in": "登入的驗證碼",
    "otp-step-up": "新增登入方式前確認本人的驗證碼",
    "otp-recover": "找回帳號的驗證碼",
    "otp-mailbox": "確認電子信箱的連結",
    "recovery": "找回帳號通知",
    "number": "有人用同一個證號註冊的通知",
    "account": "帳號停用、恢復與登出通知",
    "confirm": "投保完成通知",
    "refused": "未承保通知",
    "referred": "專人核保通知",
    "waiting": "仍在等候的通知",
    "policy": "電子保單的通知",
    "policy-pdf": "電子保單的通知，附加密 PDF",
    "policy-again": "電子保單的通知，本人要求再寄",
    "policy-pdf-again": "電子保單的通知，附加密 PDF，本人要求再寄",
    "password": "登入密碼已更改",
    "otp-change-old": "變更資料前確認本人的驗證碼",
    "otp-change-new": "確認新聯絡方式的驗證碼",
    "change": "變更資料通知",
    "change-stopped": "帳號已停用通知",
    "contract": "網路服務契約修改通知",
    "sleep": "快要重新驗證身分通知",
    "activation": "據點註冊通知",
    "sign-in": "新裝置登入通知",
    "passkey": "通行密鑰異動",
    "mend": "請更正聯絡方式",
    "staff-link": "同仁的啟用連結",
}

INSTITUTIONS: Final[Mapping[str, str]] = {
    "card": "收單機構",
    "holder_check": "持卡人查驗",
    "document_check": "身分證件查驗",
    "industry_query": "同業累計查詢",
    "industry_report": "同業通報",
    "sms": "簡訊業者",
    "mail": "郵件主機",
    "timestamp": "時戳機構",
    "bank": "銀行",
    "partner": "合作夥伴",
    "certificates": "憑證機構",
    "mobile_id": "行動身分識別",
}

OPERATIONS: Final[Mapping[str, str]] = {
    "open_page": "開立付款頁",
    "look_up": "查詢付款狀態",
    "capture": "請款",
    "orders": "讀取訂單帳",
    "receipts": "讀取收件帳",
    "messages": "讀取簡訊帳",
    "refund": "退款",
    "void": "取消授權",
    "check": "查驗持卡人",
    "document": "查驗身分證件",
    "cumulated": "查詢同業累計保額",
    "receipt": "收件通報",
    "issue": "承保通報",
    "withdraw": "撤回收件",
    "send": "寄送",
    "stamp": "蓋時戳",
    "begin": "前往登入",
    "finish": "取得身分資料",
    "discovery": "查詢服務位址",
    "exchange": "兌換授權碼",
    "keys": "取得簽章公鑰",
    "userinfo": "取得身分資料",
    "ocsp": "即時查詢憑證（OCSP）",
    "crl": "下載憑證廢止清冊（CRL）",
    "ask": "詢問結果",
}

ACTORS: Final = {
    "person": "客戶",
    "system": "系統",
    "institution": "外部機構",
    "unknown": "不明",
    "visitor": "查詢的人",
    "operator": "系統維運",
}

KINDS: Final[Mapping[str, str]] = {
    "gate": "關卡",
    "duty": "期限",
    "disclosure": "揭露",
    "trace": "軌跡",
    "process": "流程",
    "register": "登記簿",
    "control": "控制",
    "statement": "說明",
}


def case_name(purchase: Purchase) -> str:
    """What a case is called: its serial number, or before there is one the first eight signs of its id."""
    return purchase.serial or f"申請 {str(purchase.pk)[:8]}"


def sign(found: str) -> str:
    """A sign that made a person look (11.2.2, 11.2.4), in words."""
    kind, _, told = found.partition(":")
    count, _, days = told.partition(":")
    return f"最近 {days or 90} 天在本公司另有 {count} 件要保" if kind == "applications" else VALUES.get(found, found)


def state(name: str) -> tuple[str, str]:
    """A purchase's state in words, with its tone."""
    return STATES.get(name, (name, ""))


def state_at_institution(name: str) -> tuple[str, str]:
    """The same of a purchase that waits for an institution: whoever is at the acquirer may have paid already."""
    return ("付款結果不明", "warn") if name == "confirmed" else state(name)


def event(name: str) -> str:
    """An event in words; one of a release that knew other words keeps its own."""
    try:
        return EVENTS[Event(name)]
    except ValueError:
        return name


def purpose(name: str) -> str:
    """What a message was for, in words."""
    return PURPOSES.get(name, "繼續付款通知" if name.startswith("cleared") else name)
