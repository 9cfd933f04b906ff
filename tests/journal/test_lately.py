"""What is remembered lately: so many, and for so long."""

from toubao.journal.lately import Lately


def test_so_many_are_remembered_those_that_were_put_last() -> None:
    few: Lately[str, int] = Lately(most=2, seconds=60)
    for number, name in enumerate(("a", "b", "a", "c")):
        few.put(name, number)
    assert [few.get(name) for name in "abc"] == [2, None, 3]


def test_what_is_over_is_not_given_and_goes_with_the_next() -> None:
    short: Lately[str, int] = Lately(most=9, seconds=0)
    short.put("a", 1)
    short.put("b", 2)
    assert [short.get(name) for name in "ab"] == [None, None]
    assert len(short) == 0
