"""What the authority answers about its certificates: OCSP (RFC 6960) and lists (RFC 5280), signed for real; a card's state is a switch."""

from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509 import ocsp
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from toubao.sandbox.certificates.authority import Authority, Made
from toubao.sandbox.certificates.holders import HOLDERS
from toubao.sandbox.contract import desk, obey
from toubao.sandbox.store import Store

DER = serialization.Encoding.DER
ANSWER, LIST = "application/ocsp-response", "application/pkix-crl"
FRESH = timedelta(hours=1)
GARBAGE = (ValueError, TypeError, NotImplementedError)


def state(store: Store, holder: str, at_first: str) -> str:
    """What a card is now: good, revoked or suspended."""
    return str(store.setting(f"certificates.{holder}") or at_first)


def _states(store: Store) -> dict[int, str]:
    """Serial → state of every certificate that the authority issued to people."""
    return {one.serial: state(store, one.key, one.state) for one in HOLDERS if not one.stranger}


async def answer(request: Request) -> Response:
    """POST: an OCSP question; a bad one gets an unsigned error as RFC 6960 says."""
    store, authority = desk(request), request.app.state.certificates

    async def act(body: bytes) -> Response:
        try:
            asked = ocsp.load_der_ocsp_request(body)
            return Response(_answered(asked, authority, _states(store), store.now()), media_type=ANSWER)
        except GARBAGE:
            wrong = ocsp.OCSPResponseBuilder.build_unsuccessful(ocsp.OCSPResponseStatus.MALFORMED_REQUEST)
            return Response(wrong.public_bytes(DER), media_type=ANSWER)

    return await obey(request, "ocsp", act)


def _answered(asked: ocsp.OCSPRequest, authority: Authority, states: dict[int, str], now: datetime) -> bytes:
    issuer, responder = next((one for one in authority.both if _is(one[0], asked)), authority.both[0])
    known = states if issuer is authority.issuing else {authority.issuing.certificate.serial_number: "good"}
    found = known.get(asked.serial_number, "unknown") if _is(issuer, asked) else "unknown"
    gone = found in ("revoked", "suspended")
    status = ocsp.OCSPCertStatus.REVOKED if gone else ocsp.OCSPCertStatus.GOOD if found == "good" else ocsp.OCSPCertStatus.UNKNOWN
    moment = now.replace(microsecond=0)
    draft = ocsp.OCSPResponseBuilder().add_response_by_hash(
        issuer_name_hash=asked.issuer_name_hash, issuer_key_hash=asked.issuer_key_hash, serial_number=asked.serial_number,
        algorithm=asked.hash_algorithm, cert_status=status, this_update=moment, next_update=moment + FRESH,
        revocation_time=moment - timedelta(days=1) if gone else None, revocation_reason=_why(found) if gone else None,
    )  # fmt: skip
    draft = draft.responder_id(ocsp.OCSPResponderEncoding.HASH, responder.certificate).certificates([responder.certificate])
    for extension in asked.extensions:
        if isinstance(extension.value, x509.OCSPNonce):
            draft = draft.add_extension(extension.value, critical=False)
    return draft.sign(responder.key, hashes.SHA256()).public_bytes(DER)


def _is(issuer: Made, asked: ocsp.OCSPRequest) -> bool:
    """Whether the question is about a certificate of this issuer."""
    probe = ocsp.OCSPRequestBuilder().add_certificate(issuer.certificate, issuer.certificate, asked.hash_algorithm).build()
    return probe.issuer_key_hash == asked.issuer_key_hash


def _why(found: str) -> x509.ReasonFlags:
    return x509.ReasonFlags.certificate_hold if found == "suspended" else x509.ReasonFlags.cessation_of_operation


async def listed(request: Request) -> Response:
    """GET: the list of certificates that no longer hold, of the issuing authority or of the root."""
    store, authority = desk(request), request.app.state.certificates
    of_root = request.url.path.endswith("root.crl")

    async def act(_: bytes) -> Response:
        issuer = authority.root if of_root else authority.issuing
        return Response(_list(issuer, {} if of_root else _states(store), store.now()), media_type=LIST)

    return await obey(request, "crl", act)


def _list(issuer: Made, states: dict[int, str], now: datetime) -> bytes:
    moment = now.replace(microsecond=0)
    draft = x509.CertificateRevocationListBuilder().issuer_name(issuer.certificate.subject).last_update(moment)
    draft = draft.next_update(moment + FRESH).add_extension(x509.CRLNumber(int(moment.timestamp())), critical=False)
    for serial, found in states.items():
        if found != "good":
            entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(moment - timedelta(days=1))
            draft = draft.add_revoked_certificate(entry.add_extension(x509.CRLReason(_why(found)), critical=False).build())
    return draft.sign(issuer.key, hashes.SHA256()).public_bytes(DER)


routes = [
    Route("/certificates/ocsp", answer, methods=["POST"]),
    Route("/certificates/issuing.crl", listed, methods=["GET"]),
    Route("/certificates/root.crl", listed, methods=["GET"]),
]
