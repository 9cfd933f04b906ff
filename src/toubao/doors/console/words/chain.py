"""What can be wrong with the entries of a subject, in Chinese."""

from collections.abc import Mapping
from typing import Final

from toubao.journal.chain import Fault, Kind

FAULTS: Final[Mapping[Kind, str]] = {
    Kind.CHANGED: "內容與雜湊值不符",
    Kind.REPLACED: "不是當初寫下的那一筆（雜湊值重算過，但和後面的紀錄連不起來）",
    Kind.MISSING: "不見了",
    Kind.UNCOUNTED: "沒有計入，是後來放進去的",
}


def fault(found: Fault) -> str:
    """One fault with its place, as a sentence."""
    which = f"第 {found.first} 筆" if found.first == found.last else f"第 {found.first} 到 {found.last} 筆"
    one_of_them = found.kind is Kind.REPLACED and found.first != found.last
    return f"{which}{'之中有' if one_of_them else ''}{FAULTS[found.kind]}。"
