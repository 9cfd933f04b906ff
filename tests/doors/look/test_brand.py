"""The brand: who, and whether its colours can be read."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings

from toubao.business.policies import making
from toubao.doors import look
from toubao.doors.look.brand import brand

HERE = Path(look.__file__).parent / "static/look"
SHEET = (HERE / "brand.css").read_text("utf-8")
SCHEMES = ["light", "dark"]
TEXT = [
    *[(ink, ground) for ink in ("ink", "ink-soft", "accent", "bad") for ground in ("paper", "card")],
    *[(ink, "accent-soft") for ink in ("ink", "ink-soft", "accent", "accent-deep")],
    ("accent-ink", "accent"), ("accent-ink", "accent-deep"), ("card", "bad"),
    *[(tone, f"{tone}-soft") for tone in ("good", "warn", "bad")],
    *[("ink", f"{tone}-soft") for tone in ("good", "warn", "bad")],
    *[(tone, ground) for tone in ("good", "warn") for ground in ("paper", "card")],
]  # fmt: skip
EDGES = [("edge", "paper"), ("edge", "card"), ("accent", "paper"), ("accent", "card"), ("accent", "accent-soft"), ("bad", "card")]


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    """Each test asks the settings anew."""
    brand.cache_clear()
    yield
    brand.cache_clear()


def colours(scheme: str) -> dict[str, str]:
    light, dark = SHEET.split("@media (prefers-color-scheme: dark)")
    found = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", light))
    return found if scheme == "light" else found | dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", dark))


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_the_measure_itself() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") < 4.5


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_words_can_be_read(scheme: str, ink: str, ground: str) -> None:
    found = colours(scheme)
    assert contrast(found[ink], found[ground]) >= 4.5


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("ink", "ground"), [("ink", "paper"), ("ink", "card"), ("accent-ink", "accent")])
def test_what_is_read_most_reaches_the_highest_level(scheme: str, ink: str, ground: str) -> None:
    found = colours(scheme)
    assert contrast(found[ink], found[ground]) >= 7


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("edge", "ground"), EDGES)
def test_edges_and_focus_can_be_seen(scheme: str, edge: str, ground: str) -> None:
    found = colours(scheme)
    assert contrast(found[edge], found[ground]) >= 3


def test_both_schemes_name_the_same_colours() -> None:
    light, dark = SHEET.split("@media (prefers-color-scheme: dark)")
    assert set(re.findall(r"--([a-z-]+): #", light)) == set(re.findall(r"--([a-z-]+): #", dark))


def test_no_other_sheet_knows_a_colour() -> None:
    others = [sheet for sheet in (Path(look.__file__).parent / "static/look").glob("*.css") if sheet.name not in {"brand.css", "print.css"}]
    assert len(others) >= 5
    for sheet in others:
        assert not re.findall(r"#[0-9a-fA-F]{3,8}\b(?=[;, )])", sheet.read_text("utf-8")), sheet.name


@override_settings(BRAND={"name": "某某保險", "demo": False}, INSURER={"toll_free": "0800-111-111"})
def test_the_operator_replaces_the_sample() -> None:
    assert (brand().name, brand().phone, brand().demo) == ("某某保險", "0800-111-111", False)
    assert brand().short_name == "安禾產險"


@override_settings(BRAND={"nmae": "某某保險"})
def test_a_misspelt_key_says_so() -> None:
    with pytest.raises(ValueError, match="nmae"):
        brand()


def test_documents_have_the_mark_and_the_colour_of_the_pages() -> None:
    insurer = making.insurer()
    assert f"--accent: {insurer.accent};" in SHEET.partition("@media")[0]
    assert insurer.accent == brand().accent
    assert insurer.mark == (Path(look.__file__).parent / "static" / brand().logo).read_text("utf-8")


@override_settings(BRAND={"accent": "#112233", "logo": "look/none.svg"})
def test_documents_follow_the_operators_brand_and_do_without_a_mark_that_is_not_there() -> None:
    assert (making.insurer().accent, making.insurer().mark) == ("#112233", "")
