"""What the pages of visits call things: where a visit stands, what for, which document, what the second source said."""

from typing import Final

from toubao.business.branches import places
from toubao.business.branches.models import Visit
from toubao.business.branches.places import Branch
from toubao.rules.flows.registration import State

HERE: Final = "/console/visits/"
STEPS: Final = ("據點與用途", "告知事項", "簽名", "身分資料", "證件查驗", "送件")
PURPOSES: Final = {"purchase": "網路投保", "service": "網路保險服務"}
MEDIA: Final = {"tablet": "在平板閱讀", "paper": "在紙本閱讀"}
MEANS: Final = {"pad": "簽名板", "paper": "紙本簽名"}
DOCUMENTS: Final = {"national_id": "國民身分證", "resident_certificate": "居留證"}
CHECKED: Final = {
    "": ("還沒有查驗", ""),
    "waiting": ("等候回覆", "warn"),
    "current": ("證件有效", "good"),
    "refused": ("證件有效，但不符合註冊條件", "bad"),
    "superseded": ("證件已換發，不是最新的一張", "bad"),
    "reported_lost": ("證件已掛失", "bad"),
    "annulled": ("證件已註銷", "bad"),
    "not_found": ("查無這張證件，請對照號碼與發證日期", "bad"),
}
_ENDS: Final = {
    State.SUBMITTED: ("等候放行", "warn"),
    State.VERIFIED: ("等候客戶啟用", "accent"),
    State.OPENED: ("已啟用", "good"),
    State.RENEWED: ("已重新驗證", "good"),
    State.REFUSED: ("已退件", "bad"),
}
STANDING: Final = {
    "renews": ("info", "這位客戶已有帳號", "這次是重新驗證身分：放行後，客戶用啟用連結恢復使用，原來的密碼不變。"),
    "takes_over": (
        "warning",
        "有人用這個證號開過帳號，但沒有證明過身分",
        "放行後，客戶用啟用連結設定密碼時，那個帳號會關閉，兩邊都會接到通知。如果那是客戶自己的帳號，請改辦「找回帳號」。",
    ),
    "taken": (
        "warning",
        "這份資料已有可用的帳號",
        "證號、手機或信箱已用在一個使用中的帳號，送件後不能放行。請客戶直接登入；忘記密碼請聯絡客服。",
    ),
    "not_on_file": (
        "warning",
        "查無這位客戶的保單",
        "網路保險服務只開放給既有保戶，送件後不能放行。請對照姓名、證號與生日，或改辦網路投保。",
    ),
}
LIMITS: Final = {
    "activation_link": "今天重寄的次數已達上限，請明天再試。",
    "over": "這件註冊已經啟用或已經結束，不必再寄。",
}


def state(visit: Visit) -> tuple[str, str]:
    """Where a visit stands, in words with a tone."""
    registration = visit.registration
    if registration is None:
        return ("閱讀告知事項", "")
    if registration.state in _ENDS:
        return _ENDS[State(registration.state)]
    if visit.checked == "current":
        return ("待送件", "accent")
    return CHECKED[visit.checked] if visit.checked else ("填寫身分資料", "")


def branch(visit: Visit) -> Branch:
    """The branch of a visit."""
    return places.branch(visit.branch)


def phone(number: str) -> str:
    """A phone number as people write it."""
    return number.replace("+886", "0", 1)


def address(visit: Visit, step: str = "") -> str:
    """The address of a visit, or of one of its steps."""
    return f"{HERE}{visit.pk}/{step}"
