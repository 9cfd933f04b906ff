"""Publishing and withdrawing versions of products; that two people decide is `policies/publishing.py`, where documents are typeset."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from toubao.business.catalogue import facts
from toubao.business.catalogue.models import Release, ReleaseDocument
from toubao.business.steps import Actor, Decision, take
from toubao.products import Document, Product
from toubao.rules.facts import Noted
from toubao.rules.flows import publication as flow


def drafted(product: Product) -> Release:
    """The row of a version, made where there is none: what is asked or decided of a version is about its row (10.1.1)."""
    return Release.objects.get_or_create(product=product.code, version=product.version.code)[0]


@transaction.atomic
def publish(*, product: Product, typeset: Callable[[Document], bytes], actor: Actor, now: datetime) -> Decision:
    """Offer a version with its content as it is now, its documents typeset as PDF (5, 10.1.1); a version that lacks something is refused,
    and so is one whose documents are others than those with which it was offered before.
    """
    release = drafted(product)
    step = flow.RENEW if release.state == flow.State.PUBLISHED else flow.PUBLISH
    changes = {"published_at": now, "content": product.content}
    decision = take(step, thing=release, facts=facts.publishing(product, release), actor=actor, now=now, changes=changes)
    if decision.taken:
        kept = set(ReleaseDocument.objects.filter(release=release).values_list("digest", flat=True))
        for document in (each for each in product.documents if each.digest not in kept):
            ReleaseDocument.objects.create(
                release=release, name=document.name, title=document.title, digest=document.digest, pdf=typeset(document)
            )
    return decision


def withdraw(*, release: Release, because: str, actor: Actor, now: datetime) -> Decision:
    """Take a version off the shelf, at once and for good; what was sold stays."""
    return take(flow.WITHDRAW, thing=release, facts=Noted(because=because), actor=actor, now=now, changes={"withdrawn_at": now})
