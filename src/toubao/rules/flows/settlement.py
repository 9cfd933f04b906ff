"""Our state against the acquirer's: for each pair of what we recorded of a purchase and what the acquirer says of its order, what is done
about the money, so that nobody is charged without a policy and no policy stands without money.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Standing(StrEnum):
    """Where a purchase stands, as far as its money goes."""

    PAYING = "paying"
    """Sent in; the payment is meant, and nothing of it is recorded yet."""
    ACCEPTED = "accepted"
    """The risk is accepted and the authorisation recorded; the premium is to be charged."""
    CONTRACTED = "contracted"
    """A contract stands, and its charge is recorded."""
    ENDED = "ended"
    """Refused, withdrawn, referred to a person, or departed before it was paid: no money may stay."""


class Remedy(StrEnum):
    """What is done about the money."""

    NONE = "none"
    """Both books agree."""
    WAIT = "wait"
    """Nothing is decided there yet: look again later."""
    AUTHORISE = "authorise"
    """Record the authorisation and go on with underwriting, whether or not the money was taken along with it."""
    DECLINE = "decline"
    """Record that this order brings no money; another card may be tried."""
    CHARGE = "charge"
    """Ask for the premium."""
    CONCLUDE = "conclude"
    """The premium was charged: record it with the contract."""
    REFUSE = "refuse"
    """There is no money to be had for the contract: refuse the application."""
    VOID = "void"
    """Ask the acquirer to let it go."""
    REFUND = "refund"
    """Money was taken: ask the acquirer to give it back."""
    SETTLE = "settle"
    """Nothing is held there any more: record that."""
    PERSON = "person"
    """The books contradict each other, and no question to the acquirer mends it: a person decides."""


_COLUMNS: Final = ("none", "open", "authorised", "declined", "captured", "voided", "expired", "refunded")
_R: Final = Remedy
# fmt: off
#                         none        open        authorised    declined    captured      voided      expired     refunded
_TABLE: Final[Mapping[Standing, tuple[Remedy, ...]]] = {
    Standing.PAYING:     (_R.WAIT,    _R.WAIT,    _R.AUTHORISE, _R.DECLINE, _R.AUTHORISE, _R.DECLINE, _R.DECLINE, _R.DECLINE),
    Standing.ACCEPTED:   (_R.REFUSE,  _R.REFUSE,  _R.CHARGE,    _R.REFUSE,  _R.CONCLUDE,  _R.REFUSE,  _R.REFUSE,  _R.REFUSE),
    Standing.CONTRACTED: (_R.PERSON,  _R.PERSON,  _R.CHARGE,    _R.PERSON,  _R.NONE,      _R.PERSON,  _R.PERSON,  _R.PERSON),
    Standing.ENDED:      (_R.SETTLE,  _R.VOID,    _R.VOID,      _R.SETTLE,  _R.REFUND,    _R.SETTLE,  _R.SETTLE,  _R.SETTLE),
}
# fmt: on


def remedy(standing: Standing, status: str) -> Remedy:
    """What is done about the money of a purchase that stands so, if the acquirer says `status`. Raises ValueError for an unknown word."""
    if status not in _COLUMNS:
        raise ValueError(f"{status!r} is no word of an acquirer")
    return _TABLE[standing][_COLUMNS.index(status)]
