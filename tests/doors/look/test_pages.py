"""Layouts, macros, the style page, error pages: as sent, without a browser."""

import gzip
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.template.loader import engines
from django.test import Client, RequestFactory, override_settings
from jinja2 import UndefinedError
from lxml import html
from psycopg_pool import PoolTimeout

from toubao.doors import look
from toubao.doors.look import errors
from toubao.doors.look.jinja import MACRO_FILES
from toubao.doors.look.style import LAYOUTS

HERE = Path(look.__file__).parent
MACROS = HERE / "templates/look/macros"
TEMPLATES = sorted((HERE / "templates").rglob("*.html"))
PAGES = ["", *[f"/{layout}" for layout in LAYOUTS]]
INSIDE = {"notes", "group_frame", "choice_card", "value_lines", "cell", "figure_of"}
NAMES = re.compile(r"\{% macro (\w+)\(")


def macros() -> dict[str, str]:
    return {name: file for file in MACRO_FILES for name in NAMES.findall((MACROS / f"{file}.html").read_text("utf-8"))}


def test_every_macro_file_is_known_and_every_name_is_one_macro() -> None:
    assert {file.stem for file in MACROS.glob("*.html")} == set(MACRO_FILES)
    every = [name for file in MACRO_FILES for name in NAMES.findall((MACROS / f"{file}.html").read_text("utf-8"))]
    assert len(every) == len(set(every))


@pytest.mark.parametrize(("name", "file"), [(name, file) for name, file in macros().items() if name not in INSIDE])
def test_every_macro_is_described_and_shown(name: str, file: str) -> None:
    head = (MACROS / f"{file}.html").read_text("utf-8").split("#}")[0]
    assert re.search(rf"\b{name}\(", head), f"{name} is missing from the list at the top of {file}.html"
    shown = "".join(path.read_text("utf-8") for path in (HERE / "templates/look/style").glob("*.html"))
    assert re.search(rf"specimen\(\"[^\"]*\b{name}\b", shown), f"{name} is missing from the style page"


@pytest.mark.parametrize("file", MACRO_FILES)
def test_the_list_at_the_top_tells_the_real_arguments(file: str) -> None:
    head = (MACROS / f"{file}.html").read_text("utf-8").split("#}")[0]
    module = engines.all()[0].get_template(f"look/macros/{file}.html").template.module
    told = re.findall(r"^   (\w+)\(([^(){}]*)\)", head, re.MULTILINE)
    assert told
    for name, arguments in told:
        names = re.findall(r"(?<![*\w\"])([a-z_]+)(?==|,|$)", re.sub(r'"[^"]*"|\[[^\]]*\]', "", arguments))
        assert set(names) <= {*getattr(module, name).arguments, "none", "true", "false"}, name


def test_an_unknown_macro_or_name_is_an_error() -> None:
    with pytest.raises(UndefinedError, match="has no attribute 'buton'"):
        engines.all()[0].from_string("{{ ui.buton('送出') }}").render({})
    with pytest.raises(UndefinedError, match="'nmae' is undefined"):
        engines.all()[0].from_string("{{ nmae }}").render({})


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(HERE / "templates")))
def test_no_template_needs_a_looser_policy(template: Path) -> None:
    text = template.read_text("utf-8")
    assert not re.search(r"<[^>]+\sstyle=", text)
    assert not re.search(r"<[^>]+\son[a-z]+=", text)
    assert not re.search(r"<(style|script)(?![^>]*\ssrc=)[ >]", text)
    assert "|safe" not in text or "look" not in template.relative_to(HERE / "templates").parts
    assert len(text.splitlines()) <= 300


@pytest.mark.parametrize("page", PAGES)
def test_every_layout_stands(site: Client, page: str) -> None:
    answer = site.get(f"/_style{page}")
    tree = html.fromstring(answer.content.decode())
    assert answer.status_code == 200
    assert tree.get("lang") == "zh-Hant-TW"
    assert tree.xpath("//main[@id='main']")
    assert tree.xpath("//h1")
    assert tree.xpath("//title")[0].text.endswith(" — 安禾產險")
    for field in tree.xpath("//input[not(@type='hidden')]|//select|//textarea"):
        assert tree.xpath(f"//label[@for='{field.get('id')}']"), html.tostring(field)
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    for source in tree.xpath("//script/@src|//img/@src|//link/@href"):
        assert source.startswith("/static/")


