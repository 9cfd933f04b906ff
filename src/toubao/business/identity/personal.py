"""What we know of a person, as one value: sealed into the row, found by blind indexes; decides nothing."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from toubao.gateways.addresses import mailbox, mobile, telephone
from toubao.journal.keyring import keyring
from toubao.journal.keys import seal_for, unseal_for
from toubao.journal.models import SubjectKey
from toubao.rules.identity_numbers import normalised


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A person's own data: name, identity number, birth date, phone (+886…), e-mail, whether guardianship or
    assistance was declared, and the postal address where they gave one.
    """

    name: str
    id_number: str
    birth_date: date
    phone: str
    mail: str
    guardianship_declared: bool = False
    address: str = ""
    assistance_declared: bool = False

    def __repr__(self) -> str:
        return "Known(…)"

    @property
    def id_index(self) -> bytes:
        """The blind index of the identity number."""
        return keyring().blind("id_number", normalised(self.id_number))

    @property
    def phone_index(self) -> bytes:
        """The blind index of the phone number."""
        return address_index(self.phone)

    @property
    def mail_index(self) -> bytes:
        """The blind index of the e-mail address."""
        return address_index(self.mail)


def address_index(address: str) -> bytes:
    """The blind index by which a phone number or e-mail address is found, however it was typed."""
    return keyring().blind("address", tidy_address(address))


def tidy_address(typed: str) -> str:
    """A phone number as +886…, an e-mail address as it is carried; what is neither is given back trimmed, and is nobody's."""
    text = typed.strip()
    return mailbox(text) or telephone(text) or text


def is_mobile(typed: str) -> bool:
    """Whether a text is a mobile number of Taiwan (09… or +8869…)."""
    return mobile(typed) is not None


def seal_known(key: SubjectKey, known: Known) -> bytes:
    """Seal a person's data for their row."""
    values: dict[str, Any] = asdict(known) | {"birth_date": known.birth_date.isoformat()}
    return seal_for(key, values, context=f"person:{key.holder}")


def open_known(key: SubjectKey, sealed: bytes | memoryview) -> Known:
    """A person's data from their row. Raises Unreadable where the key was destroyed."""
    values = unseal_for(key, sealed, context=f"person:{key.holder}")
    return Known(**{**values, "birth_date": date.fromisoformat(values["birth_date"])})
