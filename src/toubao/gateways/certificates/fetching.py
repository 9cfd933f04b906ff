"""Bytes from an authority's address over HTTP: only from hosts that are allowed, without redirects, bounded in time and size."""

from collections.abc import Callable, Mapping
from threading import Lock
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

import httpx

from toubao.gateways.breaker import Breaker
from toubao.gateways.evidence import Evidence
from toubao.gateways.operations import Operation
from toubao.gateways.patience import Failed, Nerves, Patience, Persistence
from toubao.gateways.transport import BEFORE_SENDING, authorities

R = TypeVar("R")
LARGEST_ANSWER: Final = 64 * 1024
LARGEST_LIST: Final = 16 * 1024 * 1024
PORTS: Final = {"http": 80, "https": 443}


def host_of(address: str) -> str:
    """`host:port` of an http or https address without a name or password in it; empty for any other."""
    try:
        parts = urlsplit(address)
        port = parts.port or PORTS.get(parts.scheme, 0)
    except ValueError:
        return ""
    plain = parts.scheme in PORTS and parts.hostname and "@" not in parts.netloc and "\\" not in address
    return f"{(parts.hostname or '').rstrip('.')}:{port}" if plain and address.isascii() and address.isprintable() else ""


class Fetcher:
    """Gets and posts bytes; a circuit breaker a host. `hosts` are `host:port`; whoever asks another is a mistake in the program."""

    def __init__(
        self,
        hosts: frozenset[str],
        *,
        patience: Patience | None = None,
        breaker: Callable[[], Breaker] = Breaker,
        nerves: Nerves | None = None,
    ) -> None:
        self.hosts = hosts
        self.patience = patience or Patience()
        self._nerves = nerves or Nerves()
        self._breaker = breaker
        self._asked: dict[str, Persistence] = {}
        self._making = Lock()
        headers = {"Accept-Encoding": "identity"}
        self._client = httpx.Client(follow_redirects=False, trust_env=False, verify=authorities(), headers=headers)

    def allows(self, address: str) -> bool:
        """Whether an address may be asked at all."""
        return host_of(address) in self.hosts

    def ask(
        self,
        operation: Operation,
        address: str,
        question: Mapping[str, Any],
        body: Callable[[], bytes] | None,
        read: Callable[[bytes], tuple[dict[str, Any], R]],
    ) -> tuple[R, Evidence]:
        """POST what `body` makes (or GET, without one), and give what `read` makes of the answer, with the evidence.

        Raises Unreachable or NoAnswer. `read` gives what evidence keeps of the answer, and its result; its WrongAnswer is no answer.
        """
        made: list[R] = []
        largest = LARGEST_LIST if body is None else LARGEST_ANSWER

        def attempt(left: float) -> dict[str, Any]:
            told, result = read(self._once(address, body, left, largest))
            made.append(result)
            return told

        evidence = self._persistence(host_of(address)).ask(operation, {"address": address, **question}, attempt, lambda _, kept: kept)
        return made[-1], evidence

    def close(self) -> None:
        """Close all connections."""
        self._client.close()

    def _persistence(self, host: str) -> Persistence:
        if host not in self.hosts:
            raise PermissionError(host)
        with self._making:
            if host not in self._asked:
                self._asked[host] = Persistence("certificates", patience=self.patience, breaker=self._breaker(), nerves=self._nerves)
            return self._asked[host]

    def _once(self, address: str, body: Callable[[], bytes] | None, left: float, largest: int) -> bytes:
        """One attempt: the whole body of an answer of status 200, or Failed. A redirect is not followed: it is no answer."""
        timeout = httpx.Timeout(left, connect=min(left, self.patience.connect))
        kind = {"Content-Type": "application/ocsp-request", "Accept": "application/ocsp-response"} if body else {}
        try:
            with self._client.stream(
                "POST" if body else "GET", address, content=body() if body else None, headers=kind, timeout=timeout
            ) as response:
                if response.status_code != 200:
                    raise Failed(f"HTTP {response.status_code}", acted=True)
                return self._read(response, left, largest)
        except BEFORE_SENDING as error:
            raise Failed(type(error).__name__, acted=False) from None
        except (httpx.HTTPError, httpx.StreamError, OSError) as error:
            raise Failed(type(error).__name__, acted=True) from None

    def _read(self, response: httpx.Response, left: float, largest: int) -> bytes:
        clock = self._nerves.clock
        until, content = clock() + left, bytearray()
        if response.headers.get("Content-Encoding", "identity") != "identity":
            raise Failed("compressed answer", acted=True)
        for chunk in response.iter_raw():
            content += chunk
            if len(content) > largest:
                raise Failed("answer too large", acted=True)
            if clock() > until:
                raise Failed("answer too slow", acted=True)
        return bytes(content)
