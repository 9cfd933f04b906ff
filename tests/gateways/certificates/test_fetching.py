"""Asking an authority over HTTP: only allowed hosts, no redirects, bounded answers; silence is told apart from a no (7.2.3.3)."""

from collections.abc import Iterator

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

from tests.gateways.certificates import given
from tests.gateways.certificates.answering import Answering, Listing
from tests.gateways.certificates.given import NOW
from tests.gateways.conftest import HASTE, Stranger
from toubao.gateways.breaker import Breaker
from toubao.gateways.certificates.authority import Status, Trust, X509Authority, fingerprint
from toubao.gateways.certificates.fetching import LARGEST_ANSWER, Fetcher, host_of
from toubao.gateways.certificates.reasons import Reason
from toubao.gateways.evidence import NoAnswer, Unreachable


class Asked:
    """An authority whose certificates point at a stranger."""

    def __init__(self, stranger: Stranger, *hosts: str) -> None:
        self.host = f"127.0.0.1:{stranger.port}"
        plan = given.pointing(given.holder_plan(), ocsp_url=stranger.url + "/ocsp", crl_url=stranger.url + "/crl")
        self.holder = plan.under(given.middle())
        self.fetcher = Fetcher(frozenset(hosts or {self.host}), patience=HASTE, breaker=lambda: Breaker(failures=10**9))
        self.authority = X509Authority(Trust("test", (given.root().certificate,), nonce_required=False), self.fetcher)

    def status(self, source: str) -> Status:
        """What the authority says of its holder."""
        issuer = given.middle().certificate
        return self.authority.status(source=source, certificate=self.holder.certificate, issuer=issuer, now=NOW)


@pytest.fixture
def asked(stranger: Stranger) -> Iterator[Asked]:
    """An authority that may be asked at the stranger's."""
    ready = Asked(stranger)
    yield ready
    ready.fetcher.close()


def answer(asked: Asked, status: ocsp.OCSPCertStatus = ocsp.OCSPCertStatus.GOOD) -> bytes:
    """What the authority answers by OCSP."""
    return Answering(about=asked.holder, status=status, nonce=None).made()


def test_7_2_3_3_good_and_revoked_are_told_with_evidence(stranger: Stranger, asked: Asked) -> None:
    stranger.answers(answer(asked), kind="application/ocsp-response")
    told = asked.status("ocsp")
    assert (told.outcome, told.source) == (Reason.GOOD, "ocsp")
    assert stranger.says[0][0].endswith(told.answer)  # type: ignore[union-attr] # bytes, as answers() left them
    assert told.evidence.institution == "certificates"
    assert told.evidence.answer is not None
    assert told.evidence.answer["outcome"] == "good"
    assert stranger.heard[0].startswith(b"POST /ocsp HTTP/1.1")
    stranger.answers(Listing(revoked=(asked.holder.certificate.serial_number,)).made(), kind="application/pkix-crl")
    assert asked.status("crl").outcome == Reason.REVOKED
    assert stranger.heard[-1].startswith(b"GET /crl HTTP/1.1")


@pytest.mark.parametrize(
    ("body", "status", "more"),
    [
        (b"", 302, "Location: http://169.254.169.254/latest\r\n"), (b"", 301, "Location: http://127.0.0.1/\r\n"), (b"", 404, ""),
        (b"", 503, ""), (b"noise", 200, ""), (b"", 200, ""), (b"x" * (LARGEST_ANSWER + 1), 200, ""),
        (b"x", 200, "Content-Encoding: gzip\r\n"),
    ],
)  # fmt: skip
def test_7_2_3_3_what_is_no_answer_is_silence(stranger: Stranger, asked: Asked, body: bytes, status: int, more: str) -> None:
    stranger.answers(body, status=status, kind="application/ocsp-response", more=more)
    with pytest.raises(NoAnswer):
        asked.status("ocsp")
    assert len(stranger.heard) == HASTE.attempts  # asked again, at the same address only


def test_7_2_3_3_try_later_is_silence(stranger: Stranger, asked: Asked) -> None:
    later = ocsp.OCSPResponseBuilder.build_unsuccessful(ocsp.OCSPResponseStatus.TRY_LATER)
    stranger.answers(later.public_bytes(Encoding.DER), kind="application/ocsp-response")
    with pytest.raises(NoAnswer) as caught:
        asked.status("ocsp")
    assert caught.value.reason == "the authority says try_later"


def test_7_2_3_3_a_wrong_answer_is_not_silence(stranger: Stranger, asked: Asked) -> None:
    forged = Answering(about=asked.holder, spoil=True, nonce=None).made()
    stranger.answers(forged, kind="application/ocsp-response")
    told = asked.status("ocsp")
    assert told.outcome == Reason.OCSP_SIGNATURE_WRONG
    assert len(stranger.heard) == 1


@pytest.mark.parametrize("source", ["ocsp", "crl"])
def test_7_2_3_3_a_host_that_is_not_allowed_is_never_asked(stranger: Stranger, source: str) -> None:
    elsewhere = Asked(stranger, "ocsp.example:80")
    told = elsewhere.status(source)
    assert told.outcome == Reason.HOST_NOT_ALLOWED
    assert stranger.heard == []
    with pytest.raises(PermissionError):
        elsewhere.fetcher.ask("ocsp", stranger.url, {}, None, lambda came: ({}, came))
    elsewhere.fetcher.close()


def test_7_2_3_3_a_certificate_without_an_address_has_nobody_to_ask(asked: Asked) -> None:
    alone = given.holder_plan(addresses=False).under(given.middle()).certificate
    for source in ("ocsp", "crl"):
        with pytest.raises(Unreachable):
            asked.authority.status(source=source, certificate=alone, issuer=given.middle().certificate, now=NOW)


def test_7_2_3_3_nobody_listens(asked: Asked) -> None:
    nowhere = Fetcher(frozenset({given.HOST}), patience=HASTE)
    authority = X509Authority(Trust("test", (given.root().certificate,)), nowhere)
    with pytest.raises(Unreachable):
        authority.status(source="ocsp", certificate=given.holder().certificate, issuer=given.middle().certificate, now=NOW)
    nowhere.close()


def test_a_slow_answer_is_cut(stranger: Stranger, asked: Asked) -> None:
    asked.fetcher.patience = HASTE
    head = b"HTTP/1.1 200 So\r\nContent-Length: 9\r\n\r\n"
    stranger.says = [[head + b"abc"]]  # and then nothing more
    with pytest.raises(NoAnswer):
        asked.status("crl")


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("http://ocsp.example/x", "ocsp.example:80"), ("https://OCSP.example.", "ocsp.example:443"), ("http://a:81/", "a:81"),
        ("ldap://ocsp.example/", ""), ("file:///etc/passwd", ""), ("http://good@evil.example/", ""), ("http://a:x/", ""),
        ("http://evil.example\\@good/", ""), ("http://例.example/", ""), ("http:///x", ""), ("", ""), ("http://a\n.example/", ""),
    ],
)  # fmt: skip
def test_only_plain_addresses_have_a_host(address: str, host: str) -> None:
    assert host_of(address) == host


def test_a_fingerprint_is_of_the_whole_certificate() -> None:
    holder: x509.Certificate = given.holder().certificate
    assert fingerprint(holder) == holder.fingerprint(hashes.SHA256()).hex()
