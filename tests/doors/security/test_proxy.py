"""The sample of the proxy in front, run by a real nginx before a web process that tells what it was asked; where there is an nginx."""

import json
import re
import shutil
import ssl
import subprocess
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.fixtures.ports import free_ports
from tests.fixtures.servers.certificates import self_signed
from tests.journeys.patience import until

SAMPLE = Path(__file__).parents[3] / "deploy" / "nginx.conf"
NGINX = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/bin:/opt/homebrew/bin")
SHOP, DESK = "insurer.example", "console.insurer.example"
MAIN = (
    "daemon off; master_process off; pid {here}/pid; error_log {here}/errors; events {{}} http {{ access_log off; include {here}/site; }}"
)
pytestmark = pytest.mark.skipif(NGINX is None, reason="no nginx here: apt-get install nginx-light")


class Told(BaseHTTPRequestHandler):
    """Answers with the headers that it was asked with."""

    def do_GET(self) -> None:
        """Answer."""
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        body = json.dumps({name.lower(): value for name, value in self.headers.items()}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Strict-Transport-Security", "max-age=1")
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET  # noqa: N815 - as the library calls it

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - as the library names it
        """Say nothing."""


@dataclass(frozen=True)
class Proxy:
    """A running one: its port in the clear, that with TLS, and whom a client has to believe."""

    plain: int
    secure: int
    believed: ssl.SSLContext

    def ask(self, path: str, *, host: str = SHOP, method: str = "GET", tls: bool = True, **more: Any) -> httpx.Response:
        """Ask as a browser does that found this machine under the host's name."""
        headers = {"Host": host, **more.pop("headers", {})}
        origin = f"https://127.0.0.1:{self.secure}" if tls else f"http://127.0.0.1:{self.plain}"
        with httpx.Client(verify=self.believed, trust_env=False) as client:
            return client.request(method, f"{origin}{path}", headers=headers, extensions={"sni_hostname": host}, **more)


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    """The sample with ports, certificate and web process of its own, and nothing else of it changed."""
    here = tmp_path_factory.mktemp("proxy")
    web = ThreadingHTTPServer(("127.0.0.1", 0), Told)
    threading.Thread(target=web.serve_forever, daemon=True).start()
    certificate, key = self_signed(here, SHOP, DESK)
    port = free_ports()
    text = re.sub(r"\n\s+listen \[::\][^;]*;", "", SAMPLE.read_text("utf-8"))
    for before, after in (
        ("listen 80;", f"listen 127.0.0.1:{port};"), ("listen 443 ", f"listen 127.0.0.1:{port + 1} "),
        ("server 127.0.0.1:8000;", f"server 127.0.0.1:{web.server_port};"),
        ("/etc/toubao/tls/fullchain.pem", str(certificate)), ("/etc/toubao/tls/key.pem", str(key)),
    ):  # fmt: skip
        assert before in text
        text = text.replace(before, after)
    (here / "site").write_text(text)
    (here / "main").write_text(MAIN.format(here=here))
    assert NGINX is not None
    judged = subprocess.run([NGINX, "-t", "-p", str(here), "-c", str(here / "main")], capture_output=True, text=True, check=False)
    assert judged.returncode == 0, judged.stderr
    running = subprocess.Popen([NGINX, "-p", str(here), "-c", str(here / "main")], stderr=subprocess.DEVNULL)
    found = Proxy(port, port + 1, ssl.create_default_context(cafile=str(certificate)))
    try:
        until((here / "pid").read_text, "nginx did not start")  # its test of the sample leaves an empty one
        yield found
    finally:
        running.terminate()
        running.wait(10)
        web.shutdown()
        web.server_close()


def test_what_comes_in_the_clear_is_led_to_tls_but_for_programs(proxy: Proxy) -> None:
    answer = proxy.ask("/motor/?a=b", tls=False)
    assert (answer.status_code, answer.headers["Location"]) == (308, f"https://{SHOP}/motor/?a=b")
    told = proxy.ask("/api/v1/applications", method="POST", tls=False, headers={"Authorization": "Bearer tbt_x"})
    assert (told.status_code, "Location" in told.headers) == (403, False)


@pytest.mark.parametrize("host", [SHOP, DESK])
def test_v4_1_3_what_the_web_is_told_is_the_proxys_word_and_nobody_elses(proxy: Proxy, host: str) -> None:
    lies = {"X-Forwarded-Proto": "http", "X-Forwarded-For": "198.51.100.7", "X-Request-Id": "a" * 32}
    answer = proxy.ask("/quote/", host=host, headers=lies)
    told = answer.json()
    assert (told["host"], told["x-forwarded-proto"], told["x-forwarded-for"]) == (host, "https", "127.0.0.1")
    assert re.fullmatch(r"[0-9a-f]{32}", told["x-request-id"])
    assert told["x-request-id"] != "a" * 32
    assert answer.headers.get_list("Strict-Transport-Security") == ["max-age=63072000; includeSubDomains; preload"]
    assert answer.headers["Server"] == "nginx", "no version"


def test_what_is_for_machines_inside_is_not_there_for_the_public(proxy: Proxy) -> None:
    assert [proxy.ask(path).status_code for path in ("/metrics", "/healthz")] == [403, 403]
    assert proxy.ask("/healthz", host=DESK).status_code == 403


def test_a_body_larger_than_any_form_of_ours_is_turned_away(proxy: Proxy) -> None:
    assert proxy.ask("/register/", method="POST", content=b"x" * 300_000).status_code == 413
    assert proxy.ask("/register/", method="POST", content=b"x" * 200_000).status_code == 200


def test_doors_at_which_secrets_are_guessed_are_opened_slowly(proxy: Proxy) -> None:
    answers = Counter(proxy.ask("/recover/").status_code for _ in range(30))
    assert set(answers) == {200, 429}
    assert answers[200] in range(15, 28)
    for host, path in ((SHOP, "/activate/x/"), (SHOP, "/passkeys/sign-in/question/"), (DESK, "/console/sign-in/")):
        assert 429 in (proxy.ask(path, host=host).status_code, proxy.ask(path, host=host).status_code), path
    assert proxy.ask("/quote/travel-accident/").status_code == 200, "pages that anybody reads go on"
