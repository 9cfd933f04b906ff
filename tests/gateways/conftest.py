"""What tests of the gateways share: impatient lines to the real sandbox, a clock that they hold, and a stranger who answers nonsense."""

import asyncio
import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from time import sleep
from typing import Any

import httpx
import pytest

from tests.fixtures import http
from tests.fixtures.sandbox import RunningSandbox
from tests.fixtures.servers.merchant import merchant
from toubao.gateways.breaker import Breaker
from toubao.gateways.card import HttpCardAcquirer
from toubao.gateways.document_check import HttpDocumentCheck
from toubao.gateways.holder_check import HttpHolderCheck
from toubao.gateways.industry_query import HttpIndustryQuery
from toubao.gateways.industry_report import HttpIndustryReport
from toubao.gateways.mail import SmtpMail
from toubao.gateways.patience import Nerves, Patience
from toubao.gateways.sms import HttpSms
from toubao.gateways.smtp_line import SmtpLine
from toubao.gateways.timestamp import stamper
from toubao.gateways.transport import Transport
from toubao.sandbox.card.numbers import CARDS

__all__ = ["merchant"]
HASTE = Patience(connect=2.0, attempt=3.0, total=8.0, attempts=2, pause=0.01)
ID_NUMBER, PHONE, MAIL = "A123456789", "+886912345678", "wang@example.tw"
WRITTEN = datetime(2026, 11, 30, 9, 30, tzinfo=timezone(timedelta(hours=8)))


@dataclass
class HeldClock:
    """A clock that moves only when somebody sleeps on it."""

    seconds: float = 1000.0
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        """Let the time pass at once."""
        self.slept.append(seconds)
        self.seconds += seconds

    @property
    def nerves(self) -> Nerves:
        """This clock as the nerves of a line, with no chance in its pauses."""
        return Nerves(clock=self, sleep=self.sleep, chance=lambda: 0.5)


class Lines:
    """Impatient lines to one sandbox, a breaker each that never opens unless the test brings its own; `ask` puts one fixed question."""

    def __init__(self, sandbox: RunningSandbox, *, patience: Patience = HASTE, failures: int = 10**9) -> None:
        self.sandbox = sandbox
        self.patience = patience
        self.failures = failures
        self.opened: list[Transport] = []

    def to(self, institution: str, **changed: Any) -> Transport:
        """A line to one institution."""
        settings: dict[str, Any] = {"secret": self.sandbox.secret, "patience": self.patience, "breaker": Breaker(failures=self.failures)}
        self.opened.append(Transport(institution, self.sandbox.url, **{**settings, **changed}))
        return self.opened[-1]

    def mail(self, **changed: Any) -> SmtpMail:
        """A line to the mailbox."""
        settings: dict[str, Any] = {"sender": "service@insurer.example", "sender_name": "示範產險", "patience": self.patience}
        breaker = Breaker(failures=self.failures)
        line = SmtpLine("smtp", "127.0.0.1", self.sandbox.smtp_port)
        return SmtpMail(line, **{**settings, "breaker": breaker, **changed})

    def ask(self, institution: str) -> Any:
        """Put the same question to an institution each time; what comes is the reply."""
        return QUESTIONS[institution](self)

    def acted(self, institution: str) -> int:
        """How often the institution acted: messages, letters, orders, answers, receipts or stamps."""
        return len(TRACES[institution](self))

    def get(self, path: str) -> Any:
        """A page of the sandbox as JSON."""
        return http.get(self.sandbox.url + path).json()

    def pay(self, url: str, number: str = "4242424242424242") -> httpx.Response:
        """Pay on the acquirer's page as a buyer does."""
        typed = {"action": "pay", "number": number, "expiry": "12/60", "cvc": "123"}
        return http.post(url, data=typed, timeout=10)


def _receipt(lines: Lines) -> Any:
    return HttpIndustryReport(lines.to("industry_report")).receipt(
        reference="receipt-1",
        id_number=ID_NUMBER,
        line="travel_accident",
        sum_insured=5_000_000,
        starts=date(2026, 12, 1),
        ends=date(2026, 12, 5),
        applied_at=datetime(2026, 11, 22, 2, 0, tzinfo=UTC),
    )


def _page(lines: Lines) -> Any:
    return HttpCardAcquirer(lines.to("card")).open_page(
        order="TA-1", amount=1234, description="旅行平安保險", return_url="http://shop.invalid/back", webhook_url="http://127.0.0.1:9/"
    )


def _query(lines: Lines) -> Any:
    trip = {"starts": date(2026, 12, 1), "ends": date(2026, 12, 5)}
    return HttpIndustryQuery(lines.to("industry_query")).cumulated(
        reference="query-1", id_number="A100000985", line="travel_accident", **trip
    )


def _check(lines: Lines) -> Any:
    return HttpHolderCheck(lines.to("holder_check")).check(reference="check-1", card_token=CARDS[0].token, id_number=ID_NUMBER)


