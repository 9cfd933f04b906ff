"""The books after a storm, held against each other: what the acquirer holds, what was contracted, what people were told; pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

LET_GO: Final = ("refused", "withdrawn", "referred")
DONE: Final = ("reported", *LET_GO, "started", "informed", "new", "expired")
"""States in which a purchase waits for nobody, if no money is held for it."""
HELD: Final = ("open", "authorised", "captured")
"""What the acquirer says of an order that money may still move on."""


class Claim(StrEnum):
    """What somebody is told about their money."""

    CHARGED = "charged"
    NOT_CHARGED = "not charged"
    RETURNED = "returned"
    PENDING = "pending"


CLAIMS: Final[Mapping[Claim, re.Pattern[str]]] = {
    Claim.CHARGED: re.compile(r"已從您的信用卡扣款|已完成扣款"),
    Claim.RETURNED: re.compile(r"已全額退回|款項已經退還|扣款已全額退還"),
    Claim.NOT_CHARGED: re.compile(r"沒有扣款|還沒有扣款|沒有向您收取任何費用"),
    Claim.PENDING: re.compile(r"正在取消信用卡的授權|授權會取消"),
}


def claim(words: str) -> Claim | None:
    """What a page or a letter says of the money; None where it says nothing. What is said first in the order of `CLAIMS` counts."""
    return next((each for each, pattern in CLAIMS.items() if pattern.search(words)), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """An order in the acquirer's books."""

    id: str
    status: str
    amount: int
    captures: int = 0
    refunds: int = 0

    @property
    def held(self) -> int:
        """The money that was taken and not given back."""
        return self.amount * (self.captures - self.refunds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bought:
    """A purchase in our books: its state, whether the worker will look at it again, its orders, and the policy if there is one."""

    id: str
    state: str
    due: bool
    premium: int
    orders: tuple[str, ...] = ()
    policy: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the buyer of a purchase was told about the money: by letters in their order, and by the page at the end."""

    purchase: str
    letters: tuple[Claim, ...] = ()
    page: Claim | None = None


@dataclass(slots=True)
class Ledger:
    """What does not fit; every list is empty after a storm that did no harm."""

    charged_without_policy: list[str] = field(default_factory=list)
    policy_without_money: list[str] = field(default_factory=list)
    told_otherwise: list[str] = field(default_factory=list)
    without_clock: list[str] = field(default_factory=list)
    differences: list[str] = field(default_factory=list)

    @property
    def found(self) -> list[tuple[str, list[str]]]:
        """What does not fit, by its name."""
        return [
            ("charged without policy", self.charged_without_policy), ("policy without money", self.policy_without_money),
            ("told otherwise than true", self.told_otherwise), ("left without a clock", self.without_clock),
            ("differences", self.differences),
        ]  # fmt: skip

    @property
    def clean(self) -> bool:
        """Whether everything fits."""
        return not any(found for _, found in self.found)

    def __str__(self) -> str:
        return ", ".join(f"{name} {len(found)}" for name, found in self.found)


def compare(orders: Iterable[Order], bought: Iterable[Bought], told: Iterable[Told], differences: Iterable[str] = ()) -> Ledger:
    """Hold the acquirer's book, ours and what was said against each other."""
    theirs, said = {each.id: each for each in orders}, {each.purchase: each for each in told}
    ledger, known = Ledger(differences=list(differences)), set[str]()
    for purchase in bought:
        mine = [theirs[order] for order in purchase.orders if order in theirs]
        known.update(order.id for order in mine)
        _money(purchase, mine, ledger)
        if _forgotten(purchase, mine):
            ledger.without_clock.append(f"purchase {purchase.id}: {purchase.state}")
        if purchase.id in said:
            _words(said[purchase.id], mine, ledger)
    for order in theirs.values():
        if order.id not in known and order.held:
            ledger.charged_without_policy.append(f"order {order.id}: nobody's")
        if order.id not in known and order.status == "authorised":
            ledger.without_clock.append(f"order {order.id}: nobody's, authorised")
    return ledger


def _money(purchase: Bought, orders: list[Order], ledger: Ledger) -> None:
    held, owed = sum(order.held for order in orders), purchase.premium if purchase.policy else 0
    if held > owed:
        ledger.charged_without_policy.append(f"purchase {purchase.id}: {purchase.state}, NT${held} taken, NT${owed} owed")
    if held < owed:
        ledger.policy_without_money.append(f"purchase {purchase.id}: {purchase.policy}, NT${held} taken, NT${owed} owed")


def _forgotten(purchase: Bought, orders: list[Order]) -> bool:
    """Whether nobody will look at a purchase again that is not at its end, or whose money is still held."""
    held = purchase.state in LET_GO and any(order.status in HELD for order in orders)
    return not purchase.due and (held or purchase.state not in DONE)


def _words(told: Told, orders: list[Order], ledger: Ledger) -> None:
    held, returned = any(order.held for order in orders), any(order.refunds for order in orders)
    said = [*told.letters, *([told.page] if told.page else [])]
    last = told.page or (told.letters[-1] if told.letters else None)
    lies = (
        ("was told of a charge that is none", Claim.CHARGED in said and not held),
        ("was told of a refund that is none", Claim.RETURNED in said and not returned),
        ("was charged, and told otherwise last", held and last is not Claim.CHARGED),
        ("got money back, and was not told", returned and Claim.RETURNED not in said),
    )
    ledger.told_otherwise += [f"purchase {told.purchase}: {what}" for what, lied in lies if lied]
