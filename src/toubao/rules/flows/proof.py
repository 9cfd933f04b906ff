"""The electronic proof of compulsory motor insurance (8.3): applied for by who looked it up, made and signed, fetched; or left lying."""

from enum import StrEnum

from toubao.rules.articles import art08_service as art08
from toubao.rules.events import Event
from toubao.rules.facts import Noted, ProofAsked, ProofMade
from toubao.rules.table import Flow, Step


class State(StrEnum):
    """Where an electronic proof stands."""

    NEW = "new"
    APPLIED = "applied"
    ISSUED = "issued"
    FETCHED = "fetched"
    LAPSED = "lapsed"


S = State
_COVER = art08.cover_to_be_proved
# fmt: off
#             event                    from                    to         judged on   gates
APPLY  = Step(Event.PROOF_APPLIED_FOR, (S.NEW,),               S.APPLIED, ProofAsked, (art08.number_and_plate_match, _COVER))
ISSUE  = Step(Event.PROOF_ISSUED,      (S.APPLIED,),           S.ISSUED,  ProofMade,  (_COVER, art08.proof_signed))
FETCH  = Step(Event.PROOF_FETCHED,     (S.ISSUED,),            S.FETCHED, Noted)
LAPSE  = Step(Event.PROOF_LAPSED,      (S.APPLIED, S.ISSUED),  S.LAPSED,  Noted)
# fmt: on

FLOW = Flow("proof", "電子式投保證明", State, S.NEW, (S.FETCHED, S.LAPSED), (APPLY, ISSUE, FETCH, LAPSE))
