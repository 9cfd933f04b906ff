"""Article 11: reports to the industry, limits, and who decides whether a risk is taken (persons: 11.2)."""

from toubao.rules.events import Event
from toubao.rules.facts import Application, Asserted, Capture, Identification, IssueReport, Purpose, Receipt, Underwriting, Way
from toubao.rules.kit import Duty, Process, Ruling, answer, gate
from toubao.rules.periods import hours

REPORT_RECEIPT = answer(
    Duty(
        clause="11.2.1", quote="於送出繳款資料並取得信用卡或轉帳銀行授權碼後即時連線辦理收件通報", name="report_receipt",
        starts=Event.PAYMENT_AUTHORISED, met_by=Event.RECEIPT_REPORTED, within=hours(1), then="purchase.advance",
    )
)  # fmt: skip
REPORT_ISSUE = answer(
    Duty(
        clause="11.2.1", quote="應於扣款完成後且保險契約成立時二十四小時內，立即辦理承保通報", name="report_issue",
        starts=Event.PURCHASE_CONCLUDED, met_by=Event.ISSUE_REPORTED, within=hours(24), then="purchase.advance",
    )
)  # fmt: skip


DECIDE_REFERRAL = answer(
    Duty(
        clause="11.2.4", quote="應遵循之核保規範進行網路投保核保作業", name="decide_referral",
        starts=Event.PURCHASE_REFERRED, met_by=Event.REFERRAL_DECIDED, within=hours(24),
    )
)  # fmt: skip


@gate("11.2.1", otherwise="還沒有取得授權碼，不能辦理收件通報。")
def authorised_before_receipt(facts: Receipt) -> bool:
    """取得信用卡或轉帳銀行授權碼後即時連線辦理收件通報"""
    return bool(facts.authorisation_code and facts.receipt_number)


@gate("11.2.1", otherwise="收件通報尚未完成，核保還不能開始。")
def receipt_before_underwriting(facts: Underwriting) -> bool:
    """即時連線辦理收件通報"""
    return facts.receipt_reported


@gate("11.2.1", otherwise="這份要保申請未通過核保，不會扣款。")
def accepted_before_capture(facts: Capture) -> bool:
    """應於扣款完成後且保險契約成立時二十四小時內，立即辦理承保通報"""
    return facts.application_accepted and facts.amount == facts.premium


@gate("11.2.1", otherwise="承保通報還沒有收到通報編號，不能當作已經通報。")
def issue_numbered(facts: IssueReport) -> bool:
    """立即辦理承保通報"""
    return bool(facts.receipt_number and facts.report_number and facts.policy_number)


def _within_company(facts: Underwriting) -> bool:
    return facts.company_total + facts.sum_insured <= facts.company_limit


@gate(
    "11.2.2", otherwise="這次的保險金額，連同您在本公司的有效保單（如果有），超過網路投保的單一公司限額。可以降低保額後再投保，或聯絡客服。"
)
def company_limit(facts: Underwriting) -> bool:
    """單一公司保險金額不得超過保險業辦理電子商務應注意事項規定之限額"""
    return _within_company(facts)


OVER_INDUSTRY = "這次的保險金額，連同您在本公司與其他公司的有效保單，超過網路投保的同業累積限額。可以降低保額後再投保，或聯絡客服。"


@gate("11.2.3", when=_within_company, otherwise=OVER_INDUSTRY)
def industry_limit(facts: Underwriting) -> bool:
    """須即時連線保險業通報作業資訊系統，檢核同業累積保險金額不得超過"""
    return facts.industry_asked and cumulated(facts) <= facts.industry_limit


def cumulated(facts: Underwriting) -> int:
    """What the insured would have with all insurers, NT$. An answer that contains our own reports counts them once, and where it lags
    behind our books, the books count.
    """
    ours = facts.company_total + facts.sum_insured
    return max(facts.industry_total, ours) if facts.industry_contains_own else facts.industry_total + ours


ASSISTED = (
    "受輔助宣告的人有行為能力，法律並不禁止您投保；但依本公司自己的規定，要由專人協助，不在網路上受理。請聯絡客服，或本人到服務據點。"
)


def _online(facts: Identification) -> bool:
    """Whether somebody registers to buy without having come to a branch, where a person helps."""
    return facts.purpose == Purpose.PURCHASE and facts.way != Way.BRANCH


@gate("11.2.4", when=_online, otherwise=ASSISTED)
def assisted_by_a_person(facts: Identification) -> bool:
    """承保公司內部訂立之網路投保篩選標準"""
    return not facts.assistance_declared


@gate("11.2.4", otherwise=ASSISTED)
def assisted_asserted(facts: Asserted) -> bool:
    """承保公司內部訂立之網路投保篩選標準"""
    return not facts.assistance_declared


def _not_cleared(facts: Underwriting) -> bool:
    return not facts.cleared_by_person


@gate("11.2.2", when=_not_cleared, otherwise="這份申請需要由核保人員再確認一次，我們會盡快通知您結果。")
def nothing_abnormal(facts: Underwriting) -> Ruling:
    """須檢核承保公司內部有無異常投保或理賠紀錄"""
    return Ruling.REFER if facts.abnormal else Ruling.OPEN


@gate("11.2.4", otherwise="這份申請不符合網路投保的條件，請修改後再送出，或聯絡客服。")
def screened_before_sending(facts: Application) -> bool:
    """不符合承保公司內部訂立之網路投保篩選標準"""
    return not facts.screening


@gate("11.2.4", when=_not_cleared, otherwise="這份申請需要由核保人員確認，我們會盡快通知您結果。")
def within_online_screening(facts: Underwriting) -> Ruling:
    """不符合承保公司內部訂立之網路投保篩選標準或其他情形者，得自行評估並依保險業核保規範辦理該件轉人工核保作業"""
    return Ruling.REFER if facts.screening else Ruling.OPEN


BY_A_PERSON = answer(
    Process(
        clause="11.2.4", quote="自同意承保後，依本自律規範第十二條規定完成線上繳費作業",
        flow="purchase", steps=(Event.PURCHASE_REFERRED, Event.PURCHASE_CLEARED, Event.PURCHASE_AUTHORISED),
    )
)  # fmt: skip
