"""The one place where business asks institutions: builds the gateways from settings, keeps question and answer as evidence."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import TypeVar
from urllib.parse import urlsplit

from cryptography.x509 import Certificate, load_pem_x509_certificates
from django.conf import settings
from django.db import connection

from toubao.business.failpoints import failpoint
from toubao.business.steps import SYSTEM, note_with_next, write_waiting
from toubao.gateways.card import CardAcquirer, HttpCardAcquirer
from toubao.gateways.certificates.authority import CertificateAuthority, Trust, X509Authority
from toubao.gateways.certificates.fetching import Fetcher
from toubao.gateways.document_check import DocumentCheck, HttpDocumentCheck
from toubao.gateways.evidence import Evidence, GatewayError, NotAsked
from toubao.gateways.holder_check import HolderCheck, HttpHolderCheck
from toubao.gateways.industry_query import HttpIndustryQuery, IndustryQuery
from toubao.gateways.industry_report import HttpIndustryReport, IndustryReport
from toubao.gateways.mail import Mail, SmtpMail
from toubao.gateways.mobile_id import HttpMobileIdentity, MobileIdentity
from toubao.gateways.oidc import HttpIdentityProvider, IdentityProvider, Provider
from toubao.gateways.patience import Patience
from toubao.gateways.returns import Pop3Returns
from toubao.gateways.sms import HttpSms, Sms
from toubao.gateways.smtp_line import SmtpLine
from toubao.gateways.transport import Transport
from toubao.journal.writing import About
from toubao.rules.events import Event
from toubao.rules.facts import Asked

R = TypeVar("R")
_lines: dict[str, Transport] = {}
_providers: dict[str, HttpIdentityProvider] = {}
_authorities: dict[str, X509Authority] = {}
_making = Lock()


@dataclass(frozen=True, slots=True)
class Institutions:
    """Everybody whom we ask, ready to be asked; connections are kept and shared between threads."""

    card: CardAcquirer
    holder_check: HolderCheck
    industry_query: IndustryQuery
    industry_report: IndustryReport
    document_check: DocumentCheck
    sms: Sms
    mail: Mail


@lru_cache(maxsize=1)
def institutions() -> Institutions:
    """The institutions as settings.INSTITUTIONS names them (url, secret, timeout); built once a process."""
    return Institutions(
        card=HttpCardAcquirer(line("card")),
        holder_check=HttpHolderCheck(line("holder_check")),
        industry_query=HttpIndustryQuery(line("industry_query")),
        industry_report=HttpIndustryReport(line("industry_report")),
        document_check=HttpDocumentCheck(line("document_check")),
        sms=HttpSms(line("sms")),
        mail=_mail(),
    )


def ask(call: Callable[[], R], *, name: str, about: About, now: datetime) -> R:
    """Ask an institution and journal question and answer under `about`; errors of the gateway are journaled and raised on.

    Inside `answers_with_steps` they are journaled with the step that follows. Raises RuntimeError inside a transaction: nothing may wait
    for the outside while it holds rows.
    """
    if connection.in_atomic_block and not settings.ASK_INSIDE_TRANSACTION:
        raise RuntimeError(f"{name} was about to be asked inside a transaction")
    write_waiting()
    failpoint(f"{name}:before-asking")
    if getattr(connection, "pool", None) and not connection.in_atomic_block:
        connection.close()  # back to the pool: who waits for the outside holds no connection that others need
    try:
        reply = call()
    except GatewayError as error:
        event = Event.INSTITUTION_NOT_ASKED if isinstance(error, NotAsked) else Event.INSTITUTION_FAILED
        _keep(event, error.evidence, about, now, error.reason)
        raise
    failpoint(f"{name}:after-answer")
    evidence: Evidence = reply.evidence  # type: ignore[attr-defined]  # every reply of a gateway carries its evidence
    _keep(Event.INSTITUTION_ANSWERED, evidence, about, now, "")
    return reply


def _keep(event: Event, evidence: Evidence, about: About, now: datetime, reason: str) -> None:
    facts = Asked(
        institution=evidence.institution,
        operation=evidence.operation,
        question=json.dumps(evidence.question, ensure_ascii=False, sort_keys=True, default=str),
        answer=json.dumps(evidence.answer, ensure_ascii=False, sort_keys=True, default=str),
        latency_ms=evidence.latency_ms,
        attempts=evidence.attempts,
        reason=reason,
        whole=evidence.whole(),
    )
    note_with_next(event, about=about, actor=SYSTEM, now=now, facts=facts, keyless=True)


def line(name: str) -> Transport:
    """The line to one institution over HTTP; one is kept open a process."""
    with _making:
        if name not in _lines:
            wanted = settings.INSTITUTIONS[name]
            address = urlsplit(wanted["url"])
            origin = f"{address.scheme}://{address.netloc}"
            _lines[name] = Transport(name, origin, secret=wanted["secret"].encode() or None, patience=_patience(wanted))
        return _lines[name]


def identity_provider(name: str) -> IdentityProvider:
    """Who says who a person is, as settings.PROVIDERS names them (issuer, client, secret); one is kept a process. Raises KeyError."""
    with _making:
        if name not in _providers:
            told = settings.PROVIDERS[name]
            found = Provider(
                name=name, issuer=told["issuer"], client=told["client"], secret=told["secret"], origins=tuple(told.get("origins", ()))
            )
            _providers[name] = HttpIdentityProvider(found, patience=_patience(told))
        return _providers[name]


def mobile_identity() -> MobileIdentity:
    """Who lets people approve that it is them, in the sample of an approved way. Raises KeyError where nobody is named."""
    return HttpMobileIdentity(line("mobile_id"))


def certificate_authority(name: str) -> CertificateAuthority:
    """Whose certificates are believed, as settings.CERTIFICATES names them; one is kept a process. Raises KeyError, OSError, ValueError."""
    with _making:
        if name not in _authorities:
            told = settings.CERTIFICATES[name]
            trust = Trust(name, _certificates(told["roots"]), _certificates(told["between"]), told["ocsp_digest"], told["nonce_required"])
            _authorities[name] = X509Authority(trust, Fetcher(frozenset(told["hosts"]), patience=_patience(told)))
        return _authorities[name]


def _certificates(files: list[str]) -> tuple[Certificate, ...]:
    """Every certificate in some PEM files."""
    return tuple(each for file in files for each in load_pem_x509_certificates(Path(file).read_bytes()))


def returns() -> Pop3Returns | None:
    """The mailbox to which letters come back; None where nobody named one."""
    wanted = settings.INSTITUTIONS["returns"]
    if not wanted["url"]:
        return None
    authority = wanted["authority"] or None
    return Pop3Returns.at(wanted["url"], password=wanted["secret"], authority=authority and Path(authority))


def hang_up() -> None:
    """Close every line; the next question opens it anew, at the address that settings name then."""
    with _making:
        for each in _lines.values():
            each.close()
        for provider in _providers.values():
            provider.close()
        for authority in _authorities.values():
            authority.close()
        _authorities.clear()
        _lines.clear()
        _providers.clear()
    institutions.cache_clear()


def _mail() -> SmtpMail:
    wanted = settings.INSTITUTIONS["mail"]
    authority = wanted["authority"] or None
    post = SmtpLine.at(wanted["url"], password=wanted["secret"], authority=authority and Path(authority))
    sender, name = settings.MAIL_FROM
    return SmtpMail(post, sender=sender, sender_name=name, answers=settings.INSURER["email"], patience=_patience(wanted))


def _patience(wanted: dict[str, object]) -> Patience:
    """How long this institution is waited for: `timeout` seconds an attempt, thrice that at most altogether, with `pause` seconds before
    the second one.
    """
    seconds, pause = float(str(wanted.get("timeout", 5))), float(str(wanted.get("pause", Patience().pause)))
    return Patience(attempt=seconds, total=seconds * 3, pause=pause)
