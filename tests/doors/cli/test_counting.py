"""How the command line says how many."""

import pytest

from toubao.doors.cli.counting import counted


@pytest.mark.parametrize(
    ("number", "words", "said"),
    [
        (0, ("case waits", "cases wait"), "0 cases wait"), (1, ("case waits", "cases wait"), "1 case waits"),
        (1, ("day",), "1 day"), (2, ("day",), "2 days"), (2000, ("entry", "entries"), "2,000 entries"),
    ],
)  # fmt: skip
def test_what_follows_a_number_agrees_with_it(number: int, words: tuple[str, ...], said: str) -> None:
    assert counted(number, *words) == said
