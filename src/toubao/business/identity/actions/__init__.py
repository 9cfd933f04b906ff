"""All writes of identity; each told `now`."""

from toubao.business.identity.actions.approving import Returned, come_back_approved, send_to_approved
from toubao.business.identity.actions.asserting import Brought, Came, assert_identity, come_back, send_to_provider
from toubao.business.identity.actions.certifying import BUSY, Signed, ToSign, ask_to_sign, take_signature, to_sign
from toubao.business.identity.actions.opening import open_account, renew_account
from toubao.business.identity.actions.password import change_password, set_password
from toubao.business.identity.actions.registration import (
    begin_registration,
    confirm_contact,
    identify,
    prove_identity,
    send_registration_code,
    stated_digest,
    verify_registration,
)
from toubao.business.identity.actions.second_step import SIGN_IN_CODE, check_sign_in_code, send_sign_in_code
from toubao.business.identity.actions.signing_in import (
    needs_second_step,
    outgrown,
    password_proved,
    prove,
    sign_out,
    signed_in,
)
from toubao.business.identity.devices.sessions import proved

__all__ = [
    "BUSY",
    "SIGN_IN_CODE",
    "Brought",
    "Came",
    "Returned",
    "Signed",
    "ToSign",
    "ask_to_sign",
    "assert_identity",
    "begin_registration",
    "change_password",
    "check_sign_in_code",
    "come_back",
    "come_back_approved",
    "confirm_contact",
    "identify",
    "needs_second_step",
    "open_account",
    "outgrown",
    "password_proved",
    "prove",
    "prove_identity",
    "proved",
    "renew_account",
    "send_registration_code",
    "send_sign_in_code",
    "send_to_approved",
    "send_to_provider",
    "set_password",
    "sign_out",
    "signed_in",
    "stated_digest",
    "take_signature",
    "to_sign",
    "verify_registration",
]
