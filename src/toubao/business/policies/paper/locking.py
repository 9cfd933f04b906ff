"""A signed policy as a copy that only its password opens (PDF 2.0, AES-256), signed anew; who gets one is not decided here."""

import io
import re
import secrets
from typing import Final

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer

_END: Final = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*")
REASON: Final = "保險公司簽發電子保單（加密副本）"


def locked(pdf: bytes, password: str) -> bytes:
    """What was typeset before it was signed, encrypted so that this password alone opens it, not yet signed: title, attachments and all.

    The owner's password is random and kept by nobody. Raises ValueError for a document that was not signed by us.
    """
    writer = copy_into_new_writer(PdfFileReader(io.BytesIO(_typeset(pdf))))
    # A MAC (ISO/TS 32004) stands in the signature's way and few readers know it; the signature covers all bytes already.
    writer.encrypt(secrets.token_urlsafe(32), password, encrypt_metadata=True, pdf_mac=False)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _typeset(signed: bytes) -> bytes:
    """The bytes in front of the signature's update, as typst wrote them."""
    xrefs = PdfFileReader(io.BytesIO(signed)).xrefs
    ends = [found.end() for found in _END.finditer(signed) if int(found[1]) == xrefs.get_startxref_for_revision(0)]
    if xrefs.total_revisions < 2 or not ends:
        raise ValueError("the document was not signed after it was typeset")
    return signed[: ends[0]]
