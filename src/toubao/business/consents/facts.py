"""Consents as facts for the gates of article 15."""

from datetime import date

from toubao.business.consents import texts
from toubao.business.consents.models import Consent
from toubao.business.consents.texts import Text
from toubao.rules.facts import Consenting, Withdrawing


def consenting(text: Text, *, on: date, ticked: bool, seen_to_end: bool) -> Consenting:
    """Somebody agrees to a text, on a day in Taipei."""
    now = texts.in_force(on).get(text.name)
    return Consenting(
        name=text.name, version=text.version, digest=text.digest, in_force=now is not None and now.digest == text.digest, ticked=ticked,
        seen_to_end=seen_to_end,
    )  # fmt: skip


def withdrawing(consent: Consent) -> Withdrawing:
    """Somebody takes a consent back; one to a notice that is not offered any more may be."""
    notice = texts.notices().get(consent.name)
    return Withdrawing(
        name=consent.name, version=consent.text.version, digest=consent.text_id, optional=notice is None or not notice.needed
    )  # fmt: skip
