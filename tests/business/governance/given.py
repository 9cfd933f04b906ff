"""Two who admit others, and what a newcomer does with their link."""

from datetime import datetime
from typing import Any

import pyotp

from tests import builders
from toubao.business.correspondence import queries as messages
from toubao.business.governance import actions, lifecycle, links
from toubao.business.governance.models import Staff, StaffLink
from toubao.business.release import actions as releases
from toubao.business.release.models import Release
from toubao.business.steps import Decision

NOW = builders.NOW
PASSWORD = "a long staff password"
WHO = lifecycle.Newcomer(username="chen.mei", name="陳美（示範）", role="clerk", mail="chen@anhe.example", branch="台北據點")


def hired(username: str, role: str) -> Staff:
    """A member of staff who works already."""
    return actions.join(username=username, name=username, role=role, password=PASSWORD, secret=pyotp.random_base32(), now=NOW)


def deciders() -> None:
    """One who asks and one who releases, and one who may neither."""
    for username, role in (("lin", "security"), ("wang", "compliance"), ("hsu", "auditor")):
        hired(username, role)


def asked(**changes: Any) -> Decision:
    """Somebody is to be admitted."""
    told: dict[str, Any] = {"newcomer": WHO, "because": "人事令 115-021", "by": "lin", "now": NOW}
    return lifecycle.ask_to_admit(**(told | changes))


def request() -> Release:
    """The one request that waits."""
    return Release.objects.get(state="asked")


def released(*, by: str = "wang", now: datetime = NOW) -> Decision:
    """What waits is released."""
    waiting = request()
    return releases.give(release=waiting, seen=waiting.digest, by=by, now=now)


def member(username: str = "chen.mei") -> Staff:
    """A member as the database has them."""
    return Staff.objects.select_related("key").get(username=username)


def token(username: str = "chen.mei") -> str:
    """The one in the last link that was mailed."""
    sent = [each.text for each in messages.about([member(username).pk]) if each.message.purpose == "staff-link"]
    return sent[-1].split("/console/join/")[1].split("/")[0]


def link(now: datetime = NOW) -> StaffLink:
    """The open link of the newcomer."""
    found = links.open_link(token(), now=now)
    assert found is not None
    return found


def joined(now: datetime = NOW) -> str:
    """The newcomer has taken their link into use; the secret of their authenticator."""
    one = link(now)
    secret = links.secret_of(one)
    assert links.take_into_use(link=one, password=PASSWORD, code=pyotp.TOTP(secret).at(now), now=now)
    return secret


def signs_in(secret: str, now: datetime, username: str = "chen.mei") -> bool:
    """Whether a member gets in."""
    code = pyotp.TOTP(secret).at(now)
    return actions.sign_in(username=username, password=PASSWORD, code=code, network="n", now=now) is not None
