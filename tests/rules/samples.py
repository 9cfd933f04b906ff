"""Facts of each moment with which everything is in order, and the asking of one gate; a test changes the one thing it is about."""

from collections.abc import Iterable
from datetime import date
from typing import Any

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
from toubao.rules.kit import Gate, Ruling, Verdict, Waiver
from toubao.rules.personal import Personal

ON = date(2026, 11, 23)
OPEN, SHUT, REFER, NOT_APPLICABLE = Ruling

AGREED = Notices(
    way=Way.ONLINE, purpose=Purpose.PURCHASE, signed=False, channel="www.anhe.example", channel_is_ours=True, required=("online:d1",
    "privacy:d2"),
    shown=("online:d1", "privacy:d2"),
    read=("online:d1", "privacy:d2"), seen_to_end=(), agreed=("online:d1", "privacy:d2"), consented=True,
)  # fmt: skip
CONSENTING = Consenting(name="advertising-mail", version="2026-01", digest="d", in_force=True, ticked=True, seen_to_end=False)
WITHDRAWING = Withdrawing(name="advertising-mail", version="2026-01", digest="d", optional=True)
STATED = Identification(
    way=Way.ONLINE, purpose=Purpose.PURCHASE, present=False, document_checked=False, natural_person=True,
    id_number=Personal("A123456789"), id_number_valid=True, name=Personal("王示範"),
    birth_date=Personal(date(1990, 5, 17)), reachable=True, guardianship_declared=False, on=ON,
)  # fmt: skip
VERIFIED = Verification(
    way=Way.ONLINE, purpose=Purpose.PURCHASE, channel_of_otp="sms", otp_entered=True, tries=1, already_registered=False, renews=False,
    on_file=False,
)  # fmt: skip
SENT_THERE = AssertionAsked(way=Way.BANK, provider="bank", consented=True)
ASSERTED = Asserted(
    way=Way.BANK, consented=True, provider="https://bank.example", same_group=True, kind="net_bank", opened_at_counter=True,
    first_class=False, in_good_standing=True, natural_person=True, id_number=Personal("A123456789"), id_number_valid=True,
    name=Personal("王示範"), birth_date=Personal(date(1990, 5, 17)), reachable=True, guardianship_declared=False, on=ON,
)  # fmt: skip
PROVED = Proof(
    way=Way.CERTIFICATE, purpose=Purpose.PURCHASE, authority="MOICA", outcome="good", evidence="e", already_registered=False, renews=False,
    on_file=False,
)  # fmt: skip
CONFIRMED = Confirmation(channel_of_otp="sms", otp_entered=True, tries=1)
HANDED_IN = Submission(way=Way.BRANCH, branch="b", clerk="c", signature="s")
BRANCH_REVIEWED = Review(
    way=Way.BRANCH, purpose=Purpose.PURCHASE, clerk="c", released_by="d", already_registered=False, renews=False, on_file=False,
)  # fmt: skip
OPENING = Opening(way=Way.ONLINE, purpose=Purpose.PURCHASE, link_used=False, contact_confirmed=True, already_registered=False, renews=False)
RENEWING = Renewal(way=Way.ONLINE, purpose=Purpose.PURCHASE, link_used=False, contact_confirmed=True, same_holder=True)
SERVED = Serving(
    policy_number="TA11500000001", document_digest="d", by="p", way=Way.ONLINE, own=True, registered=True, verified=True, asleep=False,
)  # fmt: skip
PROOF_ASKED = ProofAsked(certificate_number="C1", compulsory=True, covered=True, matched=True, network=Personal("203.0.113.1"))
PROOF_MADE = ProofMade(certificate_number="C1", compulsory=True, covered=True, issue=1, document_digest="d", signature_intact=True)
WHOLE = Publishing(
    product="travel-accident", version="2026-01", items_missing=(), documents_missing=(), documents=("terms:d", "notice:d"),
    documents_before=(), content="c" * 64,
)  # fmt: skip
PROGRAM = ProgramRegistering(
    client="app.anhe.example", owner="安禾", set_up_by=SetUpBy.INSURER, sells=True, starts=ON, ends=date(2027, 11, 22), asked_by="lin",
    released_by="wang",
)  # fmt: skip
STARTING = Starting(
    channel="www.anhe.example", channel_is_ours=True, natural_person=True, registered=True, verified=True, asleep=False, adult=True,
    way=Way.ONLINE,
    product="travel-accident", product_version="2026-01", product_published=True, trading_terms_missing=(), documents_missing=(),
)  # fmt: skip
INFORMED = Informing(
    product="travel-accident", product_version="2026-01", data_complete=True, screening=(), documents_current=("terms:d", "notice:d"),
    documents_shown=("terms:d", "notice:d"), documents_agreed=("terms:d", "notice:d"), review_required=False, review_ended=False,
    premium=500,
    sum_insured=5_000_000, items_current=("5.2.1:d", "5.2.2:d"), items_shown=("5.2.1:d", "5.2.2:d"),
)  # fmt: skip
SENT_IN = Application(
    way=Way.ONLINE, by_certificate=False, otp_entered=True, otp_binds_this=True, certificate_verified=False, documents_still_agreed=True,
    screening=(), same_person=True, registered=True, asleep=False, adult=True,
    cooling_off=False, digest="d", contract="c", product="travel-accident", product_version="2026-01",
    premium=500,
    sum_insured=5_000_000,
)  # fmt: skip
AUTHORISED = Authorisation(
    registered_online=True, instrument=Instrument.OWN_CARD, personal_line=True, holder_matched=True, authorised=True,
    authorisation_code="A1",
    amount=500, premium=500, application_confirmed=True,
)  # fmt: skip
RECEIVED = Receipt(authorisation_code="A1", receipt_number="R1")
ASKED = Underwriting(
    way=Way.ONLINE, agreed_to="d", says="d",
    existing_customer=False, receipt_reported=True, sum_insured=5_000_000, company_total=0, company_limit=12_000_000,
    industry_asked=True, industry_total=0, industry_limit=12_000_000, abnormal=(), screening=(), cleared_by_person=False,
)  # fmt: skip
CHARGING = Capture(application_accepted=True, amount=500, premium=500)
CONCLUDING = Conclusion(
    agreed_to="d", says="d", captured=True, captured_amount=500, premium=500, serial="TB-2345-6789-ABCD",
)  # fmt: skip
REPORTED = IssueReport(receipt_number="R1", report_number="I1", policy_number="TA11500000001")
DELIVERED = Delivery(
    policy_number="TA11500000001", agreed_to="d", says="d", contract_concluded=True, document_digest="d", signature_intact=True,
    by="toubao",
)  # fmt: skip

