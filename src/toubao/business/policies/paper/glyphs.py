"""Which characters our fonts can print, and how one is written that they can't; no page is made here."""

import unicodedata
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from fontTools.ttLib import TTFont

from toubao.rules.personal.names import is_variant

FONT_PACKAGES: Final = ("cvttf_NotoSansCJK_Regular", "cvttf_NotoSansCJK_Bold")
_KEPT_SPACES: Final = "　"


@cache
def font_folders() -> tuple[Path, ...]:
    """The folders of the font packages (Noto Sans CJK TC, SIL Open Font License). Raises FileNotFoundError if one isn't installed."""
    specs = [find_spec(name) for name in FONT_PACKAGES]
    folders = [Path(spec.origin).parent for spec in specs if spec is not None and spec.origin]
    if len(folders) != len(FONT_PACKAGES):
        raise FileNotFoundError(f"the fonts {', '.join(FONT_PACKAGES)} are not installed")
    return tuple(folders)


@cache
def covered() -> frozenset[int]:
    """The code points that every one of our fonts has."""
    return frozenset(set.intersection(*(_covered_by(path) for folder in font_folders() for path in sorted(folder.glob("*.otf")))))


def _covered_by(path: Path) -> set[int]:
    """The code points of one font file."""
    with TTFont(path, lazy=True) as font:
        return set(font.getBestCmap())


def printable(value: Any) -> Any:
    """Words (a text, or lists and tables of texts) as they can be printed and archived: see `legible`. Other values stay as they are."""
    if isinstance(value, str):
        return legible(value)
    if isinstance(value, dict):
        return {key: printable(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [printable(each) for each in value]
    return value


def legible(text: str) -> str:
    """The text in NFC, without invisible characters (controls, overrides of direction), line breaks as spaces, and each character that the
    fonts lack as its code point in brackets, such as 〔U+2A6A5〕, so that nothing is lost and PDF/A holds."""
    if text.isascii() and text.isprintable():
        return text
    known = covered()
    return "".join(_legible_one(c, known) for c in unicodedata.normalize("NFC", text))


def _legible_one(character: str, known: frozenset[int]) -> str:
    """One character, or what stands for it."""
    category = unicodedata.category(character)
    if category in ("Zl", "Zp", "Zs") or character in "\n\r\t":
        return character if character in _KEPT_SPACES else " "
    if category in ("Cc", "Cf") or is_variant(character):
        return ""
    return character if ord(character) in known else f"〔U+{ord(character):04X}〕"
