"""Trusted time: an RFC 3161 authority as a timestamper for policy signing; whom to trust is not decided here."""

from typing import Any

from asn1crypto import cms, core, tsp
from pyhanko.sign.timestamps.api import TimeStamper

from toubao.gateways.answers import WrongAnswer
from toubao.gateways.operations import TIMESTAMP
from toubao.gateways.patience import Refused
from toubao.gateways.transport import Transport

QUERY, REPLY = "application/timestamp-query", "application/timestamp-reply"
UNREADABLE = (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError)


class _Reply(core.Sequence):  # type: ignore[misc] # asn1crypto has no types
    """asn1crypto's own TimeStampResp can't read a reply without a stamp, which RFC 3161 allows."""

    _fields = [("status", tsp.PKIStatusInfo), ("time_stamp_token", cms.ContentInfo, {"optional": True})]


class HttpTimeStamper(TimeStamper):
    """A pyHanko timestamper that asks over our transport, so that its errors are Unreachable, NoAnswer and Rejected."""

    def __init__(self, transport: Transport, path: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # pyHanko's base class has no types
        self._transport = transport
        self._path = path

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        """The stamp over a digest: granted, for this very digest, and with our nonce."""
        nonce, query = self.request_cms(message_digest, md_algorithm)  # type: ignore[no-untyped-call] # as above
        question = {"algorithm": md_algorithm, "digest": message_digest.hex()}
        return self._transport.ask_bytes(
            TIMESTAMP, self._path, question, query.dump(), (QUERY, REPLY), lambda came: _token(came, message_digest, nonce)
        )


def stamper(transport: Transport, path: str = "/tsa") -> HttpTimeStamper:
    """A timestamper over `transport`; its line is called from the thread that signs, and blocks it."""
    return HttpTimeStamper(transport, path)


def _token(came: bytes, digest: bytes, nonce: int | None) -> cms.ContentInfo:
    try:
        reply = _Reply.load(came, strict=True)
        status: str = reply["status"]["status"].native
        if status not in ("granted", "granted_with_mods"):
            raise Refused(f"tsa-{status}", "; ".join(reply["status"]["status_string"].native or []), {"status": status})
        told: dict[str, Any] = reply["time_stamp_token"]["content"]["encap_content_info"]["content"].parsed.native
        if told["message_imprint"]["hashed_message"] != digest or told["nonce"] != nonce:
            raise WrongAnswer("a stamp for another question")
        return reply["time_stamp_token"]
    except UNREADABLE:
        raise WrongAnswer("not a time-stamp") from None
