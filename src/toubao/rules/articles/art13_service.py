"""Article 13: policy service is reviewed under internal control, and its outcome is told."""

from toubao.rules.events import Event
from toubao.rules.facts import Applying, Asking, BranchReleased, DeathConfirmed, Kind, Reviewed, ShownAtBranch, Stopping
from toubao.rules.kit import Duty, Trace, answer, gate
from toubao.rules.periods import days, hours


def _leaving(facts: Asking) -> bool:
    return facts.kind is Kind.LEAVE


def _waits(facts: Applying) -> bool:
    return facts.waits


def _addresses(facts: Applying) -> bool:
    return facts.new_address


def _for_a_person(facts: Applying) -> bool:
    return facts.needs_person


@gate("13.1", otherwise="同一類的變更還有一件在處理或保護期間內。等它結束，或先取消它，再提出新的變更。")
def one_change_at_a_time(facts: Asking) -> bool:
    """依相關法令及內部核保、保全、理賠內部控制作業進行審核"""
    return not facts.other_under_way


@gate("13.1", when=_leaving, otherwise="您還有投保正在處理。請等它有結果，或先放棄它，再關閉帳號。")
def nothing_under_way_when_leaving(facts: Asking) -> bool:
    """依相關法令及內部核保、保全、理賠內部控制作業進行審核"""
    return facts.purchases_under_way == 0


@gate("13.1", otherwise="請填寫看過的證明文件及編號。只有需要專人審核的變更才由專人處理。")
def evidence_seen(facts: Reviewed) -> bool:
    """依相關法令及內部核保、保全、理賠內部控制作業進行審核"""
    return facts.needs_person and facts.evidence.strip() != "" and facts.by != ""


@gate("13.1", when=_for_a_person, otherwise="要由兩位不同的人員審核與放行。")
def two_people_on_a_change(facts: Applying) -> bool:
    """依相關法令及內部核保、保全、理賠內部控制作業進行審核"""
    return "" not in (facts.reviewed_by, facts.released_by) and facts.reviewed_by != facts.released_by


@gate("13.1", when=_waits, otherwise="等候時間還沒有過，變更還不會生效。")
def wait_ended(facts: Applying) -> bool:
    """依相關法令及內部核保、保全、理賠內部控制作業進行審核"""
    return facts.wait_ended


@gate("13.1", when=_addresses, otherwise="這個手機號碼或電子信箱已經用在另一個帳號，不能再用在這裡。請換一個，或打客服電話。")
def address_free(facts: Applying) -> bool:
    """依相關法令及內部核保、保全、理賠內部控制作業進行審核"""
    return facts.free


@gate("13.1", otherwise="這個連結已經失效。如果變更不是您本人提出的，請馬上打客服電話。")
def stopped_in_time(facts: Stopping) -> bool:
    """依相關法令及內部核保、保全、理賠內部控制作業進行審核"""
    return facts.link_right and facts.in_time


@gate("13.1", otherwise="要本人在據點出示證件，證件也要查驗有效，才能申請找回帳號。")
def holder_shown_at_a_branch(facts: ShownAtBranch) -> bool:
    """依相關法令及內部核保、保全、理賠內部控制作業進行審核"""
    return facts.present and facts.document_checked and "" not in (facts.branch, facts.clerk)


@gate("13.1", otherwise="要由另一位人員放行，承辦人員不能放行自己送的件。")
def two_people_on_a_recovery(facts: BranchReleased) -> bool:
    """依相關法令及內部核保、保全、理賠內部控制作業進行審核"""
    return "" not in (facts.clerk, facts.released_by) and facts.clerk != facts.released_by


@gate("13.1", otherwise="要由另一位人員看過死亡證明文件後確認，並填寫文件編號。")
def two_people_on_a_death(facts: DeathConfirmed) -> bool:
    """依相關法令及內部核保、保全、理賠內部控制作業進行審核"""
    named = "" not in (facts.reported_by, facts.confirmed_by, facts.evidence.strip())
    return named and facts.reported_by != facts.confirmed_by


TELL_APPLIED = answer(
    Duty(
        clause="13.1", quote="於完成審核時通知保戶辦理結果", name="tell_change", starts=Event.CHANGE_APPLIED, met_by=Event.CHANGE_TOLD,
        within=hours(24), then="correspondence.deliver",
    )
)  # fmt: skip
TELL_REFUSED = answer(
    Duty(
        clause="13.1", quote="於完成審核時通知保戶辦理結果", name="tell_refused_change", starts=Event.CHANGE_REFUSED, met_by=Event.CHANGE_TOLD,
        within=hours(24), then="correspondence.deliver",
    )
)  # fmt: skip
TELL_REFUSED_PURCHASE = answer(
    Duty(
        clause="13.1", quote="於完成審核時通知保戶辦理結果", name="tell_refused", starts=Event.PURCHASE_REFUSED, met_by=Event.REFUSAL_TOLD,
        within=hours(1), then="correspondence.deliver",
    )
)  # fmt: skip
TELL_REFERRED = answer(
    Duty(
        clause="13.1", quote="通知保戶辦理結果", name="tell_referred", starts=Event.PURCHASE_REFERRED, met_by=Event.REFERRAL_TOLD,
        within=hours(1), then="correspondence.deliver",
    )
)  # fmt: skip
TELL_CLEARED = answer(
    Duty(
        clause="13.1", quote="於完成審核時通知保戶辦理結果", name="tell_cleared", starts=Event.PURCHASE_CLEARED, met_by=Event.CLEARANCE_TOLD,
        within=hours(1), then="correspondence.deliver",
    )
)  # fmt: skip
TELL_WAITING = answer(
    Duty(
        clause="13.1", quote="通知保戶辦理結果", name="tell_waiting", starts=Event.PURCHASE_DELAYED, met_by=Event.WAIT_TOLD,
        within=hours(1), then="correspondence.deliver",
    )
)  # fmt: skip
NUMBER_REVIEWED = answer(
    Duty(
        clause="13.1", quote="依相關法令及內部核保、保全、理賠內部控制作業進行審核", name="review_number", starts=Event.NUMBER_LOST,
        met_by=Event.NUMBER_REVIEWED, within=days(3, rolls=True),
    )
)  # fmt: skip
ANSWER_SERVICE = answer(
    Duty(
        clause="13.1", quote="於完成審核時通知保戶辦理結果", name="answer_service_request", starts=Event.SERVICE_REQUESTED,
        met_by=Event.REQUEST_ANSWERED, within=days(7, rolls=True),
    )
)  # fmt: skip
"""Paper, a change, an end or a claim that is asked for by telephone or letter; the days are the insurer's own choice."""
TOLD_ELECTRONICALLY = answer(
    Trace(
        clause="13.2",
        quote="前項通知得以與保戶所約定之電子文件為之",
        events=(Event.CHANGE_TOLD, Event.REFUSAL_TOLD, Event.REFERRAL_TOLD, Event.CLEARANCE_TOLD, Event.WAIT_TOLD),
    )
)
