"""What is contracted, as one value from the purchase to the policy's document, and what was agreed to, as the journal keeps it (6.1.2)."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any, Final, Self
from uuid import UUID

from toubao.business.identity.models import Person
from toubao.business.policies.models import Policy
from toubao.business.prepared import Prepared
from toubao.journal.codec import canonical, plain
from toubao.journal.keys import seal_for, unseal_for
from toubao.journal.models import Entry, SubjectKey
from toubao.journal.reading import intact
from toubao.journal.writing import TAIPEI
from toubao.products import Product, load
from toubao.rules.events import Event

AGREED_TO: Final = ("terms", "notice")
"""The documents that an applicant reads and agrees to (10.1.2)."""
LINK: Final = "link"
LOCKED: Final = "encrypted-pdf"
"""How the e-policy comes by mail, as the applicant chooses: a link to the member centre, or a copy that a password opens."""
_OLDER: Final = ("product", "product_version", "premium", "sum_insured")
"""All that a release before this one wrote of a contract when its application was sent in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """The personal part of a contract: who, where to, for whom, paid with what; how it comes by mail, and what opens the copy that does."""

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
    mailed: str = LINK
    opens_with: str = ""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a contract says and both parties agreed on; money is NT$, moments are aware, documents are `name:digest`."""

    product: str
    product_version: str
    documents: tuple[str, ...]
    starts: datetime | None
    ends: datetime | None
    sum_insured: int
    premium: int
    name: str
    id_number: str
    born: date
    address: str
    destinations: tuple[str, ...]
    days: int
    beneficiary_name: str
    beneficiary_relation: str

    def __repr__(self) -> str:
        return "Terms(…)"

    @property
    def digest(self) -> str:
        """A digest of all of it: change one thing, and it is another."""
        return _digest(plain(asdict(self)))


@dataclass(frozen=True, slots=True)
class Agreed:
    """The applicant's agreement: when it was sent in, and the facts that were journaled with it."""

    at: datetime
    facts: dict[str, Any]

    @property
    def application(self) -> str:
        """The digest of the application that was sent in."""
        return str(self.facts["digest"])

    @property
    def on(self) -> date:
        """The day in Taipei whose product was agreed to."""
        return self.at.astimezone(TAIPEI).date()


@dataclass(frozen=True, slots=True)
class Said:
    """What the journal says of a purchase's contract: what was agreed to, and whether it was concluded."""

    agreed: Agreed | None
    concluded: bool


def documents(product: Product) -> tuple[str, ...]:
    """What must be shown and agreed to of a product, as `name:digest` (10.1.2)."""
    return tuple(f"{name}:{product.document(name).digest}" for name in AGREED_TO)


_SAID: Final = Prepared(
    lambda purchase: Entry.objects.filter(
        subject_id=purchase, outcome="taken", event__in=(Event.PURCHASE_CONFIRMED.value, Event.PURCHASE_CONCLUDED.value)
    ).order_by("number"),
    UUID,
)


def said(purchase: UUID) -> Said:
    """What the journal says of a purchase's contract, in one reading; an entry that was changed says nothing."""
    last = {entry.event: entry for entry in _SAID.all(purchase)}
    whole = {event: entry for event, entry in last.items() if intact(entry)}
    sent_in = whole.get(Event.PURCHASE_CONFIRMED.value)
    return Said(Agreed(sent_in.at, sent_in.facts) if sent_in else None, Event.PURCHASE_CONCLUDED.value in whole)


def agreed_to(purchase: UUID) -> Agreed | None:
    """What was agreed to when a purchase was sent in; None if it never was, or if the entry that says so was changed."""
    return said(purchase).agreed


def product_of(policy: Policy) -> Product:
    """The product that a policy is about, with the texts that were agreed to and the figures of that day. Raises NotOnSale."""
    return _product(policy, agreed_to(policy.purchase))


def compared(policy: Policy, was: Agreed | None) -> tuple[str, str]:
    """What was agreed to and what the policy's document says, as two digests; the first is empty where nothing was agreed to."""
    if was is not None and "contract" not in was.facts:
        return _digest([was.facts[name] for name in _OLDER]), _digest([getattr(policy, name) for name in _OLDER])
    return str(was.facts["contract"]) if was else "", terms(policy, _product(policy, was)).digest


def holds(policy: Policy) -> bool:
    """Whether a policy says what was agreed to."""
    agreed, says = compared(policy, agreed_to(policy.purchase))
    return bool(agreed) and agreed == says


def _product(policy: Policy, was: Agreed | None) -> Product:
    if was is None:
        return load(policy.product, on=policy.concluded_at.astimezone(TAIPEI).date(), version=policy.product_version)
    return load(policy.product, on=was.on, version=str(was.facts["product_version"]))


def terms(policy: Policy, product: Product) -> Terms:
    """What a policy's document says: the version and the documents are those of the product that is printed."""
    details = Details.open(policy.person.key, policy.pk, policy.sealed)
    return Terms(
        product=policy.product, product_version=policy.product_version if policy.product_version == product.version.code else "",
        documents=documents(product), starts=policy.starts, ends=policy.ends, sum_insured=policy.sum_insured, premium=policy.premium,
        name=details.name, id_number=details.id_number, born=details.born, address=details.address, destinations=details.destinations,
        days=details.days, beneficiary_name=details.beneficiary_name, beneficiary_relation=details.beneficiary_relation,
    )  # fmt: skip


def _digest(value: Any) -> str:
    return sha256(canonical(value)).hexdigest()
