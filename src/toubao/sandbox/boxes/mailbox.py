"""A mailbox: shows every address's letters, with HTML in a frame that can do nothing; gate.py takes them in."""

import hashlib
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from toubao.sandbox import look
from toubao.sandbox.contract import Refusal, desk, reply

SHOWN = 200
FRAME = "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"


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
        "with": str(letter.get("Received", "")).rpartition(" with ")[2],
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
