"""What the project's commands read and write of its own files."""

from pathlib import Path

import pytest

from toubao.config.trouble import Trouble
from toubao.doors.checkout import ids_of_tests, write_generated

SOURCE = """
def test_1_1_first() -> None: ...
async def test_1_1_second() -> None: ...
def helps() -> None: ...
class TestGroup:
    def test_2_1_inside(self) -> None: ...
    class TestDeeper:
        def test_2_2_deep(self) -> None: ...
class Other:
    def test_3_1_not_collected(self) -> None: ...
TEXT = "def test_4_1_in_a_string(): ..."
"""


def test_the_ids_of_tests_are_those_of_pytest(tmp_path: Path) -> None:
    folder = tmp_path / "tests" / "rules"
    folder.mkdir(parents=True)
    (folder / "test_some.py").write_text(SOURCE, "utf-8")
    (folder / "builders.py").write_text(SOURCE, "utf-8")
    assert ids_of_tests(tmp_path / "tests") == (
        "tests/rules/test_some.py::test_1_1_first",
        "tests/rules/test_some.py::test_1_1_second",
        "tests/rules/test_some.py::TestGroup::test_2_1_inside",
        "tests/rules/test_some.py::TestGroup::TestDeeper::test_2_2_deep",
    )


def test_this_very_test_is_found() -> None:
    assert "tests/doors/test_checkout.py::test_this_very_test_is_found" in ids_of_tests()


def test_without_the_tests_folder_there_are_none(tmp_path: Path) -> None:
    assert ids_of_tests(tmp_path / "tests") == ()


def test_a_generated_page_is_written_into_the_docs(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    for words in ("old", "新"):
        assert write_generated("page.md", words, root=tmp_path) == tmp_path / "docs" / "generated" / "page.md"
    assert (tmp_path / "docs" / "generated" / "page.md").read_text("utf-8") == "新"


def test_outside_a_checkout_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="checkout"):
        write_generated("page.md", "words", root=tmp_path)
    assert list(tmp_path.iterdir()) == []
