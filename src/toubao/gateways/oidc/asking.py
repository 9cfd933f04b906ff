"""An institution asked over HTTP: discovery, the code exchanged once, the keys, and who the person is (userinfo)."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any, Final, TypeVar, get_args
from urllib.parse import quote, urlencode, urlsplit

from toubao.gateways import bounds
from toubao.gateways.answers import Answer, WrongAnswer
from toubao.gateways.evidence import Evidence, masked
from toubao.gateways.oidc import discovery, id_token
from toubao.gateways.oidc.discovery import Metadata
from toubao.gateways.oidc.replies import Assertion, Beginning, Disbelieved, Provider, Standing
from toubao.gateways.operations import PROVIDER_DISCOVERY, PROVIDER_EXCHANGE, PROVIDER_KEYS, PROVIDER_USERINFO, Operation
from toubao.gateways.patience import Nerves, Patience
from toubao.gateways.transport import Transport
from toubao.rules.personal import Personal

R = TypeVar("R")
KEPT_FOR: Final = 600.0
"""Seconds for which the discovery document and the keys of an institution are kept."""
FRESH: Final = 300
_PERSON: Final = ("name", "national_id", "phone_number", "email")
CLAIMS: Final = json.dumps(
    {
        "id_token": {name: {"essential": True} for name in ("auth_time", "account")},
        "userinfo": {name: {"essential": True} for name in (*_PERSON, "birthdate")},
    },
    separators=(",", ":"),
)


class HttpIdentityProvider:
    """One institution over HTTP. A code is exchanged once and never asked for again: whoever asks twice is taken for a thief."""

    def __init__(self, provider: Provider, *, patience: Patience | None = None, nerves: Nerves | None = None) -> None:
        self.provider = provider
        self._line = Transport(provider.name, discovery.origin(provider.issuer), secret=None, patience=patience, nerves=nerves)
        self._clock = (nerves or Nerves()).clock
        self._kept: dict[Operation, tuple[float, Any]] = {}

    def close(self) -> None:
        """Close all connections."""
        self._line.close()

    def begin(self, *, back: str, state: str, nonce: str, challenge: str) -> Beginning:
        """Where to send the person: asks for the code flow, with PKCE, and for no more than is needed."""
        metadata, evidence = self._metadata()
        told = {
            "response_type": "code", "client_id": self.provider.client, "redirect_uri": back, "scope": "openid",
            "state": state, "nonce": nonce, "code_challenge": challenge, "code_challenge_method": "S256", "max_age": str(FRESH),
            "prompt": "login consent", "claims": CLAIMS,
        }  # fmt: skip
        joined = "&" if urlsplit(metadata.authorization).query else "?"
        question = {"client": self.provider.client, "back": back, "claims": CLAIMS}
        answer = {"authorization_endpoint": metadata.authorization}
        kept = replace(evidence, operation="begin", question=question, answer=answer, bare=Personal((question, answer)))
        return Beginning(address=f"{metadata.authorization}{joined}{urlencode(told)}", evidence=kept)

    def finish(self, *, code: str, issuer: str, back: str, verifier: str, nonce: str, now: datetime) -> Assertion:
        """Who the person is. The code goes nowhere unless the answer came from this institution (RFC 9207)."""
        metadata, evidence = self._metadata()
        told: dict[str, Any] = {"issuer": issuer[:200]}
        question, said = {"client": self.provider.client, "back": back}, {**told}
        kept = replace(evidence, operation="finish", question=question, answer=told, bare=Personal((question, said)))
        self._believe(kept, lambda: _came_from(self.provider.issuer, issuer, named=metadata.names_itself))
        tokens, spent = self._exchange(metadata, {"code": code, "redirect_uri": back, "code_verifier": verifier})
        kept = _longer(kept, spent)
        access = self._believe(kept, lambda: _access_token(tokens))
        claims = self._claims(metadata, tokens, access, kept, told, nonce=nonce, now=now)
        said["claims"] = claims.fields
        who, spent = self._line.ask_as(PROVIDER_USERINFO, metadata.userinfo, {}, _whole, headers={"Authorization": f"Bearer {access}"})
        kept, said["userinfo"] = _longer(kept, spent), who.fields
        assertion = self._believe(kept, lambda: _assertion(claims, who, kept))
        told |= _masked(assertion)
        return assertion

    def _metadata(self) -> tuple[Metadata, Evidence]:
        read, place = discovery.reader(self.provider), self.provider.issuer.rstrip("/") + discovery.PATH
        answer, evidence = self._remembered(PROVIDER_DISCOVERY, place)
        return self._believe(evidence, lambda: read(answer)), evidence

    def _exchange(self, metadata: Metadata, shown: dict[str, str]) -> tuple[Answer, Evidence]:
        named = f"{quote(self.provider.client, safe='')}:{quote(self.provider.secret, safe='')}".encode()
        form = {"grant_type": "authorization_code", **shown}
        headers = {"Authorization": f"Basic {base64.b64encode(named).decode()}"}
        return self._line.ask_as(PROVIDER_EXCHANGE, metadata.token, {"client": self.provider.client}, _whole, headers=headers, form=form)

    def _claims(
        self, metadata: Metadata, tokens: Answer, access: str, kept: Evidence, told: dict[str, Any], *, nonce: str, now: datetime
    ) -> Answer:
        token = self._believe(kept, lambda: tokens.text("id_token", longest=id_token.LONGEST))
        told["id_token_sha256"] = hashlib.sha256(token.encode()).hexdigest()

        def read(keys: Answer) -> Answer:
            claims, algorithm = id_token.verified(token, keys.fields, metadata.algorithms)
            id_token.judge(claims, issuer=self.provider.issuer, client=self.provider.client, nonce=nonce, now=now)
            id_token.belongs(claims, access, algorithm)
            return claims

        keys, _ = self._remembered(PROVIDER_KEYS, metadata.keys)
        try:
            return self._believe(kept, lambda: read(keys))
        except _UnknownKey:
            self._kept.pop(PROVIDER_KEYS)  # the institution may have a new key since we looked
        again, _ = self._remembered(PROVIDER_KEYS, metadata.keys)
        try:
            return self._believe(kept, lambda: read(again))
        except _UnknownKey as unknown:
            raise Disbelieved(kept, unknown.reason) from None

    def _remembered(self, operation: Operation, url: str) -> tuple[Answer, Evidence]:
        kept = self._kept.get(operation)
        if kept is not None and kept[0] > self._clock():
            found: tuple[Answer, Evidence] = kept[1]
            return found
        found = self._line.ask_as(operation, url, {"url": url}, _whole, headers={})
        self._kept[operation] = (self._clock() + KEPT_FOR, found)
        return found

    def _believe(self, evidence: Evidence, read: Callable[[], R]) -> R:
        """What `read` makes of an answer; what it can't believe is told with its reason, and is forgotten."""
        try:
            return read()
        except id_token.UnknownKey as unknown:
            raise _UnknownKey(evidence, str(unknown)) from None
        except WrongAnswer as wrong:
            self._kept.clear()
            raise Disbelieved(evidence, str(wrong)) from None


