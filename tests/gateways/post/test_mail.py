"""Mail over SMTP to the real sandbox, and to servers that behave oddly."""

import hashlib
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from email import policy
from email.parser import BytesParser

import pytest

from tests.fixtures import http
from tests.gateways.conftest import MAIL, WRITTEN, Lines
from toubao.gateways.evidence import NoAnswer, Rejected, Unreachable
from toubao.gateways.mail import Attachment, SmtpMail
from toubao.gateways.patience import Patience
from toubao.gateways.smtp_line import SmtpLine


def test_letter_arrives_whole(lines: Lines) -> None:
    pdf = Attachment("電子保單.pdf", b"%PDF-1.7 \x00\xff" * 1000, "application/pdf")
    reply = lines.mail().send(
        reference="r", to=MAIL, subject="投保完成，感謝您", text="您好\n.\n再見", written=WRITTEN, html="<p>您好</p>", attachments=[pdf]
    )
    letter = lines.sandbox.mails(MAIL)[0]
    assert letter["message_id"] == reply.id == lines.mail().message_id("r")
    assert letter["subject"] == "投保完成，感謝您"
    assert letter["from"] == "示範產險 <service@insurer.example>"
    assert letter["text"].split() == ["您好", ".", "再見"]
    assert "<p>您好</p>" in letter["html"]
    assert [(file["name"], file["kind"]) for file in letter["attachments"]] == [("電子保單.pdf", "application/pdf")]
    kept = http.get(lines.sandbox.url + letter["attachments"][0]["url"])
    assert hashlib.sha256(kept.content).digest() == hashlib.sha256(pdf.content).digest()
    assert "attachment" in kept.headers["Content-Disposition"]
    told = repr(reply.evidence)
    assert "感謝" not in told
    assert MAIL not in told


def test_same_reference_is_the_same_letter(lines: Lines) -> None:
    ids = {lines.mail().send(reference="r", to=MAIL, subject="x", text="y", written=WRITTEN).id for _ in range(3)}
    assert len(ids) == len(lines.sandbox.mails(MAIL)) == 1
    assert lines.mail().send(reference="s", to=MAIL, subject="x", text="y", written=WRITTEN).id not in ids


def test_sender_without_a_name(lines: Lines) -> None:
    lines.mail(sender_name="").send(reference="r", to=MAIL, subject="x", text="y", written=WRITTEN)
    assert lines.sandbox.mails(MAIL)[0]["from"] == "service@insurer.example"


@pytest.mark.parametrize(
    ("to", "subject", "kind"),
    [
        ("王@example.tw", "x", "a/b"),
        ("nobody", "x", "a/b"),
        (MAIL, "one\nBcc: all@example.tw", "a/b"),
        (f"{MAIL}\nBcc: x@example.tw", "x", "a/b"),
        (MAIL, "x", "pdf"),
    ],
    ids=["not ascii", "no address", "header in subject", "header in address", "no media type"],
)
def test_letter_that_can_not_be_written_is_rejected_and_nobody_is_asked(lines: Lines, to: str, subject: str, kind: str) -> None:
    with pytest.raises(Rejected) as caught:
        lines.mail().send(reference="r", to=to, subject=subject, text="y", written=WRITTEN, attachments=[Attachment("a", b"", kind)])
    assert caught.value.code == "invalid-message"
    assert caught.value.evidence.attempts == 0
    assert lines.get("/mailbox/messages.json") == []


class Clerk:
    """An SMTP server that says what the test wants at each command; None hangs up."""

    def __init__(self) -> None:
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.listening.getsockname()[1]
        self.says: dict[str, bytes | None] = {}
        self.letters = 0
        self.last = b""

    def serve(self) -> None:
        """One caller after the other, until the socket is closed."""
        while True:
            try:
                caller, _ = self.listening.accept()
            except OSError:
                return
            with suppress(OSError), caller, caller.makefile("rb") as lines:
                self._talk(caller, lines)

    def _talk(self, caller: socket.socket, lines: object) -> None:
        if not self._say(caller, "hello", b"220 here"):
            return
        for line in lines:  # type: ignore[attr-defined] # a file
            word = (line.split(b":")[0].split() or [b""])[0].decode(errors="replace").lower()
            if not self._say(caller, word, b"354 go" if word == "data" else b"250 ok"):
                return
            if word == "data" and self.says.get("data", b"354").startswith(b"354"):  # type: ignore[union-attr] # hung up before
                self.last = b"".join(iter(lines.__next__, b".\r\n"))  # type: ignore[attr-defined] # a file
                self.letters += 1
                if not self._say(caller, "end", b"250 taken"):
                    return

    def _say(self, caller: socket.socket, moment: str, usual: bytes) -> bool:
        said = self.says.get(moment, usual)
        if said is None:
            return False
        caller.sendall(said + b"\r\n")
        return True


