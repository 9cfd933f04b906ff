"""What is written to the applicant in the course of a purchase, and the contract as the policy will say it."""

from datetime import datetime
from typing import Any

from django.conf import settings

from toubao.business.correspondence.actions import Words, queue
from toubao.business.identity.queries import known as known_of
from toubao.business.payment.models import Payment
from toubao.business.policies.contract import LOCKED, Contract, Details
from toubao.business.policies.mailing import new_password
from toubao.business.purchase import queries
from toubao.business.purchase.models import Purchase
from toubao.journal.writing import TAIPEI
from toubao.products import Product
from toubao.products.travel_accident.destinations import by_code
from toubao.rules.events import Event

LET_GO = "保險費：信用卡的授權會取消。萬一已經扣款，會全額退還，並另外通知您。"


def contract(purchase: Purchase, product: Product, payment: Payment) -> Contract:
    """What was contracted, for the policy. Raises ValueError for a purchase without a period or a conclusion."""
    if purchase.starts is None or purchase.ends is None or purchase.concluded_at is None or not purchase.serial:
        raise ValueError("only a concluded purchase is a contract")
    known, draft = known_of(purchase.person), queries.draft(purchase)
    details = Details(
        name=known.name, id_number=known.id_number, born=known.birth_date, phone=known.phone, mail=known.mail, address=draft.address,
        serial=purchase.serial, destinations=tuple(by_code()[code].name for code in draft.destinations),
        days=draft.trip.days if draft.trip else 0, beneficiary_name="" if draft.heirs else draft.beneficiary_name,
        beneficiary_relation="" if draft.heirs else draft.beneficiary_relation, paid_with=f"本人信用卡（末四碼 {payment.last_four}）",
        mailed=draft.mailed, opens_with=new_password() if draft.mailed == LOCKED else "",
    )  # fmt: skip
    return Contract(
        purchase=purchase.pk, person=purchase.person, product=purchase.product, product_version=purchase.product_version,
        starts=purchase.starts, ends=purchase.ends, sum_insured=purchase.sum_insured, premium=purchase.premium,
        concluded_at=purchase.concluded_at, details=details,
    )  # fmt: skip


def confirmation(*, purchase: Purchase, product: Product, policy_number: str, now: datetime) -> None:
    """Tell the applicant by SMS and by mail that payment and purchase are done (6.1.1, 12.1.4)."""
    what = f"{product.name}（保單號碼 {policy_number}，序號 {purchase.serial}）"
    short = f"【{settings.BRAND['short_name']}】已完成扣款 NT${purchase.premium:,} 與投保：{what}。電子保單製作完成後，會再通知您。"
    lines = [
        f"已完成扣款與投保：{product.name}",
        f"保單號碼　{policy_number}",
        f"序號　　　{purchase.serial}",
        f"保險金額　NT${purchase.sum_insured:,}",
        f"保險費　　NT${purchase.premium:,}",
        f"保險期間　{_moment(purchase.starts)} 至 {_moment(purchase.ends)}",
        _look_up(purchase),
        "電子保單製作完成後，會另外通知您，到會員中心開啟。",
    ]
    _tell(purchase, "confirm", short, f"投保完成：{product.name}", lines, now, when_sent=Event.CONFIRMATION_SENT)


def refusal(*, purchase: Purchase, product: Product, now: datetime) -> None:
    """Tell the applicant that the application was refused, why, and what becomes of the money: not more than is known by now."""
    reasons = [reason["words"] for reason in purchase.refusal]
    short = f"【{settings.BRAND['short_name']}】您的{product.name}申請未能承保。信用卡的授權會取消；若已扣款，會全額退還。原因請見電子郵件或會員中心。"
    lines = ["很抱歉，這次無法承保。", *reasons, LET_GO, *_number(purchase)]
    _tell(purchase, "refused", short, f"未能承保：{product.name}", lines, now, when_sent=Event.REFUSAL_TOLD)


