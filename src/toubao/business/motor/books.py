"""Loading motor policies from the insurer's books (8.3), in place of what was there under the same numbers; each change is journaled."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django.db import transaction

from toubao.business.motor.models import Insured, MotorPolicy
from toubao.business.motor.numbers import look_up_index, number_index, plate_index
from toubao.business.motor.plates import normalised as plain_plate
from toubao.business.motor.queries import Vehicle
from toubao.business.steps import SYSTEM, note
from toubao.journal.keyring import keyring
from toubao.journal.keys import make_key, seal_for
from toubao.rules.events import Event
from toubao.rules.facts import Noted
from toubao.rules.identity_numbers import normalised


class AnothersNumber(Exception):
    """A certificate or policy number stands in the books already, for another insured; nothing was loaded. The message is that number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A motor policy as the insurer's books have it: `kind` of number (person, business, tax), `line` (compulsory, voluntary), money NT$,
    moments with their zone.
    """

    kind: str
    id_number: str
    name: str
    line: str
    number: str
    vehicle: Vehicle
    starts: datetime
    ends: datetime
    ended_at: datetime | None
    premium: int
    due_on: date
    paid_on: date | None
    paid: int

    def __repr__(self) -> str:
        return "Entry(…)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """How many policies were new, changed, and as they stood."""

    new: int = 0
    changed: int = 0
    same: int = 0


@transaction.atomic
def load(*, entries: Iterable[Entry], now: datetime) -> Loaded:
    """Keep what the books say; policies that are not among the entries stay as they are. Raises AnothersNumber."""
    told = [_keep(entry, now) for entry in entries]
    return Loaded(new=told.count("new"), changed=told.count("changed"), same=told.count("same"))


def _keep(entry: Entry, now: datetime) -> str:
    """Keep one entry: new, changed or the same."""
    row, entered = MotorPolicy.objects.filter(number=entry.number).first(), _digest(entry)
    if row is not None and bytes(row.entered) == entered:
        return "same"
    insured = _insured(entry, now)
    if row is not None and row.insured_id != insured.pk:
        raise AnothersNumber(entry.number)
    came = "changed" if row is not None else "new"
    row = row or MotorPolicy(id=uuid4(), number=entry.number, insured=insured)
    vehicle = {"plate": entry.vehicle.plate, "kind": entry.vehicle.kind, "make": entry.vehicle.make, "made": entry.vehicle.made}
    plate, number = plain_plate(entry.vehicle.plate), normalised(entry.id_number)
    values: dict[str, Any] = {
        "line": entry.line, "starts": entry.starts, "ends": entry.ends, "ended_at": entry.ended_at, "premium": entry.premium,
        "due_on": entry.due_on, "paid_on": entry.paid_on, "paid": entry.paid, "entered": entered, "loaded_at": now,
        "look_up": look_up_index(number, plate), "plate_index": plate_index(plate),
        "sealed": seal_for(insured.key, vehicle, context=f"motor-policy:{row.pk}"),
    }  # fmt: skip
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    note(Event.MOTOR_ENTERED, about=row.about, actor=SYSTEM, now=now, facts=Noted(because="books", reference=came))
    return came


def _insured(entry: Entry, now: datetime) -> Insured:
    """Whose it is: found by their number, else made; number and name as the books have them now."""
    number = normalised(entry.id_number)
    index = number_index(number)
    row = Insured.objects.select_related("key").filter(id_index=index).first()
    if row is None:
        made = uuid4()
        row = Insured(id=made, key=make_key(made, now=now), id_index=index)
    row.kind, row.loaded_at = entry.kind, now
    row.sealed = seal_for(row.key, {"number": number, "name": entry.name}, context=f"motor-insured:{row.pk}")
    row.save()
    return row


def _digest(entry: Entry) -> bytes:
    """A keyed digest of all that an entry says, by which a changed one is known."""
    said = [
        entry.kind, normalised(entry.id_number), entry.name, entry.line, entry.number, entry.vehicle.plate, entry.vehicle.kind,
        entry.vehicle.make, entry.vehicle.made, entry.starts.isoformat(), entry.ends.isoformat(), str(entry.ended_at), entry.premium,
        entry.due_on.isoformat(), str(entry.paid_on), entry.paid,
    ]  # fmt: skip
    return keyring().blind("motor-entry", json.dumps(said, ensure_ascii=False))