ASKING = Asking(
    kind=Kind.PHONE, password_right=True, other_under_way=False, purchases_under_way=0, value=Personal("+886912345678"),
)  # fmt: skip
STEPPED_UP = StepUp(
    kind=Kind.PHONE, needed=(Factor.PASSWORD, Factor.PHONE), given=(Factor.PASSWORD, Factor.PHONE), tries=1,
)  # fmt: skip
WAITS = Waiting(kind=Kind.PHONE_LOST, new_address=True, new_proved=True, needs_person=False, hours=72)
REVIEWED = Reviewed(kind=Kind.NAME, needs_person=True, evidence="戶籍謄本 A-1", by="lin")
APPLYING = Applying(
    kind=Kind.PHONE, new_address=True, new_proved=True, free=True, waits=False, wait_ended=False, needs_person=False, reviewed_by="",
    released_by="", cool_off_hours=24,
)  # fmt: skip
STOPPING = Stopping(kind=Kind.PHONE, link_right=True, in_time=True)
RECOVERY_ASKED = RecoveryAsked(way=Back.CODES, blocked="", both_reached=True)
RECOGNISED = Recognised(
    way=Back.CODES, blocked="", needed=(Shown.IDENTITY, Shown.PHONE), given=(Shown.IDENTITY, Shown.PHONE), tries=1
)  # fmt: skip
RECOVERING = Recovering(way=Back.CODES, blocked="", in_time=True, unchanged=True, cool_off_hours=72)
DISOWNED = Disowned(in_time=True)
SHOWN_AT_BRANCH = ShownAtBranch(blocked="", branch="taipei", clerk="lin", present=True, document_checked=True)
BRANCH_RELEASED = BranchReleased(blocked="", clerk="lin", released_by="wang")
RELEASE_ASKED = ReleaseAsked(kind="k", thing="t", digest="d", because="because", asked_by="lin", concerns="", right=True)
RELEASING = ReleaseDecided(
    kind="k", thing="t", digest="d", seen="d", because="", asked_by="lin", decided_by="wang", concerns="", right=True, stands=True,
    in_time=True,
)  # fmt: skip
DIED = DeathConfirmed(reported_by="lin", confirmed_by="wang", evidence="死亡證明書 B-2")

IN_ORDER: dict[type[Any], Any] = {
    type(facts): facts
    for facts in (
        AGREED, STATED, VERIFIED, WHOLE, STARTING, INFORMED, SENT_IN, AUTHORISED, RECEIVED, ASKED, CHARGING, CONCLUDING, REPORTED,
        DELIVERED, SENT_THERE, ASSERTED, PROVED, CONFIRMED, HANDED_IN, BRANCH_REVIEWED, OPENING, RENEWING, SERVED,
        PROOF_ASKED, PROOF_MADE,
        ASKING, STEPPED_UP, WAITS, REVIEWED, APPLYING, STOPPING, RECOVERY_ASKED, RECOGNISED, RECOVERING, DISOWNED, SHOWN_AT_BRANCH,
        BRANCH_RELEASED, DIED,
        RELEASE_ASKED, RELEASING, CONSENTING, WITHDRAWING, PROGRAM,
    )
}  # fmt: skip


def asked(gate: Gate[Any], facts: Any, *, on: date = ON, waivers: Iterable[Waiver] = ()) -> Verdict:
    """What a gate says of facts; the verdict always names gate and clause, and has words for a person exactly when it stops the step."""
    verdict = gate.judge(facts, on=on, waivers=waivers)
    assert (verdict.gate, verdict.clause) == (gate.name, gate.clause)
    assert verdict.words == ("" if verdict.lets_pass else gate.otherwise)
    return verdict


def said(gate: Gate[Any], facts: Any) -> Ruling:
    """The ruling alone."""
    return asked(gate, facts).ruling
