"""The trading conditions of article 5 that a product must show: which are present, which are missing, and how they read when filled in."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from toubao.products import markup
from toubao.products.product import Disclosure, Product

REQUIRED: Final = tuple(f"5.2.{number}" for number in range(1, 12))
ALSO_SHOWN: Final = ("5.3", "6.1.4", "10.1.5")
COMPANY_PLACES: Final = ("company", "address", "toll_free", "complaints_line", "email", "fax", "site")
LEAST_TEXT: Final = 20

_place = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class Shown:
    """One item as it is shown: clause, title, Markdown with every place filled in, and the same as HTML."""

    clause: str
    title: str
    source: str

    @property
    def html(self) -> str:
        """The text below the title as accessible HTML."""
        return markup.html(markup.body(self.source))


def places(item: Disclosure) -> frozenset[str]:
    """The names of what must be filled into an item."""
    return frozenset(_place.findall(item.source))


def is_complete(item: Disclosure, given: Mapping[str, str]) -> bool:
    """Whether an item has a title, enough words, and something to fill each of its places with."""
    words = item.source.split("\n", 1)
    told = len(words) == 2 and words[0].startswith("# ") and len(words[1].strip()) >= LEAST_TEXT
    return told and all(given.get(name, "").strip() for name in places(item))


def present_items(product: Product, company: Mapping[str, str]) -> frozenset[str]:
    """The clauses whose item is there, complete, once the figures and the insurer's data (COMPANY_PLACES) are filled in (5.2)."""
    given = {**company, **product.figures}
    return frozenset(item.clause for item in product.disclosures if is_complete(item, given))


def missing_items(product: Product, company: Mapping[str, str]) -> tuple[str, ...]:
    """Of the eleven items of 5.2, those that are missing or incomplete, in order; empty means the product may be published."""
    present = present_items(product, company)
    return tuple(clause for clause in REQUIRED if clause not in present)


def shown(product: Product, company: Mapping[str, str]) -> tuple[Shown, ...]:
    """Every complete item, filled in. The insurer's data is escaped; the product's own figures may be Markdown (a table of prices)."""
    given = {name: markup.escape(value) for name, value in company.items()} | dict(product.figures)
    complete = present_items(product, company)
    return tuple(_fill(item, given) for item in product.disclosures if item.clause in complete)


def _fill(item: Disclosure, given: Mapping[str, str]) -> Shown:
    """One item with each place filled in, in one pass (a value that looks like a place stays as it is)."""
    return Shown(item.clause, item.title, _place.sub(lambda found: given[found.group(1)], item.source))
