"""From a certificate up to a trusted root: each link signed, each issuer an authority, all valid now; revocation is elsewhere."""

import asyncio
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtensionOID
from pyhanko_certvalidator.authority import CertTrustAnchor
from pyhanko_certvalidator.context import ValidationContext
from pyhanko_certvalidator.errors import PathError, ValidationError
from pyhanko_certvalidator.path import ValidationPath
from pyhanko_certvalidator.validate import async_validate_path

from toubao.gateways.certificates.keys import strong_hash, strong_key
from toubao.gateways.certificates.reasons import Reason, Unfit, must

LONGEST: Final = 5
UNDERSTOOD: Final = frozenset(
    {
        ExtensionOID.BASIC_CONSTRAINTS, ExtensionOID.KEY_USAGE, ExtensionOID.EXTENDED_KEY_USAGE, ExtensionOID.SUBJECT_ALTERNATIVE_NAME,
        ExtensionOID.NAME_CONSTRAINTS, ExtensionOID.CERTIFICATE_POLICIES, ExtensionOID.POLICY_CONSTRAINTS, ExtensionOID.INHIBIT_ANY_POLICY,
        ExtensionOID.CRL_DISTRIBUTION_POINTS, ExtensionOID.AUTHORITY_KEY_IDENTIFIER, ExtensionOID.SUBJECT_KEY_IDENTIFIER,
        ExtensionOID.SUBJECT_DIRECTORY_ATTRIBUTES,
    }
)  # fmt: skip
Chain = tuple[x509.Certificate, ...]


def chain(leaf: x509.Certificate, *, others: Sequence[x509.Certificate], roots: Sequence[x509.Certificate], now: datetime) -> Chain:
    """The certificates from `leaf` to the one of `roots` under which it stands, checked for `now`. Raises Unfit."""
    found = _path(leaf, others, roots)
    if found is None:
        raise Unfit(_why_none(leaf, (*others, *roots)))
    _strong(found)
    _authorities(found)
    for one in found[:-1]:
        critical = {each.oid for each in one.extensions if each.critical}
        must(critical <= UNDERSTOOD, Reason.UNKNOWN_CRITICAL_EXTENSION)
    _timely(found, now)
    _second_opinion(found, now)
    return found


def _path(leaf: x509.Certificate, others: Sequence[x509.Certificate], roots: Sequence[x509.Certificate]) -> Chain | None:
    """Depth first, no certificate twice, five at most."""
    waiting: list[Chain] = [(leaf,)]
    while waiting:
        so_far = waiting.pop()
        for root in _issuers(so_far[-1], roots):
            return (*so_far, root)
        if len(so_far) < LONGEST - 1:
            waiting += [(*so_far, one) for one in _issuers(so_far[-1], others) if one not in so_far]
    return None


def _issuers(one: x509.Certificate, candidates: Sequence[x509.Certificate]) -> Iterator[x509.Certificate]:
    """Those who surely signed this certificate."""
    for candidate in candidates:
        if candidate.subject == one.issuer:
            try:
                one.verify_directly_issued_by(candidate)
            except (InvalidSignature, ValueError, TypeError, UnsupportedAlgorithm):
                continue
            yield candidate


def _why_none(leaf: x509.Certificate, known: Sequence[x509.Certificate]) -> Reason:
    if leaf.subject == leaf.issuer:
        return Reason.SELF_SIGNED
    named = any(one.subject == leaf.issuer for one in known)
    return Reason.CHAIN_SIGNATURE_WRONG if named and not any(_issuers(leaf, known)) else Reason.ISSUER_UNKNOWN


def _strong(found: Chain) -> None:
    """No weak key anywhere, and no weak hash but in a root's signature of itself, which proves nothing."""
    must(all(strong_key(one.public_key()) for one in found), Reason.CHAIN_WEAK)
    must(all(strong_hash(one.signature_hash_algorithm) for one in found[:-1]), Reason.CHAIN_WEAK)


def _authorities(found: Chain) -> None:
    """Everyone who signed a certificate may, and not deeper than is allowed (RFC 5280, 6.1.4)."""
    for below, one in enumerate(found[1:]):
        limits = _basic(one)
        must(limits is not None and limits.ca, Reason.ISSUER_NO_AUTHORITY)
        must(may(one, "key_cert_sign"), Reason.ISSUER_MAY_NOT_SIGN)
        deepest = limits.path_length if limits else None
        must(deepest is None or below <= deepest, Reason.PATH_TOO_LONG)


def _basic(one: x509.Certificate) -> x509.BasicConstraints | None:
    try:
        return one.extensions.get_extension_for_class(x509.BasicConstraints).value
    except x509.ExtensionNotFound:
        return None


def is_authority(one: x509.Certificate) -> bool:
    """Whether a certificate calls itself an authority's."""
    limits = _basic(one)
    return limits is not None and limits.ca


def may(one: x509.Certificate, *uses: str) -> bool:
    """Whether the certificate's key may be put to at least one of these uses; a certificate that doesn't say so may not."""
    try:
        usage = one.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return False
    return any(getattr(usage, use) for use in uses)


def _timely(found: Chain, now: datetime) -> None:
    leaf, *above = found
    must(now <= leaf.not_valid_after_utc, Reason.EXPIRED)
    must(leaf.not_valid_before_utc <= now, Reason.NOT_YET_VALID)
    must(all(one.not_valid_before_utc <= now <= one.not_valid_after_utc for one in above), Reason.ISSUER_NOT_VALID_NOW)


def _second_opinion(found: Chain, now: datetime) -> None:
    """The whole of RFC 5280's path validation by a library of its own: names, policies, and what was checked above once more."""
    leaf, *middle, root = [asn1.Certificate.load(one.public_bytes(Encoding.DER)) for one in found]
    path = ValidationPath(CertTrustAnchor(root), list(reversed(middle)), leaf)
    context = ValidationContext(trust_roots=[root], moment=now, allow_fetching=False, revocation_mode="soft-fail")
    try:
        asyncio.run(async_validate_path(context, path))
    except (ValidationError, PathError, ValueError, TypeError, KeyError):
        raise Unfit(Reason.CHAIN_REFUSED) from None
