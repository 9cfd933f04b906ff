"""The worker's minute hand: everything that is due is acted on once a minute."""

from procrastinate.contrib.django import app

from toubao.business.due import act
from toubao.business.governance.reviews import close_done, open_due
from toubao.business.work import Lane, own

BEFORE_OTHERS = 10
"""It waits for no job that was queued before it, only for one in hand to end."""


@app.periodic(cron="* * * * *")
@app.task(name="governance.minute", queue=Lane.REST.value, queueing_lock="governance.minute", priority=BEFORE_OTHERS, pass_context=False)
def minute(timestamp: int) -> None:
    """Act on what is due now, by the clock that the door lends (in a demo it may have been turned forward)."""
    with own() as now:
        act(now)
        open_due(now)
        close_done(now)
