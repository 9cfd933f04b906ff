"""From a policy's row to its signed PDF: gathers what the document says, typesets, signs and verifies it; writes nothing."""

from datetime import date, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from django.conf import settings
from django.contrib.staticfiles import finders
from pyhanko.sign.signers import SimpleSigner

from toubao.business.outside import line
from toubao.business.policies import contract, queries
from toubao.business.policies.models import Policy
from toubao.business.policies.paper import locking, signing, signing_keys, typeset
from toubao.gateways.timestamp import stamper
from toubao.journal.lately import Lately
from toubao.rules.periods import day_of
from toubao.rules.personal import masked

_WHOLE: Final[Lately[tuple[date, bytes, bytes], signing.Verification]] = Lately(most=1_000, seconds=600)
"""What was found of documents that are whole: on which day, by their digest and that of the roots that were trusted."""


class NotSound(Exception):
    """A document that was just made and signed does not verify; the message is the policy's number."""


def signed_pdf(policy: Policy, *, now: datetime) -> tuple[bytes, bool]:
    """The signed policy and whether its signature verifies. Raises TimestampUnavailable when the authority does not answer."""
    return signed(typeset.policy(policy_data(policy, now=now)), reason=signing.REASON, now=now)


def signed(pdf: bytes, *, reason: str, now: datetime) -> tuple[bytes, bool]:
    """A document of ours, signed, and whether its signature verifies. Raises TimestampUnavailable when the authority does not answer."""
    made = signing.sign(pdf, signer=_signer(), stamper=stamper(line("timestamp")), at=now, reason=reason)
    return made, signature_holds(made, now=now)


def locked_copy(policy: Policy, password: str, *, now: datetime) -> bytes:
    """A copy of the issued policy that only this password opens, signed and stamped as the policy is. Raises TimestampUnavailable, and
    NotSound where its signature does not verify: such a copy is given to nobody.
    """
    copy = locking.locked(queries.pdf(policy), password)
    stamps = stamper(line("timestamp"))
    made = signing.sign(copy, signer=_signer(), stamper=stamps, at=now, reason=locking.REASON, password=password)
    if not signature_holds(made, now=now, password=password):
        raise NotSound(policy.number)
    return made


def signature_holds(pdf: bytes, *, now: datetime, password: str = "") -> bool:
    """Whether a policy is unchanged to the last byte, certified by us, and carries a time stamp."""
    try:
        return check(pdf, now=now, password=password).ours
    except signing.NotSigned:
        return False


def kept_whole(policy: Policy, *, now: datetime) -> bool:
    """Whether the document that is kept of a policy is the one that was issued, to the last byte, and its signature holds."""
    pdf = queries.pdf(policy)
    return sha256(pdf).hexdigest() == policy.document.digest and signature_holds(pdf, now=now)


def check(pdf: bytes, *, now: datetime, password: str = "") -> signing.Verification:
    """What a check of a policy's signature finds; the stamp's authority counts as trusted if settings.TSA_ROOT names its root.

    What this process found whole in the last minutes is not gone through again where the very same bytes come back: their digest says
    that they are. Raises NotSigned.
    """
    files = [file for file in (_files().root, settings.TSA_ROOT) if file and file.exists()]
    seen = (day_of(now), sha256(pdf).digest(), b"".join(sha256(file.read_bytes()).digest() for file in files))
    found = None if password else _WHOLE.get(seen)
    if found is None:
        root, *stamp_root = (signing_keys.load_roots(file) for file in files)
        found = signing.verify(pdf, roots=root, timestamp_roots=stamp_root[0] if stamp_root else (), at=now, password=password)
        if found.ours and not password:
            _WHOLE.put(seen, found)
    return found


@cache
def _files() -> signing_keys.SigningFiles:
    """Where the signing key stands; made on first use outside production."""
    if settings.PROFILE == "production":
        return signing_keys.SigningFiles.within(settings.KEYS_DIR)
    return signing_keys.demo_keys(settings.KEYS_DIR, insurer=settings.INSURER["company"])


@cache
def _signer() -> SimpleSigner:
    return signing_keys.load_signer(_files())


def policy_data(policy: Policy, *, now: datetime) -> typeset.PolicyData:
    """All that the document of a policy says."""
    details = queries.details(policy)
    person = typeset.Person(name=details.name, id_masked=masked(details.id_number), born=details.born)
    named = (typeset.Beneficiary(name=details.beneficiary_name, relation=details.beneficiary_relation),) if details.beneficiary_name else ()
    return typeset.PolicyData(
        insurer=insurer(), product=contract.product_of(policy), policy_number=policy.number,
        serial=details.serial, applicant=person, insured=person, starts=policy.starts, ends=policy.ends, days=details.days,
        destinations=details.destinations, sum_insured=policy.sum_insured, premium=policy.premium, paid_with=details.paid_with,
        concluded_at=policy.concluded_at, issued_at=now, status_url=f"{settings.PUBLIC_URL}/case/?serial={details.serial}",
        beneficiaries=named,
    )  # fmt: skip


def insurer() -> typeset.Insurer:
    """The insurer as its documents name it (operator's data)."""
    company = settings.INSURER
    return typeset.Insurer(
        name=company["company"], english=settings.BRAND.get("english_name", "Anhe Insurance (Demo)"), address=company["address"],
        toll_free=company["toll_free"], complaints_line=company["complaints_line"], email=company["email"], site=company["site"],
        abroad_line=company.get("abroad_line", ""),
        accent=settings.BRAND.get("accent", typeset.ACCENT), mark=_mark(settings.BRAND.get("logo", "look/anhe.svg")),
    )  # fmt: skip


@cache
def _mark(logo: str) -> str:
    """The logo of the pages as SVG, for documents too; none where it is no SVG or not there."""
    found = finders.find(logo) if logo.endswith(".svg") else None
    return Path(found).read_text("utf-8") if found else ""
