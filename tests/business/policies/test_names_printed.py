"""The policy prints every name that the rule of names takes: read back from the PDF, and no box of a font that lacks a character."""

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import typst
from pypdf import PdfReader
from pypdf.generic import ContentStream

from tests.business.policies.sample import PERSON, POLICY
from toubao.business.policies.paper import glyphs, typeset
from toubao.business.policies.paper.glyphs import legible, rare_folder
from toubao.config.environment import read_environment
from toubao.config.trouble import Trouble
from toubao.doors.cli.doctor import fonts
from toubao.rules.personal.names import name_fault

_WITH_RARE = pytest.mark.skipif(rare_folder() is None, reason="the font of rare characters isn't on this machine: sh deploy/fonts.sh")


def printed(name: str) -> PdfReader:
    """The policy of an insured of that name."""
    return PdfReader(io.BytesIO(typeset.policy(replace(POLICY, insured=replace(PERSON, name=name)))))


def undrawn(pdf: PdfReader) -> tuple[int, int]:
    """How many glyphs the first page draws, and how many of them are .notdef: glyph 0 of its font, in two bytes."""
    page = pdf.pages[0]
    drawn: list[bytes] = []
    for operands, operator in ContentStream(page.get_contents(), pdf).operations:
        if operator in (b"Tj", b"TJ"):
            parts = operands[0] if operator == b"TJ" else operands
            drawn += [
                each.original_bytes if hasattr(each, "original_bytes") else each for each in parts if not isinstance(each, int | float)
            ]
    codes = [each[at : at + 2] for each in drawn for at in range(0, len(each), 2)]
    return len(codes), codes.count(b"\0\0")


@pytest.mark.parametrize(
    "name",
    [
        "Mʉnʉ Tahaj", "Łukasz Čapek", "NGUYỄN VĂN AN", "S̱aʉ Ṯakaw", "Ελένη Ιωάννου", "Иван Петров", "김민준", "山田ハナ",
        "Fo^is Kacaw", "'oemaw a ta:in", "娃利斯·羅干", "สมชาย ยาใจ",
        *(pytest.param(each, marks=_WITH_RARE) for each in ("王𡍼明", "\U0002a6d6\U0002b734\U0002b81d\U0002cea1\U0002ebe0")),
    ],
)  # fmt: skip
def test_the_policy_prints_every_name_that_is_taken(name: str) -> None:
    assert name_fault(name) is None
    assert legible(name) == name
    pdf = printed(name)
    assert "".join(name.split()) in "".join(pdf.pages[0].extract_text().split())
    drawn, boxes = undrawn(pdf)
    assert drawn > 500
    assert boxes == 0


def test_thai_with_its_marks_is_drawn_whole() -> None:
    """Only drawn, not read back: the reader tells a mark twice, once with its letter and once alone."""
    assert name_fault("น้ำทิพย์ ใจดี") is None
    assert undrawn(printed("น้ำทิพย์ ใจดี"))[1] == 0


def test_a_glyph_that_no_font_has_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The positive control: what isn't written out before is drawn as a box, which PDF/A refuses and the count finds."""
    monkeypatch.setattr(typeset, "printable", lambda value: value)
    with pytest.raises(typst.TypstError):
        printed("王\U00030000明")
    monkeypatch.setattr(typeset, "STANDARDS", ["1.7"])
    assert undrawn(printed("王\U00030000明"))[1] > 0


@pytest.fixture
def plain_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """A machine where nobody could install the font of rare characters."""
    for each in (glyphs.font_folders, glyphs.covered, typeset._compiler):
        each.cache_clear()
    monkeypatch.setattr(glyphs, "RARE", (tmp_path,))
    yield
    for each in (glyphs.font_folders, glyphs.covered, typeset._compiler):
        each.cache_clear()


def test_without_the_font_of_rare_characters_they_are_code_points_and_the_doctor_says_so(
    plain_machine: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert legible("王\U0002b740明") == "王〔U+2B740〕明"
    assert "王〔U+2B740〕明" in "".join(printed("王\U0002b740明").pages[0].extract_text().split())
    assert "fonts-hanazono" in fonts.fonts()
    monkeypatch.setattr(fonts, "read_environment", lambda: replace(read_environment(), profile="production"))
    with pytest.raises(Trouble, match="code points"):
        fonts.fonts()


@_WITH_RARE
def test_with_it_the_doctor_counts_what_is_printed() -> None:
    assert "Extension B to F" in fonts.fonts()
