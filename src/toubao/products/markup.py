"""Markdown of our own texts, as accessible HTML and as a tree of plain data for typesetting; no page, no PDF."""

from collections.abc import Iterator, Sequence
from html import escape as escape_html
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

Node = dict[str, Any]

_parser = MarkdownIt("commonmark", {"html": False, "linkify": False, "typographer": False}).enable("table")
_SIMPLE = {"strong_open": "strong", "em_open": "em", "blockquote_open": "quote", "bullet_list_open": "ul", "list_item_open": "li"}
_TABLE = {"table_open": "table", "tr_open": "tr", "th_open": "th", "td_open": "td"}
_SIDES = {"text-align:right": "end", "text-align:center": "center"}


def title(source: str) -> str:
    """The first line without its mark. Raises ValueError if the text doesn't begin with a level-one heading."""
    first = source.split("\n", 1)[0]
    if not first.startswith("# "):
        raise ValueError("a text begins with its title: # …")
    return first[2:].strip()


def body(source: str) -> str:
    """All below the title."""
    return source.split("\n", 1)[1] if "\n" in source else ""


def escape(text: str) -> str:
    """Foreign text made harmless inside Markdown: each ASCII mark behind a backslash, line breaks as spaces."""
    return "".join(f"\\{c}" if c.isascii() and not c.isalnum() and not c.isspace() else c for c in " ".join(text.split()))


def html(source: str, *, anchors: str = "section", tables: str = "表格") -> str:
    """Accessible HTML: headings have anchors (`section-1` …), table heads a scope, tables a named region that scrolls, cells a class for
    their side (no style attributes, so a strict content policy holds). Raw HTML in the source stays text. A page that shows two texts has
    `anchors` and `tables` named apart."""
    tokens = _parser.parse(source)
    section, heading = 0, ""
    for index, token in enumerate(tokens):
        if token.type == "heading_open":
            section, heading = section + 1, tokens[index + 1].content
            token.attrSet("id", f"{anchors}-{section}")
        elif token.type in ("table_open", "table_close"):
            tokens[index] = _around_table(token, heading, tables)
        elif token.type in ("th_open", "td_open"):
            _dress_cell(token)
    return str(_parser.renderer.render(tokens, _parser.options, {}))


def _around_table(token: Token, heading: str, tables: str) -> Token:
    """A table's own tag inside a region that a keyboard can reach and scroll, named after the heading above it."""
    name = escape_html(f"{tables}：{heading}" if heading else tables, quote=True)
    opening = f'<div class="table" role="region" aria-label="{name}" tabindex="0"><table>\n'
    return Token("html_block", "", 0, content=opening if token.type == "table_open" else "</table></div>\n", map=token.map)


def _dress_cell(token: Token) -> None:
    """A cell's side as a class, and the scope of a head."""
    side = _side(token)
    token.attrs = {"scope": "col"} if token.type == "th_open" else {}
    if side:
        token.attrSet("class", side)


def _side(token: Token) -> str:
    """`end`, `center` or nothing: how the source aligns a cell."""
    return _SIDES.get(str(token.attrs.get("style", "")), "")


def headings(source: str) -> tuple[tuple[str, str], ...]:
    """The anchors and texts of all headings, in order, for a table of contents."""
    tokens = _parser.parse(source)
    texts = [tokens[i + 1].content for i, token in enumerate(tokens) if token.type == "heading_open"]
    return tuple((f"section-{number}", text) for number, text in enumerate(texts, start=1))


def tree(source: str) -> list[Node]:
    """The text as nested nodes {"t": kind, "c": children} and {"t": "text", "v": words}: data, so nothing in it can act as markup."""
    return _nodes(iter(_parser.parse(source)))


def _nodes(tokens: Iterator[Token]) -> list[Node]:
    """Nodes up to the closing token of the level on which the reading began."""
    found: list[Node] = []
    for token in tokens:
        if token.nesting < 0:
            break
        if token.type == "inline":
            found += _inline(token.children or [])
        elif token.nesting > 0:
            children = _nodes(tokens)
            found += children if token.hidden or token.type in ("thead_open", "tbody_open") else [_node(token, children)]
        else:
            found.append(_leaf(token))
    return found


def _node(token: Token, children: list[Node]) -> Node:
    """One node that has children."""
    kind = _SIMPLE.get(token.type) or _TABLE.get(token.type)
    if token.type == "heading_open":
        return {"t": "h", "level": int(token.tag[1]), "c": children}
    if token.type == "ordered_list_open":
        return {"t": "ol", "start": int(token.attrs.get("start", 1)), "c": children}
    if token.type in ("th_open", "td_open"):
        return {"t": _TABLE[token.type], "side": _side(token), "c": children}
    if token.type == "link_open":
        return {"t": "link", "href": str(token.attrs["href"]), "c": children}
    return {"t": kind or "p", "c": children}


def _leaf(token: Token) -> Node:
    """One node without children; what has no place in our texts (code, images) becomes its bare words."""
    if token.type in ("hr", "hardbreak"):
        return {"t": "hr" if token.type == "hr" else "br"}
    return {"t": "text", "v": " " if token.type == "softbreak" else token.content}


def _inline(tokens: Sequence[Token]) -> list[Node]:
    """Nodes of one line of text; empty texts are left out."""
    return [node for node in _nodes(iter(tokens)) if node.get("v") != ""]
