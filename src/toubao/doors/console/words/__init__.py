"""What the console calls things, in Chinese: roles, states, events, duties, institutions; the fields of facts are in `facts.py`."""

from collections.abc import Mapping
from typing import Final

from toubao.business.purchase.models import Purchase
from toubao.doors.console.words.checks import ASKED
from toubao.doors.console.words.facts import FACTS, VALUES
from toubao.rules.events import Event

__all__ = ["ACTORS", "DUTIES", "EVENTS", "FACTS", "INSTITUTIONS", "KINDS", "MESSAGES", "OPERATIONS", "OUTCOMES", "PAYMENTS", "POLICIES"]
__all__ += ["ASKED", "PURPOSES", "ROLES", "STATES", "VALUES", "case_name", "event", "purpose", "sign", "state"]

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
}

POLICIES: Final[Mapping[str, tuple[str, str]]] = {
    "new": ("製作中", "warn"),
    "issued": ("已簽章，待寄送", "warn"),
    "sent": ("已寄送", "accent"),
    "opened": ("已開啟", "accent"),
    "signed_for": ("已簽收", "good"),
}

MESSAGES: Final[Mapping[str, tuple[str, str]]] = {
    "queued": ("等候寄送", "warn"),
    "sent": ("已寄出", "good"),
    "failed": ("寄送失敗", "bad"),
    "held": ("不寄，由專人處理", "warn"),
}

OUTCOMES: Final[Mapping[str, tuple[str, str]]] = {
    "taken": ("完成", "good"),
    "refused": ("未通過", "bad"),
    "referred": ("轉人工", "warn"),
    "noted": ("紀錄", ""),
}

EVENTS: Final[Mapping[Event, str]] = {
    Event.REGISTRATION_STARTED: "開始註冊",
    Event.NOTICES_AGREED: "閱讀並同意告知事項",
    Event.IDENTITY_STATED: "填寫身分資料",
    Event.ASSERTION_AGREED: "同意由銀行或合作夥伴提供身分資料",
    Event.ASSERTION_REFUSED: "銀行或合作夥伴的身分資料未採用",
    Event.IDENTITY_ASSERTED: "由銀行或合作夥伴提供身分資料",
    Event.REGISTRATION_VERIFIED: "註冊的一次性密碼驗證",
    Event.REGISTRATION_PROVED: "驗證數位憑證或核准方式的身分證明",
    Event.CERTIFICATE_CHECKED: "查驗簽章與憑證",
    Event.PROOF_REFUSED: "核准方式帶回的證明未採用",
    Event.CONTACT_CONFIRMED: "以一次性密碼確認聯絡方式",
    Event.REGISTRATION_SIGNED: "客戶簽名，同意告知事項",
    Event.REGISTRATION_SUBMITTED: "據點人員送件",
    Event.REGISTRATION_RELEASED: "第二位人員覆核放行",
    Event.REGISTRATION_REFUSED: "據點註冊退件",
    Event.ACTIVATION_SENT: "寄出啟用連結",
    Event.ACCOUNT_OPENED: "開立帳號",
    Event.REGISTRATION_RENEWED: "重新驗證身分",
    Event.SLEEP_NEAR: "通知快滿五年、將需重新驗證",
    Event.FELL_ASLEEP: "滿五年未使用，需重新驗證",
    Event.ACCOUNT_TAKEN_OVER: "從先前的系統移入帳號",
    Event.ADDRESS_LOST: "註冊時未確認的手機或信箱，已由他人確認",
    Event.POLICIES_FOUND: "找到本人原有的保單",
    Event.OTP_SENT: "寄出一次性密碼",
    Event.OTP_FAILED: "一次性密碼輸入錯誤",
    Event.SIGNED_IN: "登入",
    Event.SIGN_IN_FAILED: "登入失敗",
    Event.ACCOUNT_LOCKED: "帳號暫時鎖定",
    Event.PASSWORD_CHANGED: "更改登入密碼",
    Event.SIGNED_OUT: "登出",
    Event.CONSENT_GIVEN: "同意",
    Event.CONSENT_REPLACED: "改為同意新的版本",
    Event.CONSENT_WITHDRAWN: "撤回同意",
    Event.SESSION_OPENED: "在一個瀏覽器登入",
    Event.SESSION_PROVED: "再次確認是本人",
    Event.SESSION_ENDED: "結束一個裝置的登入",
    Event.SIGN_IN_TOLD: "從新的裝置登入，通知本人",
    Event.PASSKEY_ADDED: "新增通行密鑰",
    Event.PASSKEY_REMOVED: "移除通行密鑰",
    Event.PASSKEY_REFUSED: "通行密鑰沒有通過",
    Event.PASSKEY_SUSPENDED: "通行密鑰停用",
    Event.SIGN_IN_CHOSEN: "更改登入設定",
    Event.CHANGE_ASKED: "提出變更",
    Event.CHANGE_PROVED: "變更前確認本人",
    Event.CHANGE_WAITS: "變更等候生效或審核",
    Event.CHANGE_REVIEWED: "第一位人員審核變更",
    Event.CHANGE_APPLIED: "變更生效",
    Event.CHANGE_SETTLED: "變更的保護期間結束",
    Event.CHANGE_STOPPED: "本人以舊聯絡方式停止變更",
    Event.CHANGE_WITHDRAWN: "取消變更",
    Event.CHANGE_REFUSED: "不同意變更",
    Event.CHANGE_TOLD: "通知變更結果",
    Event.ACCOUNT_BLOCKED: "停用帳號",
    Event.ACCOUNT_UNBLOCKED: "恢復帳號",
    Event.ACCOUNT_CLOSED: "關閉帳號",
    Event.DEATH_REPORTED: "接獲身故通知",
    Event.DEATH_CONFIRMED: "確認身故",
    Event.DEATH_DISMISSED: "撤銷身故通知",
    Event.PURCHASE_STARTED: "開始投保",
    Event.PURCHASE_INFORMED: "閱讀並同意條款與投保須知",
    Event.PURCHASE_REVISED: "修改投保內容",
    Event.PURCHASE_CONFIRMED: "以一次性密碼確認投保",
    Event.PURCHASE_AUTHORISED: "取得付款授權",
    Event.RECEIPT_REPORTED: "收件通報",
    Event.PURCHASE_ACCEPTED: "核保",
    Event.PURCHASE_REFERRED: "轉人工核保",
    Event.PURCHASE_CLEARED: "核保人員同意承保",
    Event.PURCHASE_REFUSED: "不同意承保",
    Event.PURCHASE_CONCLUDED: "契約成立，給予序號",
    Event.ISSUE_REPORTED: "承保通報",
    Event.PURCHASE_WITHDRAWN: "放棄投保",
    Event.RECEIPT_WITHDRAWN: "撤回收件通報",
    Event.LIMIT_RESERVED: "保留保險金額額度",
    Event.LIMIT_RELEASED: "釋出保險金額額度",
    Event.PRODUCT_PUBLISHED: "商品上架",
    Event.PRODUCT_WITHDRAWN: "商品下架",
    Event.PAYMENT_INTENDED: "準備付款",
    Event.PAYMENT_OPENED: "開啟付款頁",
    Event.PAYMENT_AUTHORISED: "付款授權與持卡人查驗",
    Event.PAYMENT_DECLINED: "發卡銀行未授權",
    Event.PAYMENT_CAPTURED: "請款",
    Event.PAYMENT_VOIDED: "取消授權",
    Event.CONFIRMATION_SENT: "寄出投保完成通知",
    Event.POLICY_ISSUED: "電子保單製作並簽章",
    Event.POLICY_SENT: "寄出電子保單",
    Event.POLICY_OPENED: "開啟電子保單",
    Event.POLICY_SIGNED_FOR: "簽收電子保單",
    Event.MESSAGE_SENT: "訊息送達業者",
    Event.MESSAGE_FAILED: "訊息寄送失敗",
    Event.INSTITUTION_ANSWERED: "外部機構回覆",
    Event.INSTITUTION_FAILED: "外部機構沒有回覆",
    Event.RELEASE_ASKED: "提出，等候另一人放行",
    Event.RELEASE_GIVEN: "另一人放行",
    Event.RELEASE_REFUSED: "另一人退回",
    Event.RELEASE_WITHDRAWN: "收回放行的請求",
    Event.RELEASE_LAPSED: "放行逾期，請求失效",
    Event.RELEASE_VOIDED: "角色變動，放行的請求失效",
    Event.STAFF_ADMITTED: "核准新進同仁",
    Event.STAFF_LINK_SENT: "重寄啟用連結，原有密碼與驗證器作廢",
    Event.STAFF_JOINED: "本人設定密碼與驗證器",
    Event.STAFF_MOVED: "調整角色",
    Event.STAFF_LEFT: "停用帳號",
    Event.STAFF_KEPT: "權限審查：確認保留",
    Event.ACCESS_REVIEW_OPENED: "開始權限審查",
    Event.ACCESS_REVIEW_CLOSED: "完成權限審查",
    Event.STAFF_SIGNED_IN: "員工登入",
    Event.STAFF_SIGN_IN_FAILED: "員工登入失敗",
    Event.STAFF_SIGNED_OUT: "員工登出",
    Event.PERSONAL_DATA_READ: "員工讀取個資",
    Event.DUTY_LATE: "期限逾期",
}

