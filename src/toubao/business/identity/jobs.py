"""Tidying identity; called by the worker."""

from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.sessions.models import Session
from django.db.models.functions import Now

from toubao.business.identity import queries
from toubao.business.identity.actions.registration import TELL
from toubao.business.identity.actions.registration import tell_of_registration as tell
from toubao.business.identity.changes import mending
from toubao.business.identity.devices import sessions
from toubao.business.identity.devices.passkeys import challenges
from toubao.business.identity.models import (
    Allowance,
    ApiRequest,
    ApiSession,
    Authorisation,
    CertificateChallenge,
    FailedAttempt,
    Guessing,
    OneTimePassword,
    TextToSign,
)
from toubao.business.identity.programs.repeats import KEPT as ANSWERS_KEPT
from toubao.business.work import job

LISTENS = mending.ask  # told of every message that is lost, wherever jobs are known
KEPT = timedelta(days=2)
ATTEMPTS_KEPT = timedelta(days=30)
"""How long failures to come in are kept as rows; what concerned somebody is in the journal."""


@job(TELL)
def tell_of_registration(*, registration: str, now: datetime) -> None:
    """Tell the holder of an account that somebody registers with their identity number; one that is gone is left alone."""
    found = queries.registration(UUID(registration))
    if found is not None and found.person.sealed is not None:
        tell(found, now=now)


@job("identity.tidy")
def tidy(*, now: datetime) -> None:
    """Remove counters, codes, tokens and kept answers that can't matter any more; their evidence is in the journal."""
    Allowance.objects.filter(starts__lt=now - KEPT).delete()
    OneTimePassword.objects.filter(expires_at__lt=now - KEPT).delete()
    ApiSession.objects.filter(ends_at__lt=now).delete()
    Authorisation.objects.filter(expires_at__lt=now - KEPT).delete()
    CertificateChallenge.objects.filter(expires_at__lt=now - KEPT).delete()
    TextToSign.objects.filter(expires_at__lt=now - KEPT).delete()
    Guessing.objects.filter(tried_at__lt=now - KEPT).delete()
    FailedAttempt.objects.filter(at__lt=now - ATTEMPTS_KEPT).delete()
    sessions.tidy(now=now)
    Session.objects.filter(expire_date__lt=Now()).delete()  # the world's own time, as its cookie counts
    challenges.tidy(now=now)
    ApiRequest.objects.filter(began_at__lte=now - ANSWERS_KEPT).delete()
