"""How words in Chinese become signs of a password: by their sound in Latin letters, or by the keys that write them in Zhuyin."""

import os
from functools import cache
from itertools import product
from types import ModuleType
from typing import Final

_KEYS: Final = dict(
    zip(
        "ㄅㄉˇˋㄓˊ˙ㄚㄞㄢㄦㄆㄊㄍㄐㄔㄗㄧㄛㄟㄣㄇㄋㄎㄑㄕㄘㄨㄜㄠㄤㄈㄌㄏㄒㄖㄙㄩㄝㄡㄥ",
        "1234567890-qwertyuiopasdfghjkl;zxcvbnm,./",
        strict=True,
    )
)
"""The standard layout (大千式), as it is printed on the keyboards that are sold in Taiwan."""
_NO_MARK: Final = " "


def as_typed(word: str) -> set[str]:
    """A word as it may stand in a password, in small letters: as it is, and if it is Chinese by sound and by keys. The key of the first
    tone, which writes a space, is left out by some.
    """
    forms = {word.casefold()}
    if all(_is_chinese(sign) for sign in word) and word:
        forms |= {*romanised(word), *zhuyin_keys(word)}
    return forms


def romanised(word: str) -> set[str]:
    """The sounds of Chinese signs in Latin letters without marks, in Hanyu Pinyin and in Wade-Giles: {"wangxiaoming", "wanghsiaoming"}."""
    sounds = _pypinyin()
    pinyin = "".join(sounds.lazy_pinyin(word))
    passport = "".join(sounds.lazy_pinyin(word, style=sounds.Style.WADEGILES)).replace("'", "").replace("-", "")
    return {pinyin.casefold(), passport.casefold()}


def zhuyin_keys(word: str) -> set[str]:
    """The keys that write Chinese signs: 我的密碼 → {"ji32k7au4a83"}."""
    written = (_keys_of(each) for each in _pypinyin().lazy_pinyin(word, style=_pypinyin().Style.BOPOMOFO))
    with_mark = "".join(each if each[-1] in "3467" else each + _NO_MARK for each in written)
    return {with_mark, with_mark.replace(_NO_MARK, "")}


def orders(surname: str, given: str) -> set[str]:
    """Both orders in which a name is written in Latin letters."""
    return {"".join(each) for one, two in product(romanised(surname), romanised(given)) for each in ((one, two), (two, one))}


def _keys_of(sound: str) -> str:
    return "".join(_KEYS.get(sign, sign) for sign in sound)


def _is_chinese(sign: str) -> bool:
    return "\u4e00" <= sign <= "\u9fff"


@cache
def _pypinyin() -> ModuleType:
    """The library of sounds, loaded when it is needed first, without its dictionary of phrases (40 MB of memory for a few heteronyms)."""
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    import pypinyin  # noqa: PLC0415 - only then

    return pypinyin
