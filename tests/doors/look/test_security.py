"""What every response says about safety, and which cross-site requests are turned away."""

import re
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django import Settings

from toubao.doors.look.security import FetchMetadata, Readable, RealAddress, SecurityHeaders, policy


def _plain(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


def _with_script(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"<script nonce={request.csp_nonce}>")  # type: ignore[attr-defined] # set by the middleware under test


def test_a_page_without_a_script_gets_no_nonce() -> None:
    header = SecurityHeaders(_plain)(RequestFactory().get("/")).headers["Content-Security-Policy"]
    assert "nonce" not in header
    assert "default-src 'none'" in header
    assert "frame-ancestors 'none'" in header
    assert "unsafe" not in header


def test_each_response_has_a_nonce_of_its_own_and_the_page_carries_it() -> None:
    nonces = set()
    for _ in range(2):
        response = SecurityHeaders(_with_script)(RequestFactory().get("/"))
        used = response.content.decode().partition("nonce=")[2].rstrip(">")
        assert re.findall(r"'nonce-([^']+)'", response.headers["Content-Security-Policy"]) == [used, used]
        nonces.add(used)
    assert len(nonces) == 2


def test_forms_lead_only_to_us_to_the_card_page_and_to_who_says_who_people_are(settings: Settings) -> None:
    settings.CARD_PAGE_ORIGINS, settings.PROVIDER_ORIGINS = ["https://pay.example"], ["https://id.example", "https://pay.example"]
    assert "form-action 'self' https://pay.example https://id.example;" in policy(None)


def test_a_view_with_a_policy_of_its_own_keeps_it() -> None:
    def own(request: HttpRequest) -> HttpResponse:
        return HttpResponse("", headers={"Content-Security-Policy": "default-src 'self'"})

    assert SecurityHeaders(own)(RequestFactory().get("/")).headers["Content-Security-Policy"] == "default-src 'self'"


def test_over_https_everything_stays_https(settings: Settings) -> None:
    assert "upgrade-insecure-requests" not in policy(None)
    settings.SECURE = True
    assert policy(None).endswith("upgrade-insecure-requests")


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_foreign_page_changes_nothing(site: str) -> None:
    reached = []

    def view(request: HttpRequest) -> HttpResponse:
        reached.append(request)
        return HttpResponse("")

    response = FetchMetadata(view)(RequestFactory().post("/sign-in/", headers={"Sec-Fetch-Site": site}))
    assert response.status_code == 403
    assert reached == []


@pytest.mark.parametrize(
    ("method", "path", "site"),
    [
        ("get", "/", "cross-site"),
        ("post", "/sign-in/", "same-origin"),
        ("post", "/sign-in/", "none"),
        ("post", "/webhooks/card", "cross-site"),
        ("post", "/api/quotes", "cross-site"),
    ],
)
def test_links_own_pages_and_machines_get_through(method: str, path: str, site: str) -> None:
    request = getattr(RequestFactory(), method)(path, headers={"Sec-Fetch-Site": site})
    assert FetchMetadata(_plain)(request).status_code == 200


def test_without_the_header_the_csrf_token_judges() -> None:
    assert FetchMetadata(_plain)(RequestFactory().post("/sign-in/")).status_code == 200


def _seen_address(remote: str, told: str | None) -> str:
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse(request.META["REMOTE_ADDR"])

    headers = {} if told is None else {"X-Forwarded-For": told}
    return RealAddress(view)(RequestFactory().get("/", headers=headers, REMOTE_ADDR=remote)).content.decode()


def test_behind_our_proxy_the_visitors_own_address_counts(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = frozenset({"127.0.0.1"})
    assert _seen_address("127.0.0.1", "198.51.100.7") == "198.51.100.7"
    assert _seen_address("127.0.0.1", "10.0.0.1, 198.51.100.7") == "198.51.100.7", (
        "what the visitor claimed stands before what the proxy saw"
    )
    assert _seen_address("127.0.0.1", None) == "127.0.0.1"


@pytest.mark.parametrize(
    ("told", "address"),
    [
        ("198.51.100.7:5555", "198.51.100.7"),
        ("2001:db8::1", "2001:db8::1"),
        ("[2001:db8::1]:443", "2001:db8::1"),
        ("[2001:db8::1]", "2001:db8::1"),
    ],
)
def test_a_port_that_a_proxy_adds_is_no_part_of_the_address(settings: Settings, told: str, address: str) -> None:
    settings.TRUSTED_PROXIES = frozenset({"127.0.0.1"})
    assert _seen_address("127.0.0.1", told) == address


def test_a_visitor_cannot_choose_an_address(settings: Settings) -> None:
    assert _seen_address("203.0.113.9", "198.51.100.7") == "203.0.113.9"
    settings.TRUSTED_PROXIES = frozenset({"127.0.0.1"})
    assert _seen_address("203.0.113.9", "198.51.100.7") == "203.0.113.9"


@pytest.mark.parametrize(
    ("method", "path", "options"),
    [
        ("get", "/sign-in/?next=%00x", {}),
        ("get", "/%00/", {}),
        ("post", "/sign-in/", {"data": {"who": "a\0b"}}),
        ("post", "/sign-in/", {"data": "who=a%00b", "content_type": "application/x-www-form-urlencoded"}),
        ("post", "/sign-in/", {"data": "who=a\0b", "content_type": "application/x-www-form-urlencoded"}),
        ("post", "/sign-in/", {"data": "a%00=b", "content_type": "application/x-www-form-urlencoded; charset=utf-8"}),
    ],
)
def test_what_no_browser_of_ours_sends_is_turned_away_in_a_sentence(method: str, path: str, options: dict[str, Any]) -> None:
    requests = RequestFactory()
    asked = requests.generic("GET", path, **options) if method == "get" else requests.post(path, **options)
    answer = Readable(lambda request: HttpResponse("in"))(asked)
    assert (answer.status_code, answer.content.decode()) == (400, "這個請求的內容無法讀取。")


@pytest.mark.parametrize("typed", ["who=a%2500b", "who=%E5%AE%89&then=%250", "who=100%25"])
def test_percent_signs_that_somebody_typed_are_read(typed: str) -> None:
    requests = RequestFactory()
    for asked in (
        requests.post("/sign-in/", typed, content_type="application/x-www-form-urlencoded"),
        requests.get(f"/sign-in/?{typed}"),
    ):
        assert Readable(lambda request: HttpResponse("in"))(asked).status_code == 200


@pytest.mark.parametrize("content_type", ["", "text/html", "application/json; charset=UTF-8", "application/json"])
def test_what_can_be_read_goes_on(content_type: str) -> None:
    asked = RequestFactory().generic("POST", "/?a=%E4%BF%9D", data="{}", content_type=content_type)
    assert Readable(lambda request: HttpResponse("in"))(asked).content == b"in"


def test_v5_2_1_a_form_with_a_file_is_turned_away_and_nothing_of_it_is_kept() -> None:
    asked = RequestFactory().post("/sign-in/", {"who": "0900000101", "file": SimpleUploadedFile("a.pdf", b"%PDF-1.7")})
    with pytest.raises(SuspiciousOperation, match="a form with a file"):
        asked.POST["who"]
    plain = RequestFactory().post("/sign-in/", {"who": "0900000101"})
    assert plain.POST["who"] == "0900000101"


def test_v5_2_1_a_form_that_is_too_large_is_turned_away_unread() -> None:
    most = django_settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    asked = RequestFactory().post("/sign-in/", {"file": SimpleUploadedFile("a.pdf", b"x" * (most + 1))})
    with pytest.raises(RequestDataTooBig):
        asked.POST.get("who")


def test_v5_2_1_control_djangos_own_handlers_would_take_the_file(settings: Settings) -> None:
    settings.FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
    most = django_settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    asked = RequestFactory().post("/sign-in/", {"file": SimpleUploadedFile("a.pdf", b"x" * (most + 1))})
    assert asked.FILES["file"].size == most + 1
    asked.FILES["file"].close()


def test_v5_2_1_the_door_answers_a_file_with_a_sentence(client: Client) -> None:
    client.raise_request_exception = False
    assert client.post("/sign-in/", {"file": SimpleUploadedFile("a.pdf", b"%PDF-1.7")}).status_code == 400
