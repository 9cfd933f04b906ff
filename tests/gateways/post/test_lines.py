"""Mail over TLS and signed in, to the real sandbox and past somebody who stands between: what can't be verified gets no letter."""

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.gateways.conftest import MAIL, WRITTEN, Lines
from tests.gateways.post.test_mail import Clerk, clerk
from toubao.gateways.evidence import Unreachable
from toubao.gateways.mail import SmtpMail
from toubao.gateways.patience import Patience
from toubao.gateways.smtp_line import SmtpLine

__all__ = ["clerk"]
USER = "insurer"
ONCE = Patience(connect=1, attempt=1, total=3, attempts=1)


def _line(lines: Lines, kind: str, *, user: str = USER, password: str | None = None, own: bool = True, host: str = "127.0.0.1") -> SmtpLine:
    port = lines.sandbox.smtps_port if kind == "smtps" else lines.sandbox.smtp_port
    known = lines.sandbox.secret.decode() if password is None else password
    authority = lines.sandbox.home / "mailbox" / "server.pem" if own else None
    return SmtpLine(kind, host, port, user, known if user else "", authority)


def _send(line: SmtpLine) -> str:
    mail = SmtpMail(line, sender="service@insurer.example", patience=ONCE)
    return mail.send(reference="r", to=MAIL, subject="x", text="y", written=WRITTEN).id


def _not_sent(lines: Lines, line: SmtpLine) -> str:
    """Why a letter surely was not sent."""
    with pytest.raises(Unreachable) as caught:
        _send(line)
    assert lines.sandbox.mails(MAIL) == []
    assert lines.sandbox.secret.decode() not in repr(caught.value.evidence) + repr(line)
    return caught.value.reason


@pytest.mark.parametrize(
    ("kind", "user", "how"),
    [
        ("smtp", "", "ESMTP"), ("smtp+starttls", "", "ESMTPS"), ("smtp+starttls", USER, "ESMTPSA"), ("smtps", "", "ESMTPS"),
        ("smtps", USER, "ESMTPSA"),
    ],
)  # fmt: skip
def test_a_letter_comes_as_the_address_says(lines: Lines, kind: str, user: str, how: str) -> None:
    _send(_line(lines, kind, user=user))
    assert [letter["with"] for letter in lines.sandbox.mails(MAIL)] == [how]


@pytest.mark.parametrize("kind", ["smtp+starttls", "smtps"])
def test_a_certificate_that_nobody_we_believe_has_signed_gets_no_letter(lines: Lines, kind: str) -> None:
    assert _not_sent(lines, _line(lines, kind, own=False)) == "SSLCertVerificationError"
    _send(_line(lines, kind))  # the control: the same server, with its authority believed
    assert len(lines.sandbox.mails(MAIL)) == 1


@pytest.fixture
def between(lines: Lines) -> Iterator[int]:
    """Somebody at another address who passes every byte on to the sandbox's TLS port; the port."""
    listening = socket.create_server(("127.0.0.2", 0))
    thread = threading.Thread(target=_pass_on, args=(listening, lines.sandbox.smtps_port))
    thread.start()
    yield listening.getsockname()[1]
    listening.shutdown(socket.SHUT_RDWR)
    listening.close()
    thread.join()


def _pass_on(listening: socket.socket, port: int) -> None:
    """One caller after the other, until the socket is closed."""
    with suppress(OSError):
        while True:
            caller, _ = listening.accept()
            with caller, socket.create_connection(("127.0.0.1", port)) as there:
                back = threading.Thread(target=_copy, args=(there, caller))
                back.start()
                _copy(caller, there)
                back.join()


def _copy(one: socket.socket, other: socket.socket) -> None:
    with suppress(OSError):
        while piece := one.recv(65536):
            other.sendall(piece)
        other.shutdown(socket.SHUT_WR)


def test_the_certificate_of_another_name_gets_no_letter(lines: Lines, between: int) -> None:
    authority = lines.sandbox.home / "mailbox" / "server.pem"
    assert _not_sent(lines, SmtpLine("smtps", "127.0.0.2", between, authority=authority)) == "SSLCertVerificationError"
    _send(_line(lines, "smtps", user=""))
    assert len(lines.sandbox.mails(MAIL)) == 1


