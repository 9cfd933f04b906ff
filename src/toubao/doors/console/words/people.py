"""What the console calls registrations, consents, sign-ins, failed attempts, and whose journal an entry is of, in Chinese."""

from collections.abc import Mapping
from typing import Final

from toubao.business.consents import texts
from toubao.business.identity.devices.sessions import shortened
from toubao.business.identity.proving import ways

REGISTRATIONS: Final[Mapping[str, tuple[str, str]]] = {
    "started": ("開始", ""),
    "noticed": ("已同意告知", ""),
    "identified": ("已填身分", "accent"),
    "submitted": ("等候覆核", "warn"),
    "verified": ("已驗證", "accent"),
    "opened": ("已開立帳號", "good"),
    "renewed": ("已重新驗證", "good"),
    "refused": ("退件", "bad"),
}
PURPOSES: Final[Mapping[str, str]] = {"purchase": "網路投保", "service": "網路保險服務"}
STEPS: Final = ("開始", "同意告知", "填好身分", "驗證通過", "完成")
STRENGTHS: Final = {1: "一級：手機或信箱", 2: "二級：其他機構證明", 3: "三級：本人證件或憑證"}
PLACES: Final[Mapping[str, str]] = {"register": "註冊時", "branch": "服務據點", "members": "會員中心"}
CONSENTS: Final[Mapping[str, tuple[str, str]]] = {
    "given": ("有效", "good"),
    "replaced": ("改同意新版", ""),
    "withdrawn": ("已撤回", "warn"),
}
BLOCKS: Final[Mapping[str, str]] = {"not_me": "本人表示不是自己提出", "death": "身故", "staff": "由員工停用"}
STOPPED: Final = "停在這裡：已有帳號"
ATTEMPTS: Final[Mapping[str, str]] = {
    "sign_in": "登入密碼",
    "code": "驗證碼",
    "assertion": "銀行或夥伴的身分資料",
    "proof": "憑證與核准方式",
    "registered": "再次註冊，已有帳號",
    "passkey": "通行密鑰",
    "staff": "員工登入",
    "motor": "車險查詢",
}
SUBJECTS: Final[Mapping[str, str]] = {
    "registration": "註冊", "account": "帳號", "recovery": "找回帳號", "passkey": "通行密鑰", "program": "程式", "change": "資料變更",
    "consent": "同意", "death": "身故通報", "request": "請求與申訴", "policyholder": "保戶資料", "purchase": "投保", "product": "商品",
    "staff": "員工", "access review": "權限覆核", "release": "雙人放行", "key": "一個人的金鑰", "comparison": "對帳", "difference": "對帳的差異",
    "stray": "不認識的訂單", "restoration": "還原演練", "motor policy": "車險契約", "motor look-ups": "車險查詢",
}  # fmt: skip
CHANGES: Final[Mapping[str, tuple[str, str]]] = {
    "asked": ("還沒有確認是本人", "warn"), "proved": ("等客戶確認新的聯絡方式", "warn"), "waiting": ("還沒有生效", "accent"),
    "reviewed": ("等候放行", "accent"), "applied": ("已生效，保護期間內", "good"), "settled": ("已完成", "good"),
    "stopped": ("已停止", "bad"), "withdrawn": ("客戶取消", ""), "refused": ("沒有同意", "bad"),
}  # fmt: skip
DEATHS: Final[Mapping[str, tuple[str, str]]] = {
    "reported": ("接獲通知", "warn"),
    "confirmed": ("已確認", "bad"),
    "dismissed": ("查無此事", ""),
}


def state(name: str) -> tuple[str, str]:
    """A registration's state in words, with its tone."""
    return REGISTRATIONS.get(name, (name, ""))


def way(name: str) -> str:
    """A way of registration in words; one that is not in use any more keeps its own name."""
    found = ways.way(name)
    return found.title if found else name


def strength(name: str) -> str:
    """How strong a way is, in words."""
    found = ways.way(name)
    return STRENGTHS[found.strength] if found else "不明"


def notice(name: str) -> str:
    """What a notice is called, as it is called today; one that there is not any more keeps its own name."""
    return next((text.title for text in texts.every().values() if text.name == name), name)


def network(address: str) -> str:
    """A network with its last part left out, the way customers see it too; what is no address keeps its words."""
    return shortened(address) or address
