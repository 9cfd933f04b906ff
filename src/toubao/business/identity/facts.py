"""Rows of identity as facts for the gates of articles 7 and 8."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from toubao.business.consents.actions import Hand
from toubao.business.identity.codes.otp import Check
from toubao.business.identity.models import Account, Registration
from toubao.business.identity.personal import Known, is_mobile, open_known, tidy_address
from toubao.business.identity.proving.providers import Offered
from toubao.business.identity.proving.ways import Proved
from toubao.gateways.addresses import mailbox
from toubao.gateways.oidc import Assertion
from toubao.rules.articles import art08_service as art08
from toubao.rules.articles.art07_registration import account as art07
from toubao.rules.facts import (
    Asserted,
    Confirmation,
    Identification,
    Notices,
    Opening,
    Proof,
    Purpose,
    Renewal,
    Verification,
)
from toubao.rules.identity_numbers import business_number_fault, normalised, person_number_fault
from toubao.rules.periods import Period, ends, is_adult_on
from toubao.rules.personal import Personal
from toubao.rules.personal.companies import is_company_name
from toubao.rules.personal.names import tidy


def notices(
    registration: Registration,
    *,
    channel_is_ours: bool,
    required: Mapping[str, str],
    shown: Iterable[str],
    read: tuple[str, ...],
    consented: bool,
    signed: bool = False,
    hand: Hand | None = None,
) -> Notices:
    """What was shown, read and agreed to; documents are named `name:digest`. Without `hand`, the one consent, or the signature, is to each
    notice that was read.
    """

    def named(names: Iterable[str]) -> tuple[str, ...]:
        return tuple(f"{name}:{required[name]}" for name in sorted(names) if name in required)

    agreed: Iterable[str] = hand.ticks if hand is not None else read if consented or signed else ()
    seen = [name for name, tick in hand.ticks.items() if tick.seen_to_end] if hand is not None else []
    return Notices(
        way=registration.way, purpose=Purpose(registration.purpose), channel=registration.channel, channel_is_ours=channel_is_ours,
        required=named(required), shown=named(shown), read=named(read), seen_to_end=named(seen), agreed=named(agreed),
        consented=consented, signed=signed,
    )  # fmt: skip


def identification(
    registration: Registration, known: Known, *, on: date, present: bool = False, document_checked: bool = False, minor_before: bool = False
) -> Identification:
    """What a person says about themselves, or shows at a branch."""
    fault = person_number_fault(known.id_number, on=on)
    return Identification(
        way=registration.way, purpose=Purpose(registration.purpose),
        natural_person=is_natural(known, on=on), id_number=Personal(known.id_number),
        id_number_valid=fault is None, name=Personal(known.name), birth_date=Personal(known.birth_date), reachable=reachable(known),
        guardianship_declared=known.guardianship_declared, present=present, document_checked=document_checked, on=on,
        assistance_declared=known.assistance_declared, minor_before=minor_before,
    )  # fmt: skip


def is_natural(known: Known, *, on: date) -> bool:
    """Whether number and name can be a natural person's."""
    fault = person_number_fault(known.id_number, on=on)
    return not (fault and business_number_fault(known.id_number) is None) and not is_company_name(known.name)


def is_registered(account: Account) -> bool:
    """Whether an account can be used: it was neither closed nor stopped (7.1, 8.1)."""
    return account.closed_at is None and not account.blocked


def reachable(known: Known) -> bool:
    """Whether there is a mobile phone of Taiwan and a mailbox."""
    return is_mobile(known.phone) and mailbox(known.mail) is not None


def asserted_person(said: Assertion, *, guardianship_declared: bool, assistance_declared: bool = False) -> Known:
    """A person as a bank or a partner knows them; what they declare themselves comes from them."""
    return Known(
        name=tidy(said.name), id_number=normalised(said.id_number), birth_date=said.birth_date, phone=tidy_address(said.phone),
        mail=tidy_address(said.mail), guardianship_declared=guardianship_declared, assistance_declared=assistance_declared,
    )  # fmt: skip


def asserted(registration: Registration, said: Assertion, known: Known, *, asked: Offered, consented: bool, on: date) -> Asserted:
    """What a bank or a partner says, with the person's consent, of them and of their account."""
    fault = person_number_fault(known.id_number, on=on)
    return Asserted(
        way=registration.way, consented=consented, provider=asked.name, same_group=asked.same_group, kind=said.kind,
        opened_at_counter=said.opened == "counter", first_class=said.grade == 1, in_good_standing=said.standing == "good",
        natural_person=said.natural_person and is_natural(known, on=on),
        id_number=Personal(known.id_number), id_number_valid=fault is None, name=Personal(known.name),
        birth_date=Personal(known.birth_date), reachable=reachable(known), guardianship_declared=known.guardianship_declared, on=on,
        assistance_declared=known.assistance_declared,
    )  # fmt: skip


