"""What is on the shelf on a day, and its documents."""

from datetime import datetime
from enum import StrEnum
from functools import lru_cache

from toubao.business.catalogue.models import Release, ReleaseDocument
from toubao.journal.writing import TAIPEI
from toubao.products import CODES, NotOnSale, Product, load


def product(code: str, *, now: datetime, version: str = "") -> Product:
    """The product as it is today, or with the texts of that version, published or not. Raises NotOnSale."""
    return load(code, on=now.astimezone(TAIPEI).date(), version=version)


def on_sale(code: str, *, now: datetime) -> bool:
    """Whether today's version of the product is published with exactly the content that is here: texts, tariff or limits that were changed
    in their files since are not sold. A withdrawal is seen within a minute, what is published at once.
    """
    try:
        found = product(code, now=now)
        _published(code, found.version.code, found.content, int(now.timestamp()) // 60)
    except NotOnSale:
        return False
    return True


@lru_cache(maxsize=64)
def _published(code: str, version: str, content: str, minute: int) -> None:
    """Raises NotOnSale, which is not remembered, where it isn't."""
    if not Release.objects.filter(product=code, version=version, content=content, state="published").exists():
        raise NotOnSale(code)


class Shelved(StrEnum):
    """How a version stands on the shelf: sold, not published, published with other content than is here, or withdrawn."""

    SOLD = "sold"
    DRAFT = "draft"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"


def shelved(found: Product) -> Shelved:
    """How today's version stands, as of now."""
    release = release_of(found)
    if release.state == "published":
        return Shelved.SOLD if release.content == found.content else Shelved.CHANGED
    return Shelved.WITHDRAWN if release.state == "withdrawn" else Shelved.DRAFT


def changed(*, now: datetime) -> list[Product]:
    """The products that are published, but with other content than is here: nothing of them is sold."""
    here = {(each.code, each.version.code): each for each in today(now=now)}
    published = Release.objects.filter(state="published", product__in=[code for code, _ in here])
    return [
        here[row.product, row.version]
        for row in published
        if (row.product, row.version) in here and here[row.product, row.version].content != row.content
    ]


def release_of(found: Product) -> Release:
    """The row of a version; where there is none yet, a draft that is not stored: `actions.drafted` stores it."""
    named = {"product": found.code, "version": found.version.code}
    return Release.objects.filter(**named).first() or Release(**named)


def today(*, now: datetime) -> list[Product]:
    """Every product that has a version today."""
    return [found for code in CODES if (found := _today(code, now)) is not None]


def _today(code: str, now: datetime) -> Product | None:
    try:
        return product(code, now=now)
    except NotOnSale:
        return None


def pdf(code: str, version: str, name: str, digest: str) -> ReleaseDocument | None:
    """One typeset document of a release, with this text."""
    return ReleaseDocument.objects.filter(release__product=code, release__version=version, name=name, digest=digest).first()


def pdf_with(code: str, name: str, digest: str) -> ReleaseDocument | None:
    """The typeset document of whichever version whose text has this digest, or a digest that begins so (16 signs at least)."""
    return (
        ReleaseDocument.objects.filter(release__product=code, name=name, digest__startswith=digest).first() if len(digest) >= 16 else None
    )
