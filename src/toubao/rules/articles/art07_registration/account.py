"""Who may have an account, for how long, and what it takes to take it into use (7.1, 7.2, 7.3)."""

from toubao.rules.facts import (
    Application,
    Asserted,
    Identification,
    Notices,
    Opening,
    Proof,
    Purpose,
    Renewal,
    Review,
    Starting,
    Verification,
    Way,
)
from toubao.rules.kit import gate
from toubao.rules.periods import is_adult_on, years
from toubao.rules.ways import norm_ways

SLEEPS_AFTER = years(5, rolls=False)

INCOMPLETE = "還缺少足以驗證身分的資料，請補齊姓名、證號、生日與聯絡方式。"
NO_CAPACITY = "依民法規定，您目前還不能自行在網路投保（未成年或受監護宣告）。請由法定代理人聯絡客服。"
NO_PERSON = "網路投保帳號只開放給自然人，請輸入您本人的姓名，以及身分證字號或統一證號。"
CORRECTED = "先前用這個證號填寫的出生日期未滿成年年齡。更正出生日期要由專人核對身分證件，請本人帶證件到服務據點，或聯絡客服。"
NO_ACCOUNT = "無法用這份資料開立新的帳號。若您曾經註冊，請直接登入；忘記密碼時請撥客服電話，由專人協助。"
ANOTHER_WAY = "這個步驟不屬於您選擇的註冊方式。請回到註冊的第一頁，重新選擇。"
ASLEEP = "您已超過五年沒有在網路投保。請先重新驗證身分，再繼續投保；已填的資料會保留。"


def buys(facts: Notices | Identification | Verification | Proof | Renewal) -> bool:
    """Whether somebody registers to buy, and not for services alone (8.1)."""
    return facts.purpose == Purpose.PURCHASE


def _first(facts: Verification | Proof | Review | Opening) -> bool:
    return not facts.renews


def _at_a_branch(facts: Opening | Renewal) -> bool:
    return facts.way == Way.BRANCH


def enough_said(facts: Identification | Asserted) -> bool:
    """Whether what is known suffices to verify who somebody is, and to reach them."""
    return facts.id_number_valid and bool(facts.name.reveal().strip()) and facts.reachable


def may_act(facts: Identification | Asserted) -> bool:
    """Whether somebody has the capacity to act for themselves (Civil Code 12, 15)."""
    return is_adult_on(facts.birth_date.reveal(), facts.on) and not facts.guardianship_declared


@gate("7.2", when=buys, otherwise="這個註冊方式目前沒有提供。請回到註冊的第一頁，選擇其他方式。")
def way_offered(facts: Notices) -> bool:
    """保險業辦理前項作業，除主管機關另有核准外，應遵守下列事項"""
    return facts.way in norm_ways()


@gate("7.1", otherwise=NO_PERSON)
def person_registers(facts: Identification) -> bool:
    """具行為能力之消費者"""
    return facts.natural_person


@gate("7.1", when=buys, otherwise=NO_CAPACITY)
def capacity(facts: Identification) -> bool:
    """具行為能力之消費者"""
    return may_act(facts)


def _buys_unseen(facts: Identification) -> bool:
    """Whether nobody has looked at an identity document."""
    return buys(facts) and not facts.document_checked


@gate("7.1", when=_buys_unseen, otherwise=CORRECTED)
def age_stands(facts: Identification) -> bool:
    """具行為能力之消費者"""
    return not facts.minor_before


@gate("7.1", when=_first, otherwise=NO_ACCOUNT)
def first_registration(facts: Verification | Proof | Review | Opening) -> bool:
    """完成首次註冊及身分驗證作業而取得帳號密碼"""
    return not facts.already_registered or facts.number_yields


@gate("7.1", when=_at_a_branch, otherwise="請用本公司寄給您的啟用連結設定密碼。連結逾期時，請聯絡承辦據點。")
def activated_by_link(facts: Opening | Renewal) -> bool:
    """完成首次註冊及身分驗證作業而取得帳號密碼"""
    return facts.link_used


@gate("7.1", otherwise="這次驗證是為了您現有的帳號，不會開立新的帳號。")
def opens_for_the_first_time(facts: Opening) -> bool:
    """完成首次註冊及身分驗證作業而取得帳號密碼"""
    return not facts.renews


@gate("7.3", when=buys, otherwise="這次驗證的身分和帳號的持有人不同，帳號沒有恢復使用。")
def same_person_again(facts: Renewal) -> bool:
    """消費者非經重新完成前項身分驗證作業，不得再利用該帳號密碼進行網路投保作業"""
    return facts.same_holder


@gate("7.1", otherwise="依民法規定，未滿成年年齡不能自行在網路投保。")
def adult_starts(facts: Starting) -> bool:
    """具行為能力之消費者"""
    return facts.adult


@gate("7.1", otherwise="帳號目前不能用來投保，請重新完成身分驗證。")
def still_registered(facts: Application) -> bool:
    """完成首次註冊及身分驗證作業而取得帳號密碼後，始得進行網路投保作業"""
    return facts.registered and facts.adult


@gate("7.3", otherwise=ASLEEP)
def awake_to_start(facts: Starting) -> bool:
    """消費者非經重新完成前項身分驗證作業，不得再利用該帳號密碼進行網路投保作業"""
    return not facts.asleep


@gate("7.3", otherwise=ASLEEP)
def awake_to_confirm(facts: Application) -> bool:
    """消費者非經重新完成前項身分驗證作業，不得再利用該帳號密碼進行網路投保作業"""
    return not facts.asleep
