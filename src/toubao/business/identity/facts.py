"""Rows of identity as facts for the gates of article 7."""

from datetime import date

from toubao.business.identity.codes.otp import Check
from toubao.business.identity.models import Account, Registration
from toubao.business.identity.personal import Known, is_mobile, open_known
from toubao.rules.facts import Identification, Notices, Verification, Way
from toubao.rules.identity_numbers import business_number_fault, person_number_fault
from toubao.rules.periods import is_adult_on
from toubao.rules.personal import Personal


def notices(
    registration: Registration, *, channel_is_ours: bool, required: dict[str, str], read: tuple[str, ...], consented: bool
) -> Notices:
    """What was shown, read and agreed to; documents are named `name:digest`."""
    named = tuple(f"{name}:{digest}" for name, digest in sorted(required.items()))
    return Notices(
        way=Way(registration.way), channel=registration.channel, channel_is_ours=channel_is_ours, required=named, shown=named,
        read=tuple(f"{name}:{required[name]}" for name in sorted(read) if name in required), consented=consented,
    )  # fmt: skip


def identification(registration: Registration, known: Known, *, on: date) -> Identification:
    """What a person says about themselves."""
    fault = person_number_fault(known.id_number, on=on)
    return Identification(
        way=Way(registration.way), natural_person=not (fault and business_number_fault(known.id_number) is None),
        id_number=Personal(known.id_number), id_number_valid=fault is None, name=Personal(known.name),
        birth_date=Personal(known.birth_date),
        reachable=is_mobile(known.phone) and "@" in known.mail, guardianship_declared=known.guardianship_declared, on=on,
    )  # fmt: skip


def verification(registration: Registration, checked: Check, *, already_registered: bool) -> Verification:
    """What came of the code that was entered."""
    return Verification(
        way=Way(registration.way), channel_of_otp=registration.otp_channel, otp_entered=checked.right, tries=checked.tries,
        already_registered=already_registered,
    )  # fmt: skip


def adult(account: Account, *, on: date) -> bool:
    """Whether the account's person has capacity to act on that day (Civil Code 12)."""
    person = account.person
    known = open_known(person.key, person.sealed or b"")
    return is_adult_on(known.birth_date, on) and not known.guardianship_declared
