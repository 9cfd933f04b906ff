"""What a password must be (7.1): long, not known, not guessed first here, not one's own data; and nothing about its composition."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from toubao.business.identity.passwords import LONGEST, SHORTEST, Fault, breached, guessed, password_fault, tidy_password
from toubao.business.identity.passwords.breached import is_breached
from toubao.business.identity.passwords.sounds import as_typed, romanised, zhuyin_keys
from toubao.business.identity.personal import Known

KNOWN = Known(name="王 小明", id_number="A123456789", birth_date=date(1990, 5, 17), phone="+886912345678", mail="Ming.Wang@demo.example")
SOURCES = Path(__file__).resolve().parents[3]


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
        "my anhe policy has seven cats",
        "tiger-orchid-lamp",
        "台灣的貓都不喝咖啡也不喝茶",
        "u. j/ 3; vu04 g6zp4x9;",
        "x" * 72 + "tiger-orchid-lamp",
    ],
)
def test_7_1_long_and_unknown_is_enough_whatever_it_is_made_of(password: str) -> None:
    assert password_fault(password, KNOWN) is None


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("", Fault.SHORT), ("elevenchars", Fault.SHORT), ("王小明王小明王小明王", Fault.SHORT), ("x" * (LONGEST + 1), Fault.LONG),
        ("aaaaaaaaaaaa", Fault.BREACHED), ("qwertyuiopas", Fault.BREACHED), ("1q2w3e4r5t6y7u", Fault.BREACHED),
        ("password1234", Fault.BREACHED), ("Liverpool1983", Fault.BREACHED), ("BOSTONREDSOX1", Fault.BREACHED),
        ("abcdabcdabcd", Fault.PATTERN), ("210987654321", Fault.PATTERN), ("abcdefghijklm", Fault.PATTERN),
        ("zyxwvutsrqpon", Fault.PATTERN), ("su3cl3su3cl3", Fault.PATTERN), ("x" * 100, Fault.PATTERN),
        ("PASSWORD!!!!2026", Fault.COMMON), ("monkey123456", Fault.COMMON), ("1234iloveyou", Fault.COMMON), ("correcthorse", Fault.COMMON),
        ("ji32k7au4a83", Fault.COMMON), ("Taiwan123456", Fault.COMMON), ("iloveyou!2026", Fault.COMMON),
        ("anhe-insurance-2026", Fault.CONTEXT), ("taiwaninsurance", Fault.CONTEXT),
        ("安禾產險我愛台灣我愛台灣", Fault.CONTEXT), ("0ck6t03vu03!2026", Fault.CONTEXT), ("toubao-toubao-1", Fault.CONTEXT),
        ("anhechanxian88", Fault.CONTEXT),
        ("my A123456789 is", Fault.PERSONAL), ("number 123456789x", Fault.PERSONAL), ("call 0912345678", Fault.PERSONAL),
        ("ｃａｌｌ ０９１２３４５６７８", Fault.PERSONAL), ("ming.wang forever", Fault.PERSONAL), ("born 19900517 here", Fault.PERSONAL),
        ("born 790517 there", Fault.PERSONAL), ("我是王小明沒有錯啦啦啦啦", Fault.PERSONAL), ("WangXiaoMing99", Fault.PERSONAL),
        ("xiaomingwang is me", Fault.PERSONAL), ("hsiaomingwang!!", Fault.PERSONAL), ("j;6vul3au/6 99", Fault.PERSONAL),
    ],
)  # fmt: skip
def test_7_1_what_is_guessed_first_is_refused(password: str, fault: Fault) -> None:
    assert password_fault(password, KNOWN) is fault


def test_7_1_without_the_words_of_this_place_the_same_password_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    given = ("anhe-insurance-2026", "ji32k7au4a83")
    assert [password_fault(each, KNOWN) for each in given] == [Fault.CONTEXT, Fault.COMMON]
    monkeypatch.setattr(guessed, "_context", list)
    monkeypatch.setattr(guessed, "_phrases", tuple)
    assert [password_fault(each, KNOWN) for each in given] == [None, None]


def test_7_1_an_operators_own_words_count_however_they_are_written(settings: Any, tmp_path: Path) -> None:
    words = tmp_path / "words.txt"
    words.write_text("稻香專案\n\nricefield\n", "utf-8")
    assert password_fault("daoxiangzhuanan", KNOWN) is None
    settings.PASSWORD_WORDS = str(words)
    given = ("稻香專案稻香專案稻香專案", "daoxiangzhuanan", "2l4vu;5j004 88", "RiceField-2026!")
    assert [password_fault(each, KNOWN) for each in given] == [Fault.CONTEXT] * 4


def test_7_1_an_operators_own_list_of_what_became_known_counts_too(settings: Any, tmp_path: Path) -> None:
    known, own = "seven white egrets 7", tmp_path / "own.bin"
    assert password_fault(known, KNOWN) is None
    made = subprocess.run(
        [sys.executable, "requirements/passwords.py", own, _list(tmp_path, known, "short", "another that is long")],
        cwd=SOURCES, env={"PATH": os.environ["PATH"], "TOUBAO_HOME": str(tmp_path)}, capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    assert made.stdout == f"2 passwords in {own}\n", "what is too short to be a password is left out"
    settings.BREACHED_PASSWORDS = str(own)
    assert password_fault("Seven White EGRETS 7", KNOWN) is Fault.BREACHED
    assert is_breached("liverpool1983"), "what is kept here counts as well"


def test_7_1_the_kept_list_has_many_times_the_three_thousand_that_fit_the_policy_and_is_sorted() -> None:
    kept = breached._KEPT.read_bytes()
    digests = [kept[at : at + breached.BYTES] for at in range(0, len(kept), breached.BYTES)]
    assert len(digests) > 50_000
    assert digests == sorted(set(digests))


def test_7_1_each_of_a_list_is_found_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    given = [f"password number {each}" for each in range(257)]
    monkeypatch.setattr(breached, "_files", lambda own: (breached.packed(given),))
    assert all(map(is_breached, given))
    assert not any(is_breached(f"{each}.") for each in given)
    monkeypatch.setattr(breached, "_files", lambda own: (b"",))
    assert not any(map(is_breached, given))


def test_words_are_written_by_sound_and_by_keys() -> None:
    assert zhuyin_keys("我的密碼") == {"ji32k7au4a83"}
    assert zhuyin_keys("安") == {"0 ", "0"}, "the key of the first tone may be left out"
    assert romanised("王小明") == {"wangxiaoming", "wanghsiaoming"}
    assert as_typed("密碼") == {"密碼", "mima", "au4a83"}
    assert as_typed("Toubao") == {"toubao"}
    assert as_typed("E保") == {"e保"}


def test_what_threads_ask_at_once_is_answered_to_each() -> None:
    """The library keeps what it is given in one place: without the lock, one would be answered with another's words."""

    def ask(at: int) -> int:
        return guessed.estimate(f"zqkvxjwp{at:04}", [f"zqkvxjwp{at:04}"]).guesses

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(ask, range(200)))
    assert max(answers) < guessed.LEFT_OVER
    assert guessed.estimate("zqkvxjwp0001").guesses >= guessed.ENOUGH, "control: unknown, it is hard"


def test_7_1_signs_that_keyboards_write_in_several_forms_are_one() -> None:
    assert tidy_password("ｐａｓｓ　ｗｏｒｄ") == "pass word"
    assert tidy_password("  kept  ") == "  kept  "
    assert SHORTEST == 12


def _list(folder: Path, *passwords: str) -> Path:
    made = folder / "list.txt"
    made.write_text("\n".join(passwords), "utf-8")
    return made
