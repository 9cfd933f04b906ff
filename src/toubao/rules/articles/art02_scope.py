"""Article 2: whose law applies, on which channels it may be sold, and to whom."""

from toubao.rules.facts import (
    Application,
    Applying,
    Asking,
    Back,
    BranchReleased,
    Disowned,
    Notices,
    ProgramRegistering,
    Recognised,
    Recovering,
    RecoveryAsked,
    SetUpBy,
    ShownAtBranch,
    Starting,
    StepUp,
    Waiting,
)
from toubao.rules.kit import Disclosure, answer, gate

NORM_ON_SITE = answer(Disclosure(clause="2.2", quote="本規範內容應揭示於保險業之網頁", item="norm", places=("/norm/",)))
DECLARATION = answer(Disclosure(clause="2.2", quote="保險業應宣示遵守本自律規範", item="declaration", places=("/norm/",)))
AUTHORITY_LINK = answer(Disclosure(clause="2.2", quote="提供與主管機關網頁超連結", item="authority-link", places=("/norm/", "footer")))

OTHER_CHANNEL = "這個網址或程式不是本公司登記的投保管道。請改到本公司官方網站投保。"


@gate("2.3", otherwise=OTHER_CHANNEL)
def own_channel(facts: Starting) -> bool:
    """應經由保險公司建置網站專區、網頁或保險公司設置之行動應用程式（APP）投保平台"""
    return facts.channel_is_ours


@gate("2.3", otherwise=OTHER_CHANNEL)
def own_channel_to_register(facts: Notices) -> bool:
    """應經由保險公司建置網站專區、網頁或保險公司設置之行動應用程式（APP）投保平台"""
    return facts.channel_is_ours


@gate("2.3", otherwise="業務員自行建置的程式不能登記。")
def no_agents_program(facts: ProgramRegistering) -> bool:
    """且其所屬業務員不得自行建置"""
    return facts.set_up_by is not SetUpBy.AGENT


def _sells(facts: ProgramRegistering) -> bool:
    return facts.sells


@gate("2.3", when=_sells, otherwise="只有本公司自己設置的網站或行動應用程式可以投保。其他程式只能登記為查詢。")
def sold_by_the_insurers_program(facts: ProgramRegistering) -> bool:
    """保險公司設置之行動應用程式（APP）投保平台"""
    return facts.set_up_by is SetUpBy.INSURER


@gate("2.6", otherwise="網路投保只接受自然人。公司或團體投保請聯絡客服，由專人為您服務。")
def natural_person_buys(facts: Starting) -> bool:
    """要保人以自然人為限"""
    return facts.natural_person


@gate("2.6", otherwise="請先完成註冊與身分驗證，再回來投保。已填的資料會保留。")
def verified_before_purchase(facts: Starting) -> bool:
    """完成首次註冊及身分驗證程序後，於網頁輸入要保資料"""
    return facts.registered and facts.verified


@gate("2.6", otherwise="目前線上只能為自己投保：要保人與被保險人須為同一人。")
def contracts_directly(facts: Application) -> bool:
    """直接與保險公司締結保險契約者"""
    return facts.same_person and facts.registered


@gate("2.6", otherwise="您的手機、電子信箱或密碼剛變更過。為了保護您，要過一段時間才能送出投保；已填的資料會保留。")
def not_cooling_off(facts: Application) -> bool:
    """完成投保及身分驗證程序"""
    return not facts.cooling_off


def _new_address(facts: Applying) -> bool:
    return facts.new_address


def _new_address_later(facts: Waiting) -> bool:
    return facts.new_address


@gate("2.7", otherwise="登入密碼不對，沒有變更任何資料。")
def password_before_change(facts: Asking) -> bool:
    """完成註冊及身分驗證程序後，於網路上辦理除網路投保以外之各項保險服務"""
    return facts.password_right


@gate("2.7", otherwise="還不能確認是您本人。驗證碼或資料不對，請再試一次。")
def proved_before_change(facts: StepUp) -> bool:
    """完成註冊及身分驗證程序後，於網路上辦理除網路投保以外之各項保險服務"""
    return set(facts.needed) <= set(facts.given)


@gate("2.7", when=_new_address, otherwise="新的手機號碼或電子信箱還沒有用驗證碼確認過。")
def new_address_proved(facts: Applying) -> bool:
    """完成註冊及身分驗證程序後，於網路上辦理除網路投保以外之各項保險服務"""
    return facts.new_proved


@gate("2.7", when=_new_address_later, otherwise="新的手機號碼或電子信箱還沒有用驗證碼確認過。")
def new_address_proved_to_wait(facts: Waiting) -> bool:
    """完成註冊及身分驗證程序後，於網路上辦理除網路投保以外之各項保險服務"""
    return facts.new_proved


def _by_codes(facts: RecoveryAsked) -> bool:
    return facts.way is Back.CODES


@gate("2.7", otherwise="帳號已經停用，要先由專人確認是您本人後恢復。請打客服電話。")
def not_blocked_to_recover(facts: RecoveryAsked | Recognised | ShownAtBranch | BranchReleased | Recovering) -> bool:
    """完成註冊及身分驗證程序後，於網路上辦理除網路投保以外之各項保險服務"""
    return facts.blocked == ""


@gate("2.7", when=_by_codes, otherwise="帳號的手機與信箱不是兩個都能收驗證碼，不能用這個方式找回。請改用其他方式。")
def both_addresses_reached(facts: RecoveryAsked) -> bool:
    """完成註冊及身分驗證程序後，於網路上辦理除網路投保以外之各項保險服務"""
    return facts.both_reached


@gate("2.7", otherwise="還不能確認是您本人，密碼沒有變更。")
def recognised_before_recovery(facts: Recognised) -> bool:
    """完成註冊及身分驗證程序後，於網路上辦理除網路投保以外之各項保險服務"""
    return set(facts.needed) <= set(facts.given)


@gate("2.7", otherwise="確認本人之後過了太久，密碼沒有變更。請重新開始。")
def recovered_in_time(facts: Recovering) -> bool:
    """完成註冊及身分驗證程序後，於網路上辦理除網路投保以外之各項保險服務"""
    return facts.in_time


@gate("2.7", otherwise="帳號的登入方式在這段時間已經變更，這一次找回不再有效。")
def nothing_changed_since(facts: Recovering) -> bool:
    """完成註冊及身分驗證程序後，於網路上辦理除網路投保以外之各項保險服務"""
    return facts.unchanged


@gate("2.7", otherwise="這個連結已經失效。如果密碼不是您本人設的，請馬上打客服電話。")
def disowned_in_time(facts: Disowned) -> bool:
    """完成註冊及身分驗證程序後，於網路上辦理除網路投保以外之各項保險服務"""
    return facts.in_time
