"""The HTML form of a letter says what its text says, by a parser that isn't ours, and can't be made to say more."""

import lxml.html

from toubao.business.correspondence.html import as_html

TEXT = '王小明 您好：\n\n請打開：https://anhe.example/members/?a=1&b=2。\n第二行 <b>不是</b> "標記"\n\n安禾產險'


def test_the_same_words_in_paragraphs_with_links() -> None:
    page = lxml.html.document_fromstring(as_html("您的 <保單>", TEXT))
    assert [p.text_content() for p in page.iter("p")] == [
        "王小明 您好：", '請打開：https://anhe.example/members/?a=1&b=2。第二行 <b>不是</b> "標記"', "安禾產險",
    ]  # fmt: skip
    assert [(link.get("href"), link.text) for link in page.iter("a")] == [("https://anhe.example/members/?a=1&b=2",) * 2]
    assert (page.findtext(".//title"), page.get("lang"), len(list(page.iter("br")))) == ("您的 <保單>", "zh-Hant-TW", 1)


def test_nothing_in_a_letter_becomes_markup() -> None:
    made = as_html("x", 'https://a.example/"onmouseover="x <script>alert(1)</script> javascript:alert(1)')
    page = lxml.html.document_fromstring(made)
    assert not list(page.iter("script", "img", "link", "iframe"))
    assert all(set(link.attrib) == {"href"} and link.get("href", "").startswith("https://") for link in page.iter("a"))
