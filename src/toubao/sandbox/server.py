"""The server: all institutions behind one HTTP port, the mailbox's SMTP beside it; what they do is in their own files."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from toubao.sandbox import desk, industry, look
from toubao.sandbox.accounts import api as accounts_api
from toubao.sandbox.accounts import mobile_id
from toubao.sandbox.accounts import pages as accounts_pages
from toubao.sandbox.boxes import gate, mailbox, phone, returns
from toubao.sandbox.card import api, pages
from toubao.sandbox.card.webhooks import Courier
from toubao.sandbox.certificates import answers, cards, component
from toubao.sandbox.certificates import authority as certificates
from toubao.sandbox.checks import document, holder
from toubao.sandbox.contract import Refusal, Secrets, Signatures, problem
from toubao.sandbox.store import Store
from toubao.sandbox.timestamp import authority, tsa

ROUTES = [
    *desk.routes,
    *look.routes,
    *phone.routes,
    *mailbox.routes,
    *api.routes,
    *pages.routes,
    *holder.routes,
    *document.routes,
    *industry.routes,
    *tsa.routes,
    *answers.routes,
    *cards.routes,
    *component.routes,
    *accounts_api.routes,
    *accounts_pages.routes,
    *mobile_id.routes,
]


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the sandbox listens and keeps its state, and the secrets that it shares with the insurer."""

    home: Path
    host: str
    port: int
    smtp_port: int
    secrets: Secrets
    card_secret: bytes
    public_url: str
    clock_file: Path | None
    smtps_port: int = 0
    pop3_port: int = 0


class OpenConnections:
    """Finds the connection of a client among those of uvicorn, to cut it without an answer."""

    def __init__(self) -> None:
        self.server: uvicorn.Server | None = None

    def cut(self, client: tuple[str, int] | None) -> None:
        """Close the connection of this client at once."""
        for connection in list(self.server.server_state.connections) if self.server else []:
            if isinstance(connection, H11Protocol) and connection.client == client:
                connection.transport.abort()


class SameSiteOnly:
    """Refuses what another site's page makes a browser send here (fetch metadata); programs send no such header."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, or answer 403."""
        from_elsewhere = scope["type"] == "http" and (b"sec-fetch-site", b"cross-site") in scope["headers"]
        if from_elsewhere and scope["method"] not in ("GET", "HEAD"):
            await problem(Refusal(403, "cross-site", "不接受其他網站送來的表單。"))(scope, receive, send)
        else:
            await self.app(scope, receive, send)


def build(settings: Settings) -> Starlette:
    """The application with all its institutions."""
    store = Store(settings.home, settings.clock_file)

    @asynccontextmanager
    async def life(app: Starlette) -> AsyncIterator[None]:
        courier = asyncio.create_task(app.state.courier.run())
        yield
        courier.cancel()

    app = Starlette(
        routes=ROUTES, lifespan=life, exception_handlers={Refusal: _refused, HTTPException: _wrong_address, Exception: _refused}
    )
    app.add_middleware(SameSiteOnly)
    app.state.store = store
    app.state.secrets = settings.secrets
    app.state.signatures = Signatures(settings.secrets)
    app.state.courier = Courier(store, settings.card_secret)
    app.state.authority = authority.load(settings.home / "tsa")
    (settings.home / "tsa-root.pem").write_bytes(authority.pem(app.state.authority.root))
    own = f"http://{settings.host.replace('0.0.0.0', '127.0.0.1')}:{settings.port}"  # noqa: S104 - binds nothing: where programs ask
    app.state.certificates = certificates.load(settings.home / "certificates", own)
    app.state.connections = OpenConnections()
    app.state.public_url = settings.public_url.rstrip("/")
    app.state.smtp_port = settings.smtp_port
    return app


async def serve(settings: Settings) -> None:
    """Serve until stopped; OSError if a port is taken."""
    web, post = _listen(settings.host, settings.port), _listen(settings.host, settings.smtp_port)
    app = build(settings)
    loop = asyncio.get_running_loop()
    secret, tls = settings.secrets.of("mailbox"), gate.certified(settings.home / "mailbox")
    smtp = [await loop.create_server(lambda: gate.Gate(app.state.store, secret, tls=tls), sock=post)]
    if settings.smtps_port:
        sealed = _listen(settings.host, settings.smtps_port)
        smtp.append(await loop.create_server(lambda: gate.Gate(app.state.store, secret, tls=None, encrypted=True), sock=sealed, ssl=tls))
    if settings.pop3_port:
        emptying = returns.Emptying(app.state.store, settings.secrets.of("returns"))
        smtp.append(await asyncio.start_server(emptying, sock=_listen(settings.host, settings.pop3_port)))
    config = uvicorn.Config(app, log_level="warning", access_log=False, http="h11", ws="none", timeout_graceful_shutdown=2)
    server = uvicorn.Server(config)
    app.state.connections.server = server
    print(f"Sandbox: http://{settings.host}:{settings.port}/  SMTP {settings.host}:{settings.smtp_port}", flush=True)
    await server.serve(sockets=[web])
    for each in smtp:
        each.close()


def _listen(host: str, port: int) -> socket.socket:
    opened = socket.create_server((host, port), backlog=256)
    opened.setblocking(False)
    opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return opened


async def _refused(request: Request, error: Exception) -> Response:
    no = error if isinstance(error, Refusal) else Refusal(500, "broken", "示範沙盒出了錯。")
    return look.refused(request, no) if "text/html" in request.headers.get("Accept", "") else problem(no)


async def _wrong_address(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    return await _refused(request, Refusal(status, f"http-{status}", "沒有這一頁。" if status == 404 else "這個網址不接受這種請求。"))
