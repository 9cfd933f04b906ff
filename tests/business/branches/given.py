"""People of a branch, and visits as far as a test needs them; each step is taken by the actions that the console calls."""

import json
import re
from datetime import date, datetime
from typing import Any

import pyotp

from tests import builders
from toubao.business.branches import queries, visiting
from toubao.business.branches.models import Visit
from toubao.business.branches.signature import Signature, drawn
from toubao.business.branches.statement import Document, Statement
from toubao.business.correspondence import queries as messages
from toubao.business.governance import actions as governance
from toubao.business.identity.models import Registration
from toubao.business.identity.personal import Known
from toubao.business.release import actions as releases
from toubao.business.release.models import Release
from toubao.business.steps import Decision

NOW = builders.NOW
NOTICES = builders.NOTICES
PASSWORD = "a long demo password"
INK = [[[100, 200, 0], [300, 120, 80], [520, 260, 190]], [[600, 90, 400], [640, 330, 520]]]
STAFF = (("wu", "clerk"), ("li", "clerk"), ("chou", "officer"), ("ho", "officer"), ("hsu", "auditor"))


def people() -> None:
    """Clerks and officers of a branch, and somebody who only reads."""
    for username, role in STAFF:
        governance.join(
            username=username,
            name=username,
            role=role,
            password="a long staff password",
            secret=pyotp.random_base32(),
            now=NOW,
            branch="示範台北據點",
        )


def signature() -> Signature:
    """Two strokes."""
    return drawn(json.dumps(INK))


def statement(serial: int = 1, *, number: str = "0012345670", present: bool = True, **changes: Any) -> Statement:
    """Who came, with a document; the last sign of its number says how it stands."""
    document = Document(kind="national_id", number=number, issued_on=date(2015, 3, 2))
    return Statement(known=builders.somebody(serial, **changes), document=document, present=present)


def begun(*, purpose: str = "purchase", clerk: str = "wu", now: datetime = NOW) -> Visit:
    """Somebody has come, and read everything."""
    visit = visiting.begin(branch="taipei", purpose=purpose, medium="tablet", clerk=clerk, now=now)
    for name, digest in NOTICES.items():
        visiting.mark_read(visit=visit, name=name, digest=digest, shown_at=now)
    return again(visit)


def signed(**changes: Any) -> Visit:
    """They have signed."""
    visit = begun(**changes)
    decision = visiting.sign(visit=visit, signature=signature(), notices=NOTICES, now=changes.get("now", NOW))
    assert decision.taken, decision
    return again(visit)


def stated(visit: Visit, told: Statement) -> Visit:
    """They have said and shown who they are; nobody was asked yet."""
    assert visiting.state(visit=visit, statement=told)
    return again(visit)


def identified(serial: int = 1, *, now: datetime = NOW, told: Statement | None = None, **changes: Any) -> Visit:
    """The second source has said that the document is good."""
    visit = stated(signed(now=now, **changes), told or statement(serial))
    decision = visiting.judge(visit=visit, statement=told or statement(serial), found="current", now=now)
    assert decision.taken, decision
    return again(visit)


def handed_in(serial: int = 1, *, now: datetime = NOW, **changes: Any) -> Visit:
    """It waits for another person."""
    visit = identified(serial, now=now, **changes)
    decision = visiting.hand_in(visit=visit, now=now)
    assert decision.taken, decision
    return again(visit)


def released(serial: int = 1, *, now: datetime = NOW, **changes: Any) -> Visit:
    """Another person has released it; the link is on its way."""
    visit = handed_in(serial, now=now, **changes)
    decision = give(visit, now=now)
    assert decision.taken, decision
    return again(visit)


def request(visit: Visit) -> Release:
    """What waits for the other person, or what came of it."""
    return Release.objects.get(thing=visit.pk)


def give(visit: Visit, *, by: str = "chou", now: datetime = NOW) -> Decision:
    """Another person releases what they were shown."""
    made = request(visit)
    return releases.give(release=made, seen=made.digest, by=by, now=now)


def again(visit: Visit) -> Visit:
    """The visit as it stands now."""
    found = queries.visit(visit.pk)
    assert found is not None
    return found


def begun_by(visit: Visit) -> Registration:
    """The registration that the signature began."""
    registration = again(visit).registration
    assert registration is not None
    return registration


def letters(visit: Visit) -> list[tuple[str, str, str]]:
    """What was written about it: to whom, by which channel, and the words."""
    return [(each.to, each.message.channel, each.text) for each in messages.about([begun_by(visit).pk])]


def tokens(visit: Visit) -> list[str]:
    """The tokens of the links that were mailed, the oldest first."""
    told = sorted(messages.about([begun_by(visit).pk]), key=lambda each: each.message.queued_at)
    return [token for each in told for token in re.findall(r"/activate/([\w-]+)/", each.text)]


def last(known: Known | None = None) -> str:
    """The last signs of somebody's number."""
    return (known or builders.somebody()).id_number[-4:]
