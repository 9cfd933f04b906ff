"""Reports of letters that did not arrive (RFC 3464), as mail servers write them, read from the real sandbox over POP3."""

import poplib
import smtplib
from collections.abc import Iterator
from email.message import EmailMessage

import pytest

from tests.fixtures.sandbox import RunningSandbox
from toubao.gateways import returns
from toubao.gateways.evidence import Unreachable
from toubao.gateways.returns import Pop3Returns, Report, report

SENDER = "service@anhe.example"
LETTER = "<0123456789abcdef@anhe.example>"
POSTFIX = (
    "From: MAILER-DAEMON@mx.example (Mail Delivery System)\nSubject: Undelivered Mail Returned to Sender\nTo: {to}\n"
    'MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status;\n\tboundary="B1"\n\n'
    "--B1\nContent-Description: Notification\nContent-Type: text/plain; charset=us-ascii\n\nI'm sorry.\n\n"
    "--B1\nContent-Description: Delivery report\nContent-Type: message/delivery-status\n\n"
    "Reporting-MTA: dns; mx.example\nX-Postfix-Queue-ID: 4F\nArrival-Date: Mon, 23 Nov 2026 10:00:00 +0800\n\n"
    "Final-Recipient: rfc822; lin@example.com\nOriginal-Recipient: rfc822;lin@example.com\nAction: {action}\nStatus: {status}\n"
    "Diagnostic-Code: smtp; 550 5.1.1 no such user\n\n"
    "--B1\nContent-Description: Undelivered Message\nContent-Type: {kind}\n\n"
    "Message-ID: <0123456789abcdef@anhe.example>\nFrom: service@anhe.example\nTo: lin@example.com\nSubject: =?utf-8?B?5oKo55qE?=\n\ntext\n"
    "--B1--\n"
)  # fmt: skip


def written(action: str = "failed", status: str = "5.1.1", kind: str = "message/rfc822") -> bytes:
    return POSTFIX.format(to=SENDER, action=action, status=status, kind=kind).encode()


@pytest.mark.parametrize("kind", ["message/rfc822", "text/rfc822-headers", "message/rfc822-headers"])
def test_a_report_names_its_letter_and_says_why(kind: str) -> None:
    assert report(written(kind=kind)) == Report(LETTER, "failed", "5.1.1")
    assert report(written(kind=kind).replace(b"\n", b"\r\n")) == Report(LETTER, "failed", "5.1.1")


def test_what_is_only_delayed_is_not_lost() -> None:
    late = report(written("delayed", "4.4.1"))
    assert late is not None
    assert not late.lost
    assert Report(LETTER, "failed", "5.1.1").lost


@pytest.mark.parametrize(
    "letter",
    [
        b"", b"\xff\x00\x80", b"Subject: I am away\n\nUntil Monday.\n",
        written().replace(b"Message-ID", b"X-Message-ID"), written().replace(b"Action", b"X-Action"),
        written().replace(b"message/delivery-status", b"text/plain"), written().replace(b"multipart/report", b"text/plain"),
        b"".join(b'Content-Type: multipart/report; boundary="%d"\n\n--%d\n' % (at, at) for at in range(3000)),
    ],
)  # fmt: skip
def test_what_is_no_report_is_none(letter: bytes) -> None:
    assert report(letter) is None


@pytest.mark.parametrize("url", ["smtp://us@mail", "pop3://mail.example", "pop3s://us@", "mail", ""])
def test_an_address_that_names_no_mailbox_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="names no user of a mailbox"):
        Pop3Returns.at(url)


def test_a_password_in_the_address_goes_before_the_one_beside_it() -> None:
    box = Pop3Returns.at("pop3s://us%40x:word@mail.example", password="other")
    assert (box.user, box.password, box.port, "word" in repr(box)) == ("us@x", "word", 995, False)
    assert Pop3Returns.at("pop3://us@mail.example", password="other").password == "other"


@pytest.fixture
def box(sandbox: RunningSandbox) -> Iterator[Pop3Returns]:
    """The sender's mailbox in a sandbox that remembers nothing."""
    sandbox.reset()
    yield Pop3Returns("pop3", "127.0.0.1", sandbox.port + 3, SENDER, sandbox.secret.decode())
    sandbox.reset()


def post(sandbox: RunningSandbox, to: str, raw: bytes = b"") -> None:
    with smtplib.SMTP("127.0.0.1", sandbox.smtp_port, local_hostname="test") as server:
        server.sendmail(SENDER, to, raw or f"Message-ID: {LETTER}\r\nSubject: x\r\n\r\nhello\r\n".encode())


def test_what_cannot_be_delivered_comes_back_and_is_read_once(sandbox: RunningSandbox, box: Pop3Returns) -> None:
    post(sandbox, "lin+returned@demo.example")
    post(sandbox, "wang@demo.example")
    assert sandbox.mails("lin+returned@demo.example") == []
    assert list(box.letters()) == [Report(LETTER, "failed", "5.1.1")]
    assert list(box.letters()) == []


def test_a_letter_that_was_read_and_not_dealt_with_is_read_again(sandbox: RunningSandbox, box: Pop3Returns) -> None:
    post(sandbox, "lin+returned@demo.example")
    reading = box.letters()
    assert next(reading).message_id == LETTER
    reading.close()
    assert [each.message_id for each in box.letters()] == [LETTER]


def test_what_is_no_report_goes_and_does_not_block_the_rest(
    sandbox: RunningSandbox, box: Pop3Returns, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = EmailMessage()
    away["Subject"] = "I am away"
    away.set_content("Until Monday.\n.\n..\n")
    post(sandbox, SENDER, away.as_bytes())
    post(sandbox, SENDER, b"Subject: long\r\n\r\n" + (b"y" * 900 + b"\r\n") * 4)
    post(sandbox, "lin+returned@demo.example")
    monkeypatch.setattr(returns, "LONGEST", 2000)
    assert len(list(box.letters())) == 1
    assert sandbox.mails(SENDER) == []


def test_a_line_longer_than_the_client_takes_blocks_one_visit_alone(
    sandbox: RunningSandbox, box: Pop3Returns, monkeypatch: pytest.MonkeyPatch
) -> None:
    post(sandbox, SENDER, b"Subject: long\r\n\r\n" + b"y" * 990 + b"\r\n")
    post(sandbox, "lin+returned@demo.example")
    monkeypatch.setattr(poplib, "_MAXLINE", 600)  # as if other servers let in longer lines than SMTP does
    with pytest.raises(Unreachable):
        list(box.letters())
    assert [each.message_id for each in box.letters()] == [LETTER]


@pytest.mark.parametrize("switch", ["down", "unreachable"])
def test_a_mailbox_that_does_not_answer_is_unreachable(sandbox: RunningSandbox, box: Pop3Returns, switch: str) -> None:
    sandbox.switch("mailbox", **{switch: True})
    with pytest.raises(Unreachable):
        list(box.letters())
    sandbox.reset()
    with pytest.raises(Unreachable):
        list(Pop3Returns("pop3", "127.0.0.1", box.port, SENDER, "wrong").letters())
    with pytest.raises(Unreachable):
        list(Pop3Returns("pop3s", "127.0.0.1", box.port, SENDER, "x").letters())
