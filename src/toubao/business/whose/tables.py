"""Which rows are whose: every table of ours stands in one of the two lists, and a test fails for one that doesn't. The database's policies
are made of the first by `policies.py`; to add a table, write its line.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from toubao.business.whose import Finding

F = Finding


@dataclass(frozen=True, slots=True)
class Rows:
    """Whose a row is: of the person in one of `of`; or whose the row of another table is (`through`: its name, and our column with its
    primary key); or the insurer's own, where nothing is named. `found`: the ways of finding somebody that read this table.
    `nobodys`: a row without a person is everybody's.
    """

    of: tuple[str, ...] = ()
    through: tuple[str, str] | None = None
    found: tuple[Finding, ...] = ()
    nobodys: bool = False


def of(*columns: str, found: tuple[Finding, ...] = (), nobodys: bool = False) -> Rows:
    """Rows of the person whose id stands in one of these columns."""
    return Rows(of=columns, found=found, nobodys=nobodys)


def through(table: str, column: str, *, found: tuple[Finding, ...] = ()) -> Rows:
    """Rows of whoever the other table's row belongs to."""
    return Rows(through=(table, column), found=found)


INSURERS: Final = Rows()
_WHO: Final = (F.ADDRESS, F.NUMBER, F.PASSKEY, F.PROGRAM, F.LINK)

# fmt: off
#   table                             whose its rows are
WHOSE: Final[Mapping[str, Rows]] = {
    "journal_subjectkey":             of("holder", found=(*_WHO, F.BOOKS, F.PLATE, F.STAFF)),
    "journal_subject":                of("holder", nobodys=True),
    "journal_entry":                  through("journal_subject", "subject_id"),
    "journal_openduty":               through("journal_subject", "subject_id"),
    "identity_person":                of("id", found=_WHO),
    "identity_registration":          Rows(of=("person_id",), through=("identity_account", "renews_id"), found=(F.LINK,)),
    "identity_authorisation":         through("identity_registration", "registration_id"),
    "identity_certificatechallenge":  through("identity_registration", "registration_id"),
    "identity_account":               of("person_id", found=(*_WHO, F.HELD)),
    "identity_policyholder":          of("id", "person_id", found=(F.BOOKS,)),
    "identity_change":                through("identity_account", "account_id", found=(F.LINK,)),
    "identity_passkey":               through("identity_account", "account_id", found=(F.PASSKEY,)),
    "identity_knownbrowser":          through("identity_account", "account_id"),
    "identity_signinchoice":          through("identity_account", "account_id"),
    "identity_browsersession":        through("identity_account", "account_id"),
    "identity_apisession":            through("identity_account", "account_id", found=(F.PROGRAM,)),
    "identity_programgrant":          through("identity_account", "account_id", found=(F.PROGRAM,)),
    "identity_onetimepassword":       through("journal_subject", "subject"),
    "identity_texttosign":            through("journal_subject", "subject"),
    "branches_visit":                 through("identity_registration", "registration_id", found=(F.LINK,)),
    "branches_activationlink":        through("identity_registration", "registration_id", found=(F.LINK,)),
    "recovery_recovery":              of("person_id", found=(F.LINK,), nobodys=True),
    "consents_consent":               of("key_id"),
    "correspondence_message":         of("key_id"),
    "correspondence_halt":            of("key_id"),
    "correspondence_attachment":      through("correspondence_message", "message_id"),
    "purchase_purchase":              of("person_id", found=(F.SERIAL,)),
    "payment_payment":                of("holder", found=(F.ORDER,)),
    "underwriting_cumulation":        of("insured"),
    "underwriting_reservation":       of("insured"),
    "underwriting_referral":          through("purchase_purchase", "purchase"),
    "policies_policy":                of("person_id"),
    "policies_policydocument":        through("policies_policy", "policy_id"),
    "motor_insured":                  of("id", found=(F.PLATE,)),
    "motor_motorpolicy":              of("insured_id", found=(F.PLATE,)),
    "motor_electronicproof":          through("motor_motorpolicy", "policy_id"),
    "service_deathreport":            of("person_id"),
    "service_request":                of("person_id"),
    "service_contractround":          INSURERS,
    "governance_staff":               of("id", found=(F.STAFF,)),
    "governance_staffpasskey":        of("member_id", found=(F.STAFF,)),
    "governance_stafflink":           of("member_id", found=(F.STAFF,)),
    "reconciliation_comparison":      INSURERS,
    "reconciliation_book":            INSURERS,
    "reconciliation_listed":          INSURERS,
    "reconciliation_difference":      INSURERS,
    "restoration_restoration":        INSURERS,
    "governance_accessreview":        INSURERS,
    "governance_reviewedaccess":      INSURERS,
    "release_release":                INSURERS,
    "figures_figure":                 INSURERS,
    "figures_movement":               INSURERS,
    "figures_mark":                   INSURERS,
}

#   table                             why nothing in it is anybody's
NOBODYS: Final[Mapping[str, str]] = {
    "catalogue_release":              "versions of products",
    "catalogue_releasedocument":      "documents of products, shown to everybody",
    "consents_showntext":             "words that were shown, the same for everybody",
    "identity_allowance":             "counts under blind names",
    "identity_guessing":              "counts of failures, the same rows for names that nobody has",
    "identity_failedattempt":         "failures of strangers, the same rows for names that nobody has",
    "identity_apirequest":            "answers sealed for their askers, found by a blind index of their own key alone",
    "identity_program":               "the programs that people may let act for them, the same for everybody",
    "identity_passkeychallenge":      "random bytes, taken by their own id alone",
    "payment_heard":                  "ids of events that the acquirer told",
    "payment_stray":                  "orders that the acquirer told of and that nobody here has",
    "django_session":                 "found by the secret in its browser's cookie alone",
}
# fmt: on