def test_who_takes_starttls_out_of_the_hello_gets_no_letter(lines: Lines) -> None:
    lines.sandbox.switch("mailbox", hide_starttls=True)
    assert _not_sent(lines, _line(lines, "smtp+starttls")) == "STARTTLS is not offered"
    assert _not_sent(lines, _line(lines, "smtp+starttls", user="")) == "STARTTLS is not offered"
    _send(_line(lines, "smtp", user=""))  # the control: whoever doesn't insist is read by everybody
    assert [letter["with"] for letter in lines.sandbox.mails(MAIL)] == ["ESMTP"]


@pytest.mark.parametrize("kind", ["smtp+starttls", "smtps"])
def test_without_a_sign_in_on_offer_nothing_is_sent(lines: Lines, kind: str) -> None:
    lines.sandbox.switch("mailbox", hide_auth=True)
    assert _not_sent(lines, _line(lines, kind)) == "AUTH is not offered"
    lines.sandbox.switch("mailbox", hide_auth=False)
    _send(_line(lines, kind))
    assert [letter["with"] for letter in lines.sandbox.mails(MAIL)] == ["ESMTPSA"]


@pytest.mark.parametrize(("user", "password"), [(USER, "wrong"), (USER, ""), ("somebody", None)])
def test_a_sign_in_that_is_refused_is_told_and_nothing_is_sent(lines: Lines, user: str, password: str | None) -> None:
    assert _not_sent(lines, _line(lines, "smtps", user=user, password=password)) == "SMTP 535: our sign-in was refused"


def test_a_file_of_authorities_that_is_gone_is_not_the_systems_instead(lines: Lines) -> None:
    line = SmtpLine("smtps", "127.0.0.1", lines.sandbox.smtps_port, authority=Path("/nowhere/ca.pem"))
    assert _not_sent(lines, line) == "FileNotFoundError"


OFFERED = {"ehlo": b"250-here\r\n250 STARTTLS"}


@pytest.mark.parametrize(
    ("says", "reason"),
    [
        ({**OFFERED, "starttls": b"454 not now"}, "SMTP 454"), ({**OFFERED, "starttls": b"220 go\r\n250 not TLS at all"}, "SSLError"),
        ({**OFFERED, "starttls": None}, "SMTPServerDisconnected"),
        ({}, "STARTTLS is not offered"), ({"ehlo": b"502 no"}, "STARTTLS is not offered"),
    ],
)  # fmt: skip
def test_a_server_that_does_not_come_to_tls_gets_no_letter(clerk: Clerk, says: dict[str, bytes | None], reason: str) -> None:
    clerk.says.update(says)
    with pytest.raises(Unreachable) as caught:
        _send(SmtpLine("smtp+starttls", "127.0.0.1", clerk.port))
    assert caught.value.reason == reason
    assert clerk.letters == 0


@pytest.mark.parametrize("kind", ["smtp", "smtp+starttls", "smtps"])
def test_a_server_that_says_nothing_is_not_waited_for_long(kind: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf, pytest.raises(Unreachable) as caught:
        _send(SmtpLine(kind, "127.0.0.1", deaf.getsockname()[1]))
    assert caught.value.reason in ("TimeoutError", "SMTPServerDisconnected")
    assert caught.value.evidence.latency_ms < 2000


@pytest.mark.parametrize(("moment", "said"), [("mail", b"530 5.7.0 sign in first"), ("rcpt", b"530 no"), ("hello", b"521 no mail here")])
def test_a_refusal_that_is_not_about_the_letter_is_surely_not_sent(clerk: Clerk, moment: str, said: bytes) -> None:
    clerk.says[moment] = said
    with pytest.raises(Unreachable) as caught:
        _send(SmtpLine("smtp", "127.0.0.1", clerk.port))
    assert caught.value.reason == f"SMTP {said[:3].decode()}"
    assert clerk.letters == 0


def test_addresses_of_the_post() -> None:
    line = SmtpLine.at("smtp+starttls://us%40anhe:w%2Frd@mail.example", password="beside")
    assert (line.kind, line.host, line.port, line.user, line.password) == ("smtp+starttls", "mail.example", 587, "us@anhe", "w/rd")
    assert SmtpLine.at("smtps://us@mail.example", password="beside").password == "beside"
    assert (SmtpLine.at("smtps://mail.example", password="beside").password, SmtpLine.at("smtps://mail.example").port) == ("", 465)
    assert (SmtpLine.at("smtp://mail.example").port, SmtpLine.at("smtp://mail.example:2525").port) == (25, 2525)
    for wrong in ("smtp://us@mail.example", "http://mail.example", "smtp://", "mail.example", "smtps://mail.example:0x"):
        with pytest.raises(ValueError, match=r"post|Port"):
            SmtpLine.at(wrong)
