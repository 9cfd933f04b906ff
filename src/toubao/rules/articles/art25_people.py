"""Article 25: the people who run electronic commerce: what two must decide, and how what they may do is looked at again."""

from toubao.rules.events import Event
from toubao.rules.facts import ReleaseAsked, ReleaseDecided
from toubao.rules.kit import Duty, answer, gate
from toubao.rules.periods import days


@gate("25.1", otherwise="您的角色不能提出這件事，或沒有寫原因；也不能提出關於自己的事。")
def may_ask_for_release(facts: ReleaseAsked) -> bool:
    """保險業應依下列原則管理負責電子商務作業之人員"""
    return facts.right and bool(facts.because.strip()) and facts.asked_by != facts.concerns


@gate("25.1", otherwise="您現在的角色不能放行這件事。")
def may_release(facts: ReleaseDecided) -> bool:
    """保險業應依下列原則管理負責電子商務作業之人員"""
    return facts.right


@gate("25.1", otherwise="要由提出以外的另一位人員決定，而且不能決定關於自己的事。")
def released_by_somebody_else(facts: ReleaseDecided) -> bool:
    """保險業應依下列原則管理負責電子商務作業之人員"""
    return facts.decided_by not in ("", facts.asked_by, facts.concerns)


@gate("25.1", otherwise="內容在提出之後更動過，不能放行。請退回，再請對方重新提出。")
def as_it_was_asked(facts: ReleaseDecided) -> bool:
    """保險業應依下列原則管理負責電子商務作業之人員"""
    return bool(facts.digest) and facts.seen == facts.digest and facts.stands


@gate("25.1", otherwise="放行的期限已經過了。請對方重新提出。")
def released_in_time(facts: ReleaseDecided) -> bool:
    """保險業應依下列原則管理負責電子商務作業之人員"""
    return facts.in_time


ACCESS_REVIEWED = answer(
    Duty(
        clause="25.1", quote="保險業應依下列原則管理負責電子商務作業之人員", name="review_access",
        starts=Event.ACCESS_REVIEW_OPENED, met_by=Event.ACCESS_REVIEW_CLOSED, within=days(14, rolls=True),
    )
)  # fmt: skip
