"""Where the outside institutions are and how they are spoken to; the speaking is in gateways."""

import os
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlsplit

from toubao.config.environment import Environment
from toubao.config.secret_files import secret
from toubao.config.trouble import Trouble
from toubao.gateways.returns import Pop3Returns
from toubao.gateways.smtp_line import SmtpLine

# The institutions that are asked over HTTP, and the seconds that we wait for one answer.
TIMEOUTS = {
    "card": 8.0, "holder_check": 8.0, "industry_query": 8.0, "industry_report": 8.0, "sms": 8.0, "timestamp": 8.0, "document_check": 8.0,
}  # fmt: skip
APPROVED_TIMEOUTS = {"mobile_id": 8.0}  # asked only where a way that the authority approved needs them
UNSIGNED = frozenset({"timestamp"})  # RFC 3161 knows no sender
MAIL_TIMEOUT = 10.0
MAIL_SENDER = "service@anhe.example"


def institutions(environment: Environment, variables: Mapping[str, str] = os.environ) -> dict[str, dict[str, Any]]:
    """Name → {"url" (no path), "timeout" (seconds), "secret" (its own; "" where questions are not signed)}; the card's also has
    "webhook_secret". TOUBAO_<NAME>_URL replaces the sandbox, which production may not use.
    """
    if environment.profile == "production":
        _refuse_sandbox(variables)
    found: dict[str, dict[str, Any]] = {}
    for name, timeout in {**TIMEOUTS, **_approved(environment, variables)}.items():
        url = variables.get(f"TOUBAO_{name.upper()}_URL") or f"http://127.0.0.1:{environment.sandbox_port}"
        signed = "" if name in UNSIGNED else secret(environment, f"{name}_secret", variables)
        found[name] = {"url": url, "timeout": timeout, "secret": signed}
    found["card"]["webhook_secret"] = secret(environment, "card_webhook_secret", variables)
    found["mail"] = _mail(environment, variables)
    found["returns"] = _returns(environment, variables)
    return found


def _mail(environment: Environment, variables: Mapping[str, str]) -> dict[str, Any]:
    """The post: "url" (docs/operate/environment.md), "authority" (a file; "" is the system's), and the "secret" with which its user signs
    in. Without an address it is the sandbox's mailbox, which proves itself by a certificate of its own.
    """
    url, authority = variables.get("TOUBAO_MAIL_URL"), variables.get("TOUBAO_MAIL_CA", "")
    if not url:
        url = f"smtp+starttls://insurer@127.0.0.1:{environment.smtp_port}"
        authority = str(environment.home / "sandbox" / "mailbox" / "server.pem")
    try:
        post = SmtpLine.at(url)
    except ValueError as error:
        raise Trouble(f"TOUBAO_MAIL_URL can't be used: {error}.") from error
    own = secret(environment, "mail_secret", variables) if post.user and not post.password else ""
    return {"url": url, "timeout": MAIL_TIMEOUT, "secret": own, "authority": authority}


def _returns(environment: Environment, variables: Mapping[str, str]) -> dict[str, Any]:
    """The mailbox to which letters come back: "url" (without one nobody reads it), "authority" and "secret" as at the post. Without an
    address it is the sender's in the sandbox; in production it is nowhere.
    """
    sender = variables.get("TOUBAO_MAIL_FROM", MAIL_SENDER)
    url = variables.get("TOUBAO_RETURNS_URL") or f"pop3://{quote(sender, safe='')}@127.0.0.1:{environment.pop3_port}"
    if environment.profile == "production" and not variables.get("TOUBAO_RETURNS_URL"):
        return {"url": "", "timeout": MAIL_TIMEOUT, "secret": "", "authority": ""}
    try:
        box = Pop3Returns.at(url)
    except ValueError as error:
        raise Trouble(f"TOUBAO_RETURNS_URL can't be used: {error}.") from error
    own = "" if box.password else secret(environment, "returns_secret", variables)
    return {"url": url, "timeout": MAIL_TIMEOUT, "secret": own, "authority": variables.get("TOUBAO_RETURNS_CA", "")}


def request_secrets(environment: Environment, variables: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Name → what signs our questions to it, of every institution that the sandbox plays, banks and partners with them."""
    asked = {name: str(found["secret"]) for name, found in institutions(environment, variables).items() if name not in UNSIGNED}
    return asked | {name: secret(environment, f"{name}_client_secret", variables) for name in ("bank", "partner")}


def _approved(environment: Environment, variables: Mapping[str, str]) -> dict[str, float]:
    """Those for approved ways: in production only where an address is given."""
    wanted = environment.profile != "production"
    return {name: timeout for name, timeout in APPROVED_TIMEOUTS.items() if wanted or variables.get(f"TOUBAO_{name.upper()}_URL")}


def card_page_origins(environment: Environment, variables: Mapping[str, str] = os.environ) -> list[str]:
    """The origins to which a payment form may lead: TOUBAO_CARD_PAGE_ORIGINS (comma-separated), else the card institution's own."""
    given = variables.get("TOUBAO_CARD_PAGE_ORIGINS")
    if given:
        return given.split(",")
    card = urlsplit(str(institutions(environment, variables)["card"]["url"]))
    return [f"{card.scheme}://{card.netloc}"]


def _refuse_sandbox(variables: Mapping[str, str]) -> None:
    missing = [f"TOUBAO_{name.upper()}_URL" for name in (*TIMEOUTS, "mail") if not variables.get(f"TOUBAO_{name.upper()}_URL")]
    if missing:
        raise Trouble(f"In production no institution may be the sandbox: set {', '.join(missing)}.")
