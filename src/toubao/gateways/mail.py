"""Mail over SMTP with a Message-ID that follows from the reference; what it says is decided elsewhere."""

import hashlib
import smtplib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any, Protocol

from toubao.gateways.addresses import mailbox
from toubao.gateways.breaker import Breaker
from toubao.gateways.evidence import Evidence, Rejected, veil
from toubao.gateways.operations import MAIL_SEND
from toubao.gateways.patience import Failed, Nerves, Patience, Persistence, Refused
from toubao.gateways.sms import MessageReply
from toubao.gateways.smtp_line import NotOffered, SmtpLine


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a mail; `kind` is its media type, such as application/pdf."""

    name: str
    content: bytes
    kind: str


class Mail(Protocol):
    """Carries mail."""

    def send(
        self,
        *,
        reference: str,
        to: str,
        subject: str,
        text: str,
        written: datetime,
        html: str | None = None,
        attachments: Sequence[Attachment] = (),
    ) -> MessageReply:
        """Send one mail; the same reference makes the same Message-ID. `written` is when it was, the same at each try."""


class SmtpMail:
    """Mail over SMTP; one connection a message. `sender` is an address, `sender_name` the name beside it, `answers` the
    mailbox that people read, where answers go.
    """

    def __init__(
        self,
        line: SmtpLine,
        *,
        sender: str,
        sender_name: str = "",
        answers: str = "",
        patience: Patience | None = None,
        breaker: Breaker | None = None,
        nerves: Nerves | None = None,
    ) -> None:
        self._line = line
        self._sender, self._sender_name, self._answers = sender, sender_name, answers
        self._domain = sender.rpartition("@")[2]
        self.patience = patience or Patience(attempt=8.0, total=20.0)
        self._persistence = Persistence("mail", patience=self.patience, breaker=breaker, nerves=nerves)

    @property
    def breaker(self) -> Breaker:
        """The circuit breaker of this line (for health pages)."""
        return self._persistence.breaker

    def send(
        self,
        *,
        reference: str,
        to: str,
        subject: str,
        text: str,
        written: datetime,
        html: str | None = None,
        attachments: Sequence[Attachment] = (),
    ) -> MessageReply:
        """Send one mail; Rejected: invalid-message (nothing was sent), or the server's three digits of 550 to 556."""
        question = {
            "reference": reference,
            "to": to,
            "subject": subject,
            "text": text,
            "attachments": [{"name": one.name, "sha256": hashlib.sha256(one.content).hexdigest()} for one in attachments],
        }
        try:
            message = self._message(to, subject, text, html, attachments)
            message["Message-ID"], message["Date"] = self.message_id(reference), format_datetime(written)
            content = message.as_bytes()
        except (ValueError, IndexError, MessageError) as wrong:
            raise Rejected(Evidence("mail", "send", veil(question), None, 0, 0), "invalid-message", str(wrong)) from None

        def attempt(left: float) -> dict[str, Any]:
            self._hand_over(to, content, left)
            return {"message_id": self.message_id(reference)}

        return self._persistence.ask(
            MAIL_SEND, question, attempt, lambda answer, evidence: MessageReply(answer.text("message_id"), evidence)
        )

    def message_id(self, reference: str) -> str:
        """The Message-ID of a reference: the same for every try."""
        return message_id(reference, self._sender)

    def _message(self, to: str, subject: str, text: str, html: str | None, attachments: Sequence[Attachment]) -> EmailMessage:
        if mailbox(to) != to:
            raise ValueError("not an address that this line can carry")
        message = EmailMessage(policy=SMTP)
        message["From"] = Address(self._sender_name, addr_spec=self._sender)
        message["To"], message["Subject"] = to, subject
        message["Auto-Submitted"] = "auto-generated"
        if self._answers:
            message["Reply-To"] = self._answers
        message.set_content(text)
        if html is not None:
            message.add_alternative(html, subtype="html")
        for one in attachments:
            main, slash, sub = one.kind.partition("/")
            if not (main and slash and sub):
                raise ValueError(f"{one.kind} is not a media type")
            message.add_attachment(one.content, maintype=main, subtype=sub, filename=one.name)
        return message

    def _hand_over(self, to: str, content: bytes, left: float) -> None:
        sent = False
        try:
            server = self._line.open(called=self._domain, timeout=left)
            try:
                _expect(server.mail(self._sender))
                _expect(server.rcpt(to))
                sent = True
                _expect(server.data(content))
            finally:
                _leave(server)
        except NotOffered as missing:
            raise Failed(str(missing), acted=False) from None
        except smtplib.SMTPAuthenticationError as no:
            raise Failed(f"SMTP {no.smtp_code}: our sign-in was refused", acted=False) from None
        except smtplib.SMTPResponseException as no:
            _expect((no.smtp_code, no.smtp_error if isinstance(no.smtp_error, bytes) else no.smtp_error.encode()))
            raise Failed(f"SMTP {no.smtp_code}", acted=False) from None
        except (smtplib.SMTPException, OSError) as error:
            raise Failed(type(error).__name__, acted=sent) from None


def message_id(reference: str, sender: str) -> str:
    """The Message-ID of a reference in letters from `sender`, by which a report of the letter names it."""
    return f"<{hashlib.sha256(reference.encode()).hexdigest()[:32]}@{sender.rpartition('@')[2]}>"


def _leave(server: smtplib.SMTP) -> None:
    """Say goodbye; how the server takes it changes nothing."""
    with suppress(smtplib.SMTPException, OSError):
        server.quit()
    server.close()


def _expect(response: tuple[int, bytes]) -> None:
    """Let a reply of 200 to 299 pass; a listed refusal raises Refused, the rest Failed: a server that says no did not take the mail."""
    code, words = response
    if 200 <= code < 300:
        return
    if str(code) in MAIL_SEND.refusals:
        raise Refused(str(code), words.decode("utf-8", "replace")[:500], {"code": code})
    raise Failed(f"SMTP {code}", acted=False)
