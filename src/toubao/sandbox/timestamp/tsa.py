"""A time-stamp authority that speaks RFC 3161 for real, with its own keys; whom to trust with them is the asker's matter."""

import hashlib
from datetime import datetime
from typing import Any

from asn1crypto import algos, cms, core, tsp
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from toubao.sandbox import look
from toubao.sandbox.contract import desk, obey, reply
from toubao.sandbox.timestamp.authority import Authority, pem

POLICY = "2.999.3161"  # under the arc for examples: a policy that promises nothing
DIGESTS = {"sha256": 32, "sha384": 48, "sha512": 64}
REPLY = "application/timestamp-reply"
GARBAGE = (ValueError, TypeError, KeyError, AttributeError)


class Rejection(core.Sequence):  # type: ignore[misc] # asn1crypto has no types
    """A reply without a stamp, which RFC 3161 allows and asn1crypto's own TimeStampResp doesn't."""

    _fields = [("status", tsp.PKIStatusInfo)]


async def stamp(request: Request) -> Response:
    """POST: a time-stamp for a query of the type application/timestamp-query; a bad query gets a rejection as RFC 3161 says."""
    store, authority = desk(request), request.app.state.authority

    async def act(body: bytes) -> Response:
        try:
            query = tsp.TimeStampReq.load(body, strict=True)
            imprint = query["message_imprint"]
            algorithm, digest = imprint["hash_algorithm"]["algorithm"].native, imprint["hashed_message"].native
        except GARBAGE:
            return _rejected("bad_data_format", "not a time-stamp query")
        if DIGESTS.get(algorithm) != len(digest):
            return _rejected("bad_alg", "SHA-256, SHA-384 or SHA-512 only")
        now = store.now().replace(microsecond=0)
        serial = int.from_bytes(hashlib.sha256(f"{store.now().isoformat()}\n".encode() + body).digest()[:8], "big")
        values = (str(serial), algorithm, digest.hex(), now.isoformat())
        store.write("INSERT INTO stamps (serial, algorithm, digest, at) VALUES (?, ?, ?, ?)", *values)
        return Response(_granted(authority, query, serial, now), media_type=REPLY)

    return await obey(request, "tsa", act)


def _rejected(failure: str, words: str) -> Response:
    status = tsp.PKIStatusInfo({"status": "rejection", "status_string": [words], "fail_info": {failure}})
    return Response(Rejection({"status": status}).dump(), media_type=REPLY)


def _granted(authority: Authority, query: tsp.TimeStampReq, serial: int, now: datetime) -> bytes:
    certificate = asn1_x509.Certificate.load(_der(authority))
    told: dict[str, Any] = {
        "version": "v1",
        "policy": POLICY,
        "message_imprint": query["message_imprint"],
        "serial_number": serial,
        "gen_time": now,
        "accuracy": {"seconds": 1},
        "tsa": asn1_x509.GeneralName("directory_name", certificate.subject),
    }
    if query["nonce"].native is not None:
        told["nonce"] = query["nonce"].native
    info = tsp.TSTInfo(told).dump()
    status = tsp.PKIStatusInfo({"status": "granted"})
    token = _signed(authority, certificate, info, now, embed=bool(query["cert_req"].native))
    return bytes(tsp.TimeStampResp({"status": status, "time_stamp_token": token}).dump())


def _signed(authority: Authority, certificate: asn1_x509.Certificate, info: bytes, now: datetime, *, embed: bool) -> cms.ContentInfo:
    """The CMS around the time-stamp: ECDSA over SHA-256 of the signed attributes."""
    sha256 = algos.DigestAlgorithm({"algorithm": "sha256"})
    attributes = _attributes(certificate, info, now)
    whose = {"issuer": certificate.issuer, "serial_number": certificate.serial_number}
    signer = {
        "version": "v1",
        "sid": cms.SignerIdentifier("issuer_and_serial_number", whose),
        "digest_algorithm": sha256,
        "signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
        "signed_attrs": attributes,
        "signature": authority.key.sign(attributes.dump(), ec.ECDSA(hashes.SHA256())),
    }
    content = {
        "version": "v3",
        "digest_algorithms": [sha256],
        "encap_content_info": {"content_type": "tst_info", "content": core.ParsableOctetString(info)},
        "certificates": [certificate] if embed else [],
        "signer_infos": [signer],
    }
    return cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(content)})


def _attributes(certificate: asn1_x509.Certificate, info: bytes, now: datetime) -> cms.CMSAttributes:
    """What is signed: kind, time, digest, and whose certificate it is (ESSCertIDv2, RFC 5816)."""
    issuer = [asn1_x509.GeneralName("directory_name", certificate.issuer)]
    identity = tsp.ESSCertIDv2(
        {
            "hash_algorithm": {"algorithm": "sha256"},
            "cert_hash": hashlib.sha256(certificate.dump()).digest(),
            "issuer_serial": {"issuer": issuer, "serial_number": certificate.serial_number},
        }
    )
    return cms.CMSAttributes(
        [
            _attribute("content_type", "tst_info"),
            _attribute("signing_time", cms.Time({"utc_time": core.UTCTime(now)})),
            _attribute("signing_certificate_v2", tsp.SigningCertificateV2({"certs": [identity]})),
            _attribute("message_digest", hashlib.sha256(info).digest()),
        ]
    )


def _attribute(kind: str, value: object) -> cms.CMSAttribute:
    return cms.CMSAttribute({"type": cms.CMSAttributeType(kind), "values": (value,)})


def _der(authority: Authority) -> bytes:
    return authority.certificate.public_bytes(serialization.Encoding.DER)


async def page(request: Request) -> Response:
    """GET: the certificates and the last stamps."""
    stamps = desk(request).rows("SELECT * FROM stamps ORDER BY seq DESC LIMIT 50")
    return look.page(request, "tsa.html", authority=request.app.state.authority, stamps=stamps)


async def listed(request: Request) -> Response:
    """GET: the last five hundred stamps, as JSON, newest first."""
    return reply(desk(request).rows("SELECT serial, algorithm, digest, at FROM stamps ORDER BY seq DESC LIMIT 500"))


async def certificate(request: Request) -> Response:
    """GET: the certificate (/tsa/certificate), the root (/tsa/root) or both (/tsa/chain) as PEM."""
    authority: Authority = request.app.state.authority
    kind = request.url.path.rpartition("/")[2]
    content = {"certificate": pem(authority.certificate), "root": pem(authority.root), "chain": authority.chain}[kind]
    headers = {"Content-Disposition": f'attachment; filename="sandbox-tsa-{kind}.pem"'}
    return Response(content, media_type="application/x-pem-file", headers=headers)


routes = [
    Route("/tsa", stamp, methods=["POST"]),
    Route("/tsa", page, methods=["GET"]),
    Route("/tsa/stamps.json", listed, methods=["GET"]),
    *(Route(f"/tsa/{kind}", certificate, methods=["GET"]) for kind in ("certificate", "root", "chain")),
]
