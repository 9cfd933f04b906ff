"""What browsers are told in production: the real settings, made of the sample that operators begin with, in a process of their own."""

import json
import os
import re
import secrets
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[3]
SAMPLE = ROOT / "deploy" / "environment.sample"
INSURER = ROOT / "src" / "toubao" / "config" / "insurer.toml"
YEAR = 365 * 24 * 3600
PROGRAM = """
import json, sys, django
django.setup()
from django.conf import settings
from django.core.management import call_command
call_command("collectstatic", "--no-input", verbosity=0)
from django.test import Client
told = {}
for name, path, more in json.loads(sys.argv[1]):
    client = Client(SERVER_NAME=settings.ALLOWED_HOSTS[0], raise_request_exception=False)
    answer = client.generic(more.pop("method", "GET"), path, headers=more.pop("headers", {}), secure=more.pop("secure", True), **more)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    cookies = {key: dict(value.items(), length=len(key) + len(value.value)) for key, value in answer.cookies.items()}
    told[name] = {"status": answer.status_code, "headers": dict(answer.headers), "cookies": cookies, "body": body.decode()[:4000]}
plain = {name: getattr(settings, name) for name in dir(settings) if name.isupper()}
told["settings"] = {name: value for name, value in plain.items() if type(value) in (str, int, bool)}
print(json.dumps(told))
"""
ASKED: list[tuple[str, str, dict[str, Any]]] = [
    ("page", "/privacy/", {}),
    ("form", "/quote/travel-accident/", {}),
    ("missing", "/no-such-page/", {}),
    ("method", "/privacy/", {"method": "DELETE"}),
    ("foreign", "/sign-in/", {"method": "POST", "headers": {"Sec-Fetch-Site": "cross-site"}}),
    ("null", "/privacy/?a=%00", {}),
    ("api", "/api/v1/applications", {}),
    ("static", "/static/look/base.css", {}),
    ("http", "/privacy/", {"secure": False}),
    ("trace", "/privacy/", {"method": "TRACE"}),
    ("folder", "/static/", {}),
    ("inner folder", "/static/look/", {}),
    ("manifest", "/static/staticfiles.json", {}),
    ("note", "/static/.gathered", {}),
    ("sources", "/.git/config", {}),
    ("outside", "/static/..%2f..%2fkeys/keyring.json", {}),
    ("program", "/static/look/../../settings.py", {}),
]


