"""A product's version as facts for the gates of publication."""

from django.conf import settings

from toubao.products import Product
from toubao.products.disclosures import missing_items
from toubao.rules.facts import Publishing


def publishing(product: Product) -> Publishing:
    """What is there of a product and what is missing."""
    return Publishing(
        product=product.code, version=product.version.code, items_missing=missing_items(product, settings.INSURER),
        documents_missing=product.documents_missing, documents=tuple(f"{d.name}:{d.digest}" for d in product.documents),
    )  # fmt: skip
