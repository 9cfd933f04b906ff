"""What a browser has looked up, for a short while: kept in its session at our side; nothing stands in an address or at the browser."""

from base64 import urlsafe_b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from secrets import token_urlsafe
from typing import Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from toubao.business.motor.models import MotorPolicy
from toubao.journal.keyring import keyring

KEPT_FOR: Final = timedelta(minutes=30)
MOST: Final = 3
_LOOK_UPS: Final = "motor"


@dataclass(frozen=True, slots=True)
class Kept:
    """One look-up of this browser: its secret ticket, the policies that it found, whose they are, and until when it is kept."""

    ticket: str
    policies: tuple[UUID, ...]
    insured: UUID
    until: datetime

    @property
    def digest(self) -> bytes:
        """What the database knows of the ticket."""
        return sha256(self.ticket.encode()).digest()

    def key(self, policy: UUID) -> str:
        """The key of a policy's proof in this look-up: nobody can guess it, and it is of use in this browser alone."""
        return urlsafe_b64encode(keyring().blind("motor-proof", f"{self.ticket}\0{policy}")[:24]).decode()


def keep(request: HttpRequest, found: Iterable[MotorPolicy], *, now: datetime) -> None:
    """Remember what was found, for half an hour; of several look-ups the latest few. From then on the session has another key: whoever
    had put this one into the browser does not see what is looked up in it.
    """
    told = tuple(found)
    entry = [token_urlsafe(24), [str(policy.pk) for policy in told], str(told[0].insured_id), (now + KEPT_FOR).isoformat()]
    request.session.cycle_key()
    request.session[_LOOK_UPS] = [*request.session.get(_LOOK_UPS, []), entry][-MOST:]


def latest(request: HttpRequest, *, now: datetime) -> Kept | None:
    """The last look-up of this browser, while it is kept."""
    return next(iter(reversed(_all(request, now))), None)


def with_key(request: HttpRequest, key: str, *, now: datetime | None) -> tuple[Kept, UUID] | None:
    """The look-up of this browser to which a proof's key belongs, and of which policy; without `now` also one whose time is over."""
    return next(
        (
            (kept, policy)
            for kept in _all(request, now)
            for policy in kept.policies
            if compare_digest(kept.key(policy).encode(), key.encode())
        ),
        None,
    )


def gone_in_time(answer: HttpResponse, kept: Kept, *, now: datetime) -> HttpResponse:
    """A page of this look-up, which a browser that is left open fetches anew when it is not kept any more."""
    answer.headers["Refresh"] = str(int((kept.until - now).total_seconds()) + 1)
    return answer


def forget(request: HttpRequest) -> None:
    """Forget everything that was looked up in this browser."""
    request.session.pop(_LOOK_UPS, None)


def _all(request: HttpRequest, now: datetime | None) -> list[Kept]:
    entries = request.session.get(_LOOK_UPS, [])
    every = [Kept(ticket, tuple(map(UUID, pks)), UUID(of), datetime.fromisoformat(until)) for ticket, pks, of, until in entries]
    return [kept for kept in every if now is None or now < kept.until]
