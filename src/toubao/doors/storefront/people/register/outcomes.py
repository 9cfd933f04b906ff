"""What pages say of a proof that was not good: what it was and what to do, in words; and where it goes on from there."""

from typing import Final
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect

from toubao.business.identity import queries
from toubao.business.identity.models import Registration
from toubao.business.steps import Decision
from toubao.doors.storefront.people.register import browser
from toubao.gateways.certificates.reasons import Reason

Words = tuple[str, str]
CHANGED: Final = "identity_changed"
_AGAIN: Final = ("這次的簽章不能用了", "簽章要在 10 分鐘內完成，只能用一次，而且只能用在這次註冊。您的卡片沒有問題，請再簽一次。")
_STATED: Final = ("您的資料改過了", "簽章之後，您的資料有更動。請用現在的資料再簽一次。")
_SPOILT: Final = ("收到的簽章不完整", "內容和我們請您簽的不同，或格式不對，所以沒有採用。請再簽一次。")
_ANOTHERS: Final = ("憑證和您填的資料不同", "憑證上的姓名或證號末 4 碼，和您填的不一樣。請檢查您填的資料，或改用您本人的憑證。")
_STRANGE: Final = ("這張憑證不是您選的機構發的", "請確認選對了發證機構，並用它發的憑證。")
_NOT_SIGNING: Final = ("這張憑證不能用來簽章", "請改用有簽章用途的憑證，例如自然人憑證的簽章憑證。")
_NO_PERSON: Final = ("這不是個人的憑證", "註冊要用您本人的憑證，不能用公司或團體的。")
_OVER: Final = ("這張憑證過期了", "請向發證機構展期或換發後再註冊，或改用其他方式。")
_NOT_YET: Final = ("這張憑證還沒生效", "請在憑證生效後再註冊，或改用其他方式。")
_REVOKED: Final = ("這張憑證已經廢止", "發證機構說這張憑證不能再用。請向發證機構申請新的，或改用其他方式。")
_SUSPENDED: Final = ("這張憑證已經停用", "發證機構說這張憑證暫時停用。請向發證機構恢復使用，或改用其他方式。")
_ABOVE: Final = ("現在不能用這一家的憑證", "發證機構自己的憑證有狀況，為了您的安全沒有採用。請改用其他方式。")
_SILENT: Final = (
    "現在沒辦法向發證機構確認",
    "發證機構沒有回覆，所以還不能確認您的身分。您的卡片沒有問題，填過的資料都還在，請過幾分鐘再簽一次。",
)
_NOT_ASKED: Final = ("現在同時確認身分的人很多", "所以還沒有去問發證機構。您的卡片沒有問題，填過的資料都還在，請過幾秒再簽一次。")
_DOUBTED: Final = ("發證機構的回覆不能採用", "回覆的內容無法確認真偽或已經過時，為了您的安全沒有採用。請過幾分鐘再簽一次，或改用其他方式。")
_BUSY: Final = ("簽章的次數太多了", "請一小時後再試，或改用其他方式。")
_R = Reason
_GROUPS: Final[dict[Words, tuple[Reason, ...]]] = {
    _AGAIN: (_R.CHALLENGE_UNKNOWN, _R.CHALLENGE_USED, _R.CHALLENGE_EXPIRED, _R.CHALLENGE_ELSEWHERE),
    _STATED: (_R.CHALLENGE_CHANGED,),
    _SPOILT: (
        _R.TOO_LARGE, _R.TRAILING_BYTES, _R.NOT_DER, _R.NOT_SIGNED_DATA, _R.TOO_MANY_CERTIFICATES, _R.NO_CERTIFICATE,
        _R.CERTIFICATE_UNREADABLE, _R.NOT_ONE_SIGNER, _R.SIGNER_UNKNOWN, _R.WRONG_CONTENT_TYPE, _R.CONTENT_DIFFERS, _R.ATTRIBUTES_MISSING,
        _R.ATTRIBUTES_REPEATED, _R.DIGEST_MISSING, _R.DIGEST_DIFFERS, _R.SIGNED_FOR_ANOTHER_CERTIFICATE, _R.WEAK_HASH, _R.WEAK_KEY,
        _R.ALGORITHM_NOT_ALLOWED, _R.SIGNATURE_WRONG,
    ),
    _STRANGE: (
        _R.SELF_SIGNED, _R.ISSUER_UNKNOWN, _R.CHAIN_SIGNATURE_WRONG, _R.CHAIN_WEAK, _R.ISSUER_NO_AUTHORITY, _R.ISSUER_MAY_NOT_SIGN,
        _R.PATH_TOO_LONG, _R.UNKNOWN_CRITICAL_EXTENSION, _R.CHAIN_REFUSED,
    ),
    _ANOTHERS: (_R.NAME_DIFFERS, _R.TAIL_MISSING, _R.TAIL_DIFFERS),
    _NOT_SIGNING: (_R.WRONG_PURPOSE, _R.SIGNER_IS_AUTHORITY),
    _NO_PERSON: (_R.ORGANISATION, _R.NOT_A_PERSON),
    _OVER: (_R.EXPIRED,),
    _NOT_YET: (_R.NOT_YET_VALID,),
    _REVOKED: (_R.REVOKED,),
    _SUSPENDED: (_R.SUSPENDED,),
    _ABOVE: (_R.ISSUER_NOT_VALID_NOW, _R.ISSUER_REVOKED),
    _SILENT: (_R.AUTHORITY_SILENT,),
    _NOT_ASKED: (_R.AUTHORITY_NOT_ASKED,),
}  # fmt: skip
_CERTIFICATE: Final[dict[str, Words]] = {
    "busy": _BUSY, CHANGED: _STATED, **{each.value: words for words, reasons in _GROUPS.items() for each in reasons},
}  # fmt: skip
_CONFIRMING: Final[dict[Words, Words]] = {
    _AGAIN: ("這次的簽章不能用了", "簽章要在 10 分鐘內完成，只能用一次，而且只能用在這次投保。您的卡片沒有問題，請再簽一次。"),
    _STATED: ("投保的內容改過了", "簽章之後，投保的內容有更動。請再核對一次，用現在的內容再簽一次。"),
    _ANOTHERS: ("這不是要保人的憑證", "憑證上的姓名或證號末 4 碼，和要保人的不一樣。請改用要保人本人的憑證，或改用驗證碼。"),
    _NO_PERSON: ("這不是個人的憑證", "投保要用要保人本人的憑證，不能用公司或團體的。"),
    _OVER: ("這張憑證過期了", "請向發證機構展期或換發，或改用驗證碼。"),
    _NOT_YET: ("這張憑證還沒生效", "請在憑證生效後再簽，或改用驗證碼。"),
    _REVOKED: ("這張憑證已經廢止", "發證機構說這張憑證不能再用。請向發證機構申請新的，或改用驗證碼。"),
    _SUSPENDED: ("這張憑證已經停用", "發證機構說這張憑證暫時停用。請向發證機構恢復使用，或改用驗證碼。"),
    _ABOVE: ("現在不能用這一家的憑證", "發證機構自己的憑證有狀況，為了您的安全沒有採用。請改用驗證碼。"),
    _SILENT: (
        "現在沒辦法向發證機構確認",
        "發證機構沒有回覆，所以投保還沒有送出。您的卡片沒有問題，填過的資料都還在，請過幾分鐘再簽一次，或改用驗證碼。",
    ),
    _DOUBTED: ("發證機構的回覆不能採用", "回覆的內容無法確認真偽或已經過時，為了您的安全沒有採用。請過幾分鐘再簽一次，或改用驗證碼。"),
    _BUSY: ("簽章的次數太多了", "請一小時後再試，或改用驗證碼。"),
}
_APPROVED: Final[dict[str, Words]] = {
    "not_decided": ("還沒有在{title}確認", "請再前往一次，在那裡按同意。"),
    "not_approved": ("您在{title}按了不同意", "沒有確認您的身分。可以再試一次，或改用其他方式。"),
    "too_late": ("在{title}等得太久了", "請再前往一次。"),
    "another_person": ("在{title}確認的不是您填的那個人", "請檢查您填的證號，或改用您本人的帳號。"),
    "silent": ("{title}沒有回覆", "所以還不能確認您的身分，填過的資料都還在。請過幾分鐘再試一次。"),
    "expired": ("隔得太久了", "前往以後要在 10 分鐘內回來。請再前往一次。"),
    "unreachable": ("現在連不上{title}", "請過幾分鐘再試，或改用其他方式。"),
    "crowded": ("現在同時確認身分的人很多", "所以還沒有去問{title}。請過幾秒再前往一次，或改用其他方式。"),
    "busy": ("這個網路前往的次數太多了", "請 15 分鐘後再試，或改用其他方式。"),
    CHANGED: ("您的資料改過了", "前往之後，您的資料有更動。請用現在的資料再確認一次。"),
}


