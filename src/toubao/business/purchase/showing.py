"""Which texts were shown to an application, when, and from where somebody agreed; a text that was never shown to it does not count."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from toubao.business.consents.actions import LONGEST_BROWSER, Where
from toubao.business.consents.showing import Display, keep_texts
from toubao.business.purchase.models import Purchase
from toubao.business.steps import Actor, Decision, note
from toubao.journal.reading import entries
from toubao.products import Product, disclosures
from toubao.rules.events import Event
from toubao.rules.facts import Displayed, Hand
from toubao.rules.personal import Personal


@transaction.atomic
def display(*, purchase: Purchase, place: str, shown: Iterable[Display], now: datetime) -> None:
    """Keep that texts were shown to this application at a place, each once; and the texts themselves, word for word."""
    papers = {each.named: each for each in shown}
    fresh = papers.keys() - texts(purchase.pk)
    if not fresh:
        return
    keep_texts((papers[named] for named in fresh), now=now)
    told = Displayed(place=place, texts=tuple(named for named in papers if named in fresh))
    note(Event.PURCHASE_SHOWN, about=purchase.about, actor=Actor("person", str(purchase.person_id)), now=now, facts=told)


def items(product: Product) -> tuple[Display, ...]:
    """The items of article 5 that a buyer must have seen before an application, as they stand on pages (5.2)."""
    complete = disclosures.shown(product, settings.INSURER)
    return tuple(Display(each.clause, product.version.code, each.source) for each in complete if each.clause in disclosures.REQUIRED)


def texts(purchase: UUID) -> dict[str, datetime]:
    """Every text that was shown to an application, as `name:digest`, and when it was shown first."""
    first: dict[str, datetime] = {}
    for entry in entries(purchase).filter(event=Event.PURCHASE_SHOWN.value):
        for named in entry.facts["texts"]:
            first.setdefault(named, entry.at)
    return first


def from_where(purchase: Purchase, step: Event, decision: Decision, where: Where | None, *, now: datetime) -> None:
    """Keep from where somebody agreed or confirmed, sealed under their key, in the transaction of that step
    (Electronic Signatures Act 8).
    """
    if decision.taken and where is not None:
        told = Hand(
            step=step.value, network=Personal(where.network), browser=Personal(where.browser[:LONGEST_BROWSER]),
            session=Personal(where.session),
        )  # fmt: skip
        actor = Actor("person", str(purchase.person_id))
        note(Event.DECLARED_FROM, about=purchase.about, actor=actor, now=now, facts=told)
