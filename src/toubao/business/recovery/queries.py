"""Reading recoveries: the one that runs in a browser, the one that a link disowns, those whose time has come."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from toubao.business import whose
from toubao.business.identity.models import Passkey
from toubao.business.recovery.models import Recovery
from toubao.journal.keyring import keyring
from toubao.rules.facts import Back
from toubao.rules.flows.recovery import State

AT_ONCE = 500


def recovery(recovery_id: UUID) -> Recovery | None:
    """A run with its account, person and key; whoever names it holds it."""
    with whose.finding(whose.Finding.LINK):
        return _whole().filter(pk=recovery_id).first()


def disowned_by(token: str) -> Recovery | None:
    """The run whose new password the link in a notice disowns."""
    with whose.finding(whose.Finding.LINK):
        return _whole().filter(stop_mac=stop_mac(token)).first()


def opened_by(token: str) -> Recovery | None:
    """The run whose new password a branch's one-time link sets."""
    with whose.finding(whose.Finding.LINK):
        return _whole().filter(link_mac=link_mac(token)).first()


def waiting_at(clerk: str = "") -> QuerySet[Recovery]:
    """What branches handed in, the newest first: a clerk's own, or everybody's."""
    found = _whole().filter(way=Back.BRANCH.value).exclude(state=State.NEW.value)
    return (found.filter(clerk=clerk) if clerk else found).order_by("-began_at")


def link_mac(token: str) -> bytes:
    """What is kept of a one-time link's token."""
    return keyring().blind("recovery-link", token)


def stop_mac(token: str) -> bytes:
    """What is kept of a link's token."""
    return keyring().blind("disown", token)


def passkeys_rest(run: Recovery, *, since: datetime) -> bool:
    """Whether passkeys of the account of this run were suspended at that moment."""
    if run.account is None:
        return False
    with whose.person(run.account.person_id):
        return Passkey.objects.filter(account=run.account, suspended_at=since).exists()


def due(now: datetime) -> list[Recovery]:
    """Runs that were not finished in time, and those that have cooled off."""
    late = Q(state__in=(State.ASKED.value, State.PROVED.value), expires_at__lte=now)
    cooled = Q(state=State.RECOVERED.value, cool_until__lte=now)
    return list(_whole().filter(late | cooled).order_by("began_at")[:AT_ONCE])


def _whole() -> QuerySet[Recovery]:
    return Recovery.objects.select_related("account__person__key")
