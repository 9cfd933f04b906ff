"""What the worker does about coming back into accounts: send the codes, forget old runs."""

import logging
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Q

from toubao.business.recovery import asking, queries
from toubao.business.recovery.models import Recovery
from toubao.business.work import job
from toubao.rules.flows.recovery import State

_logger = logging.getLogger(__name__)
KEPT: Final = timedelta(days=2)
LONGER: Final = timedelta(days=30)
"""How long runs are kept as rows after they ended; what concerned somebody is in the journal."""


@job(asking.SEND)
def send(*, recovery: str, network: str, now: datetime) -> None:
    """Send the codes of a run, if it fits an account; one that is gone, or has them, is left alone."""
    found = queries.recovery(UUID(recovery))
    if found is not None and (limit := asking.send_codes(recovery=found, network=network, now=now)):
        _logger.warning("codes of a recovery were not sent", extra={"limit": limit})


def tidy(*, now: datetime) -> None:
    """Forget runs that came to nothing, and after a while those that ended."""
    open_ones = Q(state__in=(State.ASKED.value, State.PROVED.value, State.RECOVERED.value))
    Recovery.objects.filter(state=State.NEW.value, began_at__lt=now - KEPT).delete()
    Recovery.objects.filter(~open_ones, began_at__lt=now - LONGER).delete()