def referred(*, purchase: Purchase, product: Product, now: datetime) -> None:
    """Tell the applicant that a person decides, what becomes of the money, and that nothing is covered meanwhile (13.1)."""
    short = (
        f"【{settings.BRAND['short_name']}】您的{product.name}申請轉由專人核保，目前還沒有保障。信用卡的授權會取消；"
        f"若已扣款，會全額退還。{_moment(purchase.starts)} 前沒有結果，申請就結束。"
    )
    lines = [
        "您的申請轉由核保人員審核，結果會再用簡訊與電子郵件通知您。",
        "契約還沒有成立，目前沒有任何保障。同意承保後，您完成付款，契約才會成立。",
        f"到 {_moment(purchase.starts)}（您填寫的保障開始時間）還沒有成立契約，這份申請就結束，不會再扣款。",
        LET_GO,
        *_number(purchase),
    ]
    _tell(purchase, "referred", short, f"專人核保中，尚未承保：{product.name}", lines, now, when_sent=Event.REFERRAL_TOLD)


def delayed(*, purchase: Purchase, product: Product, now: datetime) -> None:
    """Tell the applicant that an institution has not answered, and that nothing need be done (13.1)."""
    concluded = purchase.state == "concluded"
    stands = "契約已經成立，保障不受影響" if concluded else "契約還沒有成立，目前沒有保障"
    short = f"【{settings.BRAND['short_name']}】您的{product.name}申請還在等外部機構回覆，{stands}。不必重新投保，有結果會再通知您。"
    lines = ["外部機構的系統還沒有回覆，我們會自動再試，您不必重新投保。", f"{stands}。有結果會再用簡訊與電子郵件通知您。"]
    _tell(purchase, f"waiting-{purchase.state}", short, f"申請處理中：{product.name}", lines, now, when_sent=Event.WAIT_TOLD)


def refunded(*, purchase: Purchase, payment: Payment, now: datetime) -> None:
    """Tell the applicant that money which had been taken was given back."""
    card = f"信用卡（末四碼 {payment.last_four}）" if payment.last_four else "信用卡"
    back = f"先前已扣款的 NT${payment.amount:,} 已全額退回原{card}，入帳時間依發卡銀行。"
    short = f"【{settings.BRAND['short_name']}】您的投保申請沒有成立契約，{back}"
    lines = ["您的投保申請沒有成立契約。", back, f"訂單編號　{payment.pk}"]
    _tell(purchase, f"refunded-{str(payment.pk)[:8]}", short, "保險費已經退還", lines, now)


def cleared(*, purchase: Purchase, product: Product, now: datetime) -> None:
    """Tell the applicant that a person agreed to take the risk, and that the premium can be paid now (11.2.4)."""
    short = f"【{settings.BRAND['short_name']}】您的{product.name}申請已同意承保，請登入會員中心完成付款。"
    link = f"{settings.PUBLIC_URL}/purchase/{purchase.pk}/pay/"
    _tell(
        purchase,
        f"cleared-{int(now.timestamp())}",
        short,
        f"請完成付款：{product.name}",
        ["核保人員已同意承保。", f"請在這裡完成付款：{link}", *_number(purchase)],
        now,
        when_sent=Event.CLEARANCE_TOLD,
    )


def _number(purchase: Purchase) -> list[str]:
    """The serial number with where it is looked up (5.2.11); an application of an older release may have none."""
    return [f"序號　　　{purchase.serial}", _look_up(purchase)] if purchase.serial else []


def _look_up(purchase: Purchase) -> str:
    return f"用序號查進度：{settings.PUBLIC_URL}/case/?serial={purchase.serial}"


def _tell(
    purchase: Purchase, purpose: str, short: str, subject: str, lines: list[str], now: datetime, when_sent: Event | None = None
) -> None:
    """By SMS and by mail; the applicant counts as told when one of the carriers has taken it."""
    known = known_of(purchase.person)
    text = "\n".join([f"{known.name} 您好：", "", *lines, "", settings.INSURER["company"], settings.INSURER["toll_free"]])
    told: dict[str, Any] = {"about": purchase.about, "key": purchase.person.key, "now": now, "when_sent": when_sent}
    queue(channel="sms", to=known.phone, words=Words(purpose=purpose, text=short), reference=f"{purpose}-{purchase.pk}-sms", **told)
    words = Words(purpose=purpose, subject=subject, text=text)
    queue(channel="mail", to=known.mail, words=words, reference=f"{purpose}-{purchase.pk}-mail", **told)


def _moment(moment: datetime | None) -> str:
    return moment.astimezone(TAIPEI).strftime("%Y-%m-%d %H:%M") if moment else ""
