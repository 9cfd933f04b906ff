"""The signing component as it stands on a holder's own computer: a window that asks the page what to sign, and a card that signs it."""

import base64
import hashlib
from datetime import datetime
from pathlib import Path
from typing import Any

from asn1crypto import algos, cms, core
from asn1crypto import x509 as asn1
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from toubao.sandbox import look
from toubao.sandbox.certificates.authority import Authority, Made
from toubao.sandbox.certificates.holders import BY_KEY, HOLDERS, card
from toubao.sandbox.contract import Question, desk, reply

WRONG_PIN = "000000"
NO_CARD, NO_TBS, NOT_SUPPORTED, NO_PIN, LOGIN_FAILED, PIN_WRONG = 0x76000006, 0x76000003, 0x7600000E, 0x76000998, 0x76100006, 0xA0
SCRIPT = Path(look.__file__).parent / "certificates" / "component.js"


async def window(request: Request) -> Response:
    """GET: the window of the component; its one script talks with the page that opened it."""
    rules = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'"
    headers = {"Content-Security-Policy": f"{rules}; form-action 'none'; frame-ancestors 'none'"}
    return look.page(request, "certificates/component.html", headers=headers, holders=HOLDERS)


async def script(request: Request) -> Response:
    """GET: the window's script."""
    return Response(SCRIPT.read_bytes(), media_type="text/javascript", headers={"Cache-Control": "no-store"})


async def sign(request: Request) -> Response:
    """POST: sign with a card: `{holder, tbs, pin, hashAlgorithm, signatureType}` → `{func, ret_code, last_error, signature}`."""
    asked = Question(await request.body()).fields
    holder = BY_KEY.get(str(asked.get("holder", "")))
    code, last_error = _wrong(asked, holder is not None)
    if code or holder is None:
        return reply({"func": "sign", "ret_code": code, "last_error": last_error})
    authority, now = request.app.state.certificates, desk(request).now()
    content = str(asked["tbs"]).encode()
    signature = base64.b64encode(_signed(card(holder, authority, now=now), authority, content, now)).decode()
    return reply({"func": "sign", "ret_code": 0, "last_error": 0, "signature": signature})


def _wrong(asked: dict[str, Any], has_card: bool) -> tuple[int, int]:
    """What the component has against a question, in its own numbers; (0, 0) for nothing."""
    checks = (
        (asked.get("signatureType") != "PKCS7" or asked.get("hashAlgorithm") != "SHA256", (NOT_SUPPORTED, 0)),
        (not has_card, (NO_CARD, 0)),
        (not asked.get("tbs"), (NO_TBS, 0)),
        (not asked.get("pin"), (NO_PIN, 0)),
        (asked.get("pin") == WRONG_PIN, (LOGIN_FAILED, PIN_WRONG)),
    )
    return next((told for is_so, told in checks if is_so), (0, 0))


def _signed(mine: Made, authority: Authority, content: bytes, now: datetime) -> bytes:
    """The content with the holder's signature round it (CMS SignedData), and the certificates up to the root."""
    certificates = [_asn(one) for one in (mine, authority.issuing)]
    sha256 = algos.DigestAlgorithm({"algorithm": "sha256"})
    told = {"content_type": "data", "signing_time": cms.Time({"utc_time": core.UTCTime(now.replace(microsecond=0))})}
    told["message_digest"] = hashlib.sha256(content).digest()
    attributes = cms.CMSAttributes([cms.CMSAttribute({"type": kind, "values": (value,)}) for kind, value in told.items()])
    whose = {"issuer": certificates[0].issuer, "serial_number": certificates[0].serial_number}
    signer = {
        "version": "v1",
        "sid": cms.SignerIdentifier("issuer_and_serial_number", whose),
        "digest_algorithm": sha256,
        "signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
        "signed_attrs": attributes,
        "signature": mine.key.sign(attributes.dump(), ec.ECDSA(hashes.SHA256())),
    }
    data = {
        "version": "v1",
        "digest_algorithms": [sha256],
        "encap_content_info": {"content_type": "data", "content": content},
        "certificates": certificates,
        "signer_infos": [signer],
    }
    return bytes(cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(data)}).dump())


def _asn(made: Made) -> asn1.Certificate:
    return asn1.Certificate.load(made.certificate.public_bytes(serialization.Encoding.DER))


routes = [
    Route("/popupForm", window, methods=["GET"]),
    Route("/popupForm.js", script, methods=["GET"]),
    Route("/sign", sign, methods=["POST"]),
]
