"""A browser without a browser: follows every redirect, sends forms with their token (twice, for who presses twice), counts the answers,
and says so where none helps; who uses it is in crowd.py.
"""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

import httpx

from bench.buyer import TOKEN

SAYS_WHY: Final = (422, 429)
"""Pages that say what is wrong, with the form again."""


class Lost(Exception):
    """No answer came, or none that helps: look where one stands."""


@dataclass
class Browser:
    """One browser at the storefront and at the sandbox; `where` is the last page's status and step, `answers` how many came by status."""

    url: str
    sandbox: str
    twice: bool = field(default=False, kw_only=True)
    answers: Counter[int] = field(default_factory=Counter, kw_only=True)
    where: str = field(default="", kw_only=True)

    def __post_init__(self) -> None:
        self.client = httpx.Client(base_url=self.url, trust_env=False, timeout=30)
        self.outside = httpx.Client(base_url=self.sandbox, trust_env=False, timeout=30)

    def leave(self) -> None:
        """Close the browser."""
        self.client.close()
        self.outside.close()

    def get(self, path: str) -> httpx.Response:
        """The page at the end of an address. Raises Lost and HTTPError."""
        return self._followed(lambda: self.client.get(path))

    def send(self, path: str, answers: dict[str, Any], page: httpx.Response) -> httpx.Response:
        """The page that follows a form. Raises Lost and HTTPError."""
        token = TOKEN.search(page.text)
        told = answers | {"csrfmiddlewaretoken": token[1] if token else ""}
        if self.twice:
            try:
                self._count(self.client.post(path, data=told))
            except httpx.HTTPError:
                self.answers[0] += 1
        return self._followed(lambda: self.client.post(path, data=told))

    def _followed(self, ask: Callable[[], httpx.Response]) -> httpx.Response:
        """The page at the end of the redirects. Raises Lost at a fault of the server, and HTTPError where none answers."""
        try:
            answer = self._count(ask())
            while answer.status_code in (302, 303):
                place = httpx.URL(answer.url).join(answer.headers["Location"])
                client = self.outside if str(place).startswith(self.sandbox) else self.client
                answer = self._count(client.get(place))
        except httpx.HTTPError:
            self.answers[0] += 1
            raise
        self.where = f"{answer.status_code} {last(answer)}"
        if answer.status_code >= 400 and answer.status_code not in SAYS_WHY:
            raise Lost(f"{answer.status_code} {answer.url.path}")
        return answer

    def _count(self, answer: httpx.Response) -> httpx.Response:
        self.answers[answer.status_code] += 1
        return answer


def last(page: httpx.Response) -> str:
    """The step that a page is, by the end of its address."""
    return page.url.path.rstrip("/").rpartition("/")[2]


def words(html: str) -> str:
    """What a page says, without its markup."""
    body = html.partition("<main")[2] or html
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))
