"""Whose certificate it is: a natural person's own, made for signing, with the name and the number's tail that were typed (7.2.3.2)."""

import unicodedata
from typing import Any, Final

from asn1crypto import core
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID, ExtensionOID, NameOID

from toubao.gateways.certificates.chain import is_authority, may
from toubao.gateways.certificates.reasons import Reason, must
from toubao.rules.personal.names import tidy

TAIL: Final = "2.16.886.1.100.2.51"
"""The last four signs of the holder's identity number."""
NATURAL_PERSON: Final = "2.16.886.1.100.3.1.1"
ORGANISATIONS: Final = "2.16.886.1.100.3.2"
PEOPLES_PURPOSES: Final = frozenset(
    {
        ExtendedKeyUsageOID.CLIENT_AUTH.dotted_string, ExtendedKeyUsageOID.EMAIL_PROTECTION.dotted_string,
        ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE.dotted_string, ExtendedKeyUsageOID.SMARTCARD_LOGON.dotted_string,
        "1.3.6.1.5.5.7.3.36",
    }
)  # fmt: skip


class _Attribute(core.Sequence):  # type: ignore[misc] # asn1crypto has no types
    _fields = [("type", core.ObjectIdentifier), ("values", core.SetOf, {"spec": core.Any})]


class _Attributes(core.SequenceOf):  # type: ignore[misc] # as above
    _child_spec = _Attribute


def check(certificate: x509.Certificate, *, name: str, tail: str) -> None:
    """Raise Unfit unless the certificate is a person's, of this name, with a number that ends in these four signs."""
    must(not is_authority(certificate), Reason.SIGNER_IS_AUTHORITY)
    must(may(certificate, "digital_signature", "content_commitment"), Reason.WRONG_PURPOSE)
    must(_for_people(certificate), Reason.WRONG_PURPOSE)
    told = _told(certificate)
    kinds = {*told, *(value for values in told.values() for value in values)}
    must(not any(kind == ORGANISATIONS or kind.startswith(ORGANISATIONS + ".") for kind in kinds), Reason.ORGANISATION)
    must(NATURAL_PERSON in kinds, Reason.NOT_A_PERSON)
    names = [str(one.value) for one in certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)]
    must(len(names) == 1 and plain(names[0]) == plain(name) != "", Reason.NAME_DIFFERS)
    tails = told.get(TAIL, [])
    must(len(tails) == 1, Reason.TAIL_MISSING)
    must(tails[0].strip().upper() == tail.upper() and len(tail) == 4, Reason.TAIL_DIFFERS)


def plain(name: str) -> str:
    """A name in one form: as we keep names, compatible signs alike, letters alike in size."""
    return " ".join(unicodedata.normalize("NFKC", tidy(name)).split()).casefold()


def _for_people(certificate: x509.Certificate) -> bool:
    """Whether its extended purposes, where it names any, have one that is a person's."""
    try:
        purposes = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return True
    return any(one.dotted_string in PEOPLES_PURPOSES for one in purposes)


def _told(certificate: x509.Certificate) -> dict[str, list[str]]:
    """The subject's directory attributes, as type → values; what can't be read tells nothing."""
    try:
        held = certificate.extensions.get_extension_for_oid(ExtensionOID.SUBJECT_DIRECTORY_ATTRIBUTES).value
        content = held.value if isinstance(held, x509.UnrecognizedExtension) else b""
        return {one["type"].dotted: [_text(value) for value in one["values"]] for one in _Attributes.load(content, strict=True)}
    except (x509.ExtensionNotFound, ValueError, TypeError, KeyError):
        return {}


def _text(value: Any) -> str:
    """A text or an object identifier as text; anything else is empty."""
    read = value.parse()
    return read.dotted if isinstance(read, core.ObjectIdentifier) else read.native if isinstance(read.native, str) else ""
