"""Disclosures: each place that an article names is a page that everybody can open, and it says what it must."""

from typing import Any

import pytest
from django.test import Client
from django.urls import resolve

from tests import builders
from toubao.rules.kit import Disclosure, answers

SAMPLE = {
    "<product>": "travel-accident",
    "<document>": "terms",
    "<purchase>": "11111111-1111-4111-8111-111111111111",
}
WORDS = {
    "norm": ["保險業經營電子商務自律規範", "第三十二條"], "declaration": ["遵守"], "authority-link": ["fsc.gov.tw"], "price_and_kind": ["保險費"],
    "costs": ["費用"], "offer_and_acceptance": ["要約"], "payment_time": ["信用卡"], "service": ["電子保單"], "termination": ["終止"],
    "online_fees": ["免費"], "complaints": ["申訴", "評議中心"], "payment_ways": ["信用卡"], "privacy": ["個人資料"], "serial_number": ["序號"],
    "others": ["安定基金"], "documents": ["條款"],
}  # fmt: skip
SHOWN = [(item, place) for item in answers() if isinstance(item, Disclosure) for place in item.places]


def address(place: str) -> str:
    """A place as somebody would visit it; what stands in the foot of every page is looked for on the first."""
    for name, value in SAMPLE.items():
        place = place.replace(name, value)
    return "/" if place == "footer" else place


@pytest.mark.parametrize("place", sorted({address(place) for _, place in SHOWN}))
def test_every_place_is_an_address_of_ours(place: str) -> None:
    assert resolve(place).func is not None


@pytest.fixture
def shelf(db: None) -> None:
    builders.product()


@pytest.mark.parametrize(
    ("item", "place"), [(i, p) for i, p in SHOWN if "<purchase>" not in p], ids=lambda value: getattr(value, "item", value)
)
def test_a_stranger_finds_every_disclosure_at_its_place(item: Disclosure, place: str, shelf: None, client: Client) -> None:
    answer: Any = client.get(address(place), HTTP_HOST="localhost")
    assert answer.status_code == 200
    page = answer.content.decode()
    assert [word for word in WORDS[item.item] if word not in page] == []
