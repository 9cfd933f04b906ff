"""What was contracted, as one value from the purchase to the policy's document (6.1.2)."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from toubao.business.identity.models import Person
from toubao.journal.keys import seal_for, unseal_for
from toubao.journal.models import SubjectKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """The personal part of a contract: who, where to, for whom, paid with what."""

    name: str
    id_number: str
    born: date
    phone: str
    mail: str
    address: str
    serial: str
    destinations: tuple[str, ...]
    days: int
    beneficiary_name: str
    beneficiary_relation: str
    paid_with: str

    def __repr__(self) -> str:
        return "Details(…)"

    def seal(self, key: SubjectKey, policy: object) -> bytes:
        """Sealed for the policy's row."""
        values: dict[str, Any] = asdict(self) | {"born": self.born.isoformat(), "destinations": list(self.destinations)}
        return seal_for(key, values, context=f"policy:{policy}")

    @classmethod
    def open(cls, key: SubjectKey, policy: object, sealed: bytes | memoryview) -> Self:
        """From the policy's row. Raises Unreadable where the key was destroyed."""
        kept = unseal_for(key, sealed, context=f"policy:{policy}")
        return cls(**{**kept, "born": date.fromisoformat(kept["born"]), "destinations": tuple(kept["destinations"])})


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """A contract as it was concluded; money is NT$, moments are aware."""

    purchase: UUID
    person: Person
    product: str
    product_version: str
    starts: datetime
    ends: datetime
    sum_insured: int
    premium: int
    concluded_at: datetime
    details: Details
