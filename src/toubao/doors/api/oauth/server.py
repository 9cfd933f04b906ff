"""Authlib's authorization server over our list of programs and what people granted; nothing but codes with an S256 challenge."""

import json
from typing import Any, ClassVar, Final

from authlib.integrations.django_oauth2 import AuthorizationServer as DjangoServer
from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import InvalidRequestError, InvalidScopeError
from authlib.oauth2.rfc6749 import grants as kinds
from authlib.oauth2.rfc7009 import RevocationEndpoint
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oauth2.rfc9207 import IssuerParameter
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from toubao.business import whose
from toubao.business.identity.programs import granting
from toubao.business.identity.programs.registering import SCOPES
from toubao.doors.api.oauth.clients import Client, Given, acting
from toubao.doors.clock import now

AUTHORISE, TOKEN, REVOKE = "/authorize/", "/api/oauth/token", "/api/oauth/revoke"


class Response(HttpResponse):
    """An answer that knows where it sends somebody, for the part of Authlib that adds who answered."""

    @property
    def location(self) -> str:
        """Where to, or nothing."""
        return str(self.headers.get("Location", ""))

    @location.setter
    def location(self, place: str) -> None:
        self.headers["Location"] = place


class Server(DjangoServer):
    """Programs from our list, tokens of our own make; whoever asks is told by OAuth's own words for errors."""

    def __init__(self) -> None:
        super().__init__(None, None)
        self.scopes_supported = list(SCOPES)
        self.register_token_generator("default", _tokens)
        self.register_grant(CodeGrant, [Challenge(required=True)])
        self.register_grant(RenewalGrant)
        self.register_endpoint(Revocation)
        Issuer()(self)

    def query_client(self, client_id: str) -> Client | None:
        """A program that may act today."""
        return acting(client_id, now())

    def save_token(self, token: dict[str, Any], request: Any) -> None:
        """Nothing: tokens are kept where they are made."""

    def send_signal(self, name: str, *arguments: Any, **named: Any) -> None:
        """Nobody listens."""

    def handle_response(self, status_code: int, payload: Any, headers: Any) -> HttpResponse:
        """An answer of Django's, kept by nobody."""
        made = Response(json.dumps(payload) if isinstance(payload, dict) else payload, status=status_code)
        for name, value in (*headers, ("Cache-Control", "no-store")):
            made.headers[name] = value
        return made


class Issuer(IssuerParameter):
    """Says who answered, so that no other server's answer is taken for ours (RFC 9207)."""

    def get_issuer(self) -> str:
        """Our public address."""
        return str(settings.PUBLIC_URL)


class Challenge(CodeChallenge):
    """A challenge is always asked for, and by S256 alone."""

    SUPPORTED_CODE_CHALLENGE_METHOD: ClassVar[list[str]] = ["S256"]

    def validate_code_challenge(self, grant: Any, redirect_uri: str) -> None:
        """Refuse one that has none, or is compared as it is. Raises OAuth2Error."""
        asked = grant.request.payload.data
        if not asked.get("code_challenge"):
            raise InvalidRequestError("Missing 'code_challenge'")
        if asked.get("code_challenge_method") != "S256":
            raise InvalidRequestError("'code_challenge_method' must be 'S256'")
        super().validate_code_challenge(grant, redirect_uri)


class CodeGrant(kinds.AuthorizationCodeGrant):
    """A code that the person's browser brings back, once, within a minute."""

    TOKEN_ENDPOINT_AUTH_METHODS: ClassVar[list[str]] = ["none"]

    def generate_authorization_code(self) -> str:
        """Grant, and give the code, for the account that the page has agreed for."""
        asked = self.request
        wish = granting.Wish(wanted(self), asked.payload.redirect_uri, asked.payload.data["code_challenge"])
        return granting.grant(account=asked.user, program=asked.client.program, wish=wish, now=now())

    def save_authorization_code(self, code: str, request: Any) -> None:
        """Nothing: kept when it was granted."""

    def query_authorization_code(self, code: str, client: Client) -> Given | None:
        """The grant of this code."""
        found = granting.of_code(code, client=client.get_client_id(), now=now())
        return Given(found) if found is not None else None

    def authenticate_user(self, authorization_code: Given) -> Given:
        """For whom: the grant knows."""
        return authorization_code

    def delete_authorization_code(self, authorization_code: Given) -> None:
        """Used up."""
        with whose.person(authorization_code.row.account.person_id):
            granting.redeemed(authorization_code.row, now=now())


class RenewalGrant(kinds.RefreshTokenGrant):
    """A token that gets the next one, once."""

    TOKEN_ENDPOINT_AUTH_METHODS: ClassVar[list[str]] = ["none"]
    INCLUDE_NEW_REFRESH_TOKEN = True

    def authenticate_refresh_token(self, refresh_token: str) -> Given | None:
        """The grant that it renews."""
        client = self.request.client.get_client_id()
        found = granting.of_renewal(refresh_token, client=client, now=now())
        return Given(found) if found is not None else None

    def authenticate_user(self, refresh_token: Given) -> Given:
        """For whom: the grant knows."""
        return refresh_token

    def revoke_old_credential(self, refresh_token: Given) -> None:
        """Nothing: it was replaced when the next was made."""


class Revocation(RevocationEndpoint):
    """A program gives back what it was granted (RFC 7009)."""

    CLIENT_AUTH_METHODS: ClassVar[list[str]] = ["none"]

    def query_token(self, token_string: str, token_type_hint: str) -> Given | None:  # noqa: ARG002 - the token says of which kind it is
        """The grant of a token of either kind."""
        found = granting.of_token(token_string, now=now())
        return Given(found) if found is not None else None

    def revoke_token(self, token: Given, request: Any) -> None:  # noqa: ARG002 - Authlib hands it over
        """What was granted ends, with all its tokens."""
        granting.give_back(token.row, now=now())


def _tokens(*, user: Given, **_: Any) -> dict[str, Any]:
    """What the program is told: RFC 6749, 5.1."""
    made = granting.issue(user.row, now=now())
    return {
        "token_type": "Bearer", "access_token": made.access, "expires_in": made.seconds, "refresh_token": made.renewal,
        "scope": user.get_scope(),
    }  # fmt: skip


def wanted(grant: Any) -> tuple[str, ...]:
    """What a program asks to be let do. Raises OAuth2Error where it asks for nothing, or for what it may not."""
    asked = tuple(dict.fromkeys((grant.request.payload.scope or "").split()))
    if not asked or grant.client.get_allowed_scope(" ".join(asked)).split() != list(asked):
        raise InvalidScopeError(redirect_uri=grant.redirect_uri)
    return asked


SERVER: Final = Server()


def consented(request: HttpRequest) -> Any:
    """What a program asks for, checked whole; to be shown to somebody. Raises OAuth2Error; with `redirect_uri` where the program may be
    told.
    """
    grant = SERVER.get_consent_grant(request)
    try:
        wanted(grant)
    except OAuth2Error as error:
        error.state = grant.request.payload.state
        raise
    return grant
