"""Institutions that say who a person is, from the account that the person holds there: OpenID Connect, with PKCE (norm 7.2.1.2.1, .2)."""

from toubao.gateways.oidc.asking import HttpIdentityProvider
from toubao.gateways.oidc.replies import Assertion, Beginning, Disbelieved, IdentityProvider, Provider
from toubao.gateways.oidc.secrecy import Secrecy, challenge, fresh

__all__ = ["Assertion", "Beginning", "Disbelieved", "HttpIdentityProvider", "IdentityProvider", "Provider", "Secrecy", "challenge", "fresh"]
