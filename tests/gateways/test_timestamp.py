"""Time-stamps from the real sandbox authority, checked by two independent libraries, and stamps that are none."""

import asyncio
import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from asn1crypto import tsp
from cryptography import x509
from rfc3161_client import VerifierBuilder, decode_timestamp_response

from tests.fixtures import http
from tests.gateways.conftest import Lines, Stranger
from toubao.gateways.evidence import NoAnswer, Rejected
from toubao.gateways.timestamp import REPLY, stamper
from toubao.gateways.transport import Transport

MESSAGE = b"a policy"
DIGEST = hashlib.sha256(MESSAGE).digest()


def _chain(lines: Lines) -> list[x509.Certificate]:
    return x509.load_pem_x509_certificates(http.get(lines.sandbox.url + "/tsa/chain").content)


@pytest.mark.parametrize("algorithm", ["sha256", "sha384", "sha512"])
def test_stamp_holds_under_the_authoritys_root(lines: Lines, algorithm: str) -> None:
    digest = hashlib.new(algorithm, MESSAGE).digest()
    token = asyncio.run(stamper(lines.to("timestamp")).async_timestamp(digest, algorithm))
    leaf, root = _chain(lines)
    reply = decode_timestamp_response(tsp.TimeStampResp({"status": {"status": "granted"}, "time_stamp_token": token}).dump())
    verifier = VerifierBuilder().add_root_certificate(root).tsa_certificate(leaf).build()
    assert verifier.verify(reply, digest)
    assert abs(reply.tst_info.gen_time - datetime.now(UTC)) < timedelta(seconds=5)
    with pytest.raises(Exception, match="match"):
        verifier.verify(reply, hashlib.new(algorithm, b"another policy").digest())


def test_stamp_holds_for_pyhanko(lines: Lines) -> None:
    from asn1crypto import x509 as asn1
    from cryptography.hazmat.primitives.serialization import Encoding
    from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
    from pyhanko.sign.validation.status import TimestampSignatureStatus
    from pyhanko_certvalidator import ValidationContext

    token = asyncio.run(stamper(lines.to("timestamp")).async_timestamp(DIGEST, "sha256"))
    root = asn1.Certificate.load(_chain(lines)[1].public_bytes(Encoding.DER))
    context = ValidationContext(trust_roots=[root], allow_fetching=False)
    status = TimestampSignatureStatus(**asyncio.run(validate_tst_signed_data(token["content"], context, lambda _: DIGEST)))
    assert status.valid
    assert status.intact
    assert status.trusted


def test_chain_is_kept_and_root_lies_in_the_home(lines: Lines) -> None:
    leaf, root = _chain(lines)
    leaf.verify_directly_issued_by(root)
    kept = x509.load_pem_x509_certificate((lines.sandbox.home / "tsa-root.pem").read_bytes())
    assert kept == root


def test_weak_digest_is_rejected(lines: Lines) -> None:
    with pytest.raises(Rejected) as caught:
        asyncio.run(stamper(lines.to("timestamp")).async_timestamp(b"\0" * 20, "sha1"))
    assert caught.value.code == "tsa-rejection"
    assert lines.get("/tsa/stamps.json") == []


def _stamp(line: Transport) -> object:
    return asyncio.run(stamper(line).async_timestamp(DIGEST, "sha256"))


@pytest.mark.parametrize("body", [b"", b"hello", b"\x30\x03\x02\x01\x00", b"\x30\x80", b"\xff" * 50])
def test_garbage_is_no_answer(stranger: Stranger, impatient: Transport, body: bytes) -> None:
    stranger.answers(body, kind=REPLY)
    with pytest.raises(NoAnswer) as caught:
        _stamp(impatient)
    assert caught.value.reason == "not a time-stamp"


def test_other_media_type_is_no_answer(stranger: Stranger, impatient: Transport) -> None:
    stranger.answers(b"{}")
    with pytest.raises(NoAnswer) as caught:
        _stamp(impatient)
    assert caught.value.reason == f"not {REPLY}"


def test_stamp_for_another_question_is_no_answer(lines: Lines, stranger: Stranger, impatient: Transport) -> None:
    query = tsp.TimeStampReq({"version": 1, "message_imprint": {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": DIGEST}})
    stamp = http.post(lines.sandbox.url + "/tsa", content=query.dump(), headers={"Content-Type": "application/timestamp-query"})
    stranger.answers(stamp.content, kind=REPLY)  # the right digest, but without our nonce
    with pytest.raises(NoAnswer) as caught:
        _stamp(impatient)
    assert caught.value.reason == "a stamp for another question"
