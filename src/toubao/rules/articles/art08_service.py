"""Article 8: registration for service, what an account of article 7 is good for, how long it lasts, and what needs none (8.3)."""

from toubao.rules.articles.art07_registration.account import ANOTHER_WAY, INCOMPLETE, NO_CAPACITY, enough_said, may_act
from toubao.rules.articles.art07_registration.web import CODE_WRONG, taken_in
from toubao.rules.events import Event
from toubao.rules.facts import (
    Confirmation,
    Identification,
    Notices,
    Opening,
    Proof,
    ProofAsked,
    ProofMade,
    Purpose,
    Renewal,
    Review,
    Serving,
    Verification,
    Way,
)
from toubao.rules.kit import Process, Trace, answer, gate
from toubao.rules.periods import years
from toubao.rules.ways import norm_ways

SLEEPS_AFTER = years(5, rolls=False)
NOT_FOUND = "無法用這份資料找到您的保單，或驗證碼不是寄到您留在本公司的手機或信箱。請改用數位憑證、親臨據點辦理，或聯絡客服。"

AT_A_BRANCH = answer(
    Process(
        clause="8.1.2", quote="以親臨保險業（含其分支機構）營業處所申請方式辦理，並進行身分驗證程序後，提供保戶帳號密碼", flow="registration",
        steps=(
            Event.NOTICES_AGREED, Event.IDENTITY_STATED, Event.REGISTRATION_SUBMITTED, Event.REGISTRATION_RELEASED, Event.ACCOUNT_OPENED,
        ),
    )
)  # fmt: skip

PROOF_WITHOUT_AN_ACCOUNT = answer(
    Process(
        clause="8.3",
        quote="得以被保險人國民身分證統一編號（或營利事業統一編號或財稅機關編發之統一編號）及汽車牌照號碼辦理查詢，免辦理前項註冊或身分驗證作業",
        flow="proof",
        steps=(Event.PROOF_APPLIED_FOR, Event.PROOF_ISSUED, Event.PROOF_FETCHED),
    )
)
LOOKED_UP = answer(
    Trace(
        clause="8.3", quote="查詢汽車保險繳費作業，得以被保險人國民身分證統一編號",
        events=(Event.MOTOR_LOOKED_UP, Event.MOTOR_LOOK_UPS_MISSED),
    )
)  # fmt: skip


def _serves(facts: Notices | Identification | Verification | Proof | Review | Renewal) -> bool:
    return facts.purpose == Purpose.SERVICE


def _serves_on_the_web(facts: Notices | Identification | Opening | Renewal) -> bool:
    return facts.purpose == Purpose.SERVICE and facts.way != Way.BRANCH


def _serves_at_a_branch(facts: Notices | Identification) -> bool:
    return facts.purpose == Purpose.SERVICE and facts.way == Way.BRANCH


@gate("8.1", when=_serves, otherwise="這個方式目前不能用來註冊網路保險服務。請改用驗證碼、數位憑證或親臨據點辦理。")
def way_offered_to_serve(facts: Notices) -> bool:
    """依經主管機關核准之方式或下列方式擇一辦理註冊或身分驗證作業"""
    return facts.way in norm_ways() and norm_ways()[facts.way].serves


@gate("8.1.1.1", when=_serves_on_the_web, otherwise="請先閱讀每一份告知事項，再點選已讀與同意。")
def service_notices_read(facts: Notices) -> bool:
    """提供保戶閱覽、點選告知事項已讀及網路保險服務同意後，始得進行首次註冊及身分驗證作業"""
    return taken_in(facts)


@gate("8.1.2", when=_serves_at_a_branch, otherwise="請先讓保戶閱讀每一份告知事項，並簽名同意。")
def service_notices_signed(facts: Notices) -> bool:
    """保戶須簽名同意以完成首次註冊及身分驗證作業"""
    return taken_in(facts) and facts.signed


@gate("8.1", when=_serves, otherwise=NO_CAPACITY)
def capacity_to_be_served(facts: Identification) -> bool:
    """具行為能力之既有保戶"""
    return may_act(facts)


@gate("8.1.1.2", when=_serves_on_the_web, otherwise=INCOMPLETE)
def policyholder_stated(facts: Identification) -> bool:
    """既有保戶得於線上約定並經由身分驗證程序或數位憑證方式取得帳號"""
    return enough_said(facts)


@gate("8.1.2", when=_serves_at_a_branch, otherwise="請查驗保戶本人的身分證件，並補齊姓名、證號、生日與聯絡方式。")
def policyholder_shown(facts: Identification) -> bool:
    """以親臨保險業（含其分支機構）營業處所申請方式辦理，並進行身分驗證程序後"""
    return enough_said(facts) and facts.document_checked and facts.present


@gate("8.1.1.2", when=_serves, otherwise=CODE_WRONG)
def otp_entered_to_be_served(facts: Verification) -> bool:
    """應引導保戶輸入該 OTP 完成身分確認"""
    return facts.otp_entered


@gate("8.1", when=_serves, otherwise=NOT_FOUND)
def policyholder_on_file(facts: Verification | Proof | Review) -> bool:
    """提供具行為能力之既有保戶"""
    return facts.on_file


@gate("8.1.1.2", otherwise=CODE_WRONG)
def otp_confirms_contact(facts: Confirmation) -> bool:
    """完成網路註冊及身分驗證作業後，保險業應發送 OTP 至保戶手機或電子郵件信箱，以確認身分"""
    return facts.otp_entered


@gate("8.1.1.2", when=_serves_on_the_web, otherwise="請先輸入寄到您手機或電子信箱的驗證碼。")
def contact_confirmed(facts: Opening | Renewal) -> bool:
    """保險業應發送 OTP 至保戶手機或電子郵件信箱，以確認身分"""
    return facts.contact_confirmed


@gate("8.2", when=_serves, otherwise="這次驗證的身分和帳號的持有人不同，帳號沒有恢復使用。")
def same_policyholder_again(facts: Renewal) -> bool:
    """保戶非經重新完成前述身分驗證，不得再利用該帳號密碼辦理網路保險服務"""
    return facts.same_holder


@gate("8.1.1.3", otherwise=ANOTHER_WAY)
def account_serves(facts: Serving) -> bool:
    """如保戶已依前條完成註冊及身分驗證者，得沿用該帳號進行網路保險服務"""
    return facts.registered and facts.verified and facts.own


@gate("8.2", otherwise="您已超過五年沒有使用網路保險服務。請先重新驗證身分，再繼續辦理。")
def awake_to_be_served(facts: Serving) -> bool:
    """保戶非經重新完成前述身分驗證，不得再利用該帳號密碼辦理網路保險服務"""
    return not facts.asleep


@gate("8.3", otherwise="請先用被保險人的證號與車牌查詢，再申請投保證明。查詢結果只保留一段時間。")
def number_and_plate_match(facts: ProofAsked) -> bool:
    """得以被保險人國民身分證統一編號（或營利事業統一編號或財稅機關編發之統一編號）及汽車牌照號碼辦理查詢"""
    return facts.matched


@gate("8.3", otherwise="投保證明只能在強制汽車責任保險的保險期間內申請。")
def cover_to_be_proved(facts: ProofAsked | ProofMade) -> bool:
    """申辦強制汽車責任保險電子式投保證明"""
    return facts.compulsory and facts.covered


@gate("8.3", otherwise="電子式投保證明沒有製作完成，請再申請一次。")
def proof_signed(facts: ProofMade) -> bool:
    """強制汽車責任保險電子式投保證明"""
    return facts.issue > 0 and facts.document_digest != "" and facts.signature_intact
