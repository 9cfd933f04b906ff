"""What the journal's tests write: a subject with a key, an entry, and the rows as the database keeps them."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import connection

from toubao.journal.keys import make_key
from toubao.journal.models import Entry
from toubao.journal.writing import About, Actor, append
from toubao.rules.events import Event
from toubao.rules.facts import Identification, Noted, Purpose, Way
from toubao.rules.personal import Personal

NOW = datetime(2026, 11, 22, 17, 30, tzinfo=UTC)  # already the 23rd in Taipei
SYSTEM = Actor("system", "toubao")
NUMBER, NAME = "A100000918", "王金絲雀"


def somebody() -> About:
    """A subject about a person who has a key."""
    return About(uuid4(), "registration", make_key(uuid4(), now=NOW).holder)


def stated(*, number: str = NUMBER, name: str = NAME) -> Identification:
    """Facts with personal values in them."""
    return Identification(
        way=Way.ONLINE, purpose=Purpose.PURCHASE, present=False, document_checked=False,
        natural_person=True, id_number=Personal(number), id_number_valid=True, name=Personal(name),
        birth_date=Personal(date(1990, 5, 17)), reachable=True, guardianship_declared=False, on=date(2026, 11, 23),
    )  # fmt: skip


def written(about: About | None = None, facts: Any = None, *, event: Event = Event.IDENTITY_STATED, **more: Any) -> Entry:
    """One entry, as it is read back."""
    about = about or somebody()
    number = append(event=event, about=about, actor=SYSTEM, facts=facts or Noted(because="a test"), now=NOW, **more)
    return Entry.objects.get(subject_id=about.id, number=number)


def numbers(subject: UUID) -> list[int]:
    """The numbers of a subject's entries, in order."""
    return list(Entry.objects.filter(subject_id=subject).order_by("number").values_list("number", flat=True))


def dump() -> str:
    """Every row of every table as PostgreSQL dumps it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [row[0] for row in cursor.fetchall()]
        text = ""
        for table in tables:
            with cursor.copy(f'COPY "{table}" TO STDOUT') as rows:
                text += "".join(bytes(chunk).decode() for chunk in rows)
    return text