def verification(
    registration: Registration, checked: Check, *, already_registered: bool, on_file: bool, number_yields: bool
) -> Verification:
    """What came of the code that was entered."""
    return Verification(
        way=registration.way, purpose=Purpose(registration.purpose), channel_of_otp=registration.otp_channel, otp_entered=checked.right,
        tries=checked.tries, already_registered=already_registered, renews=registration.renews_id is not None, on_file=on_file,
        number_yields=number_yields,
    )  # fmt: skip


def confirmation(registration: Registration, checked: Check) -> Confirmation:
    """What came of the code that shows that a person can be reached."""
    return Confirmation(channel_of_otp=registration.otp_channel, otp_entered=checked.right, tries=checked.tries)


def proof(registration: Registration, proved: Proved, *, already_registered: bool, on_file: bool, number_yields: bool) -> Proof:
    """What an authority or institution said of who somebody is."""
    return Proof(
        way=registration.way, purpose=Purpose(registration.purpose), authority=proved.authority, outcome=proved.outcome,
        evidence=proved.evidence, already_registered=already_registered, renews=registration.renews_id is not None, on_file=on_file,
        number_yields=number_yields,
    )  # fmt: skip


def opening(registration: Registration, *, link_used: bool, already_registered: bool, number_yields: bool) -> Opening:
    """A verified person takes a new account into use."""
    return Opening(
        way=registration.way, purpose=Purpose(registration.purpose), link_used=link_used,
        contact_confirmed=registration.contact_confirmed_at is not None, already_registered=already_registered,
        renews=registration.renews_id is not None, number_yields=number_yields,
    )  # fmt: skip


def renewal(registration: Registration, *, link_used: bool, same_holder: bool) -> Renewal:
    """The holder of an account was verified anew."""
    return Renewal(
        way=registration.way, purpose=Purpose(registration.purpose), link_used=link_used,
        contact_confirmed=registration.contact_confirmed_at is not None, same_holder=same_holder,
    )  # fmt: skip


def adult(account: Account, *, on: date) -> bool:
    """Whether the account's person has capacity to act on that day (Civil Code 12)."""
    known = _known(account)
    return is_adult_on(known.birth_date, on) and not known.guardianship_declared


def natural(account: Account, *, on: date) -> bool:
    """Whether the account's person is a natural one (2.6)."""
    return is_natural(_known(account), on=on)


def _known(account: Account) -> Known:
    return open_known(account.person.key, account.person.sealed or b"")


def purchases_until(account: Account) -> datetime | None:
    """When the account falls asleep for purchases: five years after it was verified, or last bought with (7.3); None if it never buys."""
    return _sleeps(account.verified_at, account.last_purchase_at, art07.SLEEPS_AFTER)


def serves_until(account: Account) -> datetime:
    """When the account falls asleep for services: five years after it was verified for them, or last used for one (8.2)."""
    return _sleeps(account.served_from, account.last_service_at, art08.SLEEPS_AFTER) or account.served_from


def asleep_to_buy(account: Account, *, now: datetime) -> bool:
    """Whether identity must be verified again before a purchase (7.3); an account that never bought nor could is not asleep."""
    until = purchases_until(account)
    return until is not None and now >= until


def asleep_to_be_served(account: Account, *, now: datetime) -> bool:
    """Whether identity must be verified again before a service (8.2)."""
    return now >= serves_until(account)


def to_verify(account: Account, *, wanted: str, now: datetime) -> Purpose | None:
    """What the holder of an account may be verified for anew: since it is asleep or was warned of that (7.3, 8.2), or since it only serves
    and shall buy (7.1). None where nothing is to be done. An account of article 7 serves too (8.1.1.3), so it is verified for both at once.
    """
    if account.verified_at is None and wanted == Purpose.PURCHASE:
        return Purpose.PURCHASE
    asleep = asleep_to_buy(account, now=now) or asleep_to_be_served(account, now=now)
    if not (asleep or account.purchase_warned_at or account.service_warned_at):
        return None
    return Purpose.PURCHASE if account.verified_at else Purpose.SERVICE


def _sleeps(verified: datetime | None, used: datetime | None, after: Period) -> datetime | None:
    if verified is None:
        return None
    return ends(max(verified, used) if used else verified, after)
