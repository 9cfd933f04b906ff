"""A person's name as a card of Taiwan has it: one form in which it is kept, and what is wrong with one as typed; one rule for every door.

The register of households holds up to 50 signs and 50 more of romanisation (Name Act, article 4). Signs that belong to names beside
letters: the dot of a transliteration, the glottal stop and length of the indigenous languages' writing (' ^ :), and what residence
permits print (comma, slash, full stop, hyphen).
"""

import re
import unicodedata
from enum import StrEnum
from typing import Final

from toubao.rules.personal.companies import is_company_name

LONGEST: Final = 100
MOST_MARKS: Final = 3
DOT: Final = "·"
_DOTS: Final = "•‧・･∙⋅⸱・．"
_STOPS: Final = "’‘ʼʻ‛`´ʹʾʿˈ′＇"
_HYPHENS: Final = "‐‑‒–—―−﹣－"
_ONE_FORM: Final = str.maketrans(
    dict.fromkeys(_DOTS, DOT) | dict.fromkeys(_STOPS, "'") | dict.fromkeys(_HYPHENS, "-")
    | {"ˆ": "^", "＾": "^", "꞉": ":", "：": ":", "，": ",", "、": ",", "／": "/", "⁄": "/", "　": " "}
)  # fmt: skip
_SIGNS: Final = frozenset(f" {DOT}'-^:,./")
_SCRIPTS: Final = (
    "LATIN",
    "CJK UNIFIED",
    "BOPOMOFO",
    "HIRAGANA",
    "KATAKANA",
    "HANGUL SYLLABLE",
    "GREEK",
    "CYRILLIC",
    "THAI",
    "MODIFIER LETTER",
)
"""The scripts that cards and permits print, and so does the policy; a name in another one is on the permit in Latin letters."""
_LAST_HAN: Final = 0x3134F
_TURNS: Final = frozenset(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))
_ZERO: Final = "〇"
_PRIVATE: Final = ("Co", "Cn", "Cs")
# fmt: off
_NO_NAMES: Final = frozenset({
    "法定繼承人", "法定", "繼承人", "繼承者", "遺產", "受益人", "要保人", "被保險人", "本人", "自己", "同上", "同要保人", "同被保險人", "配偶", "父母", "父親", "母親",
    "子女", "兒子", "女兒", "兄弟姊妹", "祖父母", "孫子女", "家屬", "其他家屬", "先生", "太太", "無", "沒有", "不詳", "未知", "未定", "未指定", "空白", "姓名", "legalheir",
    "legalheirs", "heirs", "estate", "beneficiary", "insured", "applicant", "myself", "spouse", "n/a", "none", "null", "unknown",
})
# fmt: on


_WORD: Final = re.compile(r"['^]?(?:L['^:.,/·-]{0,2})+")
"""A word of a name, each letter as L: how signs may stand to letters; what may not stand twice or last is looked for apart."""


class Fault(StrEnum):
    """What is wrong with a name, so that a page can say how to mend it; named in the order in which they are looked for."""

    EMPTY = "empty"
    TURNED = "turned"
    LONG = "long"
    UNTYPED = "untyped"
    DIGITS = "digits"
    SCRIPT = "script"
    SIGNS = "signs"
    MARKS = "marks"
    SHORT = "short"
    NO_NAME = "no_name"
    COMPANY = "company"


def tidy(typed: str) -> str:
    """The name in the one form in which it is kept: NFC, without invisible signs and choices of a variant, one sign for its look-alikes,
    full-width letters and radicals as plain ones, one space between words and none round the dot.
    """
    plain = "".join(_plain(c) for c in unicodedata.normalize("NFC", typed).translate(_ONE_FORM))
    words = unicodedata.normalize("NFC", " ".join(plain.split()))
    for sign, wanted in ((f" {DOT}", DOT), (f"{DOT} ", DOT), (" ,", ",")):
        words = words.replace(sign, wanted)
    return _dots_between_han(words)


def name_fault(typed: str) -> Fault | None:
    """What is wrong with a name; None if nothing is. It is the name as tidied that is judged, and kept."""
    name = tidy(typed)
    if not name:
        return Fault.EMPTY
    if _TURNS & set(typed):
        return Fault.TURNED
    if len(name) > LONGEST:
        return Fault.LONG
    return _sign_fault(name) or _order_fault(name) or _meaning_fault(name)


def beneficiary_fault(typed: str) -> Fault | None:
    """What is wrong with the name of a person who is named beside the applicant: an organisation is no relative of theirs. Of applicants
    a gate says so (7.1).
    """
    return name_fault(typed) or (Fault.COMPANY if is_company_name(tidy(typed)) else None)


def _plain(c: str) -> str:
    """One sign of a name without what can't be seen, in its plain form where it is a letter in another guise (full-width, a radical)."""
    if unicodedata.category(c) == "Cf" or is_variant(c) or c == "\u034f":
        return ""
    if unicodedata.category(c)[0] != "L" and not "⺀" <= c <= "⿟":
        return c
    same = unicodedata.normalize("NFKC", c)
    return same if all(unicodedata.category(each)[0] == "L" for each in same) else c


def is_variant(c: str) -> bool:
    """A variation selector: it chooses a shape of the sign before it, and is no sign itself."""
    return "\ufe00" <= c <= "\ufe0f" or "\U000e0100" <= c <= "\U000e01ef" or "\u180b" <= c <= "\u180d"


def _dots_between_han(name: str) -> str:
    """A full stop that was typed for the dot between two Chinese characters as that dot."""
    return "".join(DOT if c == "." and _han(name[at - 1 : at]) and _han(name[at + 1 : at + 2]) else c for at, c in enumerate(name))


def _han(c: str) -> bool:
    return bool(c) and unicodedata.name(c, "").startswith("CJK UNIFIED")


def _sign_fault(name: str) -> Fault | None:
    """The first sign that belongs to no name."""
    for c in name:
        fault = _fault_of(c)
        if fault is not None:
            return fault
    return None


def _fault_of(c: str) -> Fault | None:
    category = unicodedata.category(c)
    if c in _SIGNS or c == _ZERO or category[0] == "M":
        return None
    if category in _PRIVATE or c in "□■?？＊*○◯" or "⿰" <= c <= "⿻" or ord(c) > _LAST_HAN:
        return Fault.UNTYPED
    if category[0] == "N":
        return Fault.DIGITS
    if category[0] != "L":
        return Fault.SIGNS
    return None if unicodedata.name(c, "").startswith(_SCRIPTS) else Fault.SCRIPT


def _order_fault(name: str) -> Fault | None:
    """Marks stand on a letter, and few on one; other signs stand between or beside letters, as in O'BRIEN, JR.; there are two letters."""
    shape = "".join(" " if c == " " else c if c in _SIGNS else "m" if unicodedata.category(c)[0] == "M" else "L" for c in name)
    if re.search(rf"(?:^|[^Lm])m|m{{{MOST_MARKS + 1}}}", shape):
        return Fault.MARKS
    letters = shape.replace("m", "")
    if not all(_WORD.fullmatch(word) and word[-1] not in f"/{DOT}-" for word in letters.split(" ")):
        return Fault.SIGNS
    if re.search(r"([^L ])\1", letters):
        return Fault.SIGNS
    return None if letters.count("L") >= 2 else Fault.SHORT


def _meaning_fault(name: str) -> Fault | None:
    """A word that stands where a name should."""
    return Fault.NO_NAME if "".join(name.casefold().split()) in _NO_NAMES else None