def certificate(outcome: str) -> Words | None:
    """What came of a signature, and what to do; None for a word that is no outcome."""
    doubted = outcome.startswith(("ocsp_", "crl_")) or outcome == Reason.HOST_NOT_ALLOWED
    known = outcome in tuple(Reason) or outcome in _CERTIFICATE
    return _CERTIFICATE.get(outcome, _DOUBTED if doubted and known else None)


def confirming(outcome: str) -> Words | None:
    """The same where an application is confirmed with a signature (10.1.3)."""
    told = certificate(outcome)
    return _CONFIRMING.get(told, told) if told else None


def approved(outcome: str, title: str) -> Words | None:
    """What came of the way to whom the authority approved, and what to do; None for a word that is no outcome."""
    found = _APPROVED.get(outcome)
    return (found[0].format(title=title), found[1].format(title=title)) if found else None


def after(registration: Registration, decision: Decision, outcome: str, here: str) -> HttpResponse:
    """Where it goes on: to the next step, to the page `here` with what came of it, or to the page with the clause."""
    if decision.taken or decision.stale:
        return HttpResponseRedirect(browser.address(queries.registration(registration.pk) or registration))
    shut = {verdict.gate for verdict in decision.shut}
    if "verified_at_once" not in shut or "proved_by_another" in shut:
        return HttpResponseRedirect(browser.address(registration, "refused/"))
    came = urlencode({"came": CHANGED if outcome == "good" else outcome})
    return HttpResponseRedirect(f"{browser.address(registration, here)}?{came}")
