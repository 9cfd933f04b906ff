"""Invented motor policies for tests: a person's car, a company's, one of each way a contract and its premium can stand."""

from datetime import date, datetime, timedelta
from typing import Any

from tests import builders
from toubao.business.motor import books, looking
from toubao.business.motor.models import MotorPolicy
from toubao.business.motor.plates import normalised as plain_plate
from toubao.business.motor.queries import Vehicle
from toubao.rules.identity_numbers import normalised

NOW = builders.NOW
PLATE, COMPANY = "DEM-0001", "04595252"
YEAR = timedelta(days=365)


def entry(serial: int = 1, **changes: Any) -> books.Entry:
    """A paid car that has been insured for a hundred days; the same serial is the same holder and car."""
    starts = NOW - timedelta(days=100)
    told: dict[str, Any] = {
        "kind": "person", "id_number": builders.id_number(serial), "name": f"王示範{serial}", "line": "compulsory",
        "number": f"CA-TEST-{serial}", "plate": f"DEM-{serial:04d}", "starts": starts, "ends": starts + YEAR, "ended_at": None,
        "premium": 1460, "due_on": date(2026, 8, 15), "paid_on": date(2026, 8, 10), "paid": 1460,
    } | changes  # fmt: skip
    return books.Entry(vehicle=Vehicle(plate=told.pop("plate"), kind="自用小客車", make="示範牌 S1", made="2021-05"), **told)


def policy(serial: int = 1, *, now: datetime = NOW, **changes: Any) -> MotorPolicy:
    """The same, loaded from the books."""
    told = entry(serial, **changes)
    books.load(entries=[told], now=now)
    return MotorPolicy.objects.select_related("insured__key").get(number=told.number)


def question(serial: int = 1, *, number: str = "", plate: str = "", network: str = "203.0.113.1", kind: str = "person") -> looking.Question:
    """Somebody asks with the holder's number and plate, unless another is named."""
    return looking.Question(
        kind=kind, number=normalised(number or builders.id_number(serial)), plate=plain_plate(plate or f"DEM-{serial:04d}"), network=network
    )
