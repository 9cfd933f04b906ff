"""How values read."""

import re
from datetime import UTC, date, datetime

import pytest
from markupsafe import Markup

from toubao.doors import checkout
from toubao.doors.look import words
from toubao.law import current
from toubao.law.clauses import numeral

MIDNIGHT_IN_TAIPEI = datetime(2026, 11, 21, 16, 0, tzinfo=UTC)


@pytest.mark.parametrize(("amount", "shown"), [(1234, "NT$1,234"), (0, "NT$0"), (-50, "−NT$50"), (None, "—")])
def test_money_reads_as_new_taiwan_dollars(amount: int | None, shown: str) -> None:
    assert words.money(amount) == shown


@pytest.mark.parametrize(("amount", "shown"), [(5_000_000, "500 萬元"), (12_000_000, "1,200 萬元"), (615_500, "615,500 元"), (0, "0 元")])
def test_sums_insured_read_as_spoken(amount: int, shown: str) -> None:
    assert words.wan(amount) == shown


def test_a_day_reads_in_both_calendars() -> None:
    assert words.both_calendars(date(2026, 11, 22)) == "2026-11-22（民國115年11月22日）"
    assert words.both_calendars(None) == words.iso_day(None) == "—"


@pytest.mark.parametrize(("year", "era"), [(1912, "民國1年"), (1911, "民國前1年"), (1900, "民國前12年"), (2026, "民國115年")])
def test_minguo_years(year: int, era: str) -> None:
    assert words.minguo(date(year, 1, 2)) == f"{era}1月2日"


def test_a_moment_reads_as_the_clock_in_taipei() -> None:
    assert words.moment(MIDNIGHT_IN_TAIPEI) == "2026-11-22 00:00"
    assert words.moment(MIDNIGHT_IN_TAIPEI, seconds=True) == "2026-11-22 00:00:00"
    assert words.moment_both(MIDNIGHT_IN_TAIPEI) == "2026-11-22（民國115年11月22日）00:00"
    assert words.iso_day(MIDNIGHT_IN_TAIPEI) == "2026-11-22"
    assert words.clock(MIDNIGHT_IN_TAIPEI) == "00:00"
    assert words.moment(None) == words.moment_both(None) == words.clock(None) == "—"


def test_a_moment_without_its_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        words.moment(datetime(2026, 11, 22))  # noqa: DTZ001 - that is the mistake


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("A123456789", "*******789"),
        ("ann@anhe.example", "a***@anhe.example"),
        ("+886912345678", "*******678"),
        ("ab", "**"),
        ("", "—"),
        (None, "—"),
        ("@x.example", "***@x.example"),
    ],
)
def test_a_mask_leaves_only_the_end(value: str | None, shown: str) -> None:
    assert words.mask(value) == shown


@pytest.mark.parametrize(("size", "shown"), [(820, "820 B"), (86_016, "84 KB"), (1_258_291, "1.2 MB")])
def test_file_sizes(size: int, shown: str) -> None:
    assert words.file_size(size) == shown


def test_a_digest_is_shown_short() -> None:
    assert words.short_digest("9f2c41aa07d3") == words.short_digest(bytes.fromhex("9f2c41aa07d3")) == "9f2c 41aa"


def test_a_name_of_the_program_breaks_where_it_is_put_together() -> None:
    path = words.breakable("tests/rules/test_kit.py::test_7_1_<b>")
    assert path == "tests/<wbr>rules/<wbr>test_<wbr>kit.py::<wbr>test_<wbr>7_<wbr>1_&lt;b&gt;"
    assert words.breakable("plain") == "plain"


def test_counts_and_shares() -> None:
    assert words.number(41204) == "41,204"
    assert words.percent(0.1234) == "12%"
    assert words.percent(0.1234, 1) == "12.3%"


@pytest.mark.parametrize(
    ("clause", "name"),
    [
        ("10.1.3", "第十條第一項第三款"), ("3.1.2", "第三條第二款"), ("7.2.1.2.1", "第七條第二項第一款第二目之1"),
        ("24.2.13", "第二十四條第二項第十三款"), ("10.2.2.8", "第十條第二項第二款第八目"), ("99.1", "99.1"),
    ],
)  # fmt: skip
def test_clauses_read_as_the_norm_cites_them(clause: str, name: str) -> None:
    assert words.clause_name(clause) == name


