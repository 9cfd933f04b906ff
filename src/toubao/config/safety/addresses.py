"""Addresses that would let others read or change what is said: our own, the institutions', the post's, the database's."""

from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from toubao.config.institutions import APPROVED_TIMEOUTS, TIMEOUTS
from toubao.config.safety.finding import Finding, Situation

ENCRYPTED_POST = ("smtps", "smtp+starttls")
POST = ("smtp", *ENCRYPTED_POST)


def bound(situation: Situation) -> list[Finding]:
    """A demo or test can be reached from this machine alone: its passwords are printed and its keys are samples."""
    bind, profile = situation.environment.bind, situation.environment.profile
    if loopback(bind):
        return []
    return [Finding("TOUBAO_BIND", f"is {bind}, but the {profile} profile may be reached from this machine alone: 127.0.0.1")]


def own(situation: Situation) -> list[Finding]:
    """What browsers reach us by, and which names we answer to."""
    found = [Finding("TOUBAO_URL", fault) for fault in _faults(situation.environment.url)]
    found += [Finding("TOUBAO_CONSOLE_URL", fault) for fault in _console_faults(situation)]
    if "*" in situation.variables.get("TOUBAO_HOSTS", ""):
        found.append(Finding("TOUBAO_HOSTS", "has a *: name each host that is yours"))
    return found


def institutions(situation: Situation) -> list[Finding]:
    """Whom we ask over HTTP, and where a form may send a person. What is fetched from OCSP and CRL addresses is signed, and not judged."""
    single = [f"TOUBAO_{name.upper()}_URL" for name in (*TIMEOUTS, *APPROVED_TIMEOUTS)]
    several = ["TOUBAO_CARD_PAGE_ORIGINS", "TOUBAO_WAY_ORIGINS"]
    told = [(name, url) for name in (*single, *several) for url in situation.variables.get(name, "").split(",") if url]
    return [Finding(name, fault) for name, url in told for fault in _faults(url, loopback_too=True)]


def mail(situation: Situation) -> list[Finding]:
    """The post's server: encrypted, unless it is this machine's own."""
    url, authority = situation.variables.get("TOUBAO_MAIL_URL", ""), situation.variables.get("TOUBAO_MAIL_CA", "")
    found = [Finding("TOUBAO_MAIL_URL", fault) for fault in _post_faults(url)] if url else []
    if authority and not Path(authority).is_file():
        found.append(Finding("TOUBAO_MAIL_CA", f"is {authority}, which is no file"))
    return found


def returns(situation: Situation) -> list[Finding]:
    """The mailbox to which letters come back: there, and its password never in clear to another machine."""
    url, authority = situation.variables.get("TOUBAO_RETURNS_URL", ""), situation.variables.get("TOUBAO_RETURNS_CA", "")
    found = [Finding("TOUBAO_RETURNS_URL", fault) for fault in _returns_faults(url)]
    if authority and not Path(authority).is_file():
        found.append(Finding("TOUBAO_RETURNS_CA", f"is {authority}, which is no file"))
    return found


def databases(situation: Situation) -> list[Finding]:
    """A database elsewhere is asked over TLS that checks whom it talks to; what can't be read is told by whoever connects."""
    found = []
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL"):
        address = situation.variables.get(name, "")
        if address and _elsewhere(address, situation) and _sslmode(address, situation) != "verify-full":
            found.append(Finding(name, "names a database on another machine without sslmode=verify-full"))
    return found


def loopback(host: str) -> bool:
    """Whether a host is this machine as only itself reaches it."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def parts(address: str) -> dict[str, str]:
    """What the address of a database says, by name; nothing where it can't be read."""
    try:
        return {name: str(value) for name, value in conninfo_to_dict(address).items() if value is not None}
    except ProgrammingError:
        return {}


def _faults(url: str, *, loopback_too: bool = False) -> Iterator[str]:
    """What is wrong with the address of a web server; at most one thing."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        yield f"is {url[:80]!r}, which is no address"
        return
    if parts.scheme != "https" or not host:
        yield f"is {_bare(url)}: only https:// may carry what customers say"
    elif parts.username or parts.password:
        yield "has a name or password in it: they belong into a file of TOUBAO_HOME/keys"
    elif loopback_too and loopback(host):
        yield f"is {_bare(url)}: nobody but the sandbox answers on this machine itself"


def _console_faults(situation: Situation) -> Iterator[str]:
    """What is wrong with the console's origin: it must be one of its own, by its host, since cookies know no ports."""
    url, shop = situation.environment.console_url, situation.environment.url
    if not url:
        yield "isn't set: where customers are, the console has an origin of its own, such as https://console.insurer.example"
        return
    faults = list(_faults(url))
    yield from faults
    if not faults and not list(_faults(shop)) and urlsplit(url).hostname == urlsplit(shop).hostname:
        yield f"names the same host as TOUBAO_URL, {urlsplit(shop).hostname}: what customers' pages are made to do could reach the console"


def _post_faults(url: str) -> Iterator[str]:
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        yield "can't be read as an address"
        return
    if parts.scheme not in POST or not host:
        yield f"is {_bare(url)}, but must be smtps://host, smtp+starttls://host or, on this machine itself, smtp://host"
    elif parts.scheme not in ENCRYPTED_POST and not loopback(host):
        yield f"is {_bare(url)}: mail to another machine needs smtps:// or smtp+starttls://"
    elif parts.scheme not in ENCRYPTED_POST and parts.username:
        yield f"is {_bare(url)} with a user: a sign-in needs smtps:// or smtp+starttls://"


def _returns_faults(url: str) -> Iterator[str]:
    if not url:
        yield "isn't set: nobody would notice which letters come back"
        return
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        yield "can't be read as an address"
        return
    if parts.scheme != "pop3s" and not (parts.scheme == "pop3" and loopback(host)):
        yield f"is {_bare(url)}, but must be pop3s://user@host or, on this machine itself, pop3://user@host"


def _bare(url: str) -> str:
    """An address as it may be shown: scheme and host, never a password."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.hostname}" if parts.hostname else repr(url[:80].rpartition("@")[2])


def _elsewhere(address: str, situation: Situation) -> bool:
    hosts = parts(address).get("host") or parts(address).get("hostaddr") or situation.variables.get("PGHOST", "")
    return any(host and not host.startswith(("/", "@")) and not loopback(host) for host in hosts.split(","))


def _sslmode(address: str, situation: Situation) -> str:
    return parts(address).get("sslmode") or situation.variables.get("PGSSLMODE", "")
