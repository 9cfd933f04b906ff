"""Putting a product on sale: one asks with the digests of all that is sold, another releases exactly that (5, 10.1.1)."""

from datetime import datetime
from typing import Final

from toubao.business.catalogue import actions as catalogue
from toubao.business.catalogue import facts, queries
from toubao.business.catalogue.models import Release as Version
from toubao.business.policies import making
from toubao.business.policies.paper import typeset
from toubao.business.release import actions as releases
from toubao.business.release.kinds import Doing
from toubao.business.release.models import Release
from toubao.business.steps import Actor, Decision
from toubao.products import NotOnSale, Product

KIND: Final = "publish_product"


def ask(*, product: Product, because: str, by: str, now: datetime) -> Decision:
    """Ask that today's version be offered with its content as it is here; stale where that is asked for already."""
    return releases.ask(kind=KIND, thing=catalogue.drafted(product).pk, asked=_asked(product), because=because, by=by, now=now)[1]


def publish(*, product: Product, actor: Actor, now: datetime) -> Decision:
    """Offer it, its documents typeset with the insurer's name."""
    insurer = making.insurer()
    return catalogue.publish(product=product, typeset=lambda each: typeset.document(product, each.name, insurer), actor=actor, now=now)


def _asked(product: Product) -> dict[str, str]:
    return {
        "product": product.code, "product_name": product.name, "version": product.version.code, "approval": product.version.approval,
        "documents": " ".join(facts.named(product)), "content": product.content,
    }  # fmt: skip


def _here(release: Release) -> Product | None:
    """The product as it is in this process; None where it has no version on the day of the request any more."""
    try:
        return queries.product(release.asked["product"], now=release.asked_at)
    except NotOnSale:
        return None


def _stands(release: Release) -> bool:
    """Whether what is here is what was asked for, to the last sign."""
    found = _here(release)
    return found is not None and _asked(found) == release.asked and Version.objects.filter(pk=release.thing).exists()


def _publish(release: Release, actor: Actor, now: datetime) -> Decision | None:
    found = _here(release)
    return publish(product=found, actor=actor, now=now) if found is not None else None


PUBLICATION: Final = Doing(stands=_stands, do=_publish)
