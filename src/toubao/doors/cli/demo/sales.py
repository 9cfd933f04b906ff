"""The demo's history: who bought what when, and how it ended, as a table; each sale goes through every step that a real one does."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from toubao.business import due
from toubao.business.catalogue.queries import Shelved, release_of, shelved
from toubao.business.catalogue.queries import product as product_of
from toubao.business.consents.showing import Display
from toubao.business.identity import queries as identity
from toubao.business.identity.models import Account
from toubao.business.policies import delivering, publishing
from toubao.business.policies import queries as policy_queries
from toubao.business.purchase import actions, facts, queries, showing
from toubao.business.purchase.draft import Draft
from toubao.business.purchase.models import Purchase
from toubao.business.release import actions as giving
from toubao.business.release import queries as releases
from toubao.business.steps import Actor
from toubao.business.work import JOBS
from toubao.doors.cli.demo import people
from toubao.doors.cli.demo.hands import Hands, at_work
from toubao.products import Product

PRODUCT = "travel-accident"
MILLION = 1_000_000
OWN, OTHERS, DECLINED = "4242424242424242", "5555555555554444", "4000000000000002"
CARDS = {"others_card": (OTHERS, OWN), "declined": (DECLINED,)}
SIGNED_FOR, OPENED = ("signed", "late", "others_card"), ("signed", "late", "others_card", "opened")


@dataclass(frozen=True)
class Sale:
    """One line of the history: whose (index of HOLDERS), how many days ago and at which hour (UTC), where to, in how many days the trip
    starts and how long it is, the sum insured in millions, and how it ended; `ago` 0 means that many hours before the demo began."""

    who: int
    ago: int
    hour: float
    to: str
    lead: int
    days: int
    millions: int
    ended: str = "signed"

    def at(self, began: datetime) -> datetime:
        """When it was begun; `began` is when the demo was first filled."""
        if not self.ago:
            return began - timedelta(hours=self.hour)
        return began.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=-self.ago, hours=self.hour)

    def draft(self, at: datetime, address: str) -> Draft:
        """What was entered."""
        departs = (at + timedelta(days=self.lead)).replace(hour=1, minute=30, second=0, microsecond=0)
        return Draft(
            destinations=(self.to,), departs=departs, returns=departs + timedelta(days=self.days, hours=-2),
            sum_insured=self.millions * MILLION,
            leaves_from_taiwan=True, for_myself=True, address=address, heirs=True,
        )  # fmt: skip


# fmt: off
SALES = (
    #    who ago hour  to    lead days mill. ended
    Sale(0,  27, 2.1,  "JP", 6,   5,   5),
    Sale(3,  22, 1.2,  "US", 14,  12,  10, "late"),
    Sale(4,  17, 8.7,  "TH", 10,  6,   5,  "refused"),
    Sale(1,  13, 4.4,  "TW", 2,   2,   3),
    Sale(1,  10, 3.3,  "TW", 3,   3,   5,  "others_card"),
    Sale(2,  10, 7.1,  "JP", 8,   7,   6,  "opened"),
    Sale(1,  8,  5.6,  "TW", 3,   2,   4),
    Sale(0,  7,  2.8,  "KR", 18,  4,   4,  "opened"),
    Sale(1,  7,  12.9, "JP", 7,   6,   6),
    Sale(2,  5,  3.1,  "TW", 2,   2,   3,  "withdrawn"),
    Sale(1,  4,  1.7,  "TH", 15,  6,   5,  "opened"),
    Sale(2,  3,  4.5,  "MY", 12,  5,   4,  "opened"),
    Sale(0,  3,  6.6,  "SG", 33,  4,   8,  "sent"),
    Sale(3,  2,  8.2,  "IT", 45,  11,  8,  "sent"),
    Sale(1,  2,  9.4,  "AU", 40,  9,   5,  "sent"),
    Sale(2,  1,  4.5,  "KR", 33,  5,   4,  "declined"),
    Sale(2,  1,  11.4, "JP", 50,  5,   8,  "sent"),
    Sale(1,  0,  5.0,  "JP", 60,  7,   6,  "referred"),
    Sale(0,  0,  2.0,  "JP", 70,  6,   5,  "sent"),
    Sale(3,  0,  0.5,  "KR", 12,  3,   5,  "entered"),
)
# fmt: on


def make_missing(*, first_day: datetime, now: datetime, say: Callable[[str], None]) -> None:
    """Publish the product and make the sales that are not there yet, in the order of their times; says so where the sandbox is down."""
    for day in (first_day, now):
        _publish(product_of(PRODUCT, now=day), now=day)
    wanted = _missing()
    if not wanted:
        return
    with at_work() as hands:
        if hands is None:
            say("The sandbox doesn't answer, so the demo has no sales yet. Once it runs: toubao demo")
            return
        for number, sale in enumerate(wanted, start=1):
            at = sale.at(first_day + people.HISTORY)
            hands.turn(at)
            _tell(sale, hands, at)
            say(f"demo data: sale {number} of {len(wanted)}")


def _publish(product: Product, *, now: datetime) -> None:
    """Two people put it on sale, as they do everywhere; nothing where it is on sale with this content."""
    if shelved(product) is Shelved.SOLD or not publishing.ask(product=product, because="示範資料", by="operator", now=now).taken:
        return
    asked = releases.about(release_of(product).pk)[0]
    giving.give(release=asked, seen=asked.digest, by="compliance", now=now)


def _missing() -> list[Sale]:
    """The lines of the table that were not made: of each person, all after as many as they have purchases."""
    accounts = [identity.account_by_address(holder.phone) for holder in people.HOLDERS]
    made = [queries.of_account(account.pk).count() if account else 0 for account in accounts]
    missing = []
    for sale in SALES:
        if made[sale.who]:
            made[sale.who] -= 1
        else:
            missing.append(sale)
    return missing


def _tell(sale: Sale, hands: Hands, at: datetime) -> None:
    """Make one sale, from registration (if there is no account yet) to its end."""
    holder, product = people.HOLDERS[sale.who], product_of(PRODUCT, now=at)
    account = people.account(holder, hands, now=at - timedelta(minutes=9))
    purchase = _entered(account, product, sale.draft(at, holder.address), at)
    if sale.ended == "withdrawn":
        actions.withdraw(purchase=purchase, because="改變行程", actor=_self(purchase), now=at + timedelta(minutes=4))
        hands.work(at + timedelta(minutes=4))
    if sale.ended in ("withdrawn", "entered"):
        return
    _confirm(purchase, product, hands, phone=holder.known.phone, at=at + timedelta(minutes=3))
    for card in CARDS.get(sale.ended, (OWN,)):
        _pay(purchase, product, hands, card=card, at=at + timedelta(minutes=5))
    if sale.ended == "late":
        due.act(at + timedelta(hours=25))
        hands.work(at + timedelta(hours=26))
    hands.work(at + timedelta(minutes=6))
    _receive(purchase, sale.ended, at + timedelta(hours=27 if sale.ended == "late" else 1))


def _entered(account: Account, product: Product, draft: Draft, at: datetime) -> Purchase:
    """An application with everything entered and agreed to."""
    channel = settings.CHANNELS[0]
    begun, decision = actions.start(account=account, product=product, channel=channel, channel_is_ours=True, draft=draft, now=at)
    if not decision.taken:
        raise ValueError(f"a demo sale was refused: {decision.shut}")
    documents = facts.current_documents(product)
    papers = [Display(each.name, each.version, each.source) for each in product.documents if f"{each.name}:{each.digest}" in documents]
    showing.display(purchase=begun, place="documents", shown=(*papers, *showing.items(product)), now=at + timedelta(minutes=1))
    actions.inform(purchase=begun, product=product, shown=documents, agreed=documents, now=at + timedelta(minutes=2))
    return _again(begun)


def _confirm(purchase: Purchase, product: Product, hands: Hands, *, phone: str, at: datetime) -> None:
    short_name = settings.BRAND["short_name"]
    actions.send_code(purchase=purchase, product=product, channel="sms", insurer=short_name, network="demo", now=at)
    hands.work(at)
    actions.confirm(purchase=purchase, product=product, entered=hands.code(phone), now=at + timedelta(minutes=1))


def _pay(purchase: Purchase, product: Product, hands: Hands, *, card: str, at: datetime) -> None:
    """Pay with a card, and let the purchase go on as far as it goes."""
    back = f"{settings.PUBLIC_URL}/purchase/{purchase.pk}/paid/"
    page = actions.pay(
        purchase=_again(purchase), product=product, return_url=back, webhook_url=f"{settings.PUBLIC_URL}/webhooks/card", now=at
    )
    if page is None:
        raise ValueError("a demo sale can't be paid")
    hands.pay(page, card, at)
    hands.turn(at + timedelta(seconds=20))
    JOBS["purchase.advance"](purchase=str(purchase.pk), now=at + timedelta(seconds=20))


def _receive(purchase: Purchase, ended: str, at: datetime) -> None:
    """Open and sign for the policy, if that is how the sale ended."""
    policy = policy_queries.of_purchase(purchase.pk)
    if policy is None or ended not in OPENED:
        return
    delivering.open_document(policy=policy, account=purchase.account, now=at)
    if ended in SIGNED_FOR:
        delivering.sign_for(policy=policy, account=purchase.account, now=at + timedelta(minutes=2))


def _again(purchase: Purchase) -> Purchase:
    """The purchase as it stands now, with all that belongs to it. Raises Purchase.DoesNotExist."""
    found = queries.purchase(purchase.pk)
    if found is None:
        raise Purchase.DoesNotExist(purchase.pk)
    return found


def _self(purchase: Purchase) -> Actor:
    return Actor("person", str(purchase.person_id))
