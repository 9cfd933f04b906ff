"""Article 6: what the insurer does once a contract stands."""

from toubao.rules.events import Event
from toubao.rules.facts import Conclusion, Delivery, Underwriting
from toubao.rules.kit import Duty, answer, gate
from toubao.rules.periods import hours

CONFIRM = answer(
    Duty(
        clause="6.1.1", quote="契約成立或變更後，應對消費者發送確認之訊息", name="confirm_contract",
        starts=Event.PURCHASE_CONCLUDED, met_by=Event.CONFIRMATION_SENT, within=hours(1), then="correspondence.resend_forgotten",
    )
)  # fmt: skip

TELL_CHANGED = answer(
    Duty(
        clause="6.1.1", quote="契約成立或變更後，應對消費者發送確認之訊息", name="tell_contract_change",
        starts=Event.CONTRACT_CHANGE_NEAR, met_by=Event.CONTRACT_CHANGE_TOLD, within=hours(24), then="service.tell_contract",
    )
)  # fmt: skip
"""Of the contract of services with everybody who has an account: told before the change starts, as that contract says (its section 9)."""

NOT_CONCLUDED = "契約尚未成立，不能製發保單。"


@gate("6.1.2", otherwise=NOT_CONCLUDED)
def after_conclusion(facts: Delivery) -> bool:
    """提供符合契約內容要求之保險商品及服務"""
    return facts.contract_concluded and bool(facts.policy_number)


@gate("6.1.2", otherwise="投保內容與您送出時同意的不一致，為保障您的權益，不能照這個內容承保。")
def as_agreed(facts: Underwriting | Conclusion | Delivery) -> bool:
    """提供符合契約內容要求之保險商品及服務"""
    return bool(facts.agreed_to) and facts.says == facts.agreed_to


@gate("6.1.3", otherwise="保單文件的電子簽章不完整，不能寄送。")
def delivered_safely(facts: Delivery) -> bool:
    """對消費者所簽訂之保險契約及相關文件應選擇安全、適當及迅速之交付方式"""
    return facts.signature_intact and bool(facts.document_digest)
