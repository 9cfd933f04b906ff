"""Writing what was compared: a comparison opened, how far it came, a difference found, settled, or solved by a person with a reason."""

from datetime import datetime, timedelta
from typing import Final

from django.db import IntegrityError, transaction

from toubao.business.purchase.actions import look_again
from toubao.business.purchase.models import Purchase
from toubao.business.reconciliation.comparing import Does, Entry, Judgement
from toubao.business.reconciliation.models import Book, Comparison, Difference, Listed
from toubao.business.reconciliation.ours import Found
from toubao.business.reconciliation.queries import last_of_held, rests
from toubao.business.steps import STALE, SYSTEM, Actor, Decision, note, take
from toubao.business.work import defer
from toubao.rules.events import Event
from toubao.rules.facts import Noted
from toubao.rules.flows import difference as flow

INSTITUTIONS: Final = ("card", "industry_report", "sms")
AGAIN: Final = timedelta(minutes=10)
"""How long a book that could not be read is left alone."""


@transaction.atomic
def open_comparison(*, reason: str, since: datetime, until: datetime, now: datetime, lost: bool = False) -> Comparison:
    """Begin to compare all books over a time; the worker goes on with it. Raises ValueError for a time that ends before it begins."""
    if until <= since:
        raise ValueError("a time to compare ends after it begins")
    made = Comparison.objects.create(reason=reason, lost=lost, since=since, until=until, began_at=now, next_at=now + AGAIN)
    Book.objects.bulk_create(Book(comparison=made, institution=institution) for institution in INSTITUTIONS)
    go_on(made)
    return made


def go_on(comparison: Comparison, *, once: bool = False) -> None:
    """Have the worker go on with a comparison."""
    defer("reconciliation.go_on", comparison=str(comparison.pk), lock=f"comparison:{comparison.pk}", once=once)


def begin(now: datetime) -> None:
    """From now on books are compared: what was before is known to nobody but whoever asks for it by hand."""
    Comparison.objects.create(reason="beginning", since=now, until=now, began_at=now, finished_at=now)


@transaction.atomic
def keep_page(*, book: Book, references: list[str], part: str, cursor: str) -> None:
    """A page was compared: remember what it listed, and where to go on."""
    rows = [Listed(comparison_id=book.comparison_id, institution=book.institution, reference=each) for each in references]
    Listed.objects.bulk_create(rows, ignore_conflicts=True)
    book.part, book.cursor, book.read, book.trouble = part, cursor, book.read + len(references), ""
    book.save()


def keep_trouble(*, book: Book, because: str, now: datetime) -> None:
    """A book could not be read: leave it alone for a while."""
    book.trouble = because[:200]
    book.save(update_fields=["trouble"])
    Comparison.objects.filter(pk=book.comparison_id).update(next_at=now + AGAIN)


@transaction.atomic
def finish(*, comparison: Comparison, now: datetime) -> None:
    """All books are compared, once."""
    if not Comparison.objects.filter(pk=comparison.pk, finished_at=None).update(finished_at=now, next_at=None):
        return
    Listed.objects.filter(comparison=comparison).delete()
    counts = ", ".join(f"{book.institution} {book.read}" for book in comparison.books.order_by("institution"))
    window = f"{comparison.since.isoformat()}/{comparison.until.isoformat()}"
    note(Event.BOOKS_COMPARED, about=comparison.about, actor=SYSTEM, now=now, facts=Noted(because=counts, reference=window))


