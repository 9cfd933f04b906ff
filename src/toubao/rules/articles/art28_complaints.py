"""Article 28: complaints are answered in time: the thirty days of the Financial Consumer Protection Act 13, which nothing extends."""

from toubao.rules.events import Event
from toubao.rules.kit import Duty, answer
from toubao.rules.periods import days

ANSWER_COMPLAINT = answer(
    Duty(
        clause="28.1", quote="對消費者之申訴與抱怨應積極進行處理，並在適當時日內迅速給予消費者妥適回覆", name="answer_complaint",
        starts=Event.COMPLAINT_MADE, met_by=Event.REQUEST_ANSWERED, within=days(30, rolls=False),
    )
)  # fmt: skip
