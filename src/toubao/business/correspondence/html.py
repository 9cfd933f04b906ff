"""The HTML form of a letter that was written as text: the same words in paragraphs, its addresses as links, and nothing from outside."""

import re

from markupsafe import Markup, escape

_ADDRESS = re.compile(r"https?://[^\s<>（）「」，。；]+")
_PAGE = Markup(
    '<!doctype html><html lang="zh-Hant-TW"><head><meta charset="utf-8"><title>{}</title></head>'
    '<body style="font-family:sans-serif;line-height:1.6;max-width:40em">{}</body></html>'
)


def as_html(subject: str, text: str) -> str:
    """A whole page that says what the text says: a blank line begins a paragraph, a line's end is kept."""
    return str(_PAGE.format(subject, Markup("").join(_paragraph(each) for each in re.split(r"\n\s*\n", text.strip()))))


def _paragraph(text: str) -> Markup:
    return Markup("<p>{}</p>").format(Markup("<br>").join(_line(line) for line in text.split("\n")))


def _line(text: str) -> Markup:
    made, at = Markup(""), 0
    for found in _ADDRESS.finditer(text):
        made += escape(text[at : found.start()]) + Markup('<a href="{0}">{0}</a>').format(found.group())
        at = found.end()
    return made + escape(text[at:])
