"""Article 18: what is recorded of how people were verified."""

from toubao.rules.events import Event
from toubao.rules.facts import Review, Way
from toubao.rules.kit import Duty, Trace, answer, gate
from toubao.rules.periods import hours

VERIFIED = answer(
    Trace(
        clause="18.1.1", quote="網路投保業務之消費者身分驗證作業之申請、審核及啟用紀錄",
        events=(
            Event.REGISTRATION_STARTED, Event.NOTICES_AGREED, Event.IDENTITY_STATED,
            Event.ASSERTION_AGREED, Event.ASSERTION_AGREED_AGAIN, Event.IDENTITY_ASSERTED, Event.REGISTRATION_VERIFIED,
            Event.REGISTRATION_PROVED, Event.CONTACT_CONFIRMED, Event.REGISTRATION_SUBMITTED, Event.REGISTRATION_RELEASED,
            Event.REGISTRATION_REFUSED, Event.REGISTRATION_SIGNED, Event.ACTIVATION_SENT, Event.ACCOUNT_OPENED, Event.REGISTRATION_RENEWED,
        ),
    )
)  # fmt: skip


@gate("18.1.1", otherwise="須由承辦人以外的人審核。")
def released_by_another(facts: Review) -> bool:
    """申請、審核及啟用紀錄"""
    return facts.way == Way.BRANCH and bool(facts.clerk and facts.released_by) and facts.released_by != facts.clerk


JOURNAL_CHECKED = answer(
    Duty(
        clause="18.1.1", quote="申請、審核及啟用紀錄", name="check_journal",
        starts=Event.JOURNAL_CHECK_BEGUN, met_by=Event.JOURNAL_CHECKED, within=hours(6), then="oversight.check",
    )
)  # fmt: skip
DECISIONS_REPLAYED = answer(
    Duty(
        clause="18.1.1", quote="申請、審核及啟用紀錄", name="replay_decisions",
        starts=Event.REPLAY_BEGUN, met_by=Event.DECISIONS_REPLAYED, within=hours(6), then="oversight.replay",
    )
)  # fmt: skip
