"""A product's texts and figures as pages show them, rendered once for each version; which product and whether it is sold is business's."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from django.conf import settings
from markupsafe import Markup

from toubao.business.consents.showing import Display
from toubao.doors.storefront.selling.trip import example_prices
from toubao.products import Document, Product
from toubao.products.disclosures import ALSO_SHOWN, REQUIRED, shown
from toubao.products.markup import body, headings
from toubao.products.travel_accident.figures import price_from

AT_CHECKING = ("5.2.2", "5.2.3", "5.2.4", "5.2.6", "5.2.11")


@dataclass(frozen=True, slots=True)
class Paper:
    """One document, ready to be read: its text as markup, its table of contents, and the digest that is agreed to."""

    name: str
    title: str
    version: str
    digest: str
    html: Markup
    contents: tuple[tuple[str, str], ...]

    @property
    def named(self) -> str:
        """How an agreement names it: `name:digest`."""
        return f"{self.name}:{self.digest}"


@dataclass(frozen=True, slots=True)
class Item:
    """One disclosed item: its title, its words as markup, its clause."""

    title: str
    text: Markup
    clause: str


@dataclass(frozen=True, slots=True)
class Shelf:
    """All that pages show of one version of a product."""

    papers: tuple[Paper, ...]
    items: tuple[Item, ...]
    also: tuple[Item, ...]
    at_checking: tuple[Item, ...]
    displays: Mapping[str, Display]
    price_from: int
    examples: tuple[tuple[str, int], ...]

    def display(self, *names: str) -> tuple[Display, ...]:
        """Those of these texts that there are, as they stand on pages."""
        return tuple(self.displays[name] for name in names if name in self.displays)

    def paper(self, name: str) -> Paper | None:
        """One document by name."""
        return next((paper for paper in self.papers if paper.name == name), None)


def shelf(product: Product) -> Shelf:
    """What pages show of this product; the same object until the product or the insurer's data change."""
    return _shelf(Key(product))


class Key:
    """A product as a key of a cache: by its identity, since a day's product is one object."""

    def __init__(self, product: Product) -> None:
        self.product = product

    def __hash__(self) -> int:
        return id(self.product)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Key) and other.product is self.product


@lru_cache(maxsize=16)
def _shelf(key: Key) -> Shelf:
    product = key.product
    items = {item.clause: Item(item.title, Markup(item.html), item.clause) for item in shown(product, settings.INSURER)}  # noqa: S704 our own renderer escapes
    return Shelf(
        papers=tuple(_paper(document) for document in product.documents),
        items=tuple(items[clause] for clause in REQUIRED if clause in items),
        also=tuple(items[clause] for clause in ALSO_SHOWN if clause in items),
        at_checking=tuple(items[clause] for clause in AT_CHECKING if clause in items),
        displays=MappingProxyType({each.name: each for each in _displays(product)}),
        price_from=price_from(product), examples=example_prices(product),
    )  # fmt: skip


def _displays(product: Product) -> Iterator[Display]:
    """Every text of a product as it stands on pages, to be kept with what was shown."""
    yield from (Display(each.name, each.version, each.source) for each in product.documents)
    yield from (Display(each.clause, product.version.code, each.source) for each in shown(product, settings.INSURER))


def _paper(document: Document) -> Paper:
    html = Markup(document.html().replace(' id="section-', f' id="{document.name}-section-'))  # noqa: S704 our own renderer escapes
    contents = tuple((f"{document.name}-{anchor}", words) for anchor, words in headings(body(document.source)))
    return Paper(document.name, document.title, document.version, document.digest, html, contents)
