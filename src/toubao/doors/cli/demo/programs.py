"""The demo's program: on the list of the insurer's own, so that an integrator can try the API with `toubao authorize`."""

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings

from toubao.business.identity.programs import registering
from toubao.business.release import actions as releases
from toubao.business.release import queries
from toubao.journal.writing import TAIPEI
from toubao.rules.facts import SetUpBy

CLIENT: Final = "demo-program"


def make_missing(*, now: datetime) -> None:
    """One asks, another releases; once."""
    if registering.by_client(CLIENT) is not None:
        return
    day = now.astimezone(TAIPEI).date()
    plan = registering.Plan(
        client=CLIENT, name="示範程式", owner=settings.INSURER["company"], set_up_by=SetUpBy.INSURER, sells=True,
        redirects=("http://127.0.0.1/back",), starts=day, ends=day + timedelta(days=365),
    )  # fmt: skip
    if registering.ask(plan=plan, because="整合者試用", by="operator", now=now).taken:
        made = registering.by_client(CLIENT)
        asked = queries.about(made.pk).first() if made else None
        if asked is not None:
            releases.give(release=asked, seen=asked.digest, by="compliance", now=now)
