"""One word for one thing on every page and in every message: a code is no password, a digest no finger, a moment ends with its second."""

import re
from datetime import date
from pathlib import Path

import pytest

from toubao.business.consents import texts
from toubao.products import load

ROOT = Path(__file__).parents[3] / "src" / "toubao"
VERSIONED = ("law/", "products/travel_accident/wording/", "business/consents/texts/")
"""The norm, and texts that people agreed to by digest: they say what they said; those in force have a test of their own."""
LATEST = date(2199, 1, 1)
WORDS = {
    "一次性密碼": "驗證碼（簡訊驗證碼、電子郵件驗證碼）",
    "指紋": "雜湊值",
    "SHA-256 指紋": "雜湊值",
    r"isoformat\(\) }}": "the filter iso",
    r"%f": "a moment without parts of a second",
    "tel-national": "tel",
    "http-equiv": "a link",
}
FINGERS = frozenset({"doors/passkeys/desk.py", "doors/storefront/people/members/access/passkeys.py"} | {
    f"doors/look/templates/storefront/people/{page}.html" for page in ("members/access/passkeys", "about/security")
} | {"sandbox/look/accounts/mobile_id.html"})  # fmt: skip
"""Where a finger is meant."""


def found(word: str, text: str) -> bool:
    """Whether a word that has a better one stands in a text."""
    return re.search(word, text) is not None


def shown() -> list[tuple[str, str]]:
    """Every template, and every module with what it says."""
    paths = [*ROOT.rglob("*.html"), *(ROOT / "doors").rglob("*.py"), *(ROOT / "business").rglob("*.py"), *(ROOT / "rules").rglob("*.py")]
    told = ((path.relative_to(ROOT).as_posix(), path.read_text("utf-8")) for path in paths)
    return [(name, text) for name, text in told if not name.startswith(VERSIONED)]


@pytest.mark.parametrize("word", WORDS)
def test_what_has_one_name_is_called_so_everywhere(word: str) -> None:
    fingers = FINGERS if word == "指紋" else frozenset()
    places = {name for name, text in shown() if found(word, text)}
    assert places - fingers == set(), f"say {WORDS[word]}"
    assert fingers <= places, "a page that no longer speaks of fingers leaves the list"


def test_texts_that_are_agreed_to_now_call_things_so_too() -> None:
    product = load("travel-accident", on=LATEST)
    told = {name: each.source for name, each in texts.in_force(LATEST).items()}
    told |= {each.name: each.source for each in product.documents} | {each.clause: each.source for each in product.disclosures}
    assert [(name, word) for name, text in told.items() for word in ("一次性密碼", "指紋") if found(word, text)] == []
    assert found("一次性密碼", texts.in_force(date(2026, 11, 30))["online"].source), "what was agreed to says what it said"


def test_a_word_that_has_a_better_one_is_noticed() -> None:
    assert found("一次性密碼", "請輸入一次性密碼")
    assert found(r"isoformat\(\) }}", '<time datetime="{{ at.isoformat() }}">')
    assert len(shown()) > 300
