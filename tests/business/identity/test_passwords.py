"""What a password must be (7.1): long, uncommon, not one's own data; and nothing about its composition."""

from datetime import date

import pytest

from toubao.business.identity.passwords import LONGEST, Fault, password_fault, tidy_password
from toubao.business.identity.personal import Known

KNOWN = Known(name="王 小明", id_number="A123456789", birth_date=date(1990, 5, 17), phone="+886912345678", mail="Ming.Wang@demo.example")


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery staple",
        "紫色鯨魚圖釘走廊沒有關門呢",
        "alllowercaseletters",
        "928374650192",
        "            a sentence",
        "x7!Qp2#Lm9$Zt4",
        "wang likes tea a lot",
    ],
)
def test_7_1_long_and_uncommon_is_enough_whatever_it_is_made_of(password: str) -> None:
    assert password_fault(password, KNOWN) is None


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("", Fault.SHORT), ("elevenchars", Fault.SHORT), ("王小明王小明王小明王", Fault.SHORT), ("x" * (LONGEST + 1), Fault.LONG),
        ("aaaaaaaaaaaa", Fault.PATTERN), ("abcdabcdabcd", Fault.PATTERN), ("123456789012", Fault.PATTERN), ("210987654321", Fault.PATTERN),
        ("qwertyuiopas", Fault.PATTERN), ("abcdefghijklm", Fault.PATTERN), ("zyxwvutsrqpon", Fault.PATTERN),
        ("1q2w3e4r5t6y7u", Fault.PATTERN),
        ("password1234", Fault.COMMON), ("PASSWORD!!!!2026", Fault.COMMON), ("monkey123456", Fault.COMMON), ("1234iloveyou", Fault.COMMON),
        ("my A123456789 is", Fault.PERSONAL), ("number 123456789x", Fault.PERSONAL), ("call 0912345678", Fault.PERSONAL),
        ("ｃａｌｌ ０９１２３４５６７８", Fault.PERSONAL), ("ming.wang forever", Fault.PERSONAL), ("born 19900517 here", Fault.PERSONAL),
        ("born 790517 there", Fault.PERSONAL), ("我是王小明沒有錯啦啦啦啦", Fault.PERSONAL),
    ],
)  # fmt: skip
def test_7_1_what_is_guessed_first_is_refused(password: str, fault: Fault) -> None:
    assert password_fault(password, KNOWN) is fault


def test_7_1_signs_that_keyboards_write_in_several_forms_are_one() -> None:
    assert tidy_password("ｐａｓｓ　ｗｏｒｄ") == "pass word"
    assert tidy_password("  kept  ") == "  kept  "
