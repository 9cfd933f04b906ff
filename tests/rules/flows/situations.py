"""Every combination of facts that gates tell apart, one tuple for each kind of facts; fields that no gate reads have one value."""

from collections.abc import Sequence
from datetime import date
from itertools import product
from typing import Any, TypeVar

from toubao.rules.facts import (
    Application,
    Applying,
    Asking,
    Asserted,
    AssertionAsked,
    Authorisation,
    Back,
    BranchReleased,
    Capture,
    Conclusion,
    Confirmation,
    Consenting,
    DeathConfirmed,
    Delivery,
    Disowned,
    Factor,
    Identification,
    Informing,
    Instrument,
    IssueReport,
    Kind,
    Noted,
    Nothing,
    Notices,
    Opening,
    ProgramRegistering,
    Proof,
    ProofAsked,
    ProofMade,
    Publishing,
    Purpose,
    Receipt,
    Recognised,
    Recovering,
    RecoveryAsked,
    ReleaseAsked,
    ReleaseDecided,
    Renewal,
    Review,
    Reviewed,
    Serving,
    SetUpBy,
    Shown,
    ShownAtBranch,
    Starting,
    StepUp,
    Stopping,
    Submission,
    Underwriting,
    Verification,
    Waiting,
    Way,
    Withdrawing,
)
from toubao.rules.personal import Personal

F = TypeVar("F")
BOTH = (True, False)
DAY = date(2026, 11, 23)
BIRTHS = (date(1936, 1, 1), date(2008, 11, 23), date(2008, 11, 24), date(2020, 2, 29))
TERMS, NOTICE, OLDER = "terms:2", "notice:1", "terms:1"
PRICE = 500
SUM, COMPANY, INDUSTRY = 5_000_000, 12_000_000, 15_000_000


def every(kind: type[F], /, **values: Sequence[Any]) -> tuple[F, ...]:
    """The facts of every combination of the values; a single value stands in brackets too."""
    return tuple(kind(**dict(zip(values, chosen, strict=True))) for chosen in product(*values.values()))


