"""The demo's visits to branches: who came when, and how far it went, as a table; each goes through every step that a real one does."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.conf import settings

from toubao.business.branches import activating, queries, visiting
from toubao.business.branches.models import Visit
from toubao.business.branches.signature import PAD, Signature
from toubao.business.branches.statement import Document, Statement
from toubao.business.identity.personal import Known
from toubao.business.release import actions as releases
from toubao.business.release.models import Release
from toubao.doors.cli.counting import counted
from toubao.doors.cli.demo import people
from toubao.doors.cli.demo.hands import Hands, at_work
from toubao.doors.storefront.notices import digests

CLERK, OFFICER = "clerk", "officer"
LINK: Final = re.compile(r"/activate/([\w-]+)/")
INK: Final = Signature(
    PAD,
    (
        ((180, 110, 0), (300, 90, 90), (420, 105, 170)), ((300, 60, 320), (296, 190, 450), (240, 300, 560)),
        ((310, 180, 700), (420, 290, 820)), ((560, 90, 1050), (780, 80, 1180)), ((670, 50, 1330), (660, 330, 1520)),
        ((540, 210, 1700), (800, 200, 1850)),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Guest:
    """One line: who came, with which document, how many hours before the demo began, what for, and how it ended."""

    name: str
    id_number: str
    born: date
    phone: str
    mail: str
    document: str
    ago: int
    ended: str

    @property
    def statement(self) -> Statement:
        """What they said and showed."""
        known = Known(name=self.name, id_number=self.id_number, birth_date=self.born, phone=f"+886{self.phone[1:]}", mail=self.mail)
        return Statement(known=known, document=Document(kind="national_id", number=self.document, issued_on=date(2015, 3, 2)), present=True)


# fmt: off
GUESTS = (
    #     who         number        born               phone         mailbox               document     ago  ended
    Guest("示範淑芬", "A220260050", date(1958, 4, 9),   "0900000111", "fen@demo.example",   "0010020030", 200, "activated"),
    Guest("示範俊傑", "F120260071", date(1988, 9, 27),  "0900000112", "jie@demo.example",   "0010020031", 96,  "refused"),
    Guest("示範美玲", "B220260088", date(1971, 12, 2),  "0900000113", "ling@demo.example",  "0010020032", 26,  "released"),
    Guest("示範建宏", "D120260097", date(1965, 6, 18),  "0900000114", "hong@demo.example",  "0010020033", 3,   "waiting"),
    Guest("示範怡君", "A220260112", date(1993, 1, 23),  "0900000115", "jun@demo.example",   "0010020034", 2,   "waiting"),
    Guest("示範文雄", "F120260124", date(1949, 10, 30), "0900000116", "xiong@demo.example", "0010020037", 1,   "bad"),
)
# fmt: on


def make_missing(*, first_day: datetime, say: Callable[[str], None]) -> None:
    """Make the visits that are not there yet, in the order of their times; says so where the sandbox is down."""
    wanted = GUESTS[Visit.objects.filter(clerk=CLERK, medium="tablet", began_at__lte=first_day + people.HISTORY).count() :]
    if not wanted:
        return
    with at_work() as hands:
        if hands is None:
            say("The sandbox doesn't answer, so the demo has no visits to branches yet. Once it runs: toubao demo")
            return
        for guest in wanted:
            _tell(guest, hands, first_day + people.HISTORY - timedelta(hours=guest.ago))
        say(f"demo data: {counted(len(wanted), 'visit')} to branches")


def _tell(guest: Guest, hands: Hands, at: datetime) -> None:
    """One visit, from the door to how it ended."""
    hands.turn(at)
    branch = next(iter(settings.BRANCHES))
    visit = visiting.begin(branch=branch, purpose="purchase", medium="tablet", clerk=CLERK, now=at)
    for name, digest in digests().items():
        visiting.mark_read(visit=visit, name=name, digest=digest, shown_at=at)
    visiting.sign(visit=visit, signature=INK, notices=digests(), now=at + timedelta(minutes=6))
    visiting.state(visit=_again(visit), statement=guest.statement)
    visiting.check(visit=_again(visit), now=at + timedelta(minutes=8))
    if guest.ended == "bad":
        return
    visiting.hand_in(visit=_again(visit), now=at + timedelta(minutes=9))
    if guest.ended != "waiting":
        _decide(guest, visit, hands, at + timedelta(minutes=40))


def _decide(guest: Guest, visit: Visit, hands: Hands, at: datetime) -> None:
    """An officer releases or refuses it; the customer activates it, or has not yet."""
    made = Release.objects.get(thing=visit.pk)
    if guest.ended == "refused":
        releases.refuse(release=made, because="照片和本人不像，請帶第二證件再辦一次。", by=OFFICER, now=at)
    else:
        releases.give(release=made, seen=made.digest, by=OFFICER, now=at)
    hands.work(at)
    found = LINK.search(hands.letter(guest.mail))
    if guest.ended == "activated" and found is not None:
        activating.activate(token=found[1], last=guest.id_number[-activating.LAST :], password=people.PASSWORD, now=at + timedelta(hours=2))


def _again(visit: Visit) -> Visit:
    """The visit as it stands now. Raises Visit.DoesNotExist."""
    found = queries.visit(visit.pk)
    if found is None:
        raise Visit.DoesNotExist(visit.pk)
    return found
