"""What comes back: reports of letters that could not be delivered (RFC 3464); and where a mailbox is emptied (POP3, RFC 1939)."""

import asyncio
import hashlib
import hmac
from contextlib import suppress
from dataclasses import dataclass, field
from email import message_from_string
from email.message import EmailMessage
from typing import Any

from toubao.sandbox import switches
from toubao.sandbox.boxes.mailbox import read
from toubao.sandbox.store import Store

RETURNED = "+returned"
"""What a mailbox's name ends in that takes letters and sends them back, such as lin+returned@demo.example."""
DAEMON = "mailer-daemon@sandbox.invalid"
LONGEST = 512


def comes_back(recipient: str) -> bool:
    """Whether letters to this mailbox come back."""
    return recipient.partition("@")[0].lower().endswith(RETURNED)


def report(raw: bytes, *, sender: str, recipient: str) -> bytes:
    """The report to `sender` that a letter could not be delivered, with the headers of that letter."""
    whole = EmailMessage()
    whole["From"], whole["To"], whole["Subject"] = DAEMON, sender, "Undelivered Mail Returned to Sender"
    whole["Message-ID"] = f"<returned-{hashlib.sha256(recipient.encode() + raw).hexdigest()[:24]}@sandbox.invalid>"
    whole["Auto-Submitted"] = "auto-replied"
    whole.make_mixed()
    whole.set_type("multipart/report")
    whole.set_param("report-type", "delivery-status")
    told, status, quoted = EmailMessage(), EmailMessage(), EmailMessage()
    told.set_content(f"The letter to {recipient} could not be delivered: nobody has this mailbox any more.\n")
    fields = ("Reporting-MTA: dns; sandbox.invalid\r\n", f"Final-Recipient: rfc822; {recipient}\r\nAction: failed\r\nStatus: 5.1.1\r\n")
    status["Content-Type"] = "message/delivery-status"
    status.set_payload([message_from_string(group) for group in fields])
    quoted["Content-Type"] = "text/rfc822-headers"
    quoted.set_payload(f"Message-ID: {str(read(raw).get('Message-ID', '')).strip()}\r\nTo: {recipient}\r\n")
    for part in (told, status, quoted):
        whole.attach(part)
    return whole.as_bytes()


@dataclass
class _Visit:
    """One visit to a mailbox: who, what lies there, and what is to be deleted at the end."""

    store: Store
    secret: bytes
    user: str = ""
    known: bool = False
    letters: list[dict[str, Any]] = field(default_factory=list)
    gone: set[int] = field(default_factory=set)

    def answer(self, line: str) -> list[bytes]:
        """What is said to one line."""
        word, _, rest = line.strip().partition(" ")
        if not self.known:
            return self._sign_in(word.upper(), rest)
        said = getattr(self, f"_{word.lower()}", None) if word.upper() in ("STAT", "LIST", "UIDL", "RETR", "DELE", "NOOP") else None
        return said(rest) if said else [b"-ERR unknown"]

    def _sign_in(self, word: str, rest: str) -> list[bytes]:
        if word == "USER":
            self.user = rest.lower()
            return [b"+OK"]
        if word == "PASS" and self.user and hmac.compare_digest(rest.encode(), self.secret):
            self.known = True
            self.letters = self.store.rows("SELECT id, raw FROM mails WHERE recipient = ? ORDER BY seq LIMIT 1000", self.user)
            return [b"+OK"]
        return [b"-ERR wrong"]

    def _left(self) -> list[tuple[int, dict[str, Any]]]:
        return [(at, letter) for at, letter in enumerate(self.letters, start=1) if at not in self.gone]

    def _stat(self, _rest: str) -> list[bytes]:
        left = self._left()
        return [f"+OK {len(left)} {sum(len(letter['raw']) for _, letter in left)}".encode()]

    def _list(self, _rest: str) -> list[bytes]:
        return [b"+OK", *(f"{at} {len(letter['raw'])}".encode() for at, letter in self._left()), b"."]

    def _uidl(self, _rest: str) -> list[bytes]:
        return [b"+OK", *(f"{at} {letter['id']}".encode() for at, letter in self._left()), b"."]

    def _retr(self, rest: str) -> list[bytes]:
        found = dict(self._left()).get(int(rest) if rest.isdecimal() else 0)
        if found is None:
            return [b"-ERR no such letter"]
        lines = bytes(found["raw"]).replace(b"\r\n", b"\n").split(b"\n")
        return [b"+OK", *(b"." + line if line.startswith(b".") else line for line in lines), b"."]

    def _dele(self, rest: str) -> list[bytes]:
        if not rest.isdecimal() or int(rest) not in dict(self._left()):
            return [b"-ERR no such letter"]
        self.gone.add(int(rest))
        return [b"+OK"]

    def _noop(self, _rest: str) -> list[bytes]:
        return [b"+OK"]

    def leave(self) -> None:
        """Delete what was to be deleted."""
        with self.store.transaction():
            for at in self.gone:
                self.store.write("DELETE FROM mails WHERE id = ?", self.letters[at - 1]["id"])


@dataclass(frozen=True)
class Emptying:
    """The POP3 side of the mailbox: every address is a user, with the one password of the mailbox."""

    store: Store
    secret: bytes

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One caller, from greeting to goodbye; a mailbox that is switched off says so, or nothing."""
        state = switches.read(self.store, "mailbox")
        if state.unreachable:
            writer.transport.abort()
            return
        with suppress(OSError, ValueError, asyncio.IncompleteReadError):
            await self._talk(reader, writer, down=state.down)
        writer.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, down: bool) -> None:
        visit = _Visit(self.store, self.secret)
        await _say(writer, [b"-ERR this sandbox mailbox is switched to down" if down else b"+OK Toubao sandbox"])
        while not down and (line := (await reader.readline())[:LONGEST].decode("utf-8", "replace")):
            if line.strip().upper() == "QUIT":
                visit.leave()
                await _say(writer, [b"+OK"])
                return
            await _say(writer, visit.answer(line))


async def _say(writer: asyncio.StreamWriter, lines: list[bytes]) -> None:
    writer.write(b"".join(line + b"\r\n" for line in lines))
    await writer.drain()
