"""The authority of the demo's certificate cards and the signing component: what they answer, and how a card's state is changed."""

import base64
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import cms
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

from tests.sandbox.conftest import Caller
from toubao.sandbox.certificates import authority
from toubao.sandbox.certificates.holders import HOLDERS

GOOD = {"holder": "wang", "tbs": "x", "pin": "123456", "hashAlgorithm": "SHA256", "signatureType": "PKCS7"}


def _signed(caller: Caller, **changed: Any) -> dict[str, Any]:
    told: dict[str, Any] = caller.post("/sign", json={**GOOD, **changed}).json()
    return told


def _chain(caller: Caller, holder: str) -> list[x509.Certificate]:
    content = cms.ContentInfo.load(base64.b64decode(_signed(caller, holder=holder)["signature"]), strict=True)["content"]
    return [x509.load_der_x509_certificate(one.chosen.dump()) for one in content["certificates"]]


def _asked(caller: Caller, holder: str) -> ocsp.OCSPResponse:
    mine, issuing = _chain(caller, holder)
    request = ocsp.OCSPRequestBuilder().add_certificate(mine, issuing, hashes.SHA256())
    body = request.add_extension(x509.OCSPNonce(b"n" * 16), critical=False).build().public_bytes(Encoding.DER)
    answer = caller.post("/certificates/ocsp", content=body, headers={"Content-Type": "application/ocsp-request"})
    assert answer.headers["Content-Type"] == "application/ocsp-response"
    return ocsp.load_der_ocsp_response(answer.content)


def test_chain_leads_to_the_root_in_the_home(caller: Caller) -> None:
    mine, issuing = _chain(caller, "wang")
    root = x509.load_pem_x509_certificate(caller.get("/certificates/root").content)
    mine.verify_directly_issued_by(issuing)
    issuing.verify_directly_issued_by(root)


@pytest.mark.parametrize(
    ("holder", "status"),
    [
        ("wang", ocsp.OCSPCertStatus.GOOD), ("lin", ocsp.OCSPCertStatus.REVOKED), ("chang", ocsp.OCSPCertStatus.REVOKED),
        ("stranger", ocsp.OCSPCertStatus.UNKNOWN),
    ],
)  # fmt: skip
def test_ocsp_tells_each_cards_state_with_the_nonce(caller: Caller, holder: str, status: ocsp.OCSPCertStatus) -> None:
    told = _asked(caller, holder)
    assert told.certificate_status == status
    assert told.extensions.get_extension_for_class(x509.OCSPNonce).value.nonce == b"n" * 16


def test_garbage_gets_an_unsigned_error(caller: Caller) -> None:
    told = ocsp.load_der_ocsp_response(caller.post("/certificates/ocsp", content=b"garbage").content)
    assert told.response_status == ocsp.OCSPResponseStatus.MALFORMED_REQUEST


def test_lists_hold_what_is_revoked_or_suspended(caller: Caller) -> None:
    listed = x509.load_der_x509_crl(caller.get("/certificates/issuing.crl").content)
    assert {one.serial_number for one in listed} == {one.serial for one in HOLDERS if one.state != "good"}
    assert list(x509.load_der_x509_crl(caller.get("/certificates/root.crl").content)) == []


def test_card_is_revoked_and_restored_and_reset_forgets_it(caller: Caller) -> None:
    assert caller.post("/certificates/cards", data={"holder": "wang", "state": "revoked"}).headers["Location"] == "/certificates/#wang"
    assert _asked(caller, "wang").certificate_status == ocsp.OCSPCertStatus.REVOKED
    caller.post("/certificates/cards", data={"holder": "wang", "state": "good"})
    assert _asked(caller, "wang").certificate_status == ocsp.OCSPCertStatus.GOOD
    caller.post("/certificates/cards", data={"holder": "lin", "state": "good"})
    caller.post("/reset", json={})
    assert _asked(caller, "lin").certificate_status == ocsp.OCSPCertStatus.REVOKED


@pytest.mark.parametrize("told", [{"holder": "nobody", "state": "good"}, {"holder": "wang", "state": "lost"}, {}])
def test_card_that_does_not_exist_changes_nothing(caller: Caller, told: dict[str, str]) -> None:
    assert caller.post("/certificates/cards", data=told).status_code == 422
    assert _asked(caller, "wang").certificate_status == ocsp.OCSPCertStatus.GOOD


@pytest.mark.parametrize(
    ("changed", "code", "last_error"),
    [
        ({"holder": ""}, 0x76000006, 0), ({"tbs": ""}, 0x76000003, 0), ({"pin": ""}, 0x76000998, 0), ({"pin": "000000"}, 0x76100006, 0xA0),
        ({"signatureType": "PKCS1"}, 0x7600000E, 0), ({"hashAlgorithm": "SHA1"}, 0x7600000E, 0),
    ],
)  # fmt: skip
def test_component_says_no_in_its_own_numbers(caller: Caller, changed: dict[str, str], code: int, last_error: int) -> None:
    told = _signed(caller, **changed)
    assert (told["func"], told["ret_code"], told["last_error"], told.get("signature")) == ("sign", code, last_error, None)


def test_window_runs_its_own_script_only(caller: Caller) -> None:
    window = caller.get("/popupForm")
    rules = window.headers["Content-Security-Policy"]
    assert "script-src 'self'" in rules
    assert "unsafe" not in rules
    assert "Cross-Origin-Opener-Policy" not in window.headers  # or the page that opened it could not be told
    assert "getTbs" in caller.get("/popupForm.js").text


def test_keys_are_made_once(tmp_path: Path) -> None:
    first, again = (authority.load(tmp_path / "certificates", "http://127.0.0.1:1") for _ in range(2))
    assert first.root.key.private_numbers() == again.root.key.private_numbers()
    assert first.issuing.certificate.public_key() == again.issuing.certificate.public_key()
    assert (tmp_path / "certificates" / "keys.pem").stat().st_mode & 0o777 == 0o600
