"""Who calls: by bearer token and nothing else, no cookie is read; and from which network, for allowances."""

from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import cast

from django.http import HttpRequest
from ninja.security import HttpBearer

from toubao.business import whose
from toubao.business.identity.codes.allowances import opens_again, spend
from toubao.business.identity.models import Account, ApiSession, Program
from toubao.business.identity.programs.granting import session
from toubao.business.identity.programs.registering import APPLY, READ, acts
from toubao.doors.api.problems import Problem, later
from toubao.doors.clock import now as clock
from toubao.doors.storefront.visitor import network


@dataclass(frozen=True, slots=True)
class Caller:
    """A program that somebody lets act for them: its session, and the moment at which it asks."""

    session: ApiSession
    now: datetime

    @property
    def account(self) -> Account:
        """For whom it acts."""
        return self.session.account

    @property
    def program(self) -> Program:
        """Which program it is."""
        return self.session.grant.program


class Bearer(HttpBearer):
    """A token from POST /api/oauth/token, for whoever was let do this."""

    def __init__(self, scope: str = APPLY) -> None:
        super().__init__()
        self._scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> Caller:  # noqa: ARG002 - ninja hands it the request
        """The caller. Raises Problem for a token that is unknown, expired or ended, or whose program is off the list: all the
        same; and for one that was not let do this.
        """
        now = clock()
        found = session(token, now=now)
        if found is None or not acts(found.grant.program, now=now):
            raise Problem("token")
        if self._scope not in found.grant.scopes and not (self._scope == READ and APPLY in found.grant.scopes):
            raise Problem("scope")
        whose.admit(found.account.person_id)
        return Caller(found, now)


def caller(request: HttpRequest) -> Caller:
    """The caller, behind `Bearer`."""
    return cast(Caller, request.auth)  # type: ignore[attr-defined]  # set by ninja from Bearer.authenticate


def spared(request: HttpRequest, *allowances: str) -> datetime:
    """This moment, after taking one from each allowance of the asker's network. Raises Problem with Retry-After where one is used up."""
    now = clock()
    full = spend(*((name, network(request)) for name in allowances), now=now)
    if full:
        raise wait(full, now=now)
    return now


def wait(allowance: str, *, now: datetime, detail: str = "") -> Problem:
    """An allowance is used up: until its window ends."""
    return later("too-many", ceil((opens_again(allowance, now=now) - now).total_seconds()), detail)
