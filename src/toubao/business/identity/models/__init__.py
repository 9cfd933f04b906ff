"""People and how they come in, as tables; they decide nothing."""

from toubao.business.identity.models.authorisations import Authorisation
from toubao.business.identity.models.challenges import CertificateChallenge, TextToSign
from toubao.business.identity.models.changes import Change
from toubao.business.identity.models.codes import Allowance, FailedAttempt, Guessing, OneTimePassword
from toubao.business.identity.models.passkeys import Passkey, PasskeyChallenge
from toubao.business.identity.models.people import Account, Person, Policyholder, Registration
from toubao.business.identity.models.programs import ApiRequest, ApiSession, Program, ProgramGrant
from toubao.business.identity.models.sessions import BrowserSession, KnownBrowser, SignInChoice

__all__ = [
    "Account",
    "Allowance",
    "ApiRequest",
    "ApiSession",
    "Authorisation",
    "BrowserSession",
    "CertificateChallenge",
    "Change",
    "FailedAttempt",
    "Guessing",
    "KnownBrowser",
    "OneTimePassword",
    "Passkey",
    "PasskeyChallenge",
    "Person",
    "Policyholder",
    "Program",
    "ProgramGrant",
    "Registration",
    "SignInChoice",
    "TextToSign",
]
