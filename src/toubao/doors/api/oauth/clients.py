"""A program of the list as Authlib asks for one."""

from datetime import datetime

from authlib.oauth2.rfc6749 import ClientMixin

from toubao.business.identity.models import Program, ProgramGrant
from toubao.business.identity.programs import registering


class Client(ClientMixin):
    """A program that may act today: a public client, by code and PKCE alone."""

    def __init__(self, program: Program) -> None:
        self.program = program

    def get_client_id(self) -> str:
        """Its client id."""
        return self.program.client

    def get_default_redirect_uri(self) -> str:
        """None: where people go back to is always said, and compared."""
        return ""

    def get_allowed_scope(self, scope: str) -> str:
        """What of this it may be let do."""
        return " ".join(each for each in (scope or "").split() if each in self.program.scopes)

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        """Whether people may be sent there."""
        return registering.may_go_to(self.program, redirect_uri)

    def check_client_secret(self, client_secret: str) -> bool:  # noqa: ARG002 - Authlib hands it over
        """It has none."""
        return False

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:  # noqa: ARG002 - as above
        """It proves itself with PKCE, not with a secret."""
        return method == "none"

    def check_response_type(self, response_type: str) -> bool:
        """A code, nothing else."""
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        """By a code, and by what renews."""
        return grant_type in ("authorization_code", "refresh_token")


class Given:
    """What somebody let a program do, as Authlib asks for a code's or a token's row."""

    def __init__(self, row: ProgramGrant) -> None:
        self.row = row
        self.code_challenge: str = row.challenge
        self.code_challenge_method = "S256"

    def get_redirect_uri(self) -> str:
        """Where the code went; the program has to say the same."""
        return self.row.redirect

    def get_scope(self) -> str:
        """What it may do."""
        return " ".join(self.row.scopes)

    def check_client(self, client: Client) -> bool:
        """Whether it was given to this program."""
        return self.row.program_id == client.program.pk


def acting(client_id: str, now: datetime) -> Client | None:
    """The program with this client id, if it is on the list and may act today."""
    found = registering.by_client(client_id)
    return Client(found) if found is not None and registering.acts(found, now=now) else None
