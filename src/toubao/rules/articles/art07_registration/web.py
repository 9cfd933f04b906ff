"""Registration on the web: by one's own words, or by the account at a bank or a partner, and by one-time password (7.2.1)."""

from toubao.rules.articles.art07_registration.account import ANOTHER_WAY, INCOMPLETE, NO_CAPACITY, NO_PERSON, buys, enough_said, may_act
from toubao.rules.facts import Asserted, AssertionAsked, Identification, Notices, Verification, Way
from toubao.rules.kit import gate

ON_THE_WEB = (Way.ONLINE, Way.BANK, Way.PARTNER)  # 7.2.1 as a whole: the bank's and the partner's account stand in for the typed data only

CODE_WRONG = "驗證碼不正確或已失效。請重新輸入，或再取一組新的驗證碼。"


def _notices_on_the_web(facts: Notices) -> bool:
    return buys(facts) and facts.way not in (Way.BRANCH, Way.CERTIFICATE)


def _stated_on_the_web(facts: Identification) -> bool:
    return buys(facts) and facts.way not in (Way.BRANCH, Way.CERTIFICATE)


def _by_bank(facts: Asserted) -> bool:
    return facts.way == Way.BANK


def _by_partner(facts: Asserted) -> bool:
    return facts.way == Way.PARTNER


def taken_in(facts: Notices) -> bool:
    """Whether each notice was shown and read, and all agreed to."""
    return facts.consented and bool(facts.required) and set(facts.required) <= set(facts.shown) and set(facts.required) <= set(facts.read)


@gate("7.2.1.1", when=_notices_on_the_web, otherwise="請先閱讀每一份告知事項，再點選已讀與同意。")
def notices_read(facts: Notices) -> bool:
    """提供消費者閱覽、點選告知事項已讀及網路投保同意後，始得進行首次註冊及身分驗證作業"""
    return taken_in(facts)


@gate("7.2.1.2", otherwise="您選擇以銀行或會員帳戶註冊，請由該帳戶提供您的資料。")
def says_it_in_person(facts: Identification) -> bool:
    """但經消費者同意，得以下列方式之一辦理"""
    return facts.way not in (Way.BANK, Way.PARTNER)


@gate("7.2.1.2", when=_stated_on_the_web, otherwise=INCOMPLETE)
def identity_stated(facts: Identification) -> bool:
    """確認消費者已填寫足資驗證其身分之個人基本資料"""
    return enough_said(facts)


@gate("7.1", otherwise=NO_PERSON)
def person_asserted(facts: Asserted) -> bool:
    """具行為能力之消費者"""
    return facts.natural_person


@gate("7.1", otherwise=NO_CAPACITY)
def capacity_asserted(facts: Asserted) -> bool:
    """具行為能力之消費者"""
    return may_act(facts)


@gate("7.2.1.2", otherwise="要先得到您的同意，才能以銀行或會員帳戶驗證身分。")
def agrees_to_be_asserted(facts: AssertionAsked | Asserted) -> bool:
    """但經消費者同意，得以下列方式之一辦理"""
    return facts.consented and facts.way in (Way.BANK, Way.PARTNER)


@gate("7.2.1.2", otherwise="該帳戶提供的資料不足以驗證身分。請改用其他方式註冊。")
def identity_asserted(facts: Asserted) -> bool:
    """足資驗證其身分之個人基本資料"""
    return enough_said(facts)


@gate(
    "7.2.1.2.1", when=_by_bank,
    otherwise="這個銀行帳戶不能用來註冊：須為同一金融集團銀行臨櫃開立的網路銀行帳戶，或第一類數位存款帳戶。請改用其他方式註冊。",
)  # fmt: skip
def bank_account_serves(facts: Asserted) -> bool:
    """以同一金融控股公司所屬銀行子公司之網路銀行帳戶（以銀行臨櫃辦理者為限）或數位存款帳戶（第一類帳戶）進行註冊及身分驗證作業"""
    at_counter, digital = facts.kind == "net_bank" and facts.opened_at_counter, facts.kind == "digital" and facts.first_class
    return facts.same_group and facts.in_good_standing and (at_counter or digital)


@gate("7.2.1.2.2", when=_by_partner, otherwise="這個會員帳戶目前不能用來註冊。請改用其他方式註冊。")
def member_account_serves(facts: Asserted) -> bool:
    """以該異業之會員帳戶進行註冊及身分驗證作業"""
    return facts.kind == "member" and facts.in_good_standing


@gate("7.2", otherwise=ANOTHER_WAY)
def proved_by_code(facts: Verification) -> bool:
    """保險業辦理前項作業，除主管機關另有核准外，應遵守下列事項"""
    return facts.way in ON_THE_WEB


@gate("7.2.1.3", when=buys, otherwise=CODE_WRONG)
def otp_entered_to_register(facts: Verification) -> bool:
    """應引導消費者或保戶輸入該 OTP 完成身分確認"""
    return facts.otp_entered
