"""Signing policies (PAdES B-T, certifying, no change allowed) and checking such signatures; keys are made in signing_keys.py."""

import asyncio
import io
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from asn1crypto import cms, x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.fields import InvisSigSettings, MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import Signer
from pyhanko.sign.signers.pdf_byterange import PreparedByteRangeDigest
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko.sign.timestamps import TimeStamper, TimestampRequestError
from pyhanko.sign.validation import EmbeddedPdfSignature, SignatureCoverageLevel, validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError, ValidationInfoReadingError
from pyhanko_certvalidator import ValidationContext

from toubao.gateways.evidence import GatewayError

FIELD: Final = "insurer"
REASON: Final = "保險公司簽發電子保單"
ROOM: Final = (16 * 1024, 96 * 1024)
"""Places kept for a signature, in hexadecimal digits: what a signer and an authority usually need, and what longer chains of certificates
do. Readers read every digit, the empty ones too, so what is made next gets no more than what the last one needed, rounded up by STEP.
"""
STEP: Final = 1024
_BROKEN: Final = (
    PdfError, SignatureValidationError, ValidationInfoReadingError, SigningError, ValueError, TypeError, KeyError, IndexError,
    AttributeError, OverflowError, RecursionError, NotImplementedError,
)  # fmt: skip


class TimestampUnavailable(Exception):
    """The time-stamp authority gave no usable stamp: nothing was signed, try again later. `__cause__` says why (a GatewayError, say)."""


class NotSigned(Exception):
    """The document carries no readable signature of an insurer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What a check of a signed document found. `stamped_at` is the authority's time, `claimed_at` the signer's own word."""

    intact: bool
    whole_file: bool
    certified: bool
    trusted: bool
    signer: str
    claimed_at: datetime | None
    stamped_at: datetime | None
    stamp_trusted: bool

    @property
    def sound(self) -> bool:
        """Whether everything holds: unchanged to the last byte, certified, by a signer and at a time that we trust."""
        return self.ours and self.stamp_trusted

    @property
    def ours(self) -> bool:
        """Whether it is unchanged to the last byte, certified by a signer that we trust, and stamped, by whomever."""
        return self.intact and self.whole_file and self.certified and self.trusted and self.stamped_at is not None


BROKEN: Final = Verification(
    intact=False, whole_file=False, certified=False, trusted=False, signer="", claimed_at=None, stamped_at=None, stamp_trusted=False
)


def sign(pdf: bytes, *, signer: Signer, stamper: TimeStamper, at: datetime, reason: str = REASON, password: str = "") -> bytes:
    """The document with a certifying PAdES B-T signature over all of it, said to be made `at`; its own bytes stay as they are, in front.
    `password` opens a document that is encrypted.

    Blocks while `stamper` asks; call it where no event loop runs. Raises TimestampUnavailable, or SigningError if it is certified already.
    """
    usual, wide = ROOM
    for room in (_needed.digits, usual):
        with suppress(SigningError):
            return asyncio.run(_sign(pdf, signer, stamper, at, reason, room, password))
    return asyncio.run(_sign(pdf, signer, stamper, at, reason, wide, password))


