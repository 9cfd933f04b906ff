"""A person's history of identity: found exactly by number, phone or mail, for a reason that is journaled; masked at first."""

from typing import Any, Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse

from toubao.business.consents import queries as consents
from toubao.business.governance.actions import read_personal
from toubao.business.governance.queries import persons
from toubao.business.governance.queries.persons import History
from toubao.business.governance.queries.registrations import name_of
from toubao.business.identity.models import Registration
from toubao.business.identity.queries import known
from toubao.doors.clock import now
from toubao.doors.console import staff, telling, words
from toubao.doors.console.cases import Reason
from toubao.doors.console.frame import show
from toubao.doors.console.people.searching import Place
from toubao.doors.console.words import people
from toubao.doors.look import errors
from toubao.doors.storefront.people.members.mine import words as changing
from toubao.journal.envelope import Unreadable

HERE: Final = "/console/people/"
READ, SOUGHT, REVEALED = "identity history", "identity search", "identity data"


def person(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The history of the person whom a registration names, once, in the answer to this POST; a reload asks and journals again."""
    return _for_a_reason(request, person_id, READ)


def reveal(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The same with the personal data in plain, journaled as such."""
    return _for_a_reason(request, person_id, REVEALED)


def _for_a_reason(request: HttpRequest, person_id: UUID, what: str) -> HttpResponse:
    found, form = persons.by_person(person_id), Reason(request.POST)
    if not found:
        raise Http404("no such person")
    if not form.is_valid():
        return show(request, "people/reason.html", here=HERE, status=422, reason=form, again=request.path, name=name_of(found[0]))
    return _history(request, found, what, form.cleaned_data["because"])


def _history(request: HttpRequest, found: tuple[Registration, ...], what: str, because: str) -> HttpResponse:
    read = persons.history(found)
    read_personal(about=read.about, what=what, because=because, member=staff.me(request), now=now())
    try:
        shown = _revealed(read) if what == REVEALED else None
    except (Unreadable, ValueError):
        return errors.answer(request, 404, title="個資已經銷毀", words="這位客戶的金鑰已依規定銷毀，資料無法再讀取。", can_do=[])
    entries = telling.told(read.entries, read.staff)
    return show(
        request, "people/person.html", here=HERE, found=read, because=because, shown=shown, entries=entries, people=people, words=words,
        changing=changing, reason=Reason(), person_id=_main(read).person_id, now=now(),
    )  # fmt: skip


def _main(read: History) -> Registration:
    """The registration whose person the history is about: that of the account, or the newest."""
    return read.accounts[0].registration if read.accounts else read.registrations[0]


def _revealed(read: History) -> dict[str, Any]:
    """The personal data of the account's holder, and from where each consent came. Raises Unreadable where the key was destroyed."""
    where = {each.pk: consents.where(each) for each in read.consents}
    return {"known": known(_main(read).person), "where": where}


search: Final = Place(
    here=HERE, template="people/search.html", label="完整的號碼或信箱", hint="要完全相同才找得到，不能只打一部分。", sought=SOUGHT,
    shown=lambda request, found, because: _history(request, found, READ, because),
    ways={"number": ("證號", persons.by_number), "address": ("手機或電子信箱", persons.by_address)},
).search  # fmt: skip
