"""Article 10: the application itself, what must be shown, agreed and proved before it is sent in."""

from toubao.rules.facts import Application, Informing, Publishing, Starting
from toubao.rules.kit import Disclosure, answer, gate

DESCRIPTIONS = answer(
    Disclosure(
        clause="10.1.1", quote="提供可進行網路投保之所有保險商品之商品說明、保單條款等，以利要保人隨時瀏覽參閱",
        item="documents", places=("/products/<product>/", "/products/<product>/documents/<document>/"),
    )
)  # fmt: skip


@gate("10.1.1", otherwise="商品說明、條款或投保須知還沒有備齊，商品不能上架。")
def documents_provided(facts: Publishing) -> bool:
    """提供可進行網路投保之所有保險商品之商品說明、保單條款等"""
    return not facts.documents_missing and bool(facts.documents)


@gate("10.1.1", otherwise="這個版本已經用原來的文件販售過。文件改了，要用新的版本上架。")
def documents_as_offered(facts: Publishing) -> bool:
    """提供可進行網路投保之所有保險商品之商品說明、保單條款等"""
    return not facts.documents_before or set(facts.documents_before) == set(facts.documents)


@gate("10.1.1", otherwise="這項商品的說明或條款暫時無法閱覽，請稍後再試。")
def documents_readable(facts: Starting) -> bool:
    """提供可進行網路投保之所有保險商品之商品說明、保單條款等，以利要保人隨時瀏覽參閱"""
    return not facts.documents_missing


@gate("10.1.2", otherwise="投保資料還沒有填完，請補齊後再繼續。")
def data_entered_first(facts: Informing) -> bool:
    """於要保人輸入相關投保資料及選擇欲投保之保險商品後"""
    return facts.data_complete and not facts.screening


@gate("10.1.2", otherwise="請閱讀保單條款與投保須知的最新版本，並逐項點選同意。")
def terms_agreed(facts: Informing) -> bool:
    """保單條款全文或連結及保險商品重要內容說明（投保須知），以提供要保人閱覽並點選同意"""
    current = set(facts.documents_current)
    return bool(current) and current <= set(facts.documents_shown) and current <= set(facts.documents_agreed)


def _needs_review(facts: Informing) -> bool:
    return facts.review_required


@gate("10.1.5", when=_needs_review, otherwise="這項商品依法有審閱期間，期間屆滿後才能投保。")
def review_period_ended(facts: Informing) -> bool:
    """如屬依法令規定應提供審閱期間之保險商品，並應依法令規定辦理"""
    return facts.review_ended


@gate("10.1.2", otherwise="您同意之後文件或投保內容有更動，請重新閱讀並同意。")
def terms_still_agreed(facts: Application) -> bool:
    """以提供要保人閱覽並點選同意"""
    return facts.documents_still_agreed


def by_password(facts: Application) -> bool:
    """Whether the applicant confirms with a one-time password."""
    return not facts.by_certificate


def by_certificate(facts: Application) -> bool:
    """Whether the applicant confirms with a digital certificate."""
    return facts.by_certificate


@gate("10.1.3", when=by_password, otherwise="驗證碼不正確或已失效。請重新輸入，或再取一組新的驗證碼。")
def otp_entered(facts: Application) -> bool:
    """應引導要保人輸入該 OTP 完成身分確認，始得完成投保作業"""
    return facts.otp_entered


@gate("10.1.3", when=by_password, otherwise="投保內容在驗證碼送出後改過，請重新確認並再取一組新的驗證碼。")
def otp_binds_what_is_confirmed(facts: Application) -> bool:
    """於要保人送出確認投保前，保險業應發送 OTP"""
    return facts.otp_binds_this


@gate("10.1.3", when=by_certificate, otherwise="數位憑證驗證沒有通過，請確認憑證有效後再試一次。")
def certificate_verified(facts: Application) -> bool:
    """保險業應透過數位憑證進行身分驗證作業，於確認要保人身分後始得完成投保作業"""
    return facts.certificate_verified


@gate("10.1.3", when=by_certificate, otherwise="簽的不是現在的投保內容，請再核對一次，用憑證再簽一次。")
def signature_binds_what_is_confirmed(facts: Application) -> bool:
    """於其送出確認投保前，保險業應透過數位憑證進行身分驗證作業"""
    return bool(facts.digest) and facts.signed_digest == facts.digest
