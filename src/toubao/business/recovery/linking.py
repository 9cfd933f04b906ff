"""The one-time link that a branch released: with the last signs of one's own number it sets a new password, once."""

from datetime import datetime
from hmac import compare_digest
from typing import Final

from django.db.models import F

from toubao.business import whose
from toubao.business.identity import queries as people
from toubao.business.recovery import finishing, queries
from toubao.business.recovery.models import Recovery
from toubao.rules.flows.recovery import State

TRIES: Final = 5
LAST: Final = 4


def open_link(token: str, *, now: datetime) -> Recovery | None:
    """The run of a token, if the link still opens something; it is only looked at, and whoever holds it is whose it is."""
    found = queries.opened_by(token)
    live = found is not None and found.state == State.PROVED and found.tries < TRIES and now < found.expires_at
    if found is None or not live or found.account is None:
        return None
    whose.admit(found.account.person_id)
    return found


def proved(recovery: Recovery, *, last: str, now: datetime) -> str:
    """Whether these are the last signs of the holder's number: right, wrong, or gone. Each try is counted before it is looked at; the right
    one is given back.
    """
    live = Recovery.objects.filter(pk=recovery.pk, state=State.PROVED.value, tries__lt=TRIES, expires_at__gt=now)
    if recovery.account is None or not live.update(tries=F("tries") + 1):
        return "gone"
    known = people.known(recovery.account.person)
    if not compare_digest(known.id_number[-LAST:].encode(), last.strip().upper().encode()):
        return "wrong"
    Recovery.objects.filter(pk=recovery.pk, tries__gt=0).update(tries=F("tries") - 1)
    return "right"


def set_password(*, token: str, last: str, password: str, network: str, now: datetime) -> str:
    """Set the new password with the link and the last signs: done, wrong or gone."""
    found = open_link(token, now=now)
    proof = proved(found, last=last, now=now) if found else "gone"
    if found is None or proof != "right":
        return proof
    return "done" if finishing.set_password(recovery=found, password=password, network=network, now=now).taken else "gone"
