"""A mailbox: takes mail over SMTP and shows every address's letters, with HTML in a frame that can do nothing."""

import asyncio
import hashlib
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any
from urllib.parse import quote

from aiosmtpd.smtp import SMTP, Envelope, Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from toubao.sandbox import look, switches
from toubao.sandbox.contract import Refusal, desk, reply
from toubao.sandbox.store import Store

SHOWN = 200
FRAME = "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"


class Postman:
    """Takes mail in (aiosmtpd calls its handlers) and obeys the mailbox's switches."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._taking: set[asyncio.Task[None]] = set()

    async def handle_MAIL(  # noqa: N802 - aiosmtpd calls it so
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """The sender's turn: a mailbox that is down says 421."""
        if switches.read(self._store, "mailbox").down:
            return "421 4.3.2 this sandbox mailbox is switched to down"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - as above
        """Keep the letter for each recipient; the same Message-ID is kept once, or twice where the switch says so."""
        state = switches.read(self._store, "mailbox")
        taken = asyncio.create_task(self._take(envelope, state))  # goes on even if the sender hangs up meanwhile
        self._taking.add(taken)
        taken.add_done_callback(self._taking.discard)
        await asyncio.shield(taken)
        if state.lose_answers and isinstance(server.transport, asyncio.WriteTransport):
            server.transport.abort()
        return "250 OK"

    async def _take(self, envelope: Envelope, state: switches.Switches) -> None:
        raw = envelope.content if isinstance(envelope.content, bytes) else str(envelope.content).encode()
        sender, recipients = envelope.mail_from or "", [recipient.lower() for recipient in envelope.rcpt_tos]
        resets = self._store.resets
        await asyncio.sleep(state.slow_seconds)
        if self._store.resets != resets:
            return
        with self._store.transaction():
            for recipient in recipients:
                self._keep(raw, sender, recipient, copies=2 if state.answer_twice else 1)

    def _keep(self, raw: bytes, sender: str, recipient: str, *, copies: int) -> None:
        message_id = str(read(raw).get("Message-ID", "")).strip() or hashlib.sha256(raw).hexdigest()
        place = ("mailbox", "send")

        def deliver() -> dict[str, Any]:
            for copy in range(copies):
                id_ = hashlib.sha256(f"{message_id}\n{recipient}\n{copy}".encode()).hexdigest()[:16]
                values = (id_, message_id, sender, recipient, raw, self._store.now().isoformat(), copy)
                sql = "INSERT INTO mails (id, message_id, sender, recipient, raw, at, copy) VALUES (?, ?, ?, ?, ?, ?, ?)"
                self._store.write(sql, *values)
            return {}

        self._store.once(place, f"{message_id} {recipient}", {"message_id": message_id, "to": recipient}, deliver)


class Gate(SMTP):
    """The SMTP side of the mailbox; hangs up before a word while the mailbox is switched to unreachable."""

    def __init__(self, store: Store) -> None:
        super().__init__(Postman(store), hostname="sandbox.invalid", ident="Toubao sandbox")
        self._store = store

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A caller: let in, or cut off."""
        super().connection_made(transport)
        if switches.read(self._store, "mailbox").unreachable and isinstance(transport, asyncio.WriteTransport):
            transport.abort()


def read(raw: bytes) -> EmailMessage:
    """The letter in its parts."""
    return message_from_bytes(raw, policy=policy.default)


async def listed(request: Request) -> Response:
    """GET: the letters to one address (?to=) or to all, as JSON, newest first."""
    return reply([_opened(row) for row in _mails(request)])


async def page(request: Request) -> Response:
    """GET: the mailbox, of one address (?to=) or of all."""
    store = desk(request)
    addresses = store.rows("SELECT recipient, count(*) AS many FROM mails GROUP BY recipient ORDER BY max(seq) DESC LIMIT 50")
    mails = [_opened(row) for row in _mails(request)]
    return look.live(request, "boxes/mailbox.html", to=request.query_params.get("to", ""), addresses=addresses, mails=mails)


async def one(request: Request) -> Response:
    """GET: one letter."""
    return look.page(request, "boxes/mail.html", mail=_opened(_mail(request)))


async def html(request: Request) -> Response:
    """GET: the HTML of one letter, for a frame: no scripts, no forms, no outside."""
    content = _opened(_mail(request))["html"] or ""
    body = f'<!doctype html><html lang="zh-Hant-TW"><meta charset="utf-8"><base target="_blank"><title>信件內容</title>{content}'
    return Response(body, media_type="text/html", headers={"Content-Security-Policy": FRAME, "X-Content-Type-Options": "nosniff"})


async def attachment(request: Request) -> Response:
    """GET: one attachment, to be kept."""
    parts = list(read(_mail(request)["raw"]).iter_attachments())
    place = int(request.path_params["place"])
    if place >= len(parts):
        raise Refusal(404, "unknown-attachment", "沒有這個附件。")
    name = quote(parts[place].get_filename() or "attachment")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}", "X-Content-Type-Options": "nosniff"}
    return Response(_bytes(parts[place]), media_type=parts[place].get_content_type(), headers=headers)


def _mails(request: Request) -> list[dict[str, Any]]:
    to = request.query_params.get("to", "").strip().lower()
    return desk(request).rows("SELECT * FROM mails WHERE ? IN ('', recipient) ORDER BY seq DESC LIMIT ?", to, SHOWN)


def _mail(request: Request) -> dict[str, Any]:
    found = desk(request).row("SELECT * FROM mails WHERE id = ?", request.path_params["id"])
    if found is None:
        raise Refusal(404, "unknown-mail", "沒有這封信。")
    return found


def _opened(row: dict[str, Any]) -> dict[str, Any]:
    letter = read(row["raw"])
    files = [_listed(row["id"], place, part) for place, part in enumerate(letter.iter_attachments())]
    return {
        "id": row["id"],
        "message_id": row["message_id"],
        "from": str(letter.get("From", row["sender"])),
        "to": row["recipient"],
        "subject": str(letter.get("Subject", "")),
        "at": row["at"],
        "text": _body(letter, "plain"),
        "html": _body(letter, "html"),
        "attachments": files,
        "url": f"/mailbox/{row['id']}",
    }


def _body(letter: EmailMessage, kind: str) -> str | None:
    part = letter.get_body((kind,))
    return None if part is None else str(part.get_content())


def _listed(id_: str, place: int, part: Any) -> dict[str, Any]:
    content = _bytes(part)
    return {
        "name": part.get_filename() or "attachment",
        "kind": part.get_content_type(),
        "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "url": f"/mailbox/{id_}/attachments/{place}",
    }


def _bytes(part: Any) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


routes = [
    Route("/mailbox/messages.json", listed, methods=["GET"]),
    Route("/mailbox/", page, methods=["GET"]),
    Route("/mailbox/{id}", one, methods=["GET"]),
    Route("/mailbox/{id}/html", html, methods=["GET"]),
    Route("/mailbox/{id}/attachments/{place:int}", attachment, methods=["GET"]),
]
