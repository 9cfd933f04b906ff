"""Publishing and withdrawing versions of products."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from toubao.business.catalogue import facts
from toubao.business.catalogue.models import Release, ReleaseDocument
from toubao.business.steps import Actor, Decision, take
from toubao.products import Document, Product
from toubao.rules.facts import Noted
from toubao.rules.flows import publication as flow


@transaction.atomic
def publish(*, product: Product, typeset: Callable[[Document], bytes], actor: Actor, now: datetime) -> Decision:
    """Offer a version, with its documents typeset as PDF (5, 10.1.1); a version that lacks something is refused."""
    release, _ = Release.objects.get_or_create(product=product.code, version=product.version.code)
    decision = take(flow.PUBLISH, thing=release, facts=facts.publishing(product), actor=actor, now=now, changes={"published_at": now})
    if decision.taken:
        for document in product.documents:
            ReleaseDocument.objects.create(
                release=release, name=document.name, title=document.title, digest=document.digest, pdf=typeset(document)
            )
    return decision


def withdraw(*, release: Release, because: str, actor: Actor, now: datetime) -> Decision:
    """Take a version off the shelf; what was sold stays."""
    return take(flow.WITHDRAW, thing=release, facts=Noted(because=because), actor=actor, now=now, changes={"withdrawn_at": now})
