"""`toubao authorize`: be a program on this machine that somebody lets act for them, and print its token (RFC 8252); for integrators."""

import argparse
import json
import secrets
import webbrowser
from base64 import urlsafe_b64encode
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, Final
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx

from toubao.config.environment import read_environment
from toubao.config.trouble import Trouble

BACK: Final = "/back"
SAID: Final = "可以關掉這一頁，回到終端機。"


def register(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("authorize", help="be let act for somebody as a program, and print the token for the API")
    parser.add_argument("--server", help="the storefront's address (default: that of the system here, as TOUBAO_URL or PORT says)")
    parser.add_argument("--client", default="demo-program", help="the program's client id (default: %(default)s)")
    parser.add_argument("--scope", default="apply read", help="what to ask for (default: %(default)s)")
    parser.add_argument("--wait", type=int, default=300, metavar="SECONDS", help="how long to wait for somebody to agree (default: 300)")
    parser.add_argument("--json", action="store_true", help="print everything that the server tells, as JSON")
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Lead a browser to the page, wait for it to come back, and redeem its code. Raises Trouble."""
    chosen.server = chosen.server or read_environment().url
    with _Listening() as listening:
        verifier, state = secrets.token_urlsafe(48), secrets.token_urlsafe(16)
        redirect = f"http://127.0.0.1:{listening.server_port}{BACK}"
        asked = {
            "response_type": "code", "client_id": chosen.client, "redirect_uri": redirect, "scope": chosen.scope, "state": state,
            "code_challenge": _challenge(verifier), "code_challenge_method": "S256",
        }  # fmt: skip
        address = f"{chosen.server.rstrip('/')}/authorize/?{urlencode(asked)}"
        _say(chosen, f"Open this page, sign in and agree:\n  {address}")
        webbrowser.open(address)
        told = listening.answer(chosen.wait)
    if told.get("state") != state or "code" not in told:
        raise Trouble(f"Nobody let the program act: {told.get('error', 'no answer in time')}.")
    answer = _redeem(chosen, {"code": told["code"], "redirect_uri": redirect, "code_verifier": verifier})
    print(json.dumps(answer) if chosen.json else answer["access_token"])
    return 0


def _redeem(chosen: argparse.Namespace, given: dict[str, str]) -> dict[str, Any]:
    form = {"grant_type": "authorization_code", "client_id": chosen.client, **given}
    try:
        answer = httpx.post(f"{chosen.server.rstrip('/')}/api/oauth/token", data=form, timeout=20)
        told: dict[str, Any] = answer.json()
    except (httpx.HTTPError, ValueError) as error:
        raise Trouble(f"The server gave no token: {type(error).__name__}.") from error
    if answer.status_code != 200:
        raise Trouble(f"The server gave no token: {told.get('error') or told.get('title')}.")
    return told


def _challenge(verifier: str) -> str:
    return urlsafe_b64encode(sha256(verifier.encode()).digest()).decode().rstrip("=")


def _say(chosen: argparse.Namespace, words: str) -> None:
    if not chosen.json:
        print(words, flush=True)


class _Listening(HTTPServer):
    """Waits on a free port of this machine alone for a browser to come back."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Back)
        self.told: dict[str, str] = {}

    def answer(self, seconds: int) -> dict[str, str]:
        """What the browser brought back; nothing where it didn't come in time."""
        self.timeout = seconds
        self.handle_request()
        return self.told


class _Back(BaseHTTPRequestHandler):
    server: _Listening

    def do_GET(self) -> None:
        """The browser comes back."""
        parts = urlsplit(self.path)
        if parts.path == BACK:
            self.server.told = {name: values[0] for name, values in parse_qs(parts.query).items()}
        self.send_response(200 if parts.path == BACK else 404)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.end_headers()
        self.wfile.write(SAID.encode())

    def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002 - the standard library's name
        """Nothing: the address has the code in it."""
