"""What two entries about the same thing come to: agreed, or a difference with what is done about it; reads and asks nothing."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from toubao.rules.flows.settlement import Remedy, Standing, remedy


@dataclass(frozen=True, slots=True)
class Entry:
    """What one book says of a thing: its state in that book's words, an amount in NT$ and numbers where there are any.

    Of ours only: `standing`, where the money of a purchase stands (None: no money is meant); `busy`, that the worker is still at it.
    """

    state: str
    amount: int | None = None
    number: str = ""
    policy: str = ""
    standing: Standing | None = None
    busy: bool = False

    def __str__(self) -> str:
        """In short, for people."""
        amount = "" if self.amount is None else f"NT${self.amount:,}"
        return " ".join(each for each in (self.state, amount, self.number, self.policy) if each)[:120]


class Does(StrEnum):
    """What the system does about a difference by itself."""

    NOTHING = ""
    """A person decides."""
    CLOSE = "close"
    """Nothing is held there: that it was found is enough."""
    VOID = "void"
    REFUND = "refund"
    CHARGE = "charge"
    WAKE = "wake"
    """The worker looks at the purchase again, and brings both books together as it always does."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """A difference: its kind, and what the system does about it."""

    kind: str
    does: Does = Does.NOTHING


HERE, THERE, STATE, AMOUNT, NUMBER, STRAY = "unknown_here", "unknown_there", "state", "amount", "number", "stray"
KINDS: Final = (HERE, THERE, STATE, AMOUNT, NUMBER, STRAY)
_UNKNOWN_ORDER: Final = {"open": Does.VOID, "authorised": Does.VOID, "captured": Does.REFUND}
_BY_REMEDY: Final = {
    Remedy.VOID: Does.VOID, Remedy.REFUND: Does.REFUND, Remedy.CHARGE: Does.CHARGE, Remedy.PERSON: Does.NOTHING,
}  # fmt: skip
_RECEIPT: Final = {
    "reported": "issued", "refused": "withdrawn", "withdrawn": "withdrawn", "received": "received", "accepted": "received",
    "referred": "received", "confirmed": "received", "authorised": "received", "concluded": "received",
}  # fmt: skip


def card(ours: Entry | None, theirs: Entry | None, *, lost: bool) -> Judgement | None:
    """An order: money without a policy is let go or given back, but not where the contract may be among what we lost."""
    if ours is None:
        return _unknown_order(theirs, lost=lost)
    status = theirs.state if theirs else "none"
    if theirs and theirs.amount != ours.amount:
        return Judgement(AMOUNT)
    if lost and status == "captured" and ours.standing in (Standing.PAYING, Standing.ACCEPTED):
        return Judgement(STATE)
    if ours.busy or ours.standing is None:
        return None
    return _known_order(ours, status, listed=theirs is not None)


def _unknown_order(theirs: Entry | None, *, lost: bool) -> Judgement:
    if theirs is None:
        return Judgement(STRAY)
    if theirs.state == "captured" and lost:
        return Judgement(HERE)
    return Judgement(HERE, _UNKNOWN_ORDER.get(theirs.state, Does.CLOSE))


def _known_order(ours: Entry, status: str, *, listed: bool) -> Judgement | None:
    assert ours.standing is not None
    wanted = remedy(ours.standing, status)
    live = ours.state in ("new", "intended", "authorised")
    if wanted in (Remedy.NONE, Remedy.WAIT) or (wanted is Remedy.SETTLE and not live):
        return None
    kind = STATE if listed else THERE
    return Judgement(kind, Does.WAKE if live else _BY_REMEDY[wanted])


def industry_report(ours: Entry | None, theirs: Entry | None, *, lost: bool) -> Judgement | None:
    """A receipt: one that we don't know may stand for a contract, so a person decides unless it was taken back."""
    if ours is None:
        return Judgement(HERE, Does.CLOSE if theirs and theirs.state == "withdrawn" else Does.NOTHING)
    if theirs is None:
        return Judgement(THERE) if ours.number and not ours.busy else None
    if lost and theirs.state == "issued" and ours.state not in ("concluded", "reported"):
        return Judgement(STATE)
    return None if ours.busy else _known_receipt(ours, theirs)


def _known_receipt(ours: Entry, theirs: Entry) -> Judgement | None:
    if ours.number and ours.number != theirs.number:
        return Judgement(NUMBER)
    if theirs.state != _RECEIPT.get(ours.state, "withdrawn"):
        takes_back = ours.state in ("refused", "withdrawn") and theirs.state == "received" and ours.number
        return Judgement(STATE, Does.WAKE if takes_back else Does.NOTHING)
    if theirs.state == "issued" and ours.policy != theirs.policy:
        return Judgement(NUMBER)
    return Judgement(AMOUNT) if theirs.state == "issued" and ours.amount != theirs.amount else None


def sms(ours: Entry | None, theirs: Entry | None, *, lost: bool) -> Judgement | None:
    """A message: what was recorded as sent went out, and what went out is recorded."""
    if ours is None:
        return Judgement(HERE)
    if theirs is None:
        return Judgement(THERE) if ours.state == "sent" else None
    return Judgement(STATE) if ours.state in ("failed", "held") else None
