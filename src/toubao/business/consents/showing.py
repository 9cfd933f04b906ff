"""What was shown: a receipt goes out with the page that carries a text, so that a tick without ever having fetched it is noticed; and
every text that is shown for a decision is kept, once.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from typing import Final

from toubao.business.consents.models import ShownText
from toubao.journal.keyring import keyring

LASTS: Final = timedelta(hours=24)
"""So long a page that was fetched may be read before it is ticked."""
LONGEST_NAME, LONGEST_VERSION = 30, 20
LONGEST: Final = 120
_PARTED: Final = "~"


@dataclass(frozen=True, slots=True)
class Display:
    """One text as it stood on a page: what it is, its version, and its words with the insurer's data filled in."""

    name: str
    version: str
    source: str

    @property
    def digest(self) -> str:
        """SHA-256 of the words as they are shown, in hexadecimal."""
        return sha256(self.source.encode()).hexdigest()

    @property
    def named(self) -> str:
        """How events and agreements name it: `name:digest`."""
        return f"{self.name}:{self.digest}"


def receipt(digest: str, *, to: str, at: datetime) -> str:
    """What the page that carries a text hands out with it: when, and a keyed digest of which text to whom. Nobody can make one."""
    moment = at.isoformat()
    return f"{moment}{_PARTED}{_mac(digest, to, moment)}"


def shown_at(given: str, digest: str, *, to: str, now: datetime) -> datetime | None:
    """When a text was shown to whom the receipt says; None for a receipt that we did not make, for another text or visitor, or too old."""
    moment, parted, mac = given[:LONGEST].partition(_PARTED)
    if not (parted and to) or not compare_digest(mac.encode(), _mac(digest, to, moment).encode()):
        return None
    at = datetime.fromisoformat(moment)
    return at if at <= now < at + LASTS else None


def keep_texts(texts: Iterable[Display], *, now: datetime) -> None:
    """Keep these texts for good, each once; what was shown can be shown again years later, word for word."""
    rows = [
        ShownText(
            digest=each.digest,
            name=each.name[:LONGEST_NAME],
            version=each.version[:LONGEST_VERSION],
            source=each.source.encode(),
            kept_at=now,
        )
        for each in texts
    ]
    ShownText.objects.bulk_create(rows, ignore_conflicts=True)


def _mac(digest: str, to: str, moment: str) -> str:
    return keyring().blind("shown", f"{digest} {to} {moment}").hex()