class _UnknownKey(Disbelieved):
    """The token was signed with a key that we have not seen."""


def _whole(answer: Answer, evidence: Evidence) -> tuple[Answer, Evidence]:
    return answer, evidence


def _longer(evidence: Evidence, more: Evidence) -> Evidence:
    return replace(evidence, latency_ms=evidence.latency_ms + more.latency_ms, attempts=evidence.attempts + more.attempts)


def _came_from(wanted: str, issuer: str, *, named: bool) -> None:
    if issuer != wanted and (issuer or named):
        raise WrongAnswer("came back from another issuer" if issuer else "came back without an issuer")


def _access_token(tokens: Answer) -> str:
    if tokens.text("token_type").lower() != "bearer":
        raise WrongAnswer("not a bearer token")
    token = tokens.text("access_token", longest=id_token.LONGEST)
    if not (token.isascii() and token.isprintable()) or " " in token:
        raise WrongAnswer("not a bearer token")
    return token


def _assertion(claims: Answer, who: Answer, evidence: Evidence) -> Assertion:
    subject = claims.text("sub", longest=bounds.SUBJECT)
    if not hmac.compare_digest(who.text("sub", longest=bounds.SUBJECT).encode(), subject.encode()):
        raise WrongAnswer("userinfo of another person")
    account = claims.part("account")
    standings: tuple[Standing, ...] = get_args(Standing)
    person = {name: who.text(name, empty=True, longest=200) if name in who.fields else "" for name in _PERSON}
    return Assertion(
        subject=subject, kind=account.text("kind", longest=40), opened=account.word("opened", ("counter", "online")),
        grade=account.integer("class", most=bounds.CLASS), standing=account.word("standing", standings),
        natural_person=account.word("holder", ("person", "company")) == "person", name=person["name"], id_number=person["national_id"],
        birth_date=_day(who.text("birthdate")), phone=person["phone_number"], mail=person["email"],
        signed_in_at=datetime.fromtimestamp(claims.integer("auth_time", most=bounds.SECONDS), UTC), evidence=evidence,
    )  # fmt: skip


def _day(told: str) -> date:
    try:
        return date.fromisoformat(told)
    except ValueError:
        raise WrongAnswer("birthdate is not a day") from None


def _masked(assertion: Assertion) -> dict[str, Any]:
    """What evidence keeps of an assertion: the account as it is, the person masked."""
    return {
        "subject": masked(assertion.subject), "kind": assertion.kind, "opened": assertion.opened, "class": assertion.grade,
        "standing": assertion.standing, "natural_person": assertion.natural_person, "id_number": masked(assertion.id_number),
        "signed_in_at": assertion.signed_in_at.isoformat(),
    }  # fmt: skip
