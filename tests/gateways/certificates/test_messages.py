"""Signed messages that are refused, each with its own reason (7.2.3.3), and good ones beside them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from tests.gateways.certificates import given
from tests.gateways.certificates.bent import (
    bad_authority,
    critical_unknown,
    deep,
    first_version,
    for_another,
    identified,
    identifier,
    impostor,
    made,
    named,
    named_elsewhere,
    nested,
    not_der,
    odd_curve,
    odd_tail,
    plan,
    purposes,
    signed,
    spoilt,
    too_deep,
    twice_extended,
    under,
    unreadable_attributes,
    unsigned_data,
    weak,
    weak_chain,
)
from tests.gateways.certificates.given import CHALLENGE, NAME, NOW, TAIL, Made
from toubao.gateways.certificates.authority import Checked, Trust, X509Authority
from toubao.gateways.certificates.fetching import Fetcher
from toubao.gateways.certificates.reasons import Reason


def check(message: bytes, *, name: str = NAME, tail: str = TAIL, between: tuple[x509.Certificate, ...] = ()) -> Checked:
    """What the authority of the tests finds in a message."""
    authority = X509Authority(Trust("test", (given.root().certificate,), between), Fetcher(frozenset()))
    return authority.check(message=message, challenge=CHALLENGE, name=name, tail=tail, now=NOW)


DAY = timedelta(days=1)
BAD: dict[str, tuple[Callable[[], bytes], Reason]] = {
    # the message
    "empty": (lambda: b"", Reason.NOT_DER),
    "noise": (lambda: b"\xff" * 100, Reason.NOT_DER),
    "long length": (not_der, Reason.NOT_DER),
    "indefinite length": (lambda: b"\x30\x80" + signed()[4:] + b"\0\0", Reason.NOT_DER),
    "cut off": (lambda: signed()[:-5], Reason.NOT_DER),
    "nested without end": (nested, Reason.NOT_DER),
    "trailing bytes": (lambda: signed() + b"\0", Reason.TRAILING_BYTES),
    "huge": (lambda: b"\x30" + b"\0" * 70_000, Reason.TOO_LARGE),
    "another structure": (lambda: b"\x30\x03\x02\x01\x00", Reason.NOT_SIGNED_DATA),
    "nothing signed": (unsigned_data, Reason.NOT_SIGNED_DATA),
    "no certificate": (lambda: signed(certificates=()), Reason.NO_CERTIFICATE),
    "nine certificates": (lambda: signed(certificates=(given.holder(),) * 9), Reason.TOO_MANY_CERTIFICATES),
    "not the signer's certificate": (lambda: signed(certificates=(given.middle(),)), Reason.SIGNER_UNKNOWN),
    "a key nobody brought": (lambda: signed(by_key_identifier=b"\7" * 20), Reason.SIGNER_UNKNOWN),
    "two signers": (lambda: signed(signers=2), Reason.NOT_ONE_SIGNER),
    "no signer": (lambda: signed(signers=0), Reason.NOT_ONE_SIGNER),
    "another challenge": (lambda: signed(content=b"other", challenge=b"other"), Reason.CONTENT_DIFFERS),
    "tampered content": (lambda: signed(content=CHALLENGE + b"!"), Reason.CONTENT_DIFFERS),
    "detached over another": (lambda: signed(content=None, challenge=b"other"), Reason.DIGEST_DIFFERS),
    "content of another kind": (lambda: signed(content_type="tst_info", content=None), Reason.WRONG_CONTENT_TYPE),
    "no signed attributes": (lambda: signed(attributes=False), Reason.ATTRIBUTES_MISSING),
    "no message digest": (lambda: signed(leave_out=("message_digest",)), Reason.DIGEST_MISSING),
    "no content type": (lambda: signed(leave_out=("content_type",)), Reason.WRONG_CONTENT_TYPE),
    "a digest twice": (lambda: signed(repeat=True), Reason.ATTRIBUTES_REPEATED),
    "made for another certificate": (for_another, Reason.SIGNED_FOR_ANOTHER_CERTIFICATE),
    "tampered signature": (lambda: signed(spoil=True), Reason.SIGNATURE_WRONG),
    "another's key": (lambda: signed(Made(given.holder().certificate, given.key("thief"))), Reason.SIGNATURE_WRONG),
    "SHA-1": (lambda: signed(digest="sha1"), Reason.WEAK_HASH),
    "SHA-1 by its algorithm": (lambda: signed(algorithm="sha1_ecdsa"), Reason.WEAK_HASH),
    "two hashes": (lambda: signed(algorithm="sha384_ecdsa"), Reason.ALGORITHM_NOT_ALLOWED),
    "another algorithm": (lambda: signed(algorithm="ed25519"), Reason.ALGORITHM_NOT_ALLOWED),
    "an algorithm nobody knows": (lambda: signed(algorithm="2.999.7"), Reason.ALGORITHM_NOT_ALLOWED),
    "an algorithm of other keys": (lambda: signed(algorithm="sha256_rsa"), Reason.SIGNATURE_WRONG),
    "weak key": (weak, Reason.WEAK_KEY),
    "small curve": (odd_curve, Reason.WEAK_KEY),
    "a certificate that can't be read": (lambda: signed(unreadable=twice_extended()), Reason.CERTIFICATE_UNREADABLE),
    "a certificate of version 1": (lambda: signed(unreadable=first_version()), Reason.CERTIFICATE_UNREADABLE),
    # the chain
    "self-signed": (lambda: signed(given.holder_plan().under(), certificates=(given.holder_plan().under(),)), Reason.SELF_SIGNED),
    "wrong chain": (lambda: under(given.holder_plan(), given.authority_plan("Stranger").under()), Reason.ISSUER_UNKNOWN),
    "an impostor's chain": (impostor, Reason.CHAIN_SIGNATURE_WRONG),
    "a certificate changed": (lambda: signed(spoilt(given.holder())), Reason.CHAIN_SIGNATURE_WRONG),
    "nobody between": (lambda: signed(certificates=(given.holder(),)), Reason.ISSUER_UNKNOWN),
    "weak key above": (weak_chain, Reason.CHAIN_WEAK),
    "issuer no authority": (lambda: bad_authority(given.authority_plan("Issuing", ca=False)), Reason.ISSUER_NO_AUTHORITY),
    "issuer may not sign": (lambda: bad_authority(given.authority_plan("Issuing", uses=("crl_sign",))), Reason.ISSUER_MAY_NOT_SIGN),
    "issued by a person": (lambda: under(given.holder_plan(), given.holder(), given.middle()), Reason.ISSUER_NO_AUTHORITY),
    "deeper than allowed": (deep, Reason.PATH_TOO_LONG),
    "endless": (too_deep, Reason.ISSUER_UNKNOWN),
    "unknown critical extension": (lambda: under(critical_unknown(), given.middle()), Reason.UNKNOWN_CRITICAL_EXTENSION),
    "name not permitted": (named_elsewhere, Reason.CHAIN_REFUSED),
    "expired": (plan(ends=NOW - DAY), Reason.EXPIRED),
    "not yet valid": (plan(starts=NOW + DAY), Reason.NOT_YET_VALID),
    "issuer expired": (lambda: bad_authority(replace(given.authority_plan("Issuing"), ends=NOW - DAY)), Reason.ISSUER_NOT_VALID_NOW),
    # the holder
    "an authority signs": (
        lambda: signed(given.middle(), certificates=(given.middle(),)), Reason.SIGNER_IS_AUTHORITY,
    ),
    "for encryption only": (made(uses=("key_encipherment",)), Reason.WRONG_PURPOSE),
    "no key usage": (lambda: under(replace(given.holder_plan(), extensions=()), given.middle()), Reason.WRONG_PURPOSE),
    "a server's": (lambda: under(purposes(ExtendedKeyUsageOID.SERVER_AUTH), given.middle()), Reason.WRONG_PURPOSE),
    "an organisation's": (made(kind="2.16.886.1.100.3.2.14"), Reason.ORGANISATION),
    "nobody says that it is a person's": (made(kind=None), Reason.NOT_A_PERSON),
    "other person's name": (made(name="陳大文"), Reason.NAME_DIFFERS),
    "two names": (plan(name=given.subject(NAME, (x509.NameOID.COMMON_NAME, NAME))), Reason.NAME_DIFFERS),
    "other tail": (made(tail="0000"), Reason.TAIL_DIFFERS),
    "attributes that can't be read": (lambda: under(unreadable_attributes(), given.middle()), Reason.NOT_A_PERSON),
    "a tail that is no text": (lambda: under(odd_tail(), given.middle()), Reason.TAIL_DIFFERS),
    "no tail": (made(tail=None), Reason.TAIL_MISSING),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_7_2_3_3_a_bad_message_is_refused_with_its_reason(case: str) -> None:
    make, reason = BAD[case]
    checked = check(make())
    assert (checked.outcome, checked.chain) == (reason, ())


GOOD: dict[str, Callable[[], bytes]] = {
    "with its content": signed,
    "detached": lambda: signed(content=None),
    "RSA": lambda: under(replace(given.holder_plan(), key=given.rsa_key(2048)), given.middle()),
    "RSA named with its hash": lambda: signed(
        replace(given.holder_plan(), key=given.rsa_key(2048)).under(given.middle()), algorithm="sha256_rsa"
    ),
    "RSA-PSS": lambda: signed(replace(given.holder_plan(), key=given.rsa_key(2048)).under(given.middle()), pss=True),
    "named by its key": lambda: signed(identified(), by_key_identifier=identifier().digest),
    "SHA-384": lambda: signed(digest="sha384"),
    "for signing in": lambda: under(purposes(ExtendedKeyUsageOID.CLIENT_AUTH), given.middle()),
    "kind of holder as a type": lambda: under(given.holder_plan(kind=given.PERSON), given.middle()),
    "for this very certificate": lambda: signed(more=(("signing_certificate_v2", named()),)),
}


@pytest.mark.parametrize("case", GOOD)
def test_7_2_3_3_a_good_message_leads_to_the_root(case: str) -> None:
    checked = check(GOOD[case]())
    assert checked.outcome == Reason.GOOD
    assert checked.chain[1:] == (given.middle().certificate, given.root().certificate)


def test_7_2_3_3_the_authority_between_may_be_known_beforehand() -> None:
    alone = signed(certificates=(given.holder(),))
    assert check(alone, between=(given.middle().certificate,)).outcome == Reason.GOOD
    assert check(alone).outcome == Reason.ISSUER_UNKNOWN


@pytest.mark.parametrize(
    ("name", "tail", "reason"),
    [
        (" 王小明　", "6789", Reason.GOOD), ("王小 明", "6789", Reason.NAME_DIFFERS), ("", "6789", Reason.NAME_DIFFERS),
        (NAME, "789", Reason.TAIL_DIFFERS), (NAME, "", Reason.TAIL_DIFFERS), (NAME, "6788", Reason.TAIL_DIFFERS),
    ],
)  # fmt: skip
def test_7_2_3_2_what_was_typed_is_what_the_certificate_says(name: str, tail: str, reason: Reason) -> None:
    assert check(signed(), name=name, tail=tail).outcome == reason
