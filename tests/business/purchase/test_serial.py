"""Serial numbers (5.2.11): read however they were typed, and no slip goes unnoticed."""

import random
import re

import pytest

from toubao.business.purchase.settling import ALPHABET, SerialFault, new_serial, read_serial


def bare(serial: str) -> str:
    return serial.replace("-", "")[2:]


def test_5_2_11_a_new_serial_number_reads_back_however_it_is_typed() -> None:
    for _ in range(200):
        serial = new_serial()
        assert re.fullmatch(rf"TB(-[{ALPHABET}]{{4}}){{3}}", serial)
        for typed in (
            serial,
            serial.lower(),
            f"  {serial} ",
            bare(serial),
            "".join(chr(ord(c) + 0xFEE0) for c in serial),
            serial.replace("-", " "),
        ):
            assert read_serial(typed) == (serial, None)


def test_5_2_11_a_body_that_begins_like_the_mark_is_read_as_it_is() -> None:
    for body in ("TB234567892", "TBTB2345678"):
        last = next(sign for sign in ALPHABET if read_serial(body + sign)[1] is None)
        whole = body + last
        assert read_serial(whole) == read_serial("TB" + whole) == (f"TB-{whole[:4]}-{whole[4:8]}-{whole[8:]}", None)


def test_5_2_11_every_single_mistyped_sign_and_every_exchange_of_two_neighbours_is_found() -> None:
    chosen = random.Random(5211)
    for _ in range(20):
        signs = bare(new_serial())
        place = chosen.randrange(11)
        for wrong in set(ALPHABET) - {signs[place]}:
            assert read_serial(signs[:place] + wrong + signs[place + 1 :]) == ("", SerialFault.CHECK)
        for at in range(10):
            if signs[at] != signs[at + 1]:
                assert read_serial(signs[:at] + signs[at + 1] + signs[at] + signs[at + 2 :])[1] is SerialFault.CHECK


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("", SerialFault.EMPTY), (" -- ", SerialFault.EMPTY), ("TB-1", SerialFault.LENGTH), ("TB" + "2" * 13, SerialFault.LENGTH),
        ("2" * 11 + "O", SerialFault.SIGN), ("零" * 12, SerialFault.SIGN),
    ],
)  # fmt: skip
def test_5_2_11_what_is_wrong_is_named(typed: str, fault: SerialFault) -> None:
    assert read_serial(typed) == ("", fault)
