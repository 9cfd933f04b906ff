"""The check of all pages' HTML: it sees what is wrong, keeps each shape once, and hears every client. The check itself runs at the end."""

from pathlib import Path

import pytest
from django.test import Client

from tests.architecture.pages.seen import CHECKER, Pages, check, shape

GOOD = """<!DOCTYPE html><html lang="zh-Hant-TW"><head><title>頁</title></head><body><main><h1>頁</h1>
<form action="/" method="post"><label for="id_phone">手機</label><input id="id_phone" name="phone" type="tel" autocomplete="tel">
<button type="submit">送出</button></form><p><time datetime="2026-12-01T09:30:00.123+08:00">九點半</time></p></main></body></html>"""
FAULTS = [
    ("<main>", '<main><p id="id_phone"></p>', "no-dup-id"),
    ('autocomplete="tel"', 'autocomplete="telephone"', "valid-autocomplete"),
    ("</form>", "", "close-order"),
    ("<main>", '<main role="main">', "no-redundant-role"),
    ("<p>", "<p><span><ul></ul></span>", "element-permitted-content"),
    ('for="id_phone"', 'for="id_fax"', "no-missing-references"),
    ('type="submit"', 'type="send"', "attribute-allowed-values"),
]


def test_the_checker_is_installed() -> None:
    assert CHECKER.exists(), "run `sh deploy/checker.sh`"


def test_a_good_page_is_good_and_each_fault_is_seen(tmp_path: Path) -> None:
    pages = {"good": GOOD} | {rule: GOOD.replace(*change, 1) for *change, rule in FAULTS}
    for rule, page in pages.items():
        (tmp_path / f"{rule}.html").write_text(page, "utf-8")
        (tmp_path / f"{rule}.txt").write_text(f"GET /{rule}/ 200", "utf-8")
    told = check(sorted(tmp_path.glob("*.html")))
    assert not [each for each in told if "GET /good/" in each], told
    missed = [rule for rule in pages if rule != "good" and not any(each.startswith(rule) and f"/{rule}/" in each for each in told)]
    assert missed == [], told


@pytest.mark.parametrize(
    ("stamp", "right"),
    [("2026-12-01T09:30+08:00", True), ("2026-12-01", True), ("2026-12-01T09:30:00.123+08:00", True),
     ("2026-12-01T09:30:00.123456+08:00", False), ("1 December", False)],
)  # fmt: skip
def test_a_time_that_no_browser_reads_is_seen(tmp_path: Path, stamp: str, right: bool) -> None:
    page = tmp_path / "page.html"
    page.write_text(GOOD.replace("2026-12-01T09:30:00.123+08:00", stamp), "utf-8")
    assert (check([page]) == []) is right


def test_a_part_of_a_page_needs_no_head(tmp_path: Path) -> None:
    part = tmp_path / "part.html"
    part.write_text('<p><button type="submit" form="elsewhere">送出</button></p>', "utf-8")
    assert check([part]) == []
    part.write_text('<p><button type="send">送出</button></p>', "utf-8")
    assert len(check([part])) == 1


def test_pages_that_only_say_something_else_have_one_shape() -> None:
    row = '<tr><td id="r-{0}">第 {0} 件</td></tr>'
    pages = ["<!doctype html><table>" + "".join(row.format(n) for n in range(many)) + "</table>" for many in (1, 4)]
    assert shape(pages[0]) == shape(pages[1])
    assert shape(pages[0]) != shape(pages[0].replace("<td", '<td role="cell"'))


@pytest.mark.django_db
def test_every_client_is_heard(pytestconfig: pytest.Config, monkeypatch: pytest.MonkeyPatch) -> None:
    [plugin] = [each for each in pytestconfig.pluginmanager.get_plugins() if isinstance(each, Pages)]
    heard: list[str] = []
    monkeypatch.setattr(plugin, "keep", lambda method, place, response: heard.append(f"{method} {place}"))
    Client().get("/healthz")
    assert heard == ["GET /healthz"]
