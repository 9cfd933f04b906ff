"""The page that explains the API: whole, valid, and within our content security policy."""

import json
from html.parser import HTMLParser
from typing import Any

import pytest
from openapi_spec_validator import validate
from openapi_spec_validator.validation.exceptions import OpenAPIValidationError

from toubao.doors.api.service import api


class Page(HTMLParser):
    """Collects what the policy forbids, ids, and links to places on the page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.places: list[str] = []
        self.forbidden: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.ids += [given["id"]] if given.get("id") else []  # type: ignore[list-item]  # an id has a value
        self.places += [str(given["href"])[1:]] if str(given.get("href")).startswith("#") else []
        self.forbidden += [name for name in given if name == "style" or name.startswith("on")]
        if tag == "style" or (tag == "script" and not str(given.get("src", "")).startswith("/static/")):
            self.forbidden.append(tag)
        self.forbidden += [str(given[n]) for n in ("src",) if str(given.get(n, "")).startswith(("http", "//"))]


def test_the_page_is_whole_and_keeps_to_the_policy(client: Any, db: None) -> None:
    told = client.get("/api/docs")
    page = Page(told.content.decode())
    assert told.status_code == 200
    assert page.forbidden == []
    assert len(page.ids) == len(set(page.ids))
    assert set(page.places) <= set(page.ids)
    assert "script-src 'self'" in told["Content-Security-Policy"]


def test_every_operation_stands_on_it(client: Any, db: None) -> None:
    text = client.get("/api/docs").content.decode()
    for where, operations in api.get_openapi_schema()["paths"].items():
        for method, operation in operations.items():
            assert f"{method.upper()} {where}" in text
            assert operation["summary"] in text
    assert "trip.destinations" in text
    assert "Idempotency-Key" in text


def test_each_operation_and_the_errors_are_reached_from_its_contents(client: Any, db: None) -> None:
    contents = Page(client.get("/api/docs").content.decode().partition("<nav aria-labelledby")[2].partition("</nav>")[0])
    operations = sum(len(each) for each in api.get_openapi_schema()["paths"].values())
    groups = {each["tags"][0] for path in api.get_openapi_schema()["paths"].values() for each in path.values()}
    assert len(contents.places) == operations + len(groups) + 2


def test_the_root_leads_to_it(client: Any, db: None) -> None:
    told = client.get("/api/")
    assert (told.status_code, told["Location"]) == (302, "/api/docs")


def test_openapi_says_problem_details_of_every_error(client: Any, db: None) -> None:
    document = client.get("/api/openapi.json").json()
    for operations in document["paths"].values():
        for operation in operations.values():
            errors = {code: told for code, told in operation["responses"].items() if int(code) >= 400}
            assert {"401", "404", "422", "429", "500"} <= set(errors)
            assert all(list(told["content"]) == ["application/problem+json"] for told in errors.values())


def test_a_client_made_from_the_document_reads_well() -> None:
    document = api.get_openapi_schema()
    operations = [operation for path in document["paths"].values() for operation in path.values()]
    names = [operation["operationId"] for operation in operations]
    assert len(set(names)) == len(names)
    assert {"quote", "begin", "confirm"} <= set(names)
    assert all(name.isascii() and name.isidentifier() and len(name) <= 20 for name in names)
    assert document["info"]["title"].isascii()
    assert all(tag.isascii() for operation in operations for tag in operation["tags"])


def test_a_name_is_bounded_and_what_is_printed_has_a_pattern() -> None:
    document = api.get_openapi_schema()
    shapes = document["components"]["schemas"]
    assert shapes["BeneficiaryIn"]["properties"]["name"]["maxLength"] == 100
    assert shapes["QuoteIn"]["properties"]["product"]["pattern"].startswith("^[a-z]")
    assert shapes["LookUpIn"]["properties"]["plate"]["pattern"].startswith("^[0-9A-Z]")
    serial = document["paths"]["/api/v1/cases/{serial}"]["get"]["parameters"][0]["schema"]
    assert serial["pattern"].startswith("^TB")


def test_the_document_is_valid_by_the_specifications_own_schema() -> None:
    told = json.loads(json.dumps(api.get_openapi_schema(), default=str))
    assert told["openapi"].startswith("3.1")
    validate(told)
    first = next(iter(told["paths"].values()))
    next(iter(first.values()))["responses"] = "none"
    with pytest.raises(OpenAPIValidationError):
        validate(told)
