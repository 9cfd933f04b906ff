"""Letters that came back: delivery status notifications (RFC 3464), read from a mailbox of ours over POP3 (RFC 1939)."""

import logging
import poplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from email.parser import BytesHeaderParser
from pathlib import Path
from typing import Any, Final, cast
from urllib.parse import unquote, urlsplit

from toubao.gateways.evidence import Evidence, Unreachable

PORTS: Final = {"pop3": 110, "pop3s": 995}
LONGEST: Final = 1_000_000
"""Bytes of a letter that are read at most; a report that quotes more is deleted unread."""
MOST: Final = 200
"""Letters that are read in one visit; the rest wait for the next."""
_STATUS_SIGNS: Final = 20
_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Report:
    """What a mail server says of one letter: its Message-ID, what was done (failed, delayed, …), and why, as RFC 3463 counts."""

    message_id: str
    action: str
    status: str

    @property
    def lost(self) -> bool:
        """Whether the letter will not arrive any more; a delayed one still may."""
        return self.action == "failed"


def report(letter: bytes) -> Report | None:
    """What a letter reports; None if it is no delivery status notification, or doesn't say of which letter."""
    try:
        read = message_from_bytes(letter)
        if read.get_content_type() != "multipart/report" or not read.is_multipart():
            return None
        parts = cast("list[Message]", read.get_payload())
        said, original = _recipient(parts), _original(parts)
    except (RecursionError, ValueError, LookupError, TypeError, AttributeError):
        return None
    if said is None or not original:
        return None
    return Report(original, str(said["Action"]).strip().lower(), str(said.get("Status", "")).split(" ")[0].strip()[:_STATUS_SIGNS])


def _recipient(parts: list[Message]) -> Message | None:
    """The fields about the recipient who fared worst: our letters have one."""
    groups = [
        group
        for part in parts
        if part.get_content_type() == "message/delivery-status" and part.is_multipart()
        for group in cast("list[Message]", part.get_payload())
        if group["Action"]
    ]
    return next((group for group in groups if str(group["Action"]).strip().lower() == "failed"), groups[0] if groups else None)


def _original(parts: list[Message]) -> str:
    """The Message-ID of the letter that is quoted, whole or by its headers."""
    for part in parts[1:]:
        if part.get_content_type() in ("message/rfc822", "message/rfc822-headers") and part.is_multipart():
            return str(cast("list[Message]", part.get_payload())[0]["Message-ID"] or "").strip()
        if part.get_content_type() == "text/rfc822-headers":
            headers = part.get_payload(decode=True)
            return str(BytesHeaderParser().parsebytes(headers if isinstance(headers, bytes) else b"")["Message-ID"] or "").strip()
    return ""


@dataclass(frozen=True)
class Pop3Returns:
    """The mailbox to which letters come back: `kind` is a key of PORTS; `authority` a file of certificates that are believed instead of
    the system's.
    """

    kind: str
    host: str
    port: int
    user: str
    password: str = field(repr=False)
    authority: Path | None = None
    timeout: float = 10.0

    @classmethod
    def at(cls, url: str, *, password: str = "", authority: Path | None = None) -> "Pop3Returns":
        """The mailbox at an address such as pop3s://user@host:995; a password in it goes before the one given beside it.

        Raises ValueError for what is no such address.
        """
        parts = urlsplit(url)
        user, told = unquote(parts.username or ""), unquote(parts.password or "")
        if parts.scheme not in PORTS or not parts.hostname or not user:
            raise ValueError(f"{parts.scheme}://{parts.hostname or ''} names no user of a mailbox: {', '.join(PORTS)}")
        return cls(parts.scheme, parts.hostname, parts.port or PORTS[parts.scheme], user, told or password, authority)

    def letters(self) -> Iterator[Report]:
        """The reports that lie there; each is deleted once the next is asked for, what is no report at once.

        What was read and is not yet deleted when we break off is read again next time. Raises Unreachable.
        """
        with self._opened() as box:
            for number, length in _listed(box):
                found = report(self._read(box, number)) if length <= LONGEST else None
                if found is None:
                    _logger.warning("a letter in the mailbox of returns was no report", extra={"bytes": length})
                else:
                    yield found
                box.dele(number)

    def _read(self, box: poplib.POP3, number: int) -> bytes:
        """One letter; one with a line longer than the client takes is deleted by a visit of its own, so that it can't block the others."""
        try:
            return b"\r\n".join(box.retr(number)[1])
        except poplib.error_proto:
            box.close()
            with self._opened() as again:
                again.dele(number)
            raise

    @contextmanager
    def _opened(self) -> Iterator[poplib.POP3]:
        box: poplib.POP3 | None = None
        try:
            box = self._connected()
            box.user(self.user)
            box.pass_(self.password)
            yield box
            box.quit()
        except (poplib.error_proto, OSError, EOFError) as error:
            raise Unreachable(Evidence("returns", "letters", {"user": self.user}, None, 0, 1), type(error).__name__) from None
        finally:
            if box is not None:
                with suppress(OSError):
                    box.close()

    def _connected(self) -> poplib.POP3:
        if self.kind == "pop3":
            return _Plain(self.host, self.port, timeout=self.timeout)
        context = ssl.create_default_context(cafile=None if self.authority is None else str(self.authority))
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        return _Sealed(self.host, self.port, timeout=self.timeout, context=context)


class _Plain(poplib.POP3):
    """A visit that leaves no connection open where the greeting fails."""

    def __init__(self, *told: Any, **named: Any) -> None:
        try:
            super().__init__(*told, **named)
        except BaseException:
            with suppress(AttributeError, OSError):
                self.close()
            raise


class _Sealed(_Plain, poplib.POP3_SSL):
    """The same over TLS from the first byte."""


def _listed(box: poplib.POP3) -> list[tuple[int, int]]:
    """Number and length of the first letters."""
    rows: list[Any] = [line.split() for line in box.list()[1]]
    return [(int(row[0]), int(row[1])) for row in rows[:MOST]]
