"""What is on the shelf on a day, and its documents."""

from datetime import datetime
from functools import lru_cache

from toubao.business.catalogue.models import Release, ReleaseDocument
from toubao.journal.writing import TAIPEI
from toubao.products import NotOnSale, Product, load


def product(code: str, *, now: datetime) -> Product:
    """The product as it is today, published or not. Raises NotOnSale."""
    return load(code, on=now.astimezone(TAIPEI).date())


def on_sale(code: str, *, now: datetime) -> bool:
    """Whether today's version of the product is published; a withdrawal is seen within a minute."""
    try:
        version = product(code, now=now).version.code
    except NotOnSale:
        return False
    return _published(code, version, int(now.timestamp()) // 60)


@lru_cache(maxsize=64)
def _published(code: str, version: str, minute: int) -> bool:
    return Release.objects.filter(product=code, version=version, state="published").exists()


def pdf(code: str, version: str, name: str) -> ReleaseDocument | None:
    """One typeset document of a release."""
    return ReleaseDocument.objects.filter(release__product=code, release__version=version, name=name).first()
