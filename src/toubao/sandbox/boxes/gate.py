"""The mailbox's door: SMTP plain, by STARTTLS or over TLS, with a sign-in for whoever wants one; showing letters is in mailbox.py."""

import asyncio
import hashlib
import hmac
import ipaddress
import ssl
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from toubao.sandbox import switches
from toubao.sandbox.boxes.mailbox import read
from toubao.sandbox.boxes.returns import comes_back, report
from toubao.sandbox.certificates.authority import VALID_FROM, VALID_TO, draft, name, pem
from toubao.sandbox.store import Store

USER = "insurer"
REFUSED = "+refused"
"""What a mailbox's name ends in that the sandbox does not have, such as lin+refused@demo.example."""
HIDDEN = {"hide_starttls": "250-STARTTLS", "hide_auth": "250-AUTH"}


class Postman:
    """Takes mail in (aiosmtpd calls its handlers) and obeys the mailbox's switches."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._taking: set[asyncio.Task[None]] = set()

    async def handle_EHLO(  # noqa: N802 - aiosmtpd calls it so
        self, _server: SMTP, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        """What the server can do, without what somebody on the way takes out of its words."""
        session.host_name = hostname
        state = switches.read(self._store, "mailbox")
        taken = tuple(words for switch, words in HIDDEN.items() if getattr(state, switch))
        return [line for line in responses if not line.startswith(taken)] if taken else responses

    async def handle_MAIL(  # noqa: N802 - as above
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """The sender's turn: a mailbox that is down says 421."""
        if switches.read(self._store, "mailbox").down:
            return "421 4.3.2 this sandbox mailbox is switched to down"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 - as above
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """A recipient: nobody has a mailbox whose name ends in +refused."""
        if address.partition("@")[0].lower().endswith(REFUSED):
            return "550 5.1.1 nobody here has this mailbox"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, server: "Gate", session: Session, envelope: Envelope) -> str:  # noqa: N802 - as above
        """Keep the letter for each recipient; the same Message-ID is kept once, or twice where the switch says so."""
        state = switches.read(self._store, "mailbox")
        taken = asyncio.create_task(self._take(envelope, state, server.spoken(session)))  # goes on even if the sender hangs up meanwhile
        self._taking.add(taken)
        taken.add_done_callback(self._taking.discard)
        await asyncio.shield(taken)
        if state.lose_answers and isinstance(server.transport, asyncio.WriteTransport):
            server.transport.abort()
        return "250 OK"

    async def _take(self, envelope: Envelope, state: switches.Switches, how: str) -> None:
        raw = envelope.content if isinstance(envelope.content, bytes) else str(envelope.content).encode()
        sender, recipients = envelope.mail_from or "", [recipient.lower() for recipient in envelope.rcpt_tos]
        resets = self._store.resets
        await asyncio.sleep(state.slow_seconds)
        if self._store.resets != resets:
            return
        with self._store.transaction():
            for recipient in recipients:
                if not comes_back(recipient):
                    self._keep(raw, sender, recipient, how, copies=2 if state.answer_twice else 1)
                elif sender:
                    self._keep(report(raw, sender=sender, recipient=recipient), "", sender, how, copies=1)

    def _keep(self, raw: bytes, sender: str, recipient: str, how: str, *, copies: int) -> None:
        message_id = str(read(raw).get("Message-ID", "")).strip() or hashlib.sha256(raw).hexdigest()
        place, kept = ("mailbox", "send"), b"Received: by sandbox.invalid with " + how.encode() + b"\r\n" + raw

        def deliver() -> dict[str, Any]:
            for copy in range(copies):
                id_ = hashlib.sha256(f"{message_id}\n{recipient}\n{copy}".encode()).hexdigest()[:16]
                values = (id_, message_id, sender, recipient, kept, self._store.now().isoformat(), copy)
                sql = "INSERT INTO mails (id, message_id, sender, recipient, raw, at, copy) VALUES (?, ?, ?, ?, ?, ?, ?)"
                self._store.write(sql, *values)
            return {}

        self._store.once(place, f"{message_id} {recipient}", {"message_id": message_id, "to": recipient}, deliver)


class Gate(SMTP):
    """The SMTP side of the mailbox; hangs up before a word while the mailbox is switched to unreachable.

    `tls` is offered by STARTTLS; without it the connection is taken to be encrypted already if `encrypted`. `secret` is the password of
    USER; nobody has to sign in, but whoever does must know it.
    """

    def __init__(self, store: Store, secret: bytes, *, tls: ssl.SSLContext | None, encrypted: bool = False) -> None:
        super().__init__(
            Postman(store), hostname="sandbox.invalid", ident="Toubao sandbox", tls_context=tls, authenticator=self._known,
            auth_require_tls=not encrypted,
        )  # fmt: skip
        self._store, self._secret, self._encrypted = store, secret, encrypted

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A caller: let in, or cut off."""
        super().connection_made(transport)
        if switches.read(self._store, "mailbox").unreachable and isinstance(transport, asyncio.WriteTransport):
            transport.abort()

    def spoken(self, session: Session) -> str:
        """How a letter came, by the words of RFC 3848."""
        return "ESMTP" + ("S" if self._encrypted or session.ssl else "") + ("A" if session.authenticated else "")

    def _known(self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, told: object) -> AuthResult:
        known = isinstance(told, LoginPassword) and told.login == USER.encode() and hmac.compare_digest(told.password, self._secret)
        return AuthResult(success=known, handled=False)


def certified(folder: Path) -> ssl.SSLContext:
    """What proves the mailbox to callers: its own key and certificate in `folder`, made there at the first start."""
    kept = folder / "server.pem"
    if not kept.exists():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _make(folder)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(kept, folder / "server.key")
    return context


def _make(folder: Path) -> None:
    key, own = ec.generate_private_key(ec.SECP256R1()), name("示範信箱 Sandbox mailbox")
    places = [x509.DNSName("localhost"), *(x509.IPAddress(ipaddress.ip_address(address)) for address in ("127.0.0.1", "::1"))]
    made = draft(own, own, key.public_key(), x509.random_serial_number()).not_valid_before(VALID_FROM).not_valid_after(VALID_TO)
    made = made.add_extension(x509.SubjectAlternativeName(places), critical=False)
    secret = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    _write(folder / "server.key", secret)
    _write(folder / "server.pem", pem(made.sign(key, hashes.SHA256())))


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all, for the owner alone; the certificate comes last, so that its key is there where it is."""
    fresh = path.with_name(f"{path.name}.new")
    fresh.touch(mode=0o600)
    fresh.write_bytes(content)
    fresh.replace(path)