ONLINE, TWO = "online:1", ("online:1", "privacy:1")
WAYS, PURPOSES = (*Way, "mobile_id"), tuple(Purpose)
NOTICES = every(
    Notices, way=WAYS, purpose=PURPOSES, channel=["www"], channel_is_ours=BOTH, required=[(), (ONLINE,), TWO], shown=[(), (ONLINE,), TWO],
    read=[(), (ONLINE,), TWO], seen_to_end=[()], agreed=[(), TWO], consented=BOTH, signed=BOTH,
)  # fmt: skip
IDENTIFICATIONS = every(
    Identification, way=tuple(Way), purpose=PURPOSES, natural_person=BOTH, id_number=[Personal("A123456789")], id_number_valid=BOTH,
    name=[Personal("王示範"), Personal(" ")], birth_date=[Personal(day) for day in BIRTHS[1:3]], reachable=BOTH, guardianship_declared=BOTH,
    present=BOTH, document_checked=BOTH, on=[DAY], assistance_declared=[False, True], minor_before=[False, True],
)  # fmt: skip
SENDINGS = every(AssertionAsked, way=tuple(Way), provider=["bank"], consented=BOTH)
ASSERTIONS = every(
    Asserted, way=[Way.ONLINE, Way.BANK, Way.PARTNER], consented=BOTH, provider=["bank"], same_group=BOTH,
    kind=["net_bank", "digital", "member"],
    opened_at_counter=BOTH, first_class=BOTH, in_good_standing=BOTH, natural_person=BOTH, id_number=[Personal("A123456789")],
    id_number_valid=BOTH,
    name=[Personal("王示範"), Personal(" ")], birth_date=[Personal(day) for day in BIRTHS[1:3]], reachable=[True, False],
    guardianship_declared=BOTH,
    on=[DAY], assistance_declared=BOTH,
)  # fmt: skip
VERIFICATIONS = every(
    Verification, way=tuple(Way), purpose=PURPOSES, channel_of_otp=["sms"], otp_entered=BOTH, tries=[1], already_registered=BOTH,
    renews=BOTH,
    on_file=BOTH, number_yields=BOTH,
)  # fmt: skip
PROOFS = every(
    Proof, way=WAYS, purpose=PURPOSES, authority=["", "MOICA"], outcome=["good", "revoked"], evidence=["", "e"], already_registered=BOTH,
    renews=BOTH, on_file=BOTH, number_yields=BOTH,
)  # fmt: skip
CONFIRMATIONS = every(Confirmation, channel_of_otp=["sms"], otp_entered=BOTH, tries=[1])
SUBMISSIONS = every(Submission, way=tuple(Way), branch=["", "b"], clerk=["", "c"], signature=["", "s"])
BRANCH_REVIEWS = every(
    Review, way=tuple(Way), purpose=PURPOSES, clerk=["", "c"], released_by=["", "c", "d"], already_registered=BOTH, renews=BOTH,
    on_file=BOTH, number_yields=BOTH,
)  # fmt: skip
OPENINGS = every(
    Opening, way=tuple(Way), purpose=PURPOSES, link_used=BOTH, contact_confirmed=BOTH, already_registered=BOTH, renews=BOTH,
    number_yields=BOTH,
)  # fmt: skip
RENEWALS = every(Renewal, way=tuple(Way), purpose=PURPOSES, link_used=BOTH, contact_confirmed=BOTH, same_holder=BOTH)
PUBLISHINGS = every(
    Publishing, product=["p"], version=["1"], items_missing=[(), ("5.2.7",)], documents_missing=[(), ("terms",)], documents=[(), (TERMS,)],
    documents_before=[(), (TERMS,), (OLDER,)], content=["c"],
)  # fmt: skip
STARTINGS = every(
    Starting, channel=["www"], channel_is_ours=BOTH, natural_person=BOTH, registered=BOTH, verified=BOTH, asleep=BOTH, adult=BOTH,
    way=[Way.ONLINE],
    product=["p"], product_version=["1"], product_published=BOTH, trading_terms_missing=[(), ("5.2.7",)],
    documents_missing=[(), ("terms",)],
)  # fmt: skip
INFORMINGS = every(
    Informing, product=["p"], product_version=["1"], data_complete=BOTH, screening=[(), ("too_old",)],
    documents_current=[(), (TERMS, NOTICE)],
    documents_shown=[(), (TERMS,), (OLDER, NOTICE), (TERMS, NOTICE)], documents_agreed=[(), (NOTICE,), (OLDER, NOTICE), (TERMS, NOTICE)],
    review_required=BOTH, review_ended=BOTH, premium=[PRICE], sum_insured=[SUM], items_current=[(), ("5.2.1:d", "5.2.2:d")],
    items_shown=[("5.2.1:d",), ("5.2.2:d", "5.2.1:d")],
)  # fmt: skip
APPLICATIONS = every(
    Application, way=[Way.ONLINE], by_certificate=BOTH, otp_entered=BOTH, otp_binds_this=BOTH, certificate_verified=BOTH,
    signed_digest=["", "d"],
    documents_still_agreed=BOTH, screening=[(), ("same_trip",)], same_person=BOTH, registered=BOTH, asleep=BOTH, adult=BOTH,
    cooling_off=BOTH, digest=["d"], contract=["c"], product=["p"],
    product_version=["1"], premium=[PRICE], sum_insured=[SUM],
)  # fmt: skip
AUTHORISATIONS = every(
    Authorisation, registered_online=BOTH, instrument=tuple(Instrument), personal_line=BOTH, holder_matched=BOTH, authorised=BOTH,
    authorisation_code=["", "A1"], amount=[PRICE - 1, PRICE, PRICE + 1], premium=[PRICE], application_confirmed=BOTH, serial=["TB-1"],
)  # fmt: skip
RECEIPTS = every(Receipt, authorisation_code=["", "A1"], receipt_number=["", "R1"])
AS_AGREED = {"agreed_to": ["", "d"], "says": ["", "d"]}
UNDERWRITINGS = every(
    Underwriting, way=[Way.ONLINE], **AS_AGREED, existing_customer=[False], receipt_reported=BOTH, sum_insured=[SUM, SUM + 1],
    company_total=[0, COMPANY - SUM, COMPANY - SUM + 1], company_limit=[COMPANY], industry_asked=BOTH,
    industry_total=[0, INDUSTRY - COMPANY, INDUSTRY - COMPANY + 1], industry_limit=[INDUSTRY], existing_by=[""], industry_contains_own=BOTH,
    abnormal=[(), ("applications:6",)],
    screening=[(), ("other_insurers",)], cleared_by_person=BOTH,
)  # fmt: skip
CAPTURES = every(Capture, application_accepted=BOTH, amount=[PRICE - 1, PRICE, PRICE + 1], premium=[PRICE])
CONCLUSIONS = every(
    Conclusion, **AS_AGREED,
    captured=BOTH, captured_amount=[PRICE - 1, PRICE, PRICE + 1], premium=[PRICE], serial=["", "TB-1"],
)  # fmt: skip
ISSUE_REPORTS = every(IssueReport, receipt_number=["", "R1"], report_number=["", "I1"], policy_number=["", "P1"])
DELIVERIES = every(
    Delivery, policy_number=["", "P1"], **AS_AGREED,
    contract_concluded=BOTH, document_digest=["", "d"], signature_intact=BOTH, by=["toubao"],
)  # fmt: skip

