"""For whom passkeys are made: the one origin and the one domain, from the settings, exactly."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Party:
    """Our origin (https://host[:port]) and domain, and the insurer's name as devices show it."""

    origin: str
    domain: str
    name: str


def party(*, staff: bool = False) -> Party | None:
    """For whom passkeys are made here, of customers or of staff; None where the site has no domain, since an IP address can't have them."""
    origin = (staff and settings.STAFF_PASSKEY_ORIGIN) or settings.PASSKEY_ORIGIN
    domain = urlsplit(origin).hostname
    return Party(origin, domain, settings.BRAND["short_name"]) if domain else None
