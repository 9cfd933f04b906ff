"""What the acquirer and the holder check said, as facts for the gates of article 12."""

from toubao.business.payment.models import Payment
from toubao.gateways.card import CardState
from toubao.rules.facts import Authorisation, Instrument


def authorisation(
    payment: Payment, card: CardState, *, holder_matched: bool, registered_online: bool, personal_line: bool, application_confirmed: bool
) -> Authorisation:
    """An authorisation as it is judged."""
    return Authorisation(
        registered_online=registered_online, instrument=Instrument(payment.instrument), personal_line=personal_line,
        holder_matched=holder_matched, authorised=card.status in ("authorised", "captured"), authorisation_code=card.authorisation_code,
        amount=card.amount, premium=payment.amount, application_confirmed=application_confirmed,
    )  # fmt: skip