def _document(lines: Lines) -> Any:
    return HttpDocumentCheck(lines.to("document_check")).check(
        reference="document-1", kind="national_id", id_number=ID_NUMBER, document_number="0012345678", issued_on=date(2015, 3, 2)
    )


QUESTIONS: dict[str, Callable[[Lines], Any]] = {
    "phone": lambda lines: HttpSms(lines.to("sms")).send(reference="sms-1", to=PHONE, text="驗證碼 482913"),
    "mailbox": lambda lines: lines.mail().send(reference="mail-1", to=MAIL, subject="投保完成", text="您好", written=WRITTEN),
    "card": _page,
    "holder_check": _check,
    "document_check": _document,
    "industry_query": _query,
    "industry_report": _receipt,
    "tsa": lambda lines: asyncio.run(stamper(lines.to("timestamp")).async_timestamp(b"\7" * 32, "sha256")),
}
TRACES: dict[str, Callable[[Lines], list[Any]]] = {
    "phone": lambda lines: lines.sandbox.messages(PHONE),
    "mailbox": lambda lines: lines.sandbox.mails(MAIL),
    "card": lambda lines: lines.get("/card/orders.json"),
    "holder_check": lambda lines: lines.get("/ledger.json?institution=holder_check"),
    "document_check": lambda lines: lines.get("/ledger.json?institution=document_check"),
    "industry_query": lambda lines: lines.get("/ledger.json?institution=industry_query"),
    "industry_report": lambda lines: lines.get("/industry/reports.json"),
    "tsa": lambda lines: lines.get("/tsa/stamps.json"),
}
HTTP_INSTITUTIONS = ("phone", "card", "holder_check", "document_check", "industry_query", "industry_report", "tsa")
ALL_INSTITUTIONS = (*HTTP_INSTITUTIONS, "mailbox")


@pytest.fixture
def lines(sandbox: RunningSandbox) -> Iterator[Lines]:
    """Lines to a sandbox that remembers nothing and has no switch on."""
    sandbox.reset()
    ready = Lines(sandbox)
    yield ready
    for line in ready.opened:
        line.close()
    sandbox.reset()


@pytest.fixture
def clock() -> HeldClock:
    """A clock in the test's hand."""
    return HeldClock()


@dataclass
class Stranger:
    """A server that reads one request a connection and then says what the test put into `says`: bytes, cut by pauses (seconds)."""

    port: int
    says: list[list[bytes | float]] = field(default_factory=list)
    heard: list[bytes] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    def answers(self, body: bytes, status: int = 200, kind: str = "application/json", more: str = "") -> None:
        """Answer every request with this."""
        head = f"HTTP/1.1 {status} So\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n{more}\r\n"
        self.says = [[head.encode() + body]]


@pytest.fixture
def stranger() -> Iterator[Stranger]:
    """Somebody who is not the institution."""
    listening = socket.create_server(("127.0.0.1", 0))
    someone = Stranger(listening.getsockname()[1])
    stopped = threading.Event()

    def serve() -> None:
        while not stopped.is_set():
            caller, _ = listening.accept()
            with caller, suppress(OSError):
                _talk(caller, someone)

    thread = threading.Thread(target=serve)
    thread.start()
    yield someone
    stopped.set()
    socket.create_connection(("127.0.0.1", someone.port)).close()
    thread.join()
    listening.close()


def _talk(caller: socket.socket, someone: Stranger) -> None:
    caller.settimeout(2)
    heard, awaited = b"", 1 << 30
    while len(heard) < awaited:
        piece = caller.recv(65536)
        if not piece:
            return
        heard += piece
        head, ended, _ = heard.partition(b"\r\n\r\n")
        if ended:
            length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
            awaited = len(head) + 4 + (int(length[1]) if length else 0)
    someone.heard.append(heard)
    for said in someone.says.pop(0) if len(someone.says) > 1 else someone.says[0]:
        if isinstance(said, bytes):
            caller.sendall(said)
        else:
            sleep(said)


@pytest.fixture
def impatient(stranger: Stranger) -> Iterator[Transport]:
    """A line to the stranger: two attempts, a breaker that never opens."""
    with Transport("x", stranger.url, secret=b"s", patience=HASTE, breaker=Breaker(failures=10**9)) as line:
        yield line


@pytest.fixture
def hasty(stranger: Stranger) -> Iterator[Transport]:
    """A line to the stranger: one attempt."""
    patience = Patience(connect=1.0, attempt=1.0, total=1.0, attempts=1)
    with Transport("x", stranger.url, secret=b"s", patience=patience, breaker=Breaker(failures=10**9)) as line:
        yield line


@pytest.fixture
def stranger_line(stranger: Stranger, impatient: Transport) -> Transport:
    """A line to a stranger who refuses and repeats what he was asked."""
    stranger.answers('{"code": "unknown-card", "detail": "A123456789 有誤", "you_said": ["tok_very_secret_1"]}'.encode(), status=422)
    return impatient
