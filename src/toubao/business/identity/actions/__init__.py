"""All writes of identity; each told `now`."""

from toubao.business.identity.actions.password import change_password
from toubao.business.identity.actions.registration import (
    begin_registration,
    identify,
    open_account,
    send_registration_code,
    verify_registration,
)
from toubao.business.identity.actions.signing_in import sign_in, sign_out

__all__ = [
    "begin_registration",
    "change_password",
    "identify",
    "open_account",
    "send_registration_code",
    "sign_in",
    "sign_out",
    "verify_registration",
]
