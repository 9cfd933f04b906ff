"""Article 7: registration for purchase, online (7.2.1); other ways come with their own issue."""

from toubao.rules.facts import Application, Identification, Notices, Starting, Verification, Way
from toubao.rules.kit import gate
from toubao.rules.periods import is_adult_on

OFFERED = (Way.ONLINE,)
ON_THE_WEB = (Way.ONLINE, Way.BANK, Way.PARTNER)  # 7.2.1 as a whole: the bank's and the partner's account stand in for the typed data only


def _notices_online(facts: Notices) -> bool:
    return facts.way in ON_THE_WEB


def _stated_online(facts: Identification) -> bool:
    return facts.way is Way.ONLINE


def _verified_online(facts: Verification) -> bool:
    return facts.way in ON_THE_WEB


@gate("7.2", otherwise="目前只能在網路上以一次性密碼註冊。需要其他方式，請聯絡客服，由專人為您說明。")
def way_offered(facts: Notices) -> bool:
    """保險業辦理前項作業，除主管機關另有核准外，應遵守下列事項"""
    return facts.way in OFFERED


@gate("7.2.1.1", when=_notices_online, otherwise="請先閱讀每一份告知事項，再點選已讀與同意。")
def notices_read(facts: Notices) -> bool:
    """提供消費者閱覽、點選告知事項已讀及網路投保同意後，始得進行首次註冊及身分驗證作業"""
    return facts.consented and bool(facts.required) and set(facts.required) <= set(facts.shown) and set(facts.required) <= set(facts.read)


@gate("7.1", otherwise="依民法規定，您目前還不能自行在網路投保（未成年或受監護宣告）。請由法定代理人聯絡客服。")
def capacity(facts: Identification) -> bool:
    """具行為能力之消費者"""
    return is_adult_on(facts.birth_date.reveal(), facts.on) and not facts.guardianship_declared


@gate("7.1", otherwise="網路投保帳號只開放給自然人，請輸入您本人的身分證字號或統一證號。")
def person_registers(facts: Identification) -> bool:
    """具行為能力之消費者"""
    return facts.natural_person


@gate("7.2.1.2", when=_stated_online, otherwise="還缺少足以驗證身分的資料，請補齊姓名、證號、生日與聯絡方式。")
def identity_stated(facts: Identification) -> bool:
    """確認消費者已填寫足資驗證其身分之個人基本資料"""
    return facts.id_number_valid and bool(facts.name.reveal().strip()) and facts.reachable


@gate("7.1", otherwise="無法用這份資料開立新的帳號。若您曾經註冊，請直接登入；忘記密碼時請撥客服電話，由專人協助。")
def first_registration(facts: Verification) -> bool:
    """完成首次註冊及身分驗證作業而取得帳號密碼"""
    return not facts.already_registered


@gate("7.2.1.3", when=_verified_online, otherwise="一次性密碼不正確或已失效。請重新輸入，或再取一組新的密碼。")
def otp_entered_to_register(facts: Verification) -> bool:
    """應引導消費者或保戶輸入該 OTP 完成身分確認"""
    return facts.otp_entered


@gate("7.1", otherwise="請先完成註冊與身分驗證，再進行網路投保。")
def registered_before_purchase(facts: Starting) -> bool:
    """完成首次註冊及身分驗證作業而取得帳號密碼後，始得進行網路投保作業"""
    return facts.registered


@gate("7.1", otherwise="依民法規定，未滿成年年齡不能自行在網路投保。")
def adult_starts(facts: Starting) -> bool:
    """具行為能力之消費者"""
    return facts.adult


@gate("7.1", otherwise="帳號目前不能用來投保，請重新完成身分驗證。")
def still_registered(facts: Application) -> bool:
    """完成首次註冊及身分驗證作業而取得帳號密碼後，始得進行網路投保作業"""
    return facts.registered and facts.adult
