"""An authority that issues certificates: its roots, and what it answers about one of them; what follows is decided elsewhere."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from toubao.gateways.answers import WrongAnswer
from toubao.gateways.certificates import chain as chains
from toubao.gateways.certificates import crl, holder, message, ocsp
from toubao.gateways.certificates.fetching import Fetcher
from toubao.gateways.certificates.reasons import Reason, Unfit
from toubao.gateways.evidence import Evidence, NotAsked
from toubao.gateways.operations import CERTIFICATES_CRL, CERTIFICATES_OCSP

SOURCES: Final = ("ocsp", "crl")


@dataclass(frozen=True, slots=True)
class Checked:
    """What a signed message showed by itself: good or why not; and if good, the certificates from the signer's to a trusted root."""

    outcome: Reason
    chain: chains.Chain = ()


@dataclass(frozen=True, slots=True)
class Status:
    """What the authority answered about one certificate: good or why not, by which source, and the answer itself."""

    outcome: Reason
    source: str
    answer: bytes
    evidence: Evidence


class CertificateAuthority(Protocol):
    """Checks signed messages, and tells whether a certificate of its own still holds."""

    name: str

    def check(self, *, message: bytes, challenge: bytes, name: str, tail: str, now: datetime) -> Checked:
        """Whether the message signs the challenge with a certificate of this person under this authority; asks nobody."""
        ...

    def status(self, *, source: str, certificate: x509.Certificate, issuer: x509.Certificate, now: datetime) -> Status:
        """What `source` (ocsp or crl) answers about a certificate. Raises Unreachable or NoAnswer where it is silent."""
        ...


@dataclass(frozen=True, slots=True)
class Trust:
    """Whom we trust in one authority's name: roots, authorities between; how its OCSP names certificates and keeps nonces."""

    name: str
    roots: tuple[x509.Certificate, ...]
    between: tuple[x509.Certificate, ...] = ()
    ocsp_digest: str = "sha1"
    nonce_required: bool = True


class X509Authority:
    """An authority under X.509 that is asked by OCSP and CRL, at the addresses in its own certificates (RFC 5280, 6960)."""

    def __init__(self, trust: Trust, fetcher: Fetcher) -> None:
        self.name = trust.name
        self._trust = trust
        self._fetcher = fetcher

    def check(self, *, message: bytes, challenge: bytes, name: str, tail: str, now: datetime) -> Checked:
        """Whether the message signs the challenge with a certificate of this person under this authority; asks nobody."""
        try:
            return Checked(Reason.GOOD, self._checked(message, challenge, name, tail, now))
        except Unfit as no:
            return Checked(no.reason)

    def status(self, *, source: str, certificate: x509.Certificate, issuer: x509.Certificate, now: datetime) -> Status:
        """What `source` (ocsp or crl) answers about a certificate. Raises Unreachable or NoAnswer where it is silent."""
        asked = (ocsp if source == "ocsp" else crl).addresses(certificate)
        question = {"issuer": certificate.issuer.rfc4514_string()[:200], "certificate": f"{certificate.serial_number:x}"}
        if not asked:
            raise NotAsked(_evidence(source, question, None), "no address in the certificate")
        allowed = [address for address in asked if self._fetcher.allows(address)]
        if not allowed:
            told = _evidence(source, {**question, "address": asked[0][:200]}, {"outcome": Reason.HOST_NOT_ALLOWED.value})
            return Status(Reason.HOST_NOT_ALLOWED, source, b"", told)
        if source == "ocsp":
            return self._by_ocsp(allowed[0], question, certificate, issuer, now)
        read = _reader(lambda came: crl.judge(came, certificate, issuer, now=now))
        return _status(source, self._fetcher.ask(CERTIFICATES_CRL, allowed[0], question, None, read))

    def close(self) -> None:
        """Close all connections."""
        self._fetcher.close()

    def _checked(self, came: bytes, challenge: bytes, name: str, tail: str, now: datetime) -> chains.Chain:
        opened = message.opened(came, challenge=challenge)
        others = (*opened.others, *self._trust.between)
        found = chains.chain(opened.certificate, others=others, roots=self._trust.roots, now=now)
        holder.check(opened.certificate, name=name, tail=tail)
        return found

    def _by_ocsp(
        self, address: str, question: dict[str, Any], certificate: x509.Certificate, issuer: x509.Certificate, now: datetime
    ) -> Status:
        trust = self._trust
        query = ocsp.Query(certificate, issuer, secrets.token_bytes(16), trust.ocsp_digest, trust.nonce_required)
        read = _reader(lambda came: ocsp.judge(came, query, now=now))
        return _status("ocsp", self._fetcher.ask(CERTIFICATES_OCSP, address, question, query.encoded, read))


def _reader(judge: Callable[[bytes], ocsp.Judged]) -> Callable[[bytes], tuple[dict[str, Any], tuple[Reason, bytes]]]:
    """Reads an answer into what evidence keeps of it and what it means; what says nothing is no answer."""

    def read(came: bytes) -> tuple[dict[str, Any], tuple[Reason, bytes]]:
        told: dict[str, Any] = {"sha256": ocsp.digest_of(came), "bytes": len(came)}
        try:
            judged = judge(came)
        except Unfit as no:
            return {**told, "outcome": no.reason.value}, (no.reason, came)
        except ocsp.Silent as silent:
            raise WrongAnswer(f"the authority says {silent}") from None
        except (ValueError, TypeError, x509.DuplicateExtension):
            raise WrongAnswer("not an answer") from None
        until = judged.next_update.isoformat() if judged.next_update else ""
        told |= {"outcome": judged.outcome.value, "this_update": judged.this_update.isoformat(), "next_update": until}
        return told, (judged.outcome, came)

    return read


def _status(source: str, asked: tuple[tuple[Reason, bytes], Evidence]) -> Status:
    (outcome, came), evidence = asked
    return Status(outcome, source, came, evidence)


def _evidence(operation: str, question: dict[str, Any], answer: dict[str, Any] | None) -> Evidence:
    return Evidence("certificates", operation, question, answer, 0, 0)


def fingerprint(certificate: x509.Certificate) -> str:
    """A certificate's name in the evidence: SHA-256 of all of it."""
    return ocsp.digest_of(certificate.public_bytes(Encoding.DER))
