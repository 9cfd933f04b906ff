"""Reading motor policies: what is told of them, how contract and premium stand, and their proofs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Max, QuerySet

from toubao.business import whose
from toubao.business.motor.models import ElectronicProof, Insured, MotorPolicy
from toubao.business.motor.numbers import look_up_index
from toubao.journal.keys import unseal_bytes_for, unseal_for
from toubao.journal.writing import TAIPEI

MOST: Final = 500
_ORDER: Final = ("running", "coming", "stopped", "ended")


@dataclass(frozen=True, slots=True, kw_only=True)
class Vehicle:
    """A vehicle as its certificate has it: plate as it is written on it, kind, make and model, month of making (may be empty)."""

    plate: str
    kind: str
    make: str
    made: str

    def __repr__(self) -> str:
        return "Vehicle(…)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """The insured's number and name."""

    number: str
    name: str

    def __repr__(self) -> str:
        return "Holder(…)"


def found_by(number: str, plate: str) -> list[MotorPolicy]:
    """Every policy under this number and plate, the latest first; one question, whether the number, the plate, both or neither exist."""
    with whose.finding(whose.Finding.PLATE):
        found = MotorPolicy.objects.select_related("insured__key").filter(look_up=look_up_index(number, plate))
        return list(found.order_by("-starts", "number"))


def to_tell(found: Iterable[MotorPolicy], now: datetime) -> tuple[MotorPolicy, ...]:
    """What of the policies of one vehicle is worth telling: those that run or will; where there are none, the last of each line."""
    lines: dict[str, list[MotorPolicy]] = {}
    for policy in sorted(found, key=lambda each: each.line):
        lines.setdefault(policy.line, []).append(policy)
    return tuple(policy for line in lines.values() for policy in [each for each in line if now < _ends(each)] or [max(line, key=_ends)])


def covered(policy: MotorPolicy, now: datetime) -> bool:
    """Whether the contract runs at this moment."""
    return policy.starts <= now < _ends(policy)


def standing(policy: MotorPolicy, now: datetime) -> str:
    """How the contract stands: coming, running, ended, or stopped (ended before its time)."""
    if policy.ended_at is not None and policy.ended_at <= now:
        return "stopped" if policy.ended_at < policy.ends else "ended"
    if now >= policy.ends:
        return "ended"
    return "running" if policy.starts <= now else "coming"


def payment(policy: MotorPolicy, now: datetime) -> str:
    """How the premium stands: paid, part (less than asked for), due; after the day on which it was due late, or short (paid in part)."""
    if policy.paid >= policy.premium and policy.paid_on is not None:
        return "paid"
    if now.astimezone(TAIPEI).date() > policy.due_on:
        return "short" if policy.paid else "late"
    return "part" if policy.paid else "due"


def vehicle(policy: MotorPolicy) -> Vehicle:
    """The vehicle of a policy. Raises Unreadable where the key was destroyed."""
    return Vehicle(**unseal_for(policy.insured.key, policy.sealed, context=f"motor-policy:{policy.pk}"))


def holder(insured: Insured) -> Holder:
    """Who the insured is. Raises Unreadable where the key was destroyed."""
    return Holder(**unseal_for(insured.key, insured.sealed, context=f"motor-insured:{insured.pk}"))


def policy(pk: UUID) -> MotorPolicy | None:
    """One policy with whose it is."""
    return MotorPolicy.objects.select_related("insured__key").filter(pk=pk).first()


def policies(pks: Iterable[UUID], now: datetime) -> list[MotorPolicy]:
    """These policies, as people look for them: what runs first, of that the compulsory one, then what comes, at last what is over."""
    found = MotorPolicy.objects.select_related("insured__key").filter(pk__in=list(pks))
    return sorted(found, key=lambda each: (_ORDER.index(standing(each, now)), each.line, each.starts, each.number))


def proof(pk: UUID) -> ElectronicProof:
    """One proof with its policy. Raises ElectronicProof.DoesNotExist."""
    return _proofs().get(pk=pk)


def proof_of(policy: UUID, ticket: bytes) -> ElectronicProof | None:
    """The proof that was applied for in this look-up."""
    return _proofs().filter(policy=policy, ticket=ticket).first()


def proofs_of(policy: UUID) -> list[ElectronicProof]:
    """All applications for a proof of a policy, the latest first."""
    return list(_proofs().filter(policy=policy).order_by("-applied_at"))


def next_issue(policy: UUID) -> int:
    """Which issue the next proof of a policy is: 1 for the first."""
    last: int | None = ElectronicProof.objects.filter(policy=policy).aggregate(last=Max("issue"))["last"]
    return (last or 0) + 1


def pdf(found: ElectronicProof) -> bytes:
    """The signed document. Raises ValueError before it is issued, Unreadable where the key was destroyed."""
    if found.sealed is None:
        raise ValueError(f"the proof {found.pk} is not issued")
    return unseal_bytes_for(found.policy.insured.key, found.sealed, context=f"motor-proof:{found.pk}")


def forgotten(now: datetime) -> list[ElectronicProof]:
    """Proofs that were applied for over a minute ago and are not made: their job was lost, or an institution was down."""
    late = _proofs().filter(state="applied", expires_at__gt=now, applied_at__lte=now - timedelta(minutes=1))
    return list(late.order_by("applied_at")[:MOST])


def over(now: datetime) -> list[ElectronicProof]:
    """Proofs that nobody fetched in time."""
    return list(_proofs().filter(state__in=["applied", "issued"], expires_at__lte=now).order_by("expires_at")[:MOST])


def _proofs() -> QuerySet[ElectronicProof]:
    return ElectronicProof.objects.select_related("policy__insured__key")


def _ends(policy: MotorPolicy) -> datetime:
    return policy.ends if policy.ended_at is None else min(policy.ends, policy.ended_at)
