"""A product's version as facts for the gates of publication."""

from django.conf import settings

from toubao.business.catalogue.models import Release, ReleaseDocument
from toubao.products import Product
from toubao.products.disclosures import missing_items
from toubao.rules.facts import Publishing


def publishing(product: Product, release: Release) -> Publishing:
    """What is there of a product, what is missing, and with which documents two people offered this version before."""
    offered = ReleaseDocument.objects.filter(release=release) if release.content else ReleaseDocument.objects.none()
    before = offered.order_by("name").values_list("name", "digest")
    return Publishing(
        product=product.code, version=product.version.code, items_missing=missing_items(product, settings.INSURER),
        documents_missing=product.documents_missing, documents=named(product),
        documents_before=tuple(f"{name}:{digest}" for name, digest in before), content=product.content,
    )  # fmt: skip


def named(product: Product) -> tuple[str, ...]:
    """The documents as `name:digest`."""
    return tuple(f"{each.name}:{each.digest}" for each in product.documents)
