"""The style page as a site of its own: with a test client, and served to a browser."""

from collections.abc import Iterator
from socketserver import ThreadingMixIn
from threading import Thread
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.wsgi import get_wsgi_application
from django.test import Client, override_settings
from playwright.sync_api import Browser, sync_playwright

ALONE = {
    "ROOT_URLCONF": "tests.doors.look.site",
    "PROFILE": "demo",
    "MIDDLEWARE": ["toubao.doors.look.security.SecurityHeaders", "django.middleware.csrf.CsrfViewMiddleware"],
    "ALLOWED_HOSTS": ["*"],
}


class Quiet(WSGIRequestHandler):
    """Says nothing about each request."""

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        return


class Server(ThreadingMixIn, WSGIServer):
    """A server that a browser can ask for several files at once."""

    daemon_threads = True


@pytest.fixture
def site() -> Iterator[Client]:
    """A client of the style page in the demo profile."""
    with override_settings(**ALONE):
        yield Client()


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The address of the served style page."""
    with override_settings(**ALONE):
        server = Server(("127.0.0.1", 0), Quiet)
        server.set_app(StaticFilesHandler(get_wsgi_application()))
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser
        browser.close()
