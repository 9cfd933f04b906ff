"""What is made by chance passes always; what a person would think of doesn't."""

import math
import secrets
import string

import pytest
from hypothesis import given
from hypothesis import strategies as some

from toubao.config.safety.strength import LEAST, bits, weakness


def test_what_is_made_by_chance_is_never_refused() -> None:
    makers = (
        lambda: secrets.token_urlsafe(48),
        lambda: secrets.token_hex(16),
        lambda: "".join(secrets.choice(string.digits) for _ in range(40)),
    )
    refused = [(made, told) for make in makers for _ in range(1500) if (told := weakness("card_secret", made := make())) is not None]
    assert refused == []


@given(part=some.text(string.printable, min_size=1, max_size=10), times=some.integers(1, 20))
def test_what_repeats_shows_no_more_chance_than_its_part(part: str, times: int) -> None:
    assert bits(part * times) <= len(part) * math.log2(len(part)) + 1e-9
    assert weakness("card_secret", part * max(times, LEAST)) is not None


@pytest.mark.parametrize(
    "thought_of",
    [
        "a" * 64, "0123456789" * 5, string.ascii_letters, string.ascii_lowercase[::-1] * 2, "ab" * 32,
        "Anhe-Insurer-2026-Taipei-Secret-Key!!", "CHANGEME" * 8,
    ],
)  # fmt: skip
def test_what_a_person_thinks_of_is_refused(thought_of: str) -> None:
    assert weakness("card_secret", thought_of) is not None
