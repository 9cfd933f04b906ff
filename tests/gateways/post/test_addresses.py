"""What a door takes can be sent to, and goes to nobody else (9, 12.1.4)."""

from email import policy
from email.headerregistry import Address
from email.parser import BytesParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toubao.business.identity.personal import is_mobile, tidy_address
from toubao.gateways.addresses import LONGEST, mailbox, mobile, telephone


@pytest.mark.parametrize(
    ("typed", "carried"),
    [
        ("a@demo.example", "a@demo.example"), (" Person1@DEMO.example ", "person1@demo.example"), ("A.B+tag@x.com", "a.b+tag@x.com"),
        ("rcpt@例子.台灣", "rcpt@xn--fsqu00a.xn--kpry57d"), ("rcpt@例子。台灣", "rcpt@xn--fsqu00a.xn--kpry57d"),
        ("x@demo.example\u200b", "x@demo.example"), ("\ufeffx\u200e@demo.example", "x@demo.example"),
        ("ｘ＠ｄｅｍｏ．example", "x@demo.example"), (f"{'a' * 64}@demo.example", f"{'a' * 64}@demo.example"),
    ],
)  # fmt: skip
def test_12_1_4_a_mailbox_is_kept_as_it_is_carried(typed: str, carried: str) -> None:
    assert mailbox(typed) == carried
    assert mailbox(carried) == carried, "and stays so"
    assert tidy_address(typed) == carried


@pytest.mark.parametrize(
    "typed",
    [
        "", "x", "@", "x@", "@demo.example", "x@localhost", "x@[127.0.0.1]", f"{'a' * 65}@demo.example", "a..b@x.com",
        ".a@x.com", "a@x.com.",
        '"a b"@x.com', "a b@x.com", "a@b@x.com", "a,b@x.com", "王@x.com", "x@x.invalid", "x@nas.local", "x@-x.com", "a@x.com\nBcc: b@x.com",
        f"a@{'x' * 64}.com", "a" * LONGEST + "@x.com", f"a@{'.'.join(['x' * 60] * 5)}.com", "\u212aim@demo.example", "ſam@demo.example",
        "ı@demo.example", "kim@\u212aim.example", "kim@demo.\u2102om",
    ],
)  # fmt: skip
def test_12_1_4_what_can_not_be_carried_is_no_mailbox_and_is_nobodys(typed: str) -> None:
    assert mailbox(typed) is None
    assert tidy_address(typed) == typed.strip(), "and is not folded into another's"


@given(st.text(max_size=80) | st.emails() | st.builds("{}@{}".format, st.text(max_size=20), st.sampled_from(["demo.example", "例子.台灣"])))
def test_12_1_4_what_is_taken_survives_a_parser_that_is_not_ours(typed: str) -> None:
    made = mailbox(typed)
    if made is None:
        return
    assert made.isascii()
    assert made == made.lower() == mailbox(made)
    read = BytesParser(policy=policy.SMTP).parsebytes(f"To: {made}\r\n\r\n".encode())
    assert read["To"].addresses == (Address(addr_spec=made),)
    assert not read["To"].defects


@pytest.mark.parametrize(
    "typed", ["0912345678", "0912 345 678", "0912-345-678", "+886 912 345 678", "+886912345678", "０９１２３４５６７８", "0912345678\u200b"]
)
def test_9_a_mobile_number_is_one_however_it_is_typed(typed: str) -> None:
    assert mobile(typed) == "+886912345678"
    assert is_mobile(typed)
    assert tidy_address(typed) == "+886912345678"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "0912FLOWER",
        "0912345678 ext 9",
        "0912345678x9",
        "0912345678#9",
        "tel:0912345678",
        "0912;345678",
        "09123",
        "09123456789012",
        "+",
        "零九一二",
    ],
)
def test_9_letters_and_extensions_reach_nobody(typed: str) -> None:
    assert mobile(typed) is None
    assert not is_mobile(typed)


def test_9_other_telephones_are_read_and_are_no_mobiles() -> None:
    assert telephone("02-2345-6789") == "+886223456789"
    assert mobile("02-2345-6789") is None
    assert telephone("+1 650 253 0000") == "+16502530000"
    assert mobile("+1 650 253 0000") is None
