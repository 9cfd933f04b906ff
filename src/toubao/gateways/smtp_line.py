"""How the post's server is reached: plain, over TLS from the first byte, or by STARTTLS, and signed in; what is sent is in mail.py."""

import ssl
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from smtplib import SMTP, SMTP_SSL, SMTPNotSupportedError
from typing import Final
from urllib.parse import unquote, urlsplit

PORTS: Final = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}


class NotOffered(Exception):
    """The server (or somebody between us) doesn't offer what this line insists on; nothing was said that matters."""


@dataclass(frozen=True)
class SmtpLine:
    """A server of the post: `kind` is a key of PORTS; `authority` a file of certificates that are believed instead of the system's;
    with a `user` we sign in, over TLS alone. Raises ValueError for a sign-in that everybody could read.
    """

    kind: str
    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)
    authority: Path | None = None

    def __post_init__(self) -> None:
        if self.kind not in PORTS or not self.host:
            raise ValueError(f"{self.kind}://{self.host} is no server of the post: {', '.join(PORTS)}")
        if self.user and self.kind == "smtp":
            raise ValueError("a sign-in at the post needs smtps:// or smtp+starttls://")

    @classmethod
    def at(cls, url: str, *, password: str = "", authority: Path | None = None) -> "SmtpLine":
        """The line to an address such as smtp+starttls://user@host:587; a password in it goes before the one given beside it.

        Raises ValueError for what is no such address.
        """
        parts = urlsplit(url)
        user, told = unquote(parts.username or ""), unquote(parts.password or "")
        port = parts.port or PORTS.get(parts.scheme, 0)
        return cls(parts.scheme, parts.hostname or "", port, user, (told or password) if user else "", authority)

    def open(self, *, called: str, timeout: float) -> SMTP:
        """A connection that has said hello as `called`, is encrypted and signed in where the line wants that; whoever gets it closes it.

        Raises NotOffered, SMTPException or OSError; then it is closed.
        """
        if self.kind == "smtps":
            return self._ready(SMTP_SSL(self.host, self.port, local_hostname=called, timeout=timeout, context=self._context))
        return self._ready(SMTP(self.host, self.port, local_hostname=called, timeout=timeout))

    def _ready(self, server: SMTP) -> SMTP:
        try:
            server.ehlo_or_helo_if_needed()
            if self.kind == "smtp+starttls":
                self._encrypt(server)
            if self.user:
                self._sign_in(server)
        except BaseException:
            server.close()
            raise
        return server

    def _encrypt(self, server: SMTP) -> None:
        """Never goes on in the clear: who takes STARTTLS out of the server's words gets nothing."""
        if not server.has_extn("starttls"):
            raise NotOffered("STARTTLS is not offered")
        server.starttls(context=self._context)
        server.ehlo()

    def _sign_in(self, server: SMTP) -> None:
        if not server.has_extn("auth"):
            raise NotOffered("AUTH is not offered")
        try:
            server.login(self.user, self.password)
        except SMTPNotSupportedError:
            raise NotOffered("no known way of AUTH is offered") from None

    @cached_property
    def _context(self) -> ssl.SSLContext:
        context = ssl.create_default_context(cafile=None if self.authority is None else str(self.authority))
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        return context
