"""Acting on what is due: late duties are told once, and everything that a lost job left behind is taken up again."""

from datetime import datetime

from django.db import transaction

from toubao.business.correspondence.jobs import look_for_returns, resend_forgotten
from toubao.business.figures import entries
from toubao.business.figures import queries as figures
from toubao.business.identity.actions.waking import act_on_sleep
from toubao.business.identity.changes.holding import act_on_due
from toubao.business.identity.codes import guessing
from toubao.business.identity.jobs import tidy
from toubao.business.motor import jobs as motor
from toubao.business.oversight import jobs as oversight
from toubao.business.policies.jobs import send_forgotten
from toubao.business.purchase import queries as purchases
from toubao.business.purchase.telling.waiting import end_departed
from toubao.business.reconciliation import jobs as reconciliation
from toubao.business.recovery import finishing
from toubao.business.recovery import jobs as recovery
from toubao.business.release.actions import lapse
from toubao.business.service import contract, unsigned
from toubao.business.steps import SYSTEM, About, note
from toubao.business.work import defer
from toubao.journal.models import OpenDuty
from toubao.journal.reading import due
from toubao.rules.events import Event
from toubao.rules.facts import Noted


def act(now: datetime) -> dict[str, int]:
    """Do all that is due at `now`; returns how much of each kind. Safe to run at any time, any number of times."""
    figures.add_up()
    entries.count()
    late = sum(_tell_late(duty, now) for duty in due(now).filter(told_late_at=None).select_related("subject")[:500])
    end_departed(now)
    waiting = purchases.waiting(now)
    for purchase in waiting:
        defer("purchase.advance", purchase=str(purchase), lock=f"purchase:{purchase}", once=True)
    resend_forgotten(now=now)
    look_for_returns()
    send_forgotten(now=now)
    lapsed = motor.act_on_due(now)
    changes, asleep = act_on_due(now), act_on_sleep(now)
    lapse(now)
    contract.act_on_due(now)
    unsigned.act_on_due(now)
    recovered = finishing.act_on_due(now)
    compared = reconciliation.act_on_due(now)
    looked = oversight.act_on_due(now)
    while guessing.tell(now=now) == guessing.AT_ONCE:
        pass
    tidy(now=now)
    recovery.tidy(now=now)
    return {
        "late_duties": late,
        "purchases": len(waiting),
        "changes": changes,
        "asleep": asleep,
        "recoveries": recovered,
        "proofs_lapsed": lapsed,
        "comparisons": compared,
        "looks": looked,
    }


@transaction.atomic
def _tell_late(duty: OpenDuty, now: datetime) -> bool:
    """Journal once that a duty is late."""
    if not OpenDuty.objects.filter(pk=duty.pk, told_late_at=None, met_at=None).update(told_late_at=now):
        return False
    about = About(duty.subject.pk, duty.subject.kind, duty.subject.holder)
    note(
        Event.DUTY_LATE,
        about=about,
        actor=SYSTEM,
        now=now,
        facts=Noted(because=f"{duty.clause} {duty.name}", reference=duty.due_at.isoformat()),
    )
    return True