DUTIES: Final[Mapping[str, str]] = {
    "confirm_contract": "寄送契約成立通知",
    "tell_paid": "通知扣款與投保完成",
    "send_policy": "寄送電子保單",
    "report_receipt": "收件通報",
    "report_issue": "承保通報",
    "tell_change": "通知變更結果",
    "tell_refused_change": "通知變更結果",
    "review_access": "權限審查",
}

PURPOSES: Final[Mapping[str, str]] = {
    "otp-register": "註冊的一次性密碼",
    "otp-confirm": "確認投保的一次性密碼",
    "otp-sign-in": "登入的一次性密碼",
    "confirm": "投保完成通知",
    "refused": "未承保通知",
    "policy": "電子保單",
    "password": "登入密碼已更改",
    "otp-change-old": "變更資料前確認本人的一次性密碼",
    "otp-change-new": "確認新聯絡方式的一次性密碼",
    "change": "變更資料通知",
    "change-stopped": "帳號已停用通知",
    "sleep": "快要重新驗證身分通知",
    "activation": "據點註冊通知",
    "sign-in": "新裝置登入通知",
    "passkey": "通行密鑰異動",
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

ACTORS: Final = {"person": "客戶", "system": "系統", "institution": "外部機構", "unknown": "不明"}

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
    kind, _, count = found.partition(":")
    return f"最近 90 天在本公司另有 {count} 件要保" if kind == "applications" else VALUES.get(found, found)


def state(name: str) -> tuple[str, str]:
    """A purchase's state in words, with its tone."""
    return STATES.get(name, (name, ""))


def event(name: str) -> str:
    """An event in words; one of a release that knew other words keeps its own."""
    try:
        return EVENTS[Event(name)]
    except ValueError:
        return name


def purpose(name: str) -> str:
    """What a message was for, in words."""
    return PURPOSES.get(name, "繼續繳費通知" if name.startswith("cleared") else name)
