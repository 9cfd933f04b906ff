"""What the doctor says of the books: compared lately, and nothing that waits for a person."""

from datetime import timedelta

from toubao.config.trouble import Trouble
from toubao.doors.cli.counting import counted
from toubao.doors.cli.doctor.finding import Unknown

LATELY = timedelta(hours=36)


def books() -> str:
    """Whether our books were compared with the institutions' within a day and a half, all differences settled. Raises Trouble, Unknown."""
    from toubao.business.reconciliation import queries
    from toubao.doors import clock

    last, people, strays = queries.last_finished(), queries.for_people(), queries.strays().count()
    first = people.first()
    if first is not None:
        many = counted(people.count(), "difference waits", "differences wait")
        raise Trouble(f"{many} for a person, {first.institution} {first.reference} first: console, 對帳.")
    resting = queries.resting()
    if (held := resting.first()) is not None:
        many = counted(resting.count(), "purchase is", "purchases are")
        raise Trouble(f"{many} held with no difference open, {held.purchase} first: let go on, console, 對帳.")
    troubled = queries.troubled()
    if troubled:
        raise Trouble(f"the books of {', '.join(book.institution for book in troubled)} can't be read: {troubled[0].trouble}.")
    if last is None:
        raise Unknown("never compared yet: the worker begins it")
    if clock.now() - last.until > LATELY:
        raise Trouble(f"the books were compared last up to {last.until:%Y-%m-%d %H:%M} UTC: run `toubao reconcile`.")
    waiting = f"; {counted(strays, 'order')} unknown to us, looked at next" if strays else ""
    return f"compared up to {last.until:%Y-%m-%d %H:%M} UTC, no difference waits for a person{waiting}"
