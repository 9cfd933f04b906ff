"""Article 12: how a premium may be paid, whose instrument it must be, and what follows payment."""

from toubao.rules.events import Event
from toubao.rules.facts import Authorisation, Instrument
from toubao.rules.kit import Duty, answer, gate
from toubao.rules.periods import hours

ONLINE_MAY_USE = (Instrument.OWN_CARD, Instrument.OWN_ACCOUNT, Instrument.E_PAYMENT_2, Instrument.E_PAYMENT_3)


def _online(facts: Authorisation) -> bool:
    return facts.registered_online


@gate("12.1.1", when=_online, otherwise="網路註冊的帳號只能用要保人本人的信用卡、存款帳戶或第二、三類電子支付帳戶付款。")
def own_instrument(facts: Authorisation) -> bool:
    """僅得接受以要保人本人之信用卡、要保人本人存款帳戶轉帳方式或電子支付帳戶（限第二類或第三類）繳交保險費"""
    return facts.instrument in ONLINE_MAY_USE


@gate("12.1.1", otherwise="發卡銀行沒有授權這筆保險費。")
def authorised_in_full(facts: Authorisation) -> bool:
    """繳交保險費"""
    return facts.authorised and bool(facts.authorisation_code) and facts.amount == facts.premium and facts.application_confirmed


def _personal_line_by_card_or_account(facts: Authorisation) -> bool:
    return facts.personal_line and facts.instrument in (Instrument.OWN_CARD, Instrument.OWN_ACCOUNT)


@gate(
    "12.1.2",
    when=_personal_line_by_card_or_account,
    otherwise="這張卡的持卡人與要保人不是同一人，不能用來付這筆保險費。請改用您本人的信用卡。",
)
def holder_matched(facts: Authorisation) -> bool:
    """建立身分輔助驗證機制"""
    return facts.holder_matched


TELL_PAID = answer(
    Duty(
        clause="12.1.4", quote="應發送簡訊或電子郵件通知要保人已完成扣款及投保作業", name="tell_paid",
        starts=Event.PURCHASE_CONCLUDED, met_by=Event.CONFIRMATION_SENT, within=hours(1), then="correspondence.resend_forgotten",
    )
)  # fmt: skip
SEND_POLICY = answer(
    Duty(
        clause="12.1.4", quote="並寄發紙本保單或電子保單予要保人", name="send_policy",
        starts=Event.PURCHASE_CONCLUDED, met_by=Event.POLICY_SENT, within=hours(24), then="policies.issue",
    )
)  # fmt: skip
