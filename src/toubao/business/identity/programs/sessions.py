"""Sessions of programs: a bearer token for one account, short-lived, kept as a keyed digest only, ended at will;
browsers' sessions are doors'.
"""

import secrets
from datetime import datetime, timedelta
from typing import Final

from django.db.models import F

from toubao.business import whose
from toubao.business.identity.actions import sign_out
from toubao.business.identity.models import Account, ApiSession
from toubao.journal.keyring import keyring

LIFETIME: Final = timedelta(minutes=30)
PREFIX: Final = "tbt_"


def open_session(*, account: Account, now: datetime) -> tuple[str, ApiSession]:
    """A fresh token for an account that has just signed in, told this once, and its row; the sign-in is journaled by `actions.sign_in`."""
    token = PREFIX + secrets.token_urlsafe(32)
    made = ApiSession.objects.create(token=_digest(token), account=account, stamp=account.stamp, opened_at=now, ends_at=now + LIFETIME)
    return token, made


def session(token: str, *, now: datetime) -> ApiSession | None:
    """The session of a token, with its account, person and key, in one query;
    None if it ran out, was ended, or the account was secured anew since.
    """
    living = ApiSession.objects.filter(token=_digest(token), ends_at__gt=now, account__stamp=F("stamp"))
    with whose.finding(whose.Finding.PROGRAM):
        return living.select_related("account__person__key").first()


def end_session(found: ApiSession, *, network: str, now: datetime) -> None:
    """End a session at once, and record that the person signed out; nothing happens if it was ended before."""
    ended, _ = ApiSession.objects.filter(pk=found.pk).delete()
    if ended:
        sign_out(account=found.account, network=network, now=now)


def _digest(token: str) -> bytes:
    return keyring().blind("api-session", token)
