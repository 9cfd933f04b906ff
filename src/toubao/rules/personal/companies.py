"""Names that are no natural person's: companies, firms and associations by what they must or do call themselves (7.1); pure.

Company Act 2 and 18: a company's name says of which kind it is. Firms and associations end in what they are by custom (certainty I).
"""

import re
import unicodedata
from typing import Final

_ENDS: Final = (
    "公司",
    "商行",
    "商號",
    "企業社",
    "工作室",
    "事務所",
    "基金會",
    "協會",
    "學會",
    "公會",
    "工會",
    "合作社",
    "管理委員會",
    "有限合夥",
)
_INSIDE: Final = ("股份有限", "有限公司")
_ENGLISH: Final = re.compile(r"(?:^|[\s,.])(?:co\.?,?\s*ltd|ltd|limited|inc|corp|corporation|llc|company)\.?$")


def is_company_name(name: str) -> bool:
    """Whether a name is that of a company, firm or association, whatever stands behind it in brackets, full width or not."""
    plain = unicodedata.normalize("NFKC", name).strip().lower()
    plain = re.sub(r"\s*\([^()]*\)$", "", plain).strip()
    return plain.endswith(_ENDS) or any(each in plain for each in _INSIDE) or _ENGLISH.search(plain) is not None