def variables(home: Path) -> dict[str, str]:
    """The sample's variables with what an operator fills in: a secret of its own for each that has none. Nobody answers at its database."""
    lines = [line.split("=", 1) for line in SAMPLE.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    told = {name: value.strip() or secrets.token_urlsafe(48) for name, value in lines}
    insurer = home.parent / "insurer.toml"
    insurer.write_text(INSURER.read_text("utf-8").replace("demo = true", "demo = false"), "utf-8")
    mail = told["TOUBAO_MAIL_URL"].replace("smtp://", "smtp+starttls://")
    return told | {
        "TOUBAO_HOME": str(home), "TOUBAO_INSURER": str(insurer),
        "TOUBAO_SECRET_KEY": secrets.token_urlsafe(48), "TOUBAO_MAIL_URL": mail,
        "DATABASE_URL": f"host={home} dbname=toubao user=toubao_app",
    }  # fmt: skip


@pytest.fixture(scope="module")
def production(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the system of the production profile answers; none of these addresses needs the database."""
    home = tmp_path_factory.mktemp("production")
    clean = {
        name: value for name, value in os.environ.items() if not name.startswith(("TOUBAO_", "DATABASE_", "DJANGO_")) and name != "PORT"
    }
    environment = clean | variables(home) | {"DJANGO_SETTINGS_MODULE": "toubao.config.settings", "PYTHONPATH": str(ROOT / "src")}
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM, json.dumps(ASKED)], env=environment, cwd=home, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr[-3000:]
    told: dict[str, Any] = json.loads(ran.stdout)
    return told


def answers(production: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {name: told for name, told in production.items() if name != "settings"}


def test_v3_4_1_every_answer_keeps_browsers_at_https_for_two_years(production: dict[str, Any]) -> None:
    for name, told in answers(production).items():
        if name == "http":
            continue
        policy = told["headers"].get("Strict-Transport-Security", "")
        assert policy == f"max-age={2 * YEAR}; includeSubDomains; preload", (name, told)


def test_v12_2_1_a_page_over_http_leads_to_https(production: dict[str, Any]) -> None:
    assert production["http"]["status"] == 301
    assert production["http"]["headers"]["Location"].startswith("https://")


def test_v3_4_every_answer_says_what_a_browser_may_do_with_it(production: dict[str, Any]) -> None:
    for name, told in answers(production).items():
        headers = told["headers"]
        if name == "http":
            continue
        assert headers["X-Content-Type-Options"] == "nosniff", name
        assert headers["Referrer-Policy"] == "same-origin", name
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin", name
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin", name
        assert "Access-Control-Allow-Origin" not in headers, name
        rules = dict(rule.strip().partition(" ")[::2] for rule in headers["Content-Security-Policy"].split(";"))
        wanted = {"default-src": "'none'", "object-src": "'none'", "base-uri": "'none'", "frame-ancestors": "'none'"}
        assert rules.items() >= wanted.items(), name
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert "*" not in headers["Content-Security-Policy"]


def test_v4_1_1_every_body_says_what_it_is_and_in_which_encoding(production: dict[str, Any]) -> None:
    for name, told in answers(production).items():
        kind = told["headers"].get("Content-Type", "").replace('"', "")
        assert not told["body"] or kind.endswith("charset=utf-8") or kind in ("application/problem+json", "application/json"), (name, kind)


def test_v3_3_cookies_are_of_this_host_alone_and_of_no_script(production: dict[str, Any]) -> None:
    made = {name: cookie for told in answers(production).values() for name, cookie in told["cookies"].items()}
    assert set(made) == {"__Host-csrf"}
    for name, cookie in made.items():
        assert cookie["secure"] is True, name
        assert cookie["httponly"] is True, name
        assert (cookie["samesite"], cookie["path"], cookie["domain"]) == ("Lax", "/", ""), name
        assert cookie["length"] < 200, name
    names = {name: production["settings"][name] for name in ("SESSION_COOKIE_NAME", "DEVICE_COOKIE_NAME", "CSRF_COOKIE_NAME")}
    assert all(name.startswith("__Host-") for name in names.values()), names
    flags = ("SESSION_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY", "CSRF_COOKIE_SECURE", "CSRF_COOKIE_HTTPONLY")
    assert [production["settings"][name] for name in flags] == [True] * 4


def test_v13_4_2_nothing_of_a_demo_or_of_a_developer_is_there(production: dict[str, Any]) -> None:
    assert production["settings"]["DEBUG"] is False
    assert production["missing"]["status"] == 404
    assert "Traceback" not in production["missing"]["body"]
    assert "DEBUG" not in production["missing"]["body"]


def test_v13_4_4_what_a_client_sent_is_not_echoed(production: dict[str, Any]) -> None:
    assert production["trace"]["status"] == 405


def test_v13_4_6_no_answer_says_what_runs_here(production: dict[str, Any]) -> None:
    for name, told in answers(production).items():
        assert not {"Server", "X-Powered-By", "X-Version"} & set(told["headers"]), name


def test_v13_4_nothing_but_our_files_is_served(production: dict[str, Any]) -> None:
    assert production["static"]["status"] == 200
    assert production["static"]["headers"]["Content-Type"] == 'text/css; charset="utf-8"'
    names = ("folder", "inner folder", "manifest", "note", "sources", "outside", "program")
    assert {name: production[name]["status"] for name in names} == dict.fromkeys(names, 404)


def test_v12_1_the_proxy_speaks_what_is_recommended_and_nothing_older() -> None:
    said = dict(re.findall(r"^\s+(ssl_\w+) ([^;]+);", (ROOT / "deploy" / "nginx.conf").read_text("utf-8"), re.MULTILINE))
    assert said["ssl_protocols"] == "TLSv1.2 TLSv1.3"
    assert all(re.fullmatch(r"ECDHE-(ECDSA|RSA)-(AES(128|256)-GCM|CHACHA20)-\w+", name) for name in said["ssl_ciphers"].split(":"))
    assert (said["ssl_stapling"], said["ssl_session_tickets"]) == ("on", "off")