@dataclass(slots=True)
class _Needed:
    """What the last signature of this process needed and a bit more, in hexadecimal digits: the next one is as long, or a few bytes off."""

    digits: int = ROOM[0]

    def learn(self, signature: cms.ContentInfo) -> None:
        """Remember what this one needed."""
        self.digits = (len(signature.dump()) * 2 // STEP + 2) * STEP


_needed = _Needed()


async def _sign(pdf: bytes, signer: Signer, stamper: TimeStamper, at: datetime, reason: str, room: int, password: str) -> bytes:
    writer = _Appending(io.BytesIO(pdf))
    if password:
        writer.encrypt(password)
    session = PdfSigner(_metadata(reason), signer, timestamper=stamper, new_field_spec=_FIELD_SPEC).init_signing_session(writer)
    session.system_time = at
    prepared = session.prepare_tbs_document(None, room)
    digest, output = prepared.digest_tbs_document()
    try:
        signature = await _cms(digest, signer, stamper, at)
    except (GatewayError, TimestampRequestError, OSError) as error:
        raise TimestampUnavailable(str(error)) from error
    digest.fill_with_cms(output, signature)
    _needed.learn(signature)
    output.seek(0)
    signed: bytes = output.read()
    return signed


async def _cms(digest: PreparedByteRangeDigest, signer: Signer, stamper: TimeStamper, at: datetime) -> cms.ContentInfo:
    """The signature over a document's digest, with the stamp in it."""
    attributes = PdfCMSSignedAttributes(signing_time=at)
    return await signer.async_sign(digest.document_digest, "sha256", use_pades=True, timestamper=stamper, signed_attr_settings=attributes)


def _metadata(reason: str) -> PdfSignatureMetadata:
    return PdfSignatureMetadata(
        field_name=FIELD, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES, certify=True, docmdp_permissions=MDPPerm.NO_CHANGES,
        reason=reason,
    )  # fmt: skip


# Print flag for PDF/A, outside the page for PDF/UA: an invisible field that both standards bear with.
_FIELD_SPEC: Final = SigFieldSpec(FIELD, invis_sig_settings=InvisSigSettings(set_print_flag=True, box_out_of_bounds=True))


class _Appending(IncrementalPdfFileWriter):
    """A writer that appends, and leaves title, times and producer as they were typeset (pyHanko would write the clock's time)."""

    def _update_meta(self) -> None:
        return


def verify(
    pdf: bytes, *, roots: Sequence[x509.Certificate], timestamp_roots: Sequence[x509.Certificate], at: datetime, password: str = ""
) -> Verification:
    """Check the first signature of a document against trusted roots, certificates judged as of `at`; asks nobody over the network.

    A document that was changed so that it can't be read any more, or that this password does not open, comes back as BROKEN.
    Raises NotSigned.
    """
    try:
        signature = _first_signature(pdf, password)
        status: Any = validate_pdf_signature(signature, _context(roots, at), _context(timestamp_roots, at))
        certified = signature.docmdp_level is MDPPerm.NO_CHANGES
    except _BROKEN:
        return BROKEN
    stamp = status.timestamp_validity
    return Verification(
        intact=bool(status.intact and status.valid and _tidy(pdf, signature)),
        whole_file=status.coverage is SignatureCoverageLevel.ENTIRE_FILE,
        certified=certified,
        trusted=bool(status.trusted),
        signer=str(signature.signer_cert.subject.native.get("common_name", "")),
        claimed_at=signature.self_reported_timestamp,
        stamped_at=stamp.timestamp if stamp and stamp.intact and stamp.valid else None,
        stamp_trusted=bool(stamp and stamp.trusted),
    )


def _first_signature(pdf: bytes, password: str) -> EmbeddedPdfSignature:
    """The signature made first. Raises NotSigned if there is none, and one of _BROKEN for what isn't a PDF."""
    reader = PdfFileReader(io.BytesIO(pdf))
    if password:
        reader.decrypt(password)
    found: list[EmbeddedPdfSignature] = reader.embedded_signatures
    if not found:
        raise NotSigned("the document has no signature")
    return found[0]


def _tidy(pdf: bytes, signature: EmbeddedPdfSignature) -> bool:
    """Whether the signature's own place, the one thing that it can't cover, holds the signature and then zeros, written as we write it."""
    _, start, end, _ = (int(number) for number in signature.byte_range)
    content: bytes = signature.pkcs7_content
    return (
        not content[len(cms.ContentInfo.load(content).dump()) :].strip(b"\0") and pdf[start:end] == b"<%s>" % content.hex().upper().encode()
    )


def _context(roots: Sequence[x509.Certificate], at: datetime) -> ValidationContext:
    """Trust in these roots alone, as of a moment, offline."""
    return ValidationContext(trust_roots=list(roots), moment=at, allow_fetching=False, revocation_mode="soft-fail")
