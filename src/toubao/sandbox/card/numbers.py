"""The cards that exist in the demo and what each does; no other number is taken, so nobody's real card gets in."""

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Card:
    """A test card: its number and what happens with it."""

    number: str
    does: str
    own: bool = True
    decline: str = ""
    words: str = ""
    capture: bool = True

    @property
    def token(self) -> str:
        """What the merchant gets instead of the number; the same for the same card."""
        return "tok_" + hashlib.sha256(self.number.encode()).hexdigest()[:24]

    @property
    def last_four(self) -> str:
        """The last four digits."""
        return self.number[-4:]

    @property
    def spaced(self) -> str:
        """The number as it is embossed."""
        return " ".join(self.number[at : at + 4] for at in range(0, 16, 4))


CARDS = (
    Card("4242424242424242", "本人的卡：授權成功"),
    Card("5555555555554444", "別人的卡：授權成功，但持卡人查驗不符", own=False),
    Card("4000000000000002", "發卡銀行拒絕", decline="refused", words="發卡銀行拒絕這筆交易。"),
    Card("4000000000009995", "額度不足", decline="insufficient_funds", words="這張卡的可用額度不足。"),
    Card("4000000000000069", "卡片已過期", decline="expired_card", words="這張卡已經過期。"),
    Card("4000000000000127", "安全碼不符", decline="wrong_cvc", words="卡片背面的安全碼不符。"),
    Card("4000000000000341", "授權成功，但請款會失敗", capture=False),
)
BY_NUMBER = {card.number: card for card in CARDS}
BY_TOKEN = {card.token: card for card in CARDS}


def by_token(token: str) -> Card | None:
    """The card behind a token, or None."""
    return BY_TOKEN.get(token)


def luhn(digits: str) -> bool:
    """Whether the last digit checks the others (ISO/IEC 7812)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
