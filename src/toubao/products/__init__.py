"""What we sell: a folder a product, pure. Here a product is found by its code and day; whether it may be published is an article's gate."""

from datetime import date
from functools import lru_cache
from types import ModuleType
from typing import Final

from toubao.products import travel_accident
from toubao.products.product import Disclosure, Document, NotOnSale, Product, Review, Version
from toubao.products.refusal import Refusal

__all__ = ["CODES", "Disclosure", "Document", "NotOnSale", "Product", "Refusal", "Review", "Version", "load"]

_FOLDERS: Final[dict[str, ModuleType]] = {"travel-accident": travel_accident}
CODES: Final = tuple(_FOLDERS)


@lru_cache(maxsize=512)
def load(code: str, *, on: date, version: str = "") -> Product:
    """The product with that code as it is on that day (Taipei), or with the texts of that `version` and the day's parameters: what was
    agreed to stays what it is, though another version has been put on that day since. Raises NotOnSale for an unknown code or version, or
    a day without one.
    """
    if code not in _FOLDERS:
        raise NotOnSale(code)
    product: Product = _FOLDERS[code].load(on, version)
    return product
