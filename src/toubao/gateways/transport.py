"""Signed questions over HTTP: what goes out, what may come back and how large; what is asked is in the file of each institution."""

import hashlib
import hmac
import json
import secrets
import ssl
from collections.abc import Callable, Mapping
from functools import cache
from types import TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import urlencode

import httpx

from toubao.gateways.answers import Answer, WrongAnswer, parse
from toubao.gateways.breaker import Breaker
from toubao.gateways.evidence import Evidence
from toubao.gateways.operations import Operation
from toubao.gateways.patience import Failed, Nerves, Patience, Persistence, Refused

R = TypeVar("R")
LARGEST_ANSWER = 256 * 1024
NOT_NOW = frozenset({408, 425, 429})
BEFORE_SENDING = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol, httpx.ProxyError)


def sign(secret: bytes, *, method: str, target: bytes, body: bytes) -> str:
    """The value of `Insurer-Signature`: HMAC-SHA256 over a new nonce, method, path with query, and body, joined by line feeds."""
    nonce = secrets.token_hex(16)
    text = b"\n".join((nonce.encode(), method.encode(), target, body))
    return f"nonce={nonce}; v1={hmac.new(secret, text, hashlib.sha256).hexdigest()}"


@cache
def authorities() -> ssl.SSLContext:
    """Whose certificates we believe of institutions' servers, by TLS 1.2 or newer with keys that are forgotten afterwards; read once a
    process, since it takes a while.
    """
    context = httpx.create_ssl_context(trust_env=False)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("ECDHE+AESGCM:ECDHE+CHACHA20")
    return context


class Transport:
    """The line to one institution: one pool of connections, one circuit breaker; safe to share between threads.

    `base_url` has no path; `secret` signs each request, unless it is None. Never follows redirects, never reads proxies from the
    environment, takes no compressed answer, and reads at most 256 KiB of one.
    """

    def __init__(
        self,
        institution: str,
        base_url: str,
        *,
        secret: bytes | None,
        patience: Patience | None = None,
        breaker: Breaker | None = None,
        nerves: Nerves | None = None,
    ) -> None:
        self.patience = patience or Patience()
        self._secret = secret
        self._persistence = Persistence(institution, patience=self.patience, breaker=breaker, nerves=nerves)
        headers = {"Accept-Encoding": "identity"}
        self._client = httpx.Client(base_url=base_url, follow_redirects=False, trust_env=False, verify=authorities(), headers=headers)

    @property
    def breaker(self) -> Breaker:
        """The circuit breaker of this line (for health pages)."""
        return self._persistence.breaker

    def ask(self, operation: Operation, method: str, path: str, question: Mapping[str, Any], read: Callable[[Answer, Evidence], R]) -> R:
        """Ask one JSON question (sent as the body unless the method is GET) and give what `read` makes of the answer.

        Raises Unreachable, NoAnswer or Rejected.
        """
        body = b"" if method == "GET" else json.dumps(question, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        headers = {"Accept": "application/json", "Content-Type": "application/json"}
        return self._persistence.ask(operation, question, lambda left: self._json(method, path, body, headers, left), read)

    def ask_as(
        self,
        operation: Operation,
        url: str,
        question: Mapping[str, Any],
        read: Callable[[Answer, Evidence], R],
        *,
        headers: Mapping[str, str],
        form: Mapping[str, str] | None = None,
    ) -> R:
        """Ask in another's words: a GET, or a form, which is sent once alone; `question` is what evidence keeps. Errors as `ask`."""
        body = b"" if form is None else urlencode(form).encode()
        sent = {"Accept": "application/json", **({} if form is None else {"Content-Type": "application/x-www-form-urlencoded"}), **headers}
        method, attempts = ("GET", None) if form is None else ("POST", 1)
        return self._persistence.ask(operation, question, lambda left: self._json(method, url, body, sent, left), read, attempts=attempts)

    def ask_bytes(
        self, operation: Operation, path: str, question: Mapping[str, Any], body: bytes, kind: tuple[str, str], read: Callable[[bytes], R]
    ) -> R:
        """POST `body` as media type `kind[0]` and give what `read` makes of the answer, which must be of `kind[1]`; errors as `ask`."""
        made: list[R] = []

        def attempt(left: float) -> dict[str, Any]:
            response, came = self._send("POST", path, body, {"Accept": kind[1], "Content-Type": kind[0]}, left)
            if response.headers.get("Content-Type", "").partition(";")[0].strip() != kind[1]:
                raise WrongAnswer(f"not {kind[1]}")
            made.append(read(came))
            return {"sha256": hashlib.sha256(came).hexdigest(), "bytes": len(came)}

        self._persistence.ask(operation, question, attempt, lambda answer, _: answer.integer("bytes"))
        return made[-1]

    def close(self) -> None:
        """Close all connections."""
        self._client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _json(self, method: str, path: str, body: bytes, headers: dict[str, str], left: float) -> dict[str, Any]:
        return parse(self._send(method, path, body, headers, left)[1])

    def _send(self, method: str, path: str, body: bytes, headers: dict[str, str], left: float) -> tuple[httpx.Response, bytes]:
        """One attempt: the response and its whole body, if the status says that it is an answer."""
        try:
            request = self._client.build_request(method, path, content=body, headers=headers, timeout=self._timeout(left))
            if self._secret is not None:
                signed = sign(self._secret, method=method, target=request.url.raw_path, body=body)
                request.headers["Insurer-Signature"] = signed
            response = self._client.send(request, stream=True)
            try:
                content = self._read(response, left)
            finally:
                response.close()
        except BEFORE_SENDING as error:
            raise Failed(type(error).__name__, acted=False) from None
        except httpx.InvalidURL:
            raise Failed("InvalidURL", acted=False) from None
        except (httpx.HTTPError, httpx.StreamError, OSError) as error:
            raise Failed(type(error).__name__, acted=True) from None
        _weigh(response.status_code, content)
        return response, content

    def _timeout(self, left: float) -> httpx.Timeout:
        return httpx.Timeout(left, connect=min(left, self.patience.connect))

    def _read(self, response: httpx.Response, left: float) -> bytes:
        clock = self._persistence.nerves.clock
        until = clock() + left
        if response.headers.get("Content-Encoding", "identity") != "identity":
            raise Failed("compressed answer", acted=True)
        content = bytearray()
        for chunk in response.iter_raw():
            content += chunk
            if len(content) > LARGEST_ANSWER:
                raise Failed("answer too large", acted=True)
            if clock() > until:
                raise Failed("answer too slow", acted=True)
        return bytes(content)


def _weigh(status: int, content: bytes) -> None:
    """Let an answer of 200 to 299 pass; one of 400 to 499 raises Refused, with the code that it names or else `http-` and its status;
    everything else Failed.
    """
    if 200 <= status < 300:
        return
    if not 400 <= status < 500 or status in NOT_NOW:
        raise Failed(f"HTTP {status}", acted=True)
    try:
        problem = parse(content)
    except WrongAnswer:
        problem = {}
    code, detail = problem.get("code", problem.get("error")), problem.get("detail", problem.get("error_description"))
    own = isinstance(code, str) and bool(code)
    raise Refused(str(code)[:80] if own else f"http-{status}", detail[:500] if isinstance(detail, str) else "", problem, own=own)
