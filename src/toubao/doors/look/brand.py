"""Whose name stands on the pages: settings.BRAND over settings.INSURER over an invented sample. Colours are in brand.css; that of
documents (policies, certificates) is `accent`, and their mark the logo, if it is an SVG.
"""

from dataclasses import dataclass, fields
from functools import lru_cache

from django.conf import settings


@dataclass(frozen=True)
class Brand:
    """The insurer as pages name it. Every value can be replaced in settings.BRAND; the defaults are invented for the demonstration."""

    name: str = "安禾產物保險（示範）"
    short_name: str = "安禾產險"
    english_name: str = "Anhe Insurance (Demo)"
    motto: str = "把保險說清楚，把承諾留下證據。"
    phone: str = "0800-000-000"
    phone_hours: str = "每日 08:00–22:00"
    complaints_phone: str = "0800-000-001"
    abroad_phone: str = ""
    text_phone: str = "簡訊 0900-000-000"
    email: str = "service@anhe.example"
    address: str = "示範市安禾區稻香路 1 號"
    logo: str = "look/anhe.svg"
    accent: str = "#0d5c50"
    stylesheet: str = "look/brand.css"
    authority_name: str = "金融監督管理委員會"
    authority_url: str = "https://www.fsc.gov.tw/"
    demo: bool = True
    demo_notice: str = "示範環境：公司、保單與付款都不是真的。"


FROM_INSURER = {
    "phone": "toll_free",
    "complaints_phone": "complaints_line",
    "abroad_phone": "abroad_line",
    "email": "email",
    "address": "address",
}


@lru_cache(maxsize=1)
def brand() -> Brand:
    """The operator's brand; unknown keys in settings.BRAND are a mistake and say so."""
    company = getattr(settings, "INSURER", {})
    given = {name: company[key] for name, key in FROM_INSURER.items() if key in company} | dict(getattr(settings, "BRAND", {}))
    unknown = set(given) - {field.name for field in fields(Brand)}
    if unknown:
        raise ValueError(f"settings.BRAND has unknown keys: {', '.join(sorted(unknown))}")
    return Brand(**given)
