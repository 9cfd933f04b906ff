"""The one-time link by which a person takes into use what a branch registered: made, sent again, and used once (7.1, 8.1.2, 18.1.1)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hmac import compare_digest
from secrets import token_urlsafe
from typing import Final
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import F

from toubao.business import whose
from toubao.business.branches import letters
from toubao.business.branches.models import ActivationLink
from toubao.business.identity import actions as identity
from toubao.business.identity import queries
from toubao.business.identity.codes.allowances import spend
from toubao.business.identity.models import Registration
from toubao.business.steps import Actor, note
from toubao.journal.keyring import keyring
from toubao.rules.events import Event
from toubao.rules.facts import Noted
from toubao.rules.flows.registration import State

TRIES: Final = 5
LAST: Final = 4


@dataclass(frozen=True, slots=True)
class Activated:
    """What came of a link: opened, renewed, wrong (the last signs of the number), gone (unknown, used, too late, tried too often), or taken
    (somebody holds an account with this data meanwhile).
    """

    outcome: str


def send(registration: Registration, *, because: str, actor: Actor, now: datetime) -> None:
    """Send a fresh link; earlier ones open nothing any more."""
    ActivationLink.objects.filter(registration=registration, used_at=None).delete()
    token = token_urlsafe(32)
    made = ActivationLink.objects.create(
        id=uuid4(), registration=registration, mac=_mac(token), made_at=now, expires_at=now + timedelta(hours=settings.ACTIVATION_HOURS)
    )
    letters.link(registration, made, f"{settings.PUBLIC_URL}/activate/{token}/", now=now)
    told = Noted(because=because, reference=made.expires_at.isoformat())
    note(Event.ACTIVATION_SENT, about=registration.about, actor=actor, now=now, facts=told)


def send_again(*, registration: Registration, by: str, now: datetime) -> str:
    """Send another link in place of one that lapsed or was lost; "" if it was sent, else why not: a limit's name, or over."""
    if registration.state != State.VERIFIED:
        return "over"
    limit = spend(("activation_link", str(registration.pk)), now=now)
    if limit:
        return limit
    with transaction.atomic():
        held = (
            Registration.objects.select_for_update(of=("self",))
            .select_related("person__key", "renews__person__key")
            .get(pk=registration.pk)
        )
        if held.state != State.VERIFIED:
            return "over"
        send(held, because="again", actor=Actor("staff", by), now=now)
    return ""


def open_link(token: str, *, now: datetime) -> ActivationLink | None:
    """The link of a token, if it still opens something; it is only looked at, and whoever holds it is whose it is."""
    live = ActivationLink.objects.select_related("registration__person__key", "registration__visit", "registration__renews")
    with whose.finding(whose.Finding.LINK):
        found = live.filter(mac=_mac(token), used_at=None, expires_at__gt=now, tries__lt=TRIES).first()
    if found is not None:
        renews = found.registration.renews
        whose.admit(found.registration.person_id, *([renews.person_id] if renews else []))
    return found


def proved(link: ActivationLink, *, last: str, now: datetime) -> str:
    """Whether these are the last signs of the number of whoever registered: right, wrong, or gone. Nothing that depends on the person's own
    data is judged before they are. Each try is counted before it is looked at; the right one is given back, and uses nothing up.
    """
    if not _count_try(link, now):
        return "gone"
    known = queries.known(link.registration.person)
    if not compare_digest(known.id_number[-LAST:].encode(), last.strip().upper().encode()):
        return "wrong"
    ActivationLink.objects.filter(pk=link.pk, tries__gt=0).update(tries=F("tries") - 1)
    return "right"


def activate(*, token: str, last: str, password: str, now: datetime) -> Activated:
    """Take into use what was registered, once, with the last signs of one's own number: a link may have gone to a mistyped address. Of two
    that come at once, the one that did not get the link is refused by its gate.

    `password` opens a new account; one that wakes keeps its own.
    """
    link = open_link(token, now=now)
    proof = proved(link, last=last, now=now) if link else "gone"
    if link is None or proof != "right":
        return Activated(proof)
    with transaction.atomic():
        used = _use(link, now)
        outcome = _take_into_use(link.registration, password, link_used=used, now=now)
        if used and outcome == "taken":
            transaction.set_rollback(True)
    return Activated(outcome if used else "gone")


def _take_into_use(registration: Registration, password: str, *, link_used: bool, now: datetime) -> str:
    if registration.renews_id is not None:
        return "renewed" if identity.renew_account(registration=registration, link_used=link_used, now=now).taken else "taken"
    return "opened" if identity.open_account(registration=registration, password=password, link_used=link_used, now=now) else "taken"


def _count_try(link: ActivationLink, now: datetime) -> bool:
    """Count one try; False where the link opens nothing any more."""
    live = ActivationLink.objects.filter(pk=link.pk, used_at=None, expires_at__gt=now, tries__lt=TRIES)
    return bool(live.update(tries=F("tries") + 1))


def _use(link: ActivationLink, now: datetime) -> bool:
    """Use it up: of two that come at once, one gets it."""
    return bool(ActivationLink.objects.filter(pk=link.pk, used_at=None, expires_at__gt=now).update(used_at=now))


def _mac(token: str) -> bytes:
    return keyring().blind("activation_link", token)
