"""What somebody shows of themselves at a branch, as one value: their data and their document; sealed into the visit's row."""

import json
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

from toubao.business.branches.models import Visit
from toubao.business.branches.signature import Signature, opened
from toubao.business.identity.models import Registration
from toubao.business.identity.personal import Known
from toubao.journal.keyring import keyring
from toubao.journal.keys import seal_for, unseal_for

KINDS: Final = ("national_id", "resident_certificate")


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """An identity document: which kind, the number of the document itself, and the day on which it was issued."""

    kind: str
    number: str
    issued_on: date

    def __repr__(self) -> str:
        return "Document(…)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """Who somebody is, which document they showed, and whether they were there themselves."""

    known: Known
    document: Document
    present: bool

    def __repr__(self) -> str:
        return "Statement(…)"

    @property
    def plain(self) -> dict[str, Any]:
        """What is sealed."""
        known = asdict(self.known) | {"birth_date": self.known.birth_date.isoformat()}
        return {
            "known": known,
            "document": asdict(self.document) | {"issued_on": self.document.issued_on.isoformat()},
            "present": self.present,
        }

    @property
    def digest(self) -> str:
        """A keyed digest, in hexadecimal, that another statement does not have."""
        return _digest(self.plain)


def seal(visit: Visit, statement: Statement) -> bytes:
    """Seal what was stated for the visit's row."""
    return seal_for(_begun(visit).person.key, statement.plain, context=f"visit:{visit.pk}:stated")


def stated(visit: Visit) -> Statement:
    """What was stated. Raises Unreadable where the person's key was destroyed; ValueError where nothing was stated yet."""
    if visit.stated is None:
        raise ValueError("nothing was stated in this visit yet")
    told = unseal_for(_begun(visit).person.key, visit.stated, context=f"visit:{visit.pk}:stated")
    known = Known(**told["known"] | {"birth_date": date.fromisoformat(told["known"]["birth_date"])})
    document = Document(**told["document"] | {"issued_on": date.fromisoformat(told["document"]["issued_on"])})
    return Statement(known=known, document=document, present=told["present"])


def seal_signature(visit: Visit, registration: Registration, signature: Signature) -> bytes:
    """Seal a signature for the visit's row."""
    return seal_for(registration.person.key, signature.plain, context=f"visit:{visit.pk}:signature")


def signature_of(visit: Visit) -> Signature:
    """The signature that was kept. Raises Unreadable where the person's key was destroyed; ValueError where nobody has signed."""
    if visit.signature is None:
        raise ValueError("nobody has signed in this visit yet")
    return opened(unseal_for(_begun(visit).person.key, visit.signature, context=f"visit:{visit.pk}:signature"))


def content(visit: Visit) -> str:
    """A keyed digest, in hexadecimal, of all that was handed in: who, which document, what was read, the signature, where, for what."""
    registration = _begun(visit)
    told = stated(visit).plain | {
        "registration": str(registration.pk), "branch": visit.branch, "purpose": visit.purpose, "clerk": visit.clerk,
        "notices": registration.notices, "medium": visit.medium, "signature": visit.signature_digest, "checked": visit.checked,
        "renews": str(registration.renews_id or ""),
    }  # fmt: skip
    return _digest(told)


def _begun(visit: Visit) -> Registration:
    if visit.registration is None:
        raise ValueError("nobody has signed in this visit yet")
    return visit.registration


def _digest(plain: dict[str, Any]) -> str:
    return keyring().blind("visit", json.dumps(plain, sort_keys=True, ensure_ascii=False)).hex()