FACTORS = [(), (Factor.PASSWORD,), (Factor.PASSWORD, Factor.PHONE), (Factor.PASSWORD, Factor.MAIL, Factor.IDENTITY)]
STAFF = ["", "wang", "lin"]
ASKINGS = every(
    Asking, kind=tuple(Kind), password_right=BOTH, other_under_way=BOTH, purchases_under_way=[0, 1], value=[Personal("+886912345678")],
)  # fmt: skip
STEP_UPS = every(StepUp, kind=tuple(Kind), needed=FACTORS[1:], given=FACTORS, tries=[1])
WAITINGS = every(Waiting, kind=tuple(Kind), new_address=BOTH, new_proved=BOTH, needs_person=BOTH, hours=[72])
REVIEWS = every(Reviewed, kind=tuple(Kind), needs_person=BOTH, evidence=["", " ", "A-1"], by=STAFF)
APPLYINGS = every(
    Applying, kind=[Kind.PHONE], new_address=BOTH, new_proved=BOTH, free=BOTH, waits=BOTH, wait_ended=BOTH, needs_person=BOTH,
    reviewed_by=STAFF, released_by=STAFF, cool_off_hours=[24],
)  # fmt: skip
STOPPINGS = every(Stopping, kind=tuple(Kind), link_right=BOTH, in_time=BOTH)
BLOCKS = ["", "not_me"]
SHOWN = [(), (Shown.IDENTITY,), (Shown.IDENTITY, Shown.PHONE), (Shown.IDENTITY, Shown.PHONE, Shown.MAIL), (Shown.PASSKEY,)]
RECOVERIES_ASKED = every(RecoveryAsked, way=tuple(Back), blocked=BLOCKS, both_reached=BOTH)
RECOGNISED = every(Recognised, way=tuple(Back), blocked=BLOCKS, needed=SHOWN[1:], given=SHOWN, tries=[1])
RECOVERING = every(Recovering, way=tuple(Back), blocked=BLOCKS, in_time=BOTH, unchanged=BOTH, cool_off_hours=[24])
SHOWN_AT_BRANCHES = every(ShownAtBranch, blocked=BLOCKS, branch=["", "taipei"], clerk=STAFF, present=BOTH, document_checked=BOTH)
BRANCH_RELEASED = every(BranchReleased, blocked=BLOCKS, clerk=STAFF, released_by=STAFF)
DEATHS = every(DeathConfirmed, reported_by=STAFF, confirmed_by=STAFF, evidence=["", " ", "B-2"])
RELEASES_ASKED = every(
    ReleaseAsked, kind=["k"], thing=["t"], digest=["d"], because=["", " ", "because"], asked_by=STAFF[1:], concerns=STAFF, right=BOTH,
)  # fmt: skip
RELEASES_DECIDED = every(
    ReleaseDecided, kind=["k"], thing=["t"], digest=["", "d"], seen=["", "d", "e"], because=["b"], asked_by=STAFF[1:], decided_by=STAFF,
    concerns=STAFF, right=BOTH, stands=BOTH, in_time=BOTH,
)  # fmt: skip
CONSENTINGS = every(Consenting, name=["n"], version=["1"], digest=["d"], in_force=BOTH, ticked=BOTH, seen_to_end=BOTH)
WITHDRAWINGS = every(Withdrawing, name=["n"], version=["1"], digest=["d"], optional=BOTH)
SERVINGS = every(
    Serving, policy_number=["P1"], document_digest=["d"], by=["p"], way=[Way.ONLINE], own=BOTH, registered=BOTH, verified=BOTH, asleep=BOTH,
)  # fmt: skip
PROOFS_ASKED = every(
    ProofAsked, certificate_number=["C1"], compulsory=BOTH, covered=BOTH, matched=BOTH, network=[Personal("203.0.113.1")],
)  # fmt: skip
PROOFS_MADE = every(
    ProofMade, certificate_number=["C1"], compulsory=BOTH, covered=BOTH, issue=[0, 1, 2], document_digest=["", "d"], signature_intact=BOTH,
)  # fmt: skip

