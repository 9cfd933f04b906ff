"""Which characters our fonts can print, and how one is written that they can't; no page is made here."""

import sys
import unicodedata
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from fontTools.ttLib import TTFont

from toubao.rules.personal.names import is_variant

FONT_PACKAGES: Final = ("cvttf_NotoSansCJK_Regular", "cvttf_NotoSansCJK_Bold")
OTHER_SCRIPTS: Final = ("fontpkg_noto_sans", "fontpkg_noto_sans_thai")
"""Letters that the Chinese fonts lack: Latin with marks, Greek and Cyrillic with marks, Thai."""
RARE: Final = (Path("/usr/share/fonts/truetype/hanazono"), Path(sys.prefix) / "fonts")
"""Where the font of rare Chinese characters (CJK Extension B to F) may be: Debian's package, or what deploy/fonts.sh took out of it."""
RARE_FILE: Final = "HanaMinB.ttf"
FILES_BEHIND: Final = frozenset({"NotoSans[wdth,wght].ttf", "NotoSansThai[wdth,wght].ttf", RARE_FILE})
"""The files in which typst looks after the Chinese ones, as look.typ names their families."""
_KEPT_SPACES: Final = "　"


@cache
def font_folders() -> tuple[Path, ...]:
    """The folders of the fonts, those of Chinese first (Noto and Hanazono, SIL Open Font License). Raises FileNotFoundError if a package
    isn't installed. Without the font of rare characters these are written as code points.
    """
    names = (*FONT_PACKAGES, *OTHER_SCRIPTS)
    specs = [find_spec(name) for name in names]
    folders = [Path(spec.origin).parent for spec in specs if spec is not None and spec.origin]
    if len(folders) != len(names):
        raise FileNotFoundError(f"the fonts {', '.join(names)} are not installed")
    rare = rare_folder()
    return (*folders, rare) if rare else tuple(folders)


def rare_folder() -> Path | None:
    """Where the font of rare Chinese characters is on this machine; None if it isn't."""
    return next((folder for folder in RARE if (folder / RARE_FILE).is_file()), None)


@cache
def covered() -> frozenset[int]:
    """The code points that can be printed: those that the Chinese fonts have in each weight, and those of the fonts behind them."""
    chinese = [_covered_by(path) for folder in font_folders() for path in sorted(folder.glob("*.otf"))]
    behind = [_covered_by(path) for folder in font_folders() for path in sorted(folder.rglob("*.ttf")) if path.name in FILES_BEHIND]
    return frozenset(set.intersection(*chinese).union(*behind))


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
    fonts lack as its code point in brackets, such as 〔U+30000〕, so that nothing is lost and PDF/A holds."""
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
