"""Markdown as HTML and as a tree: nothing in a text can act."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toubao.products import markup
from toubao.products.markup import Node


def words(nodes: list[Node]) -> str:
    return "".join(node.get("v", "") or words(node.get("c", [])) for node in nodes)


def test_html_has_anchors_and_scopes_and_no_style_attribute() -> None:
    made = markup.html('## 甲 "乙"\n\n| a | b |\n| --- | ---: |\n| 1 | 2 |\n\n## 丙\n')
    assert '<h2 id="section-1">甲 &quot;乙&quot;</h2>' in made
    assert '<h2 id="section-2">丙</h2>' in made
    assert 'aria-label="表格：甲 &quot;乙&quot;" tabindex="0"><table>' in made
    assert '<th scope="col">a</th>' in made
    assert '<th scope="col" class="end">b</th>' in made
    assert '<td class="end">2</td>' in made
    assert "style=" not in made


def test_a_table_without_a_heading_is_still_named() -> None:
    assert 'aria-label="表格"' in markup.html("| a |\n| --- |\n| 1 |\n")


def test_raw_html_and_unsafe_links_stay_text() -> None:
    made = markup.html("<script>alert(1)</script> [x](javascript:alert(1))")
    assert "<script" not in made
    assert "href" not in made


def test_title_body_and_headings() -> None:
    source = "# 名\n\n## 一\n\n文\n\n### 二\n"
    assert markup.title(source) == "名"
    assert markup.headings(markup.body(source)) == (("section-1", "一"), ("section-2", "二"))
    assert markup.body("# 名") == ""
    with pytest.raises(ValueError, match="title"):
        markup.title("沒有標題")


def test_the_tree_keeps_structure() -> None:
    nodes = markup.tree(
        "## 題\n\n> 引\n\n3. **粗**\n4. *斜*\n\n- [連](https://example.tw/)\n\n| a | b |\n| :-: | --: |\n| 1 | 2 |\n\n---\n\n甲  \n乙\n丙 `碼`\n"
    )
    assert [node["t"] for node in nodes] == ["h", "quote", "ol", "ul", "table", "hr", "p"]
    heading, quote, numbered, bullets, table, _, last = nodes
    assert heading["level"] == 2
    assert words([quote]) == "引"
    assert numbered["start"] == 3
    assert [item["c"][0]["t"] for item in numbered["c"]] == ["strong", "em"]
    assert bullets["c"][0]["c"][0] == {"t": "link", "href": "https://example.tw/", "c": [{"t": "text", "v": "連"}]}
    assert [cell["side"] for cell in table["c"][0]["c"]] == ["center", "end"]
    assert [node["t"] for node in last["c"]] == ["text", "br", "text", "text", "text", "text"]
    assert words([last]) == "甲乙 丙 碼"


@settings(max_examples=50, deadline=None)
@given(st.text(st.characters(blacklist_categories=["Cs", "Cc"], max_codepoint=0xFFFF), min_size=1, max_size=40))
def test_escaped_text_comes_back_as_the_same_words(text: str) -> None:
    wanted = " ".join(text.split())
    assert words(markup.tree("甲" + markup.escape(text) + "乙")) == f"甲{wanted}乙"


@settings(max_examples=50, deadline=None)
@given(st.text(alphabet="<>&\"'`*_[]()!|#\\-=~ \n腳本ab", max_size=60))
def test_no_text_opens_a_tag_of_its_own(text: str) -> None:
    made = markup.html(text)
    allowed = ("h1", "h2", "h3", "h4", "h5", "h6", "p", "em", "strong", "ul", "ol", "li", "a", "code", "pre", "hr", "br", "blockquote",
               "div",                "table", "thead", "tbody", "tr", "th", "td", "img")  # fmt: skip
    for piece in made.split("<")[1:]:
        assert piece.lstrip("/").startswith(allowed)