PROGRAMS = every(
    ProgramRegistering, client=["c"], owner=["o"], set_up_by=tuple(SetUpBy), sells=BOTH, starts=[DAY], ends=[DAY], asked_by=["wang"],
    released_by=["lin"],
)  # fmt: skip

SITUATIONS: dict[type[Any], tuple[Any, ...]] = {
    Notices: NOTICES,
    Identification: IDENTIFICATIONS,
    Verification: VERIFICATIONS,
    AssertionAsked: SENDINGS,
    Asserted: ASSERTIONS,
    Proof: PROOFS,
    Confirmation: CONFIRMATIONS,
    Submission: SUBMISSIONS,
    Review: BRANCH_REVIEWS,
    Opening: OPENINGS,
    Renewal: RENEWALS,
    Serving: SERVINGS,
    Publishing: PUBLISHINGS,
    ProgramRegistering: PROGRAMS,
    Starting: STARTINGS,
    Informing: INFORMINGS,
    Application: APPLICATIONS,
    Authorisation: AUTHORISATIONS,
    Receipt: RECEIPTS,
    Underwriting: UNDERWRITINGS,
    Capture: CAPTURES,
    Conclusion: CONCLUSIONS,
    IssueReport: ISSUE_REPORTS,
    Delivery: DELIVERIES,
    ProofAsked: PROOFS_ASKED,
    ProofMade: PROOFS_MADE,
    Asking: ASKINGS,
    StepUp: STEP_UPS,
    Waiting: WAITINGS,
    Reviewed: REVIEWS,
    Applying: APPLYINGS,
    Stopping: STOPPINGS,
    RecoveryAsked: RECOVERIES_ASKED,
    Recognised: RECOGNISED,
    ShownAtBranch: SHOWN_AT_BRANCHES,
    BranchReleased: BRANCH_RELEASED,
    Recovering: RECOVERING,
    Disowned: every(Disowned, in_time=BOTH),
    DeathConfirmed: DEATHS,
    ReleaseAsked: RELEASES_ASKED,
    ReleaseDecided: RELEASES_DECIDED,
    Consenting: CONSENTINGS,
    Withdrawing: WITHDRAWINGS,
    Nothing: (Nothing(),),
    Noted: (Noted(because="because"),),
}
