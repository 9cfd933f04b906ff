"""What a change is from and to, sealed; and how a person's data read with it."""

from dataclasses import dataclass, replace

from toubao.business.identity.models import Change
from toubao.business.identity.personal import Known
from toubao.journal.keys import seal_for, unseal_for
from toubao.rules.facts import Kind

FIELDS = {
    Kind.PHONE: "phone", Kind.PHONE_LOST: "phone", Kind.MAIL: "mail", Kind.MAIL_LOST: "mail", Kind.NAME: "name", Kind.ADDRESS: "address",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Values:
    """What shall stand there, and what stood there when it was asked for; both empty for leaving."""

    new: str
    old: str

    def __repr__(self) -> str:
        return "Values(…)"


def field_of(change: Change) -> str:
    """The field of the person's data that a change is about; empty for leaving."""
    return FIELDS.get(Kind(change.kind), "")


def seal_values(change: Change, values: Values) -> bytes:
    """Seal what a change is from and to, for its row."""
    return seal_for(change.account.person.key, {"new": values.new, "old": values.old}, context=f"change:{change.pk}")


def values_of(change: Change) -> Values:
    """What a change is from and to. Raises Unreadable where the person's key was destroyed."""
    return Values(**unseal_for(change.account.person.key, change.sealed, context=f"change:{change.pk}"))


def with_value(known: Known, field: str, value: str) -> Known:
    """A person's data with one field replaced; the same for no field."""
    changed: dict[str, str] = {field: value} if field else {}
    return replace(known, **changed)  # type: ignore[arg-type]  # only fields that hold text are in FIELDS
