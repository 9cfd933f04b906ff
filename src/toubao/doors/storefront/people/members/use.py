"""What an account can be used for now, and the way to verify its holder anew or for more (7.3, 8.1, 8.2); as pages show it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from toubao.business.identity.facts import asleep_to_be_served, asleep_to_buy, purchases_until, serves_until, to_verify
from toubao.business.identity.models import Account
from toubao.doors.look.words import local_day
from toubao.doors.storefront.visitor import verifying
from toubao.rules.facts import Purpose


@dataclass(frozen=True, slots=True)
class Use:
    """The last day on which an account buys (None: it only serves) and serves, whether it is asleep, and where it is verified `again` or
    `raised` to buy; empty where there is nothing to do.
    """

    buys_to: date | None
    serves_to: date
    asleep_to_buy: bool
    asleep_to_be_served: bool
    again: str
    raised: str

    @property
    def asleep(self) -> str:
        """What the account can't be used for any more, in words."""
        what = (("投保", self.asleep_to_buy), ("查詢保單與辦理保險服務", self.asleep_to_be_served))
        return "、".join(words for words, is_so in what if is_so)


def use_of(account: Account, *, then: str = "", now: datetime) -> Use:
    """What an account can be used for; after verifying anew the person comes back to `then`, or to the account's page."""
    again = to_verify(account, wanted=purpose_of(account), now=now)
    buys = purchases_until(account)
    return Use(
        _last_day(buys) if buys else None, _last_day(serves_until(account)),
        asleep_to_buy(account, now=now), asleep_to_be_served(account, now=now),
        verifying(then, purpose=again) if again else "", "" if account.verified_at else verifying(then),
    )  # fmt: skip


def _last_day(end: datetime) -> date:
    """The day in Taipei before a period ends at midnight."""
    return local_day(end - timedelta(microseconds=1))


def purpose_of(account: Account) -> str:
    """What an account is for: an account of article 7 serves too (8.1.1.3)."""
    return Purpose.PURCHASE if account.verified_at else Purpose.SERVICE
