"""Registration by digital certificate, or by a way that the authority approved (7.2, 7.2.3)."""

from toubao.rules.articles.art07_registration.account import ANOTHER_WAY, INCOMPLETE, buys, enough_said
from toubao.rules.articles.art07_registration.web import taken_in
from toubao.rules.facts import Identification, Notices, Proof, Way
from toubao.rules.kit import gate


def _notices_before_a_certificate(facts: Notices) -> bool:
    return buys(facts) and facts.way == Way.CERTIFICATE


def _stated_for_a_certificate(facts: Identification) -> bool:
    return buys(facts) and facts.way == Way.CERTIFICATE


@gate("7.2.3.1", when=_notices_before_a_certificate, otherwise="請先閱讀每一份告知事項，再點選已讀與同意。")
def notices_before_certificate(facts: Notices) -> bool:
    """提供消費者閱覽、點選後，始得以數位憑證完成首次註冊及身分驗證作業"""
    return taken_in(facts)


@gate("7.2.3.2", when=_stated_for_a_certificate, otherwise=INCOMPLETE)
def identity_stated_for_certificate(facts: Identification) -> bool:
    """應確認消費者已填寫足資驗證其身分之個人基本資料"""
    return enough_said(facts)


@gate("7.2", otherwise=ANOTHER_WAY)
def proved_by_another(facts: Proof) -> bool:
    """保險業辦理前項作業，除主管機關另有核准外，應遵守下列事項"""
    return facts.way == Way.CERTIFICATE  # any other is open only while its waiver lasts


@gate("7.2.3.3", otherwise="沒有驗證成功，身分還沒有確認。")
def verified_at_once(facts: Proof) -> bool:
    """由憑證機構即時回覆驗章成功或失敗訊息給保險業。保險業確認驗章成功後，即完成首次註冊及身分驗證作業"""
    return facts.outcome == "good" and bool(facts.authority and facts.evidence)
