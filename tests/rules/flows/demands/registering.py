"""What the norm demands of a registration."""

from datetime import date
from typing import Any

from tests.rules.flows.walker import Demand, Norm
from toubao.rules.events import Event

E = Event


def _years(birth: date, on: date) -> int:
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))


def _may_act(f: Any) -> bool:
    return _years(f.birth_date.reveal(), f.on) >= 18 and not f.guardianship_declared


def _seen(f: Any) -> bool:
    return f.document_checked or f.purpose != "purchase"


def _helped(f: Any) -> bool:
    return f.way == "branch" or f.purpose != "purchase"


def _notices_taken_in(f: Any) -> bool:
    return len(f.required) > 0 and all(notice in f.shown and notice in f.read for notice in f.required) and f.consented is True


def _told_of_privacy(f: Any) -> bool:
    return any(notice.startswith("privacy:") for notice in f.read)


WEB, SERVED_BY = {"online", "bank", "partner"}, {"online", "branch", "certificate"}
NAMED = WEB | SERVED_BY


def _may_take_this_way(f: Any) -> bool:
    return f.way in (SERVED_BY if f.purpose == "service" else NAMED)


def _whole(f: Any) -> bool:
    return f.id_number_valid and f.name.reveal().strip() != "" and f.reachable


def _bank_account(f: Any) -> bool:
    kind = (f.kind == "net_bank" and f.opened_at_counter) or (f.kind == "digital" and f.first_class)
    return f.way != "bank" or (f.same_group and f.in_good_standing and kind)


def _on_the_books(f: Any) -> bool:
    return f.purpose == "purchase" or f.on_file


def _first(f: Any) -> bool:
    """Whether nobody has an account with this number, or only somebody who typed it and gives it up to whoever proves it."""
    return f.renews or not f.already_registered or f.number_yields


def _reached(f: Any) -> bool:
    return f.purpose == "purchase" or f.way == "branch" or f.contact_confirmed