@pytest.fixture
def clerk() -> Iterator[Clerk]:
    """An odd SMTP server."""
    odd = Clerk()
    thread = threading.Thread(target=odd.serve)
    thread.start()
    yield odd
    odd.listening.shutdown(socket.SHUT_RDWR)
    odd.listening.close()
    thread.join()


def _send(clerk: Clerk) -> str:
    patience = Patience(connect=1, attempt=1, total=3, attempts=2, pause=0.01)
    mail = SmtpMail(SmtpLine("smtp", "127.0.0.1", clerk.port), sender="a@example.tw", patience=patience)
    assert mail.breaker.state == "closed"
    return mail.send(reference="r", to=MAIL, subject="x", text="y", written=WRITTEN).id


def test_the_clerk_takes_a_letter(clerk: Clerk) -> None:
    assert _send(clerk).endswith("@example.tw>")
    assert clerk.letters == 1


def test_12_1_4_a_letter_has_the_headers_of_one_as_a_parser_that_is_not_ours_reads_it(clerk: Clerk) -> None:
    mail = SmtpMail(SmtpLine("smtp", "127.0.0.1", clerk.port), sender="a@example.tw", sender_name="安禾", answers="service@example.tw")
    pdf = Attachment("電子保單.pdf", b"%PDF", "application/pdf")
    for _ in range(2):
        mail.send(reference="r", to=MAIL, subject="投保完成", text="您好", html="<p>您好</p>", written=WRITTEN, attachments=[pdf])
        read = BytesParser(policy=policy.default).parsebytes(clerk.last)
        assert not read.defects
        assert {name.lower() for name in read} == {
            "from", "to", "subject", "date", "message-id", "reply-to", "auto-submitted", "mime-version", "content-type",
        }  # fmt: skip
        assert len(read) == len(set(read)), "each once"
        assert read["Date"].datetime == WRITTEN, "when it was written, not when it was tried"
        assert (str(read["From"]), str(read["Reply-To"]), str(read["To"])) == ("安禾 <a@example.tw>", "service@example.tw", MAIL)
        assert read["Subject"] == "投保完成"
        assert [part.get_content_type() for part in read.walk() if not part.is_multipart()] == [
            "text/plain",
            "text/html",
            "application/pdf",
        ]
        assert max(map(len, clerk.last.split(b"\r\n"))) <= 998
        assert b"\n" not in clerk.last.replace(b"\r\n", b"")


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        ("hello", b"421 busy"),
        ("hello", None),
        ("ehlo", None),
        ("mail", b"451 later"),
        ("mail", None),
        ("rcpt", b"450 busy"),
        ("end", b"451 full"),
        ("data", b"451 no"),
        ("data", b"250 what letter"),
    ],
)
def test_put_off_is_surely_not_sent(clerk: Clerk, moment: str, said: bytes | None) -> None:
    clerk.says[moment] = said
    with pytest.raises(Unreachable) as caught:
        _send(clerk)
    assert caught.value.evidence.attempts == 2


@pytest.mark.parametrize(
    ("moment", "said"), [("hello", b"554 go away"), ("mail", b"550 not you"), ("rcpt", b"550 nobody here"), ("end", b"554 spam")]
)
def test_refused_for_good_is_rejected_at_once(clerk: Clerk, moment: str, said: bytes) -> None:
    clerk.says[moment] = said
    with pytest.raises(Rejected) as caught:
        _send(clerk)
    assert caught.value.code == said[:3].decode()
    assert caught.value.evidence.attempts == 1


def test_hanging_up_after_the_letter_is_no_answer(clerk: Clerk) -> None:
    clerk.says["end"] = None
    with pytest.raises(NoAnswer):
        _send(clerk)
    assert clerk.letters == 2


def test_hanging_up_after_thanks_is_still_sent(clerk: Clerk) -> None:
    clerk.says["quit"] = None
    assert _send(clerk)
    assert clerk.letters == 1
