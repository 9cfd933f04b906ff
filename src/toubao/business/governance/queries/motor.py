"""Motor policies of the books for the console: found exactly, by certificate, plate or the insured's number, with who looked and which
proofs were issued; the caller journals that it was read.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import QuerySet

from toubao.business.motor import queries
from toubao.business.motor.models import ElectronicProof, MotorPolicy
from toubao.business.motor.numbers import number_index, plate_index
from toubao.business.motor.plates import normalised as plain_plate
from toubao.business.motor.queries import Vehicle
from toubao.journal.models import Entry
from toubao.rules.identity_numbers import normalised
from toubao.rules.personal import masked, masked_name

MOST: Final = 10
ENTRIES: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class MotorFile:
    """One policy with all around it; the insured masked. `standing` and `payment` as of the moment that was asked for."""

    policy: MotorPolicy
    vehicle: Vehicle
    name: str
    id_number: str
    standing: str
    payment: str
    proofs: tuple[ElectronicProof, ...]
    entries: tuple[Entry, ...]


def by_certificate(typed: str) -> tuple[MotorPolicy, ...]:
    """The policy with this number of a certificate or policy."""
    return tuple(_policies().filter(number=normalised(typed)))


def by_plate(typed: str) -> tuple[MotorPolicy, ...]:
    """The policies of the vehicle with this plate, the latest first."""
    return tuple(_policies().filter(plate_index=plate_index(plain_plate(typed)))[:MOST])


def by_holder(typed: str) -> tuple[MotorPolicy, ...]:
    """The policies of the insured with this number, the latest first."""
    return tuple(_policies().filter(insured__id_index=number_index(normalised(typed)))[:MOST])


def files(found: tuple[MotorPolicy, ...], now: datetime) -> tuple[MotorFile, ...]:
    """Everything around these policies, in two queries. Raises Unreadable where a key was destroyed."""
    pks = [policy.pk for policy in found]
    proofs = list(ElectronicProof.objects.filter(policy__in=pks).order_by("-applied_at"))
    entries = list(Entry.objects.filter(subject_id__in=pks).order_by("-at", "-number")[: ENTRIES * MOST])
    return tuple(
        _file(policy, now, [each for each in proofs if each.policy_id == policy.pk], [e for e in entries if e.subject_id == policy.pk])
        for policy in found
    )


def _file(policy: MotorPolicy, now: datetime, proofs: list[ElectronicProof], entries: list[Entry]) -> MotorFile:
    of = queries.holder(policy.insured)
    return MotorFile(
        policy=policy, vehicle=queries.vehicle(policy), name=masked_name(of.name), id_number=masked(of.number),
        standing=queries.standing(policy, now), payment=queries.payment(policy, now), proofs=tuple(proofs),
        entries=tuple(entries[:ENTRIES]),
    )  # fmt: skip


def _policies() -> QuerySet[MotorPolicy]:
    return MotorPolicy.objects.select_related("insured__key").order_by("-starts", "number")
