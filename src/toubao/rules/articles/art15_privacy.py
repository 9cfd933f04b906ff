"""Article 15: people see what is kept of them and have it corrected (15.1.3); the rest comes with its own issue."""

from toubao.rules.events import Event
from toubao.rules.kit import Process, answer

CORRECTING = answer(
    Process(
        clause="15.1.3", quote="消費者得查詢及閱覽其個人資料，保險業並應提供增刪及修正機制", flow="change",
        steps=(
            Event.CHANGE_ASKED, Event.CHANGE_PROVED, Event.CHANGE_WAITS, Event.CHANGE_REVIEWED, Event.CHANGE_APPLIED, Event.CHANGE_REFUSED,
        ),
    )
)  # fmt: skip
