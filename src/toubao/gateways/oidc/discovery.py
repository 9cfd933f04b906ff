"""What an institution says that it can do and where; believed only for the exact issuer and at its own places."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from toubao.gateways.answers import Answer, WrongAnswer
from toubao.gateways.oidc.id_token import ALGORITHMS
from toubao.gateways.oidc.replies import Provider

PATH = "/.well-known/openid-configuration"


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """Where an institution is asked, how it signs, and whether it names itself when people come back (RFC 9207)."""

    authorization: str
    token: str
    userinfo: str
    keys: str
    algorithms: frozenset[str]
    names_itself: bool


def origin(url: str) -> str:
    """Scheme, host and port of an address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def reader(provider: Provider) -> Callable[[Answer], Metadata]:
    """Reads the discovery document of this institution; WrongAnswer for what must not be believed."""

    def read(answer: Answer) -> Metadata:
        if answer.text("issuer") != provider.issuer:
            raise WrongAnswer("another issuer")
        if "S256" not in answer.texts("code_challenge_methods_supported"):
            raise WrongAnswer("no PKCE with S256")
        if "code" not in answer.texts("response_types_supported"):
            raise WrongAnswer("no authorisation code")
        algorithms = frozenset(answer.texts("id_token_signing_alg_values_supported")) & ALGORITHMS
        if not algorithms:
            raise WrongAnswer("no signature that we know")
        return Metadata(
            authorization=_place(provider, answer, "authorization_endpoint"), token=_place(provider, answer, "token_endpoint"),
            userinfo=_place(provider, answer, "userinfo_endpoint"), keys=_place(provider, answer, "jwks_uri"),
            algorithms=algorithms, names_itself=answer.fields.get("authorization_response_iss_parameter_supported") is True,
        )  # fmt: skip

    return read


def _place(provider: Provider, answer: Answer, name: str) -> str:
    """An address at one of the institution's own origins, without a fragment."""
    url = answer.text(name)
    own = {origin(provider.issuer), *provider.origins}
    try:
        wrong = origin(url) not in own or urlsplit(url).fragment or any(c.isspace() or c == "\\" for c in url)
    except ValueError:
        wrong = True
    if wrong:
        raise WrongAnswer(f"{name} elsewhere")
    return url