def test_attributes_are_written_with_hyphens_and_escaped() -> None:
    attributes = {"hx_get": "/quote?a=1&b=2", "disabled": True, "class_": 'a"b', "title": None, "hidden": False}
    assert words.html_attributes(attributes) == ' hx-get="/quote?a=1&amp;b=2" disabled class="a&#34;b"'


def test_plain_text_becomes_paragraphs_and_stays_text() -> None:
    assert words.lines("一<b>\r\n二\n\n三\n\n") == "<p>一&lt;b&gt;<br>二</p><p>三</p>"


def test_telephone_numbers_days_and_masked_names_stay_in_one_line() -> None:
    kept = '<span class="number">{}</span>'
    assert words.whole("請打 0800-000-000。") == f"請打 {kept.format('0800-000-000')}。"
    both = words.moment_both(datetime(2026, 12, 10, tzinfo=UTC))
    assert words.whole(f"從{both}起") == f"從{kept.format('2026-12-10')}{kept.format('（民國115年12月10日）')}08:00起"
    assert words.whole("a-2026-12 2026-12-10-x 10-5") == "a-2026-12 2026-12-10-x 10-5"
    assert words.whole("身故通知：林○○二") == f"身故通知：{kept.format('林○○二')}"
    assert words.lines("2026-12-10<b>") == f"<p>{kept.format('2026-12-10')}&lt;b&gt;</p>"


def test_markup_is_left_as_it_is_and_words_are_escaped() -> None:
    assert words.whole("<i>") == "&lt;i&gt;"
    assert words.whole(Markup('<a href="tel:0800-000-000">0800-000-000</a>')) == '<a href="tel:0800-000-000">0800-000-000</a>'
    assert words.whole(None) is None


CITED = re.compile(
    r"(?<![一-鿿])第[一二三四五六七八九十]+條(?:之[一二三四五])?(?:第[一二三四五六七八九十]+[項款目])*|自律規範(第[^，。（）「」的 ]*條[^，。（）「」的 ]*[項款目條])"
)


def cited(text: str) -> list[str]:
    """What a text cites of the norm: after its name, or without any law's name before it."""
    return [found[1] or found[0] for found in CITED.finditer(text)]


def test_a_clause_is_cited_in_one_way_wherever_somebody_wrote_it_down() -> None:
    """What templates and words of doors say is what the filter says; other laws and the terms are named before their articles."""
    known = {current().citation(clause.id) for clause in current().clauses} | {f"第{numeral(number)}條" for number in range(1, 33)}
    found = {}
    for path in sorted((checkout.ROOT / "src" / "toubao" / "doors").rglob("*")):
        if path.suffix in {".html", ".py"}:
            found |= {f"{path.name}: {each}": each for each in cited(path.read_text("utf-8"))}
    assert len(found) >= 4, found
    assert [where for where, each in found.items() if each not in known] == []


def test_control_a_clause_that_is_cited_otherwise_is_found() -> None:
    known = {current().citation(clause.id) for clause in current().clauses}
    assert cited("（第三條第一項第二款）。依金融消費者保護法第十三條") == ["第三條第一項第二款"]
    assert "第三條第一項第二款" not in known
    assert cited("（自律規範第八條第三項）") == ["第八條第三項"]


AMOUNT = re.compile(r"NT\$\{[^}]*\}|NT\$ ?\{\{")


def test_an_amount_is_written_in_one_way_in_letters_and_on_pages() -> None:
    """Messages, policies and pages say NT$1,234: whoever writes one by hand groups its digits as the filter does."""
    found = {}
    for folder in ("business", "doors", "products"):
        for path in sorted((checkout.ROOT / "src" / "toubao" / folder).rglob("*")):
            if path.suffix in {".html", ".py"}:
                found |= {f"{path.name}: {each}": each for each in AMOUNT.findall(path.read_text("utf-8"))}
    assert len(found) >= 8, found
    assert [where for where, each in found.items() if not each.endswith(":,}")] == []
    assert words.money(1234567) == f"NT${1234567:,}"
