"""Personal values do not become text by accident, and are masked where they are shown."""

import json
import pickle
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toubao.rules.personal import Personal, masked, masked_name

SECRET = Personal("A123456789")


def test_a_personal_value_is_read_only_by_saying_so() -> None:
    assert SECRET.reveal() == "A123456789"
    assert Personal(date(1990, 5, 17)).reveal() == date(1990, 5, 17)


@pytest.mark.parametrize(
    "write",
    [str, lambda v: f"{v}", lambda v: f"{v:>20}", lambda v: "%s" % v, "{}".format, lambda v: "-".join(iter([v])), json.dumps],  # noqa: UP031 - each old way too
)
def test_it_refuses_to_become_text(write: object) -> None:
    assert callable(write)
    with pytest.raises(TypeError):
        write(SECRET)


def test_it_shows_nothing_of_itself_where_programs_are_read() -> None:
    assert repr(SECRET) == "Personal(…)"
    assert "A123456789" not in repr({"number": [SECRET]})


def test_it_compares_and_hashes_by_its_value_and_can_be_copied() -> None:
    assert Personal("a") == Personal("a") != Personal("b")
    assert len({Personal("a"), Personal("a")}) == 1
    assert pickle.loads(pickle.dumps(SECRET)) == SECRET  # noqa: S301 - our own bytes


@pytest.mark.parametrize(("text", "shown"), [("A123456789", "•••••••789"), ("0912345678", "•••••••678"), ("123", "•••"), ("", "")])
def test_all_but_the_last_three_characters_are_hidden(text: str, shown: str) -> None:
    assert masked(text) == shown


@given(text=st.text(max_size=30), visible=st.integers(1, 6))
def test_masking_keeps_the_length_and_never_shows_more_than_is_allowed(text: str, visible: int) -> None:
    shown = masked(text, visible=visible)
    assert len(shown) == len(text)
    assert sum(1 for place, sign in enumerate(shown) if sign == text[place] != "•") <= visible


@pytest.mark.parametrize(
    ("name", "shown"),
    [("王小明", "王○明"), ("歐陽小明", "歐○○明"), ("王明", "王○"), ("王", "王"), ("", ""), ("Maria Cruz", "M. C."), (" 王小明 ", "王○明")],
)
def test_a_name_keeps_its_first_and_last_character(name: str, shown: str) -> None:
    assert masked_name(name) == shown
