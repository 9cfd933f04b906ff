"""What is left of an allowance and when it opens again, without taking from it."""

from datetime import UTC, datetime, timedelta

import pytest

from toubao.business.identity.codes.allowances import began, give_back, left, limits, opens_again, remaining, spend

NOW = datetime(2026, 11, 23, 2, 10, tzinfo=UTC)


@pytest.mark.django_db
def test_the_tightest_allowance_says_what_is_left() -> None:
    both = (("otp_subject", "a"), ("otp_address_day", "b"))
    assert remaining(*both, now=NOW) == 6
    for _ in range(2):
        spend(("otp_subject", "a"), now=NOW)
    spend(("otp_address_day", "b"), now=NOW)
    assert remaining(*both, now=NOW) == 4
    assert remaining(*both, now=NOW + timedelta(hours=1)) == 6
    for _ in range(9):
        spend(("otp_subject", "a"), now=NOW)
    assert remaining(*both, now=NOW) == 0
    with pytest.raises(KeyError):
        remaining(("no such", "a"), now=NOW)


@pytest.mark.django_db
def test_of_nothing_nothing_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    assert left("otp_subject", "a", now=NOW)
    monkeypatch.setitem(limits(), "otp_subject", {"seconds": 3600, "most": 0})
    assert not left("otp_subject", "a", now=NOW)
    assert spend(("otp_subject", "a"), now=NOW) == "otp_subject"


@pytest.mark.django_db
def test_what_turned_out_not_to_count_is_given_back_and_never_more_than_was_taken() -> None:
    both = (("motor_number", "a"), ("motor_plate", "b"))
    for _ in range(3):
        assert spend(*both, now=NOW) == ""
    give_back(*both, now=NOW)
    assert remaining(*both, now=NOW) == limits()["motor_number"]["most"] - 2
    for _ in range(5):
        give_back(("motor_number", "a"), now=NOW)
    assert remaining(("motor_number", "a"), now=NOW) == limits()["motor_number"]["most"]
    give_back(("motor_number", "never taken"), now=NOW)
    assert remaining(("motor_number", "never taken"), now=NOW) == limits()["motor_number"]["most"]


def test_a_window_ends_at_a_multiple_of_its_length() -> None:
    assert began("otp_subject", now=NOW) == datetime(2026, 11, 23, 2, tzinfo=UTC)
    assert opens_again("otp_subject", now=NOW) == datetime(2026, 11, 23, 3, tzinfo=UTC)
    assert opens_again("otp_address_day", now=NOW) == datetime(2026, 11, 24, tzinfo=UTC)