def find(
    *, institution: str, reference: str, judged: Judgement, ours: Found | None, theirs: Entry | None, lost: bool, now: datetime
) -> Difference | None:
    """Record a difference, once; None where it stands open already, or a person solved the very same before."""
    told = {"ours": str(ours.entry) if ours else "", "theirs": str(theirs) if theirs else ""}
    before = Difference.objects.filter(institution=institution, reference=reference, kind=judged.kind).exclude(state="open")
    if before.exists() if judged.does is Does.CLOSE else before.filter(state="solved", **told).exists():
        return None
    made = Difference(
        institution=institution, reference=reference, kind=judged.kind, purchase=ours.purchase if ours else None, lost=lost,
        remedy=judged.does.value, found_at=now, **told,
    )  # fmt: skip
    facts = Noted(because=f"{judged.kind}: {told['ours'] or '-'} / {told['theirs'] or '-'}", reference=f"{institution} {reference}")
    try:
        with transaction.atomic():
            take(flow.FIND, thing=made, facts=facts, actor=SYSTEM, now=now)
            if lost and not judged.does and made.purchase:
                _hold(made, now)
    except IntegrityError:
        return None
    return made


def _hold(difference: Difference, now: datetime) -> None:
    """What an institution concluded with us and we lost is not gone through a second time: the worker leaves the purchase to a person."""
    assert difference.purchase is not None
    if Purchase.objects.filter(pk=difference.purchase, held=False).update(held=True, next_at=None):
        facts = Noted(because="held for a person", reference=str(difference.purchase))
        note(Event.DIFFERENCE_HELD, about=difference.about, actor=SYSTEM, now=now, facts=facts)


def leave_to_person(*, difference: Difference) -> None:
    """The system can do nothing more about it."""
    Difference.objects.filter(pk=difference.pk, state="open").update(remedy="")
    difference.remedy = ""


def settle(*, difference: Difference, because: str, now: datetime) -> Decision:
    """The books agree, or nothing is held any more."""
    changes = {"ended_at": now, "ended_by": SYSTEM.id, "because": because, "remedy": ""}
    told = Noted(because=because, reference=f"{difference.institution} {difference.reference}")
    return take(flow.SETTLE, thing=difference, facts=told, actor=SYSTEM, now=now, changes=changes)


@transaction.atomic
def solve(*, difference: Difference, by: str, because: str, alike: bool, go_on: bool = False, now: datetime) -> int:
    """A person records how a difference was solved; `alike`: all open ones of its kind at its institution that wait for a person, which
    only messages allow, since money and contracts are looked at one by one; `go_on`: the worker goes on with a purchase that was held for
    it. Gives how many; none where it was solved before.
    """
    found = [difference]
    if alike and difference.institution == "sms":
        same = {"institution": difference.institution, "kind": difference.kind, "state": "open", "remedy": ""}
        found += Difference.objects.filter(**same).exclude(pk=difference.pk).order_by("found_at")
    solved = sum(_solve(each, by, because, now).taken for each in found)
    if solved and go_on and last_of_held(difference):
        _release(difference, by, now)
    return solved


@transaction.atomic
def let_go_on(*, difference: Difference, by: str, now: datetime) -> bool:
    """A person lets a held purchase go on whose differences have all ended; False where there is no such one any more."""
    if difference.purchase is None:
        return False
    Purchase.objects.select_for_update().get(pk=difference.purchase)
    if not rests(difference):
        return False
    _release(difference, by, now)
    return True


def _release(difference: Difference, by: str, now: datetime) -> None:
    """The worker goes on with a held purchase, by what the institutions' books say of it now."""
    assert difference.purchase is not None
    purchase = Purchase.objects.get(pk=difference.purchase)
    Purchase.objects.filter(pk=purchase.pk).update(held=False, next_at=now, tries=0)
    told = Noted(because="released by a person", reference=str(purchase.pk))
    note(Event.DIFFERENCE_RELEASED, about=difference.about, actor=Actor("staff", by), now=now, facts=told)
    look_again(purchase)


def _solve(difference: Difference, by: str, because: str, now: datetime) -> Decision:
    if difference.remedy:
        return STALE
    changes = {"ended_at": now, "ended_by": by, "because": because[:500]}
    told = Noted(because=because[:500], reference=f"{difference.institution} {difference.reference}")
    return take(flow.SOLVE, thing=difference, facts=told, actor=Actor("staff", by), now=now, changes=changes)
