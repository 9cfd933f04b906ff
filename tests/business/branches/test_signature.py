"""What a pad may tell: strokes within it, and enough ink; everything else is no signature."""

import json
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.business.branches.given import INK
from toubao.business.branches.signature import BadSignature, Signature, drawn, on_paper, opened

VISIT = UUID("00000000-0000-4000-8000-000000000001")


def test_7_2_2_2_strokes_are_kept_as_they_were_drawn() -> None:
    made = drawn(json.dumps(INK))
    assert made.paths == ("M100 200L300 120L520 260", "M600 90L640 330")
    assert opened(json.loads(json.dumps(made.plain))) == made
    assert repr(made) == "Signature(…)"


def test_7_2_2_2_the_digest_is_of_the_signature_and_of_what_was_signed() -> None:
    made, notices = drawn(json.dumps(INK)), {"online": "d1"}
    digests = {
        made.digest(visit=VISIT, notices=notices), made.digest(visit=VISIT, notices={"online": "d2"}),
        made.digest(visit=UUID(int=2), notices=notices), drawn(json.dumps(INK[:1])).digest(visit=VISIT, notices=notices),
        on_paper("A-1").digest(visit=VISIT, notices=notices), on_paper("A-2").digest(visit=VISIT, notices=notices),
    }  # fmt: skip
    assert len(digests) == 6
    assert on_paper(" A-1 ") == Signature("paper", paper="A-1")


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ("", "too short"), ("[]", "too short"), ("[[[5,5,0]]]", "too short"), ("[[[0,0,0],[100,0,9]]]", "too short"),
        ("{}", "unreadable"), ("nonsense", "unreadable"), ("[[]]", "unreadable"), ("[5]", "unreadable"), ("[[5]]", "unreadable"),
        ("[[[1,2]]]", "unreadable"), ("[[[0,0,0],[1001,0,0]]]", "unreadable"), ("[[[0,0,0],[0,401,0]]]", "unreadable"),
        ("[[[0,0,-1],[900,0,0]]]", "unreadable"), ("[[[0,0,true],[900,0,0]]]", "unreadable"), ("[[[0,0,0.5],[900,0,0]]]", "unreadable"),
        (json.dumps([[[0, 0, 0]]] * 201), "unreadable"), (json.dumps([[[0, 0, 0]] * 6001]), "unreadable"), ("[" * 100_000, "unreadable"),
        (" " * 200_001, "unreadable"),
    ],
    ids=lambda told: str(told)[:24],
)  # fmt: skip
def test_7_2_2_2_what_is_no_signature_is_refused(told: str, reason: str) -> None:
    with pytest.raises(BadSignature, match=reason):
        drawn(told)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=3), lambda inner: st.lists(inner, max_size=4)))
def test_7_2_2_2_whatever_comes_is_a_signature_or_refused(told: Any) -> None:
    try:
        made = drawn(json.dumps(told))
    except BadSignature:
        return
    assert made.strokes
