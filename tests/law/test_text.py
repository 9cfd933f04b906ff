"""The norm's text is whole: not a character lost, added or put under another clause than the norm's own.

How it is shown. `2022-06-24.source.txt` beside this file is the norm as it was published, with its page breaks. `words_of(source)` takes
away, line by line, only what a clause's id says instead of its text: the empty lines, the two lines of the head (title and date of
amendment), a bullet ("- "), an article's heading ("第 10 條 "), and the number in front of a list's entry ("三、", "（二）", "1."); what is
left is put together without line ends. It is 9,158 characters long and its SHA-256 is SOURCE_DIGEST. The texts of all clauses in
`law/2022-06-24.tsv`, put together in the file's order, must have that digest; and each number taken away must be the last part of the id
of the clause that starts there.
"""

import hashlib
import re
from pathlib import Path

from toubao import law

SOURCE = Path(__file__).with_name("2022-06-24.source.txt").read_text("utf-8")
SOURCE_DIGEST = "7b5a1de36e4927a8f825caf4586e9995f720b938ef30b37c3395228a5cda251e"
FILE_DIGEST = "88f3d634aa88eeb12a920e1ac98929aebd18fb32b290353481124a4522b8a0e9"
HEAD = ("保險業經營電子商務自律規範", "修正日期：民國 111 年 06 月 24 日")
LINE = re.compile(
    r"(?:- )?(?:第 (?P<article>[0-9-]+) 條 ?)?"
    r"(?:(?P<sub>[一二三四五六七八九十]+)、|[（(](?P<item>[一二三四五六七八九十]+)[)）] ?|(?P<part>[0-9]+)\.)?(?P<words>.*)"
)
CONTINUED = (
    "廣告之內容。應承諾不刊登色情",
    "消費者同意，得以下列方式之一辦理：",
    "號密碼有效使用期限。",
    "機制。",
    "保護，且保護等級應不低於原保護等級。",
    "強制汽車責任保險之保險費試算系統",
    "任意汽車保險之保險費試算系統",
)


def lines(source: str) -> list[re.Match[str]]:
    """The lines of the source that hold the norm, each taken apart into its marks and its words."""
    kept = (line.strip() for line in source.splitlines())
    return [match for line in kept if line and line not in HEAD and (match := LINE.fullmatch(line))]


def words_of(source: str) -> str:
    """The norm's words without page breaks, headings and numbering."""
    return "".join(line["words"] for line in lines(source))


def digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def edition() -> law.Edition:
    return law.version("2022-06-24")


def test_no_character_of_the_norm_was_lost_or_added() -> None:
    text = "".join(clause.text for clause in edition().clauses)
    assert len(text) == 9158
    assert digest(text) == SOURCE_DIGEST


def test_the_digest_comes_from_the_published_source() -> None:
    assert digest(words_of(SOURCE)) == SOURCE_DIGEST


def test_a_single_lost_character_would_be_noticed() -> None:
    text = "".join(clause.text for clause in edition().clauses)
    assert digest(text.replace("網路投保聲明事項", "網路投保聲明事", 1)) != SOURCE_DIGEST
    assert digest(words_of(SOURCE.replace("OTP", "", 1))) != SOURCE_DIGEST


def test_the_file_itself_is_unchanged() -> None:
    stored = Path(law.__file__).with_name("2022-06-24.tsv").read_bytes()
    assert hashlib.sha256(stored).hexdigest() == FILE_DIGEST


def test_each_clause_stands_under_its_own_number() -> None:
    clauses = iter(edition().clauses)
    starts = [line for line in lines(SOURCE) if line["words"] and not line["words"].startswith(CONTINUED)]
    for line in starts:
        clause = next(clauses)
        assert clause.text.startswith(line["words"]), clause.id
        parts = clause.id.split(".")
        assert (line["article"] or clause.article) == clause.article
        mark = line["sub"] or line["item"]
        if mark or line["part"]:
            assert parts[-1] == (line["part"] or number(mark)), clause.id
        assert len(parts) == (5 if line["part"] else 4 if line["item"] else 3 if line["sub"] else 2), clause.id
    assert next(clauses, None) is None


def number(chinese: str) -> str:
    """A Chinese number up to nineteen as digits."""
    ones = "零一二三四五六七八九十"
    return str(ones.index(chinese) if len(chinese) == 1 else 10 + ones.index(chinese[1]))


def test_there_are_204_clauses_and_172_of_them_leaves() -> None:
    assert len(edition().clauses) == 204
    assert len(edition().leaves) == 172
    assert len(edition().articles) == 33


def test_each_clause_is_in_order_and_whole() -> None:
    ids = [clause.id for clause in edition().clauses]
    assert ids == sorted(ids, key=law.natural)
    assert len(set(ids)) == len(ids)
    siblings: dict[str, int] = {}
    for clause in edition().clauses:
        above, _, last = clause.id.rpartition(".")
        assert int(last) == siblings.get(above, 0) + 1, f"{clause.id} leaves a gap"
        siblings[above] = int(last)
        assert clause.text == clause.text.strip()
        assert clause.text[-1] in "。：", f"{clause.id} is cut off"


def test_what_stands_below_a_clause_makes_it_no_leaf() -> None:
    for clause in edition().clauses:
        below = edition().under(clause.id)[1:]
        assert clause.leaf == (not below), clause.id
        assert all(each.id.startswith(f"{clause.id}.") for each in below)
        if clause.parent is not None:
            assert clause in edition().under(clause.parent)