PROVED = (E.REGISTRATION_VERIFIED, E.REGISTRATION_PROVED, E.REGISTRATION_RELEASED)
SAID = (E.IDENTITY_STATED, E.IDENTITY_ASSERTED)
DONE = (E.ACCOUNT_OPENED, E.REGISTRATION_RENEWED)
REGISTRATION = Norm(
    (
        Demand("2.3", E.NOTICES_AGREED, "people register on a channel of the insurer", lambda f: f.channel_is_ours),
        Demand("7.2", E.NOTICES_AGREED, "people register in a way that the norm names for that purpose", _may_take_this_way),
        Demand("7.2.1.1", E.NOTICES_AGREED, "each notice was shown, read and agreed to", _notices_taken_in),
        Demand("15.1.1", E.NOTICES_AGREED, "what is done with personal data is told first", _told_of_privacy),
        Demand("15.1.2", E.NOTICES_AGREED, "each notice is agreed to on its own", lambda f: all(n in f.agreed for n in f.required)),
        Demand("7.2.2.2", E.NOTICES_AGREED, "at a branch people sign", lambda f: f.signed or f.way != "branch"),
        Demand("7.2.1.1", E.NOTICES_AGREED, "consent comes first, and once", never_after=(E.NOTICES_AGREED, *SAID)),
        Demand("7.1", E.IDENTITY_STATED, "who registers is a natural person", lambda f: f.natural_person),
        Demand("7.1", E.IDENTITY_STATED, "who registers has capacity to act", _may_act),
        Demand("7.1", E.IDENTITY_STATED, "a minor who corrects the year is checked", lambda f: _seen(f) or not f.minor_before),
        Demand("11.2.4", E.IDENTITY_STATED, "who is assisted is helped by a person", lambda f: _helped(f) or not f.assistance_declared),
        Demand("11.2.4", E.IDENTITY_ASSERTED, "who is assisted is helped by a person", lambda f: not f.assistance_declared),
        Demand("7.2.1.2", E.IDENTITY_STATED, "number, name and contact are there", _whole),
        Demand("7.2.1.2", E.IDENTITY_STATED, "who comes by an account doesn't type", lambda f: f.way not in ("bank", "partner")),
        Demand("7.2.2.1", E.IDENTITY_STATED, "at a branch people are present", lambda f: f.present or f.way != "branch"),
        Demand("7.2.2.3", E.IDENTITY_STATED, "at a branch their document is checked", lambda f: f.document_checked or f.way != "branch"),
        Demand("7.2.1.1", E.IDENTITY_STATED, "nothing is asked before the notices", after=(E.NOTICES_AGREED,)),
        Demand("7.2.1.3", E.IDENTITY_STATED, "what was proved isn't restated", never_after=(*PROVED, E.REGISTRATION_SUBMITTED)),
        Demand("7.1", E.IDENTITY_ASSERTED, "who registers is a natural person", lambda f: f.natural_person),
        Demand("7.1", E.IDENTITY_ASSERTED, "who registers has capacity to act", _may_act),
        Demand("7.2.1.2", E.IDENTITY_ASSERTED, "number, name and contact are there", _whole),
        Demand("7.2.1.2", E.IDENTITY_ASSERTED, "the person has agreed", lambda f: f.consented and f.way in ("bank", "partner")),
        Demand("7.2.1.2", E.ASSERTION_AGREED, "nobody is asked without consent", lambda f: f.consented and f.way in ("bank", "partner")),
        Demand("7.2.1.2", E.ASSERTION_AGREED_AGAIN, "nor once more", lambda f: f.consented and f.way in ("bank", "partner")),
        Demand("7.2.1.2", E.ASSERTION_AGREED_AGAIN, "who is asked about again was known", after_one=SAID),
        Demand("7.2.1.3", E.ASSERTION_AGREED_AGAIN, "nobody is asked again of whom all was proved", never_after=PROVED),
        Demand("7.2.1.1", E.ASSERTION_AGREED, "nobody is asked before the notices", after=(E.NOTICES_AGREED,)),
        Demand("7.2.1.3", E.ASSERTION_AGREED, "nobody is asked of whom all was proved", never_after=PROVED),
        Demand("7.2.1.2.1", E.IDENTITY_ASSERTED, "the bank's account is one that the norm names", _bank_account),
        Demand(
            "7.2.1.2.2", E.IDENTITY_ASSERTED, "the partner's is a member's account",
            lambda f: f.way != "partner" or (f.kind == "member" and f.in_good_standing),
        ),
        Demand("7.2.1.1", E.IDENTITY_ASSERTED, "nothing is asked before the notices", after=(E.NOTICES_AGREED,)),
        Demand("7.2.1.3", E.IDENTITY_ASSERTED, "what was proved isn't restated", never_after=PROVED),
        Demand("7.2.1.3", E.REGISTRATION_VERIFIED, "no confirmation without one-time password", lambda f: f.otp_entered),
        Demand("7.2", E.REGISTRATION_VERIFIED, "a code is enough on the web alone", lambda f: f.way in WEB),
        Demand("7.1", E.REGISTRATION_VERIFIED, "a first registration is the first", _first),
        Demand("8.1", E.REGISTRATION_VERIFIED, "who is served is a policyholder", _on_the_books),
        Demand("7.2.1.2", E.REGISTRATION_VERIFIED, "who is verified has said who they are", after_one=SAID),
        Demand("7.2.1.3", E.REGISTRATION_VERIFIED, "a password is used once", never_after=PROVED),
        Demand("7.2.3.3", E.REGISTRATION_PROVED, "the authority answered that it is good", lambda f: f.outcome == "good"),
        Demand("7.2.3.3", E.REGISTRATION_PROVED, "the answer is kept", lambda f: f.authority != "" and f.evidence != ""),
        Demand("7.2", E.REGISTRATION_PROVED, "without a waiver only a certificate proves so", lambda f: f.way == "certificate"),
        Demand("7.1", E.REGISTRATION_PROVED, "a first registration is the first", _first),
        Demand("8.1", E.REGISTRATION_PROVED, "who is served is a policyholder", _on_the_books),
        Demand("7.2.3.2", E.REGISTRATION_PROVED, "who is proved has said who they are", after=(E.IDENTITY_STATED,)),
        Demand("7.2.3.3", E.REGISTRATION_PROVED, "a proof is used once", never_after=PROVED),
        Demand("8.1.1.2", E.CONTACT_CONFIRMED, "no confirmation without one-time password", lambda f: f.otp_entered),
        Demand("8.1.1.2", E.CONTACT_CONFIRMED, "first the identity, then the contact", after_one=PROVED),
        Demand("7.2.2.1", E.REGISTRATION_SUBMITTED, "a clerk of a branch hands in", lambda f: f.way == "branch" and f.branch and f.clerk),
        Demand("7.2.2.2", E.REGISTRATION_SUBMITTED, "the signature is kept", lambda f: f.signature != ""),
        Demand("7.2.2.3", E.REGISTRATION_SUBMITTED, "who is handed in has shown who they are", after=(E.IDENTITY_STATED,)),
        Demand("18.1.1", E.REGISTRATION_SUBMITTED, "it is handed in once", never_after=(E.REGISTRATION_SUBMITTED,)),
        Demand(
            "18.1.1", E.REGISTRATION_RELEASED, "a second person has looked",
            lambda f: f.way == "branch" and f.clerk != "" and f.released_by not in ("", f.clerk),
        ),
        Demand("7.1", E.REGISTRATION_RELEASED, "a first registration is the first", _first),
        Demand("8.1", E.REGISTRATION_RELEASED, "who is served is a policyholder", _on_the_books),
        Demand("18.1.1", E.REGISTRATION_RELEASED, "what is released was handed in", after=(E.REGISTRATION_SUBMITTED,)),
        Demand("18.1.1", E.REGISTRATION_RELEASED, "it is released once", never_after=(E.REGISTRATION_RELEASED,)),
        Demand("18.1.1", E.REGISTRATION_REFUSED, "what is refused was handed in", after=(E.REGISTRATION_SUBMITTED,)),
        Demand("18.1.1", E.REGISTRATION_REFUSED, "what was released isn't refused", never_after=(E.REGISTRATION_RELEASED,)),
        Demand("7.1", E.ACCOUNT_OPENED, "an account is for people who agreed", after=(E.NOTICES_AGREED,)),
        Demand("7.1", E.ACCOUNT_OPENED, "an account is for people who proved who they are", after_one=PROVED),
        Demand("7.1", E.ACCOUNT_OPENED, "a registration opens one account", never_after=DONE),
        Demand("7.1", E.ACCOUNT_OPENED, "who has an account gets no second one", lambda f: not f.renews and _first(f)),
        Demand("7.1", E.ACCOUNT_OPENED, "from a branch on, by the link that was sent", lambda f: f.link_used or f.way != "branch"),
        Demand("8.1.1.2", E.ACCOUNT_OPENED, "who is to be served can be reached", _reached),
        Demand("7.3", E.REGISTRATION_RENEWED, "an account wakes for its own holder", lambda f: f.same_holder),
        Demand("7.3", E.REGISTRATION_RENEWED, "an account wakes for who proved it anew", after_one=PROVED),
        Demand("7.3", E.REGISTRATION_RENEWED, "once", never_after=DONE),
        Demand("7.1", E.REGISTRATION_RENEWED, "from a branch on, by the link that was sent", lambda f: f.link_used or f.way != "branch"),
        Demand("8.1.1.2", E.REGISTRATION_RENEWED, "who is to be served can be reached", _reached),
    ),
    carried=("way", "purpose", "renews"),
)  # fmt: skip
