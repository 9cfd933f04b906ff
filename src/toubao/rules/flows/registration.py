"""Registration for purchase, online (7.2.1): notices, identity, one-time password, account."""

from enum import StrEnum
from typing import Any

from toubao.rules.articles import art02_scope as art02
from toubao.rules.articles import art07_registration as art07
from toubao.rules.events import Event
from toubao.rules.facts import Identification, Nothing, Notices, Verification
from toubao.rules.kit import Gate
from toubao.rules.table import Flow, Step


class State(StrEnum):
    """Where a registration stands."""

    STARTED = "started"
    NOTICED = "noticed"
    IDENTIFIED = "identified"
    VERIFIED = "verified"
    OPENED = "opened"


S = State
_Gates = tuple[Gate[Any], ...]
_AGREED: _Gates = (art02.own_channel_to_register, art07.way_offered, art07.notices_read)
_STATED: _Gates = (art07.person_registers, art07.identity_stated, art07.capacity)
_PROVED: _Gates = (art07.otp_entered_to_register, art07.first_registration)

# fmt: off
#               event                        from                        to            judged on       gates
AGREE    = Step(Event.NOTICES_AGREED,        (S.STARTED,),               S.NOTICED,    Notices,        _AGREED)
IDENTIFY = Step(Event.IDENTITY_STATED,       (S.NOTICED, S.IDENTIFIED),  S.IDENTIFIED, Identification, _STATED)
VERIFY   = Step(Event.REGISTRATION_VERIFIED, (S.IDENTIFIED,),            S.VERIFIED,   Verification,   _PROVED)
OPEN     = Step(Event.ACCOUNT_OPENED,        (S.VERIFIED,),              S.OPENED,     Nothing)
# fmt: on

FLOW = Flow("registration", "註冊", State, S.STARTED, (S.OPENED,), (AGREE, IDENTIFY, VERIFY, OPEN))