@pytest.mark.parametrize("page", PAGES)
def test_a_first_visit_weighs_less_than_60_kilobytes(site: Client, page: str) -> None:
    text = site.get(f"/_style{page}").content
    files = set(re.findall(r'(?:src|href)="/static/([^"]+)"', text.decode()))
    weight = len(text if page else gzip.compress(text)) + sum(len(gzip.compress((HERE / "static" / file).read_bytes())) for file in files)
    assert weight < 60_000
    sheets = sum(len(gzip.compress((HERE / "static" / file).read_bytes())) for file in files if file.endswith(".css"))
    assert sheets < 15_000
    assert ("look/vendor/htmx-2.0.11.min.js" in files) is (page in {"/quote", "/waiting"})


def test_a_waiting_page_has_a_link_without_javascript(site: Client) -> None:
    page = site.get("/_style/waiting").content.decode()
    assert "http-equiv" not in page
    assert '<noscript><p class="actions"><a class="button button-secondary" href="/_style/waiting">' in page
    assert 'hx-trigger="every 3s"' in page
    assert "hx-get" not in site.get("/_style/waiting?part=status").content.decode()


def test_nothing_that_costs_or_consents_is_chosen_beforehand(site: Client) -> None:
    tree = html.fromstring(site.get("/_style").content.decode())
    assert tree.xpath("//label[contains(@class, 'consent')]//input")
    assert not tree.xpath("//label[contains(@class, 'consent')]//input[@checked]")


def test_the_style_page_belongs_to_the_demo(site: Client) -> None:
    assert site.get("/_style/no-such-layout").status_code == 404
    with override_settings(PROFILE="production"):
        assert site.get("/_style").status_code == 404


@pytest.mark.parametrize("status", [400, 403, 404, 500, 503])
def test_error_pages_say_what_happened_and_where_to_go(site: Client, status: int) -> None:
    answer = site.get(f"/_style/error-{status}")
    page = answer.content.decode()
    assert answer.status_code == status
    assert errors.TITLES[status][0] in page
    assert all(way in page for way in errors.WAYS[status])
    assert 'href="tel:' in page


@pytest.mark.parametrize("status", [400, 403, 500])
def test_what_goes_wrong_gets_its_page(site: Client, status: int) -> None:
    site.raise_request_exception = False
    answer = site.get(f"/boom/{status}")
    assert answer.status_code == status
    assert errors.TITLES[status][0] in answer.content.decode()


def test_the_last_page_never_fails(site: Client) -> None:
    with override_settings(TEMPLATES=[]):
        answer = errors.server_error(RequestFactory().get("/"))
    assert answer.status_code == 500
    assert "我們這邊出了問題" in answer.content.decode()


@pytest.mark.parametrize(
    "away", [OperationalError("terminating connection"), InterfaceError("connection already closed"), PoolTimeout("30 s")]
)
@pytest.mark.parametrize("templates", [settings.TEMPLATES, []])
def test_a_database_that_does_not_answer_passes_and_says_so(site: Client, away: Exception, templates: list[Any]) -> None:
    with override_settings(TEMPLATES=templates):
        try:
            raise away
        except type(away):
            answer = errors.server_error(RequestFactory().get("/"))
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert errors.NO_DATABASE in answer.content.decode()
    assert str(away) not in answer.content.decode()


def test_a_stale_form_is_explained(site: Client) -> None:
    answer = errors.stale_form(RequestFactory().post("/"), "CSRF token missing")
    assert answer.status_code == 403
    assert "這一頁放太久了" in answer.content.decode()
    assert "CSRF" not in answer.content.decode()


@pytest.mark.parametrize(
    "reason", ["Origin checking failed - null does not match any trusted origins.", "Referer checking failed - no Referer."]
)
def test_a_form_whose_origin_the_browser_hides_is_not_called_old(site: Client, reason: str) -> None:
    answer = errors.stale_form(RequestFactory().post("/"), reason)
    assert answer.status_code == 403
    assert "看不出表單是從本站送出的" in answer.content.decode()
    assert "放太久" not in answer.content.decode()


def test_maintenance_tells_until_when(site: Client) -> None:
    answer = errors.unavailable(RequestFactory().get("/"), until="18:00")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert "預計 18:00 恢復" in answer.content.decode()


def test_who_is_signed_in_is_shown(site: Client) -> None:
    page = site.get("/_style/member").content.decode()
    assert "林小安" in page
    assert 'action="/sign-out/"' in page
    assert 'href="/sign-in/"' in site.get("/_style/home").content.decode()
