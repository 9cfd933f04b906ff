"""Reading consents: what a person agreed to and whether it stands, and the exact text of then."""

from collections.abc import Iterable
from uuid import UUID

from toubao.business.consents.models import Consent, ShownText
from toubao.journal.keys import unseal_for


def stands(holder: UUID, name: str) -> bool:
    """Whether a person agrees to this use of their data now; for gates of whatever wants to use them so (15.1.2)."""
    return Consent.objects.filter(key_id=holder, name=name, state="given").exists()


def of(holders: Iterable[UUID]) -> list[Consent]:
    """Every consent of these persons with its text, the newest first; those that ended too."""
    return list(Consent.objects.filter(key_id__in=list(holders)).select_related("text", "key").order_by("-given_at", "name"))


def of_subject(subject: UUID) -> list[Consent]:
    """The consents of one registration with their texts, in the order in which they were given."""
    return list(Consent.objects.filter(subject=subject).select_related("text").order_by("given_at", "name"))


def standing(holder: UUID, name: str) -> Consent | None:
    """The consent of a person to this use that stands now."""
    return Consent.objects.select_related("text", "key").filter(key_id=holder, name=name, state="given").first()


def shown(digest: str) -> ShownText | None:
    """The text that was agreed to under this digest."""
    return ShownText.objects.filter(pk=digest).first()


def agreed_text(holders: Iterable[UUID], digest: str) -> ShownText | None:
    """The text of this digest, if one of these persons ever agreed to it."""
    theirs = Consent.objects.filter(key_id__in=list(holders), text_id=digest)
    return ShownText.objects.filter(pk=digest).first() if theirs.exists() else None


def where(consent: Consent) -> dict[str, str]:
    """The network and the browser that a consent came from. Raises Unreadable where the person's key was destroyed."""
    found: dict[str, str] = unseal_for(consent.key, consent.sealed, context=f"consent:{consent.pk}")
    return found
