"""Travel accident insurance (旅行平安保險): one cover, death and disability by accident on a trip of at most 180 days."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from toubao.products.product import Product, read
from toubao.products.travel_accident import figures


def load(on: date, version: str = "") -> Product:
    """The product as it is on that day, or with the texts of that version, and the figures that its texts show. Raises NotOnSale."""
    product = read(Path(__file__).parent, on=on, version=version)
    return replace(product, figures=figures.of(product))
