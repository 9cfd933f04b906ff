"""Article 15: people are told first and agree (15.1.1, 15.1.2), see what is kept of them and have it corrected (15.1.3; what
they ask for otherwise is answered within the days of the Personal Data Protection Act 13, or once extended by as many), and it is
destroyed when its time is over (15.1.4); the rest comes with its own issue.
"""

from toubao.rules.events import Event
from toubao.rules.facts import Consenting, Notices, Withdrawing
from toubao.rules.kit import Duty, Process, answer, gate
from toubao.rules.periods import days

PRIVACY = "privacy"
NOT_IN_FORCE = "這份說明已經有新的版本。請重新讀過，再決定要不要同意。"

CORRECTING = answer(
    Process(
        clause="15.1.3", quote="消費者得查詢及閱覽其個人資料，保險業並應提供增刪及修正機制", flow="change",
        steps=(
            Event.CHANGE_ASKED, Event.CHANGE_PROVED, Event.CHANGE_WAITS, Event.CHANGE_REVIEWED, Event.CHANGE_APPLIED, Event.CHANGE_REFUSED,
        ),
    )
)  # fmt: skip

ANSWER_DATA = answer(
    Duty(
        clause="15.1.3", quote="消費者得查詢及閱覽其個人資料", name="answer_data_request",
        starts=Event.DATA_REQUESTED, met_by=Event.REQUEST_ANSWERED, or_by=Event.DATA_EXTENDED, within=days(15, rolls=False),
    )
)  # fmt: skip
ANSWER_DATA_LATER = answer(
    Duty(
        clause="15.1.3", quote="消費者得查詢及閱覽其個人資料", name="answer_extended_data_request",
        starts=Event.DATA_EXTENDED, met_by=Event.REQUEST_ANSWERED, within=days(15, rolls=False),
    )
)  # fmt: skip
ANSWER_CORRECTION = answer(
    Duty(
        clause="15.1.3", quote="保險業並應提供增刪及修正機制", name="answer_correction_request",
        starts=Event.CORRECTION_REQUESTED, met_by=Event.REQUEST_ANSWERED, or_by=Event.CORRECTION_EXTENDED, within=days(30, rolls=False),
    )
)  # fmt: skip
ANSWER_CORRECTION_LATER = answer(
    Duty(
        clause="15.1.3", quote="保險業並應提供增刪及修正機制", name="answer_extended_correction_request",
        starts=Event.CORRECTION_EXTENDED, met_by=Event.REQUEST_ANSWERED, within=days(30, rolls=False),
    )
)  # fmt: skip
DESTROYING = answer(
    Duty(
        clause="15.1.4", quote="個人資料已無保存必要時，應確實銷燬", name="destroy_key",
        starts=Event.KEEPING_ENDED, met_by=Event.KEY_DESTROYED, within=days(30, rolls=False),
    )
)  # fmt: skip


@gate("15.1.1", otherwise="請先閱讀個人資料的告知內容，再填寫資料。")
def told_before_collecting(facts: Notices) -> bool:
    """在蒐集消費者資料前，應明白告知其隱私權保護政策，包括資料蒐集之內容及其使用目的"""
    return any(each.partition(":")[0] == PRIVACY for each in facts.read)


@gate("15.1.2", otherwise="每一份告知事項都要由您逐份勾選同意。")
def agreed_one_by_one(facts: Notices) -> bool:
    """並應取得消費者之同意"""
    return set(facts.required) <= set(facts.agreed)


@gate("15.1.2", otherwise="請勾選同意。沒有勾選，就不會有任何改變。")
def agreed_freely(facts: Consenting) -> bool:
    """並應取得消費者之同意"""
    return facts.ticked


@gate("15.1.2", otherwise=NOT_IN_FORCE)
def agreed_to_what_is_told(facts: Consenting) -> bool:
    """使用上不得逾原先所告知消費者之使用目的"""
    return facts.in_force


@gate("15.1.2", otherwise="您的帳號與保險契約需要這份同意，不能單獨撤回。不再使用網路服務時，可以關閉帳號。")
def may_be_withdrawn(facts: Withdrawing) -> bool:
    """除消費者同意或法令另有規定外"""
    return facts.optional
