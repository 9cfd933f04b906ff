"""The underwriter decides on what was referred, once, with reasons (11.2.4); others may look."""

from datetime import timedelta
from uuid import uuid4

import pytest

from tests import builders
from tests.doors.console.conftest import Desk, words
from tests.fixtures.sandbox import RunningSandbox
from toubao.business.payment.models import Payment
from toubao.business.purchase.models import Purchase
from toubao.business.underwriting import queries
from toubao.business.underwriting.models import Referral, Reservation
from toubao.journal.reading import entries
from toubao.products import Product


@pytest.fixture
def referred(institutions: RunningSandbox, confirmed: Purchase, on_sale: Product) -> Purchase:
    """An application of somebody who applied six times lately."""
    for at in range(6):
        Reservation.objects.create(
            purchase=uuid4(), insured=confirmed.person_id, line="travel_accident", amount=1, others=0, state="kept",
            starts=builders.NOW, ends=builders.NOW, made_at=builders.NOW - timedelta(days=at),
        )  # fmt: skip
    builders.pay_at_sandbox(confirmed, on_sale)
    builders.advance(confirmed)
    found = builders.reread(confirmed)
    assert found.state == "referred"
    return found


def address(purchase: Purchase) -> str:
    return f"/console/referrals/{purchase.pk}/"


def test_the_queue_and_the_start_page_show_who_waits(desk: Desk, referred: Purchase) -> None:
    client = desk("underwriter")
    assert str(referred.pk) in client.get("/console/referrals/").content.decode()
    assert address(referred) in client.get("/console/").content.decode()


def test_11_2_4_an_underwriter_sees_why_and_accepts_and_the_applicant_can_pay(
    desk: Desk, referred: Purchase, institutions: RunningSandbox
) -> None:
    client = desk("underwriter")
    assert "最近 90 天在本公司另有 6 件要保" in words(client.get(address(referred)))
    answer = client.post(address(referred), {"accepted": "yes", "because": "舊客戶，出國頻繁"})
    assert (answer.status_code, answer["Location"]) == (302, address(referred))
    builders.drain()
    assert builders.reread(referred).state == "confirmed"
    assert Referral.objects.get(purchase=referred.pk).decided_by == "underwriter"
    cleared = [e for e in entries(referred.pk) if e.event == "purchase.cleared"]
    assert [(e.actor_kind, e.actor_id, e.facts["because"]) for e in cleared] == [("staff", "underwriter", "舊客戶，出國頻繁")]
    assert any("同意承保" in m["subject"] or "請完成付款" in m["subject"] for m in institutions.mails("person1@demo.example"))
    page = words(client.get(address(referred)))
    assert "舊客戶，出國頻繁" in page
    assert "送出決定" not in page
    assert "舊客戶，出國頻繁" in words(client.get("/console/referrals/"))


def test_11_2_4_an_underwriter_refuses_and_nothing_is_charged(desk: Desk, referred: Purchase, institutions: RunningSandbox) -> None:
    answer = desk("underwriter").post(address(referred), {"accepted": "no", "because": "短期內投保次數過多"})
    assert answer.status_code == 302
    builders.drain()
    refused = builders.reread(referred)
    assert refused.state == "refused"
    assert refused.refusal == [{"clause": "11.2.4", "words": "短期內投保次數過多"}]
    assert set(Payment.objects.values_list("state", flat=True)) == {"voided"}
    assert any("短期內投保次數過多" in m["text"] for m in institutions.mails("person1@demo.example"))


@pytest.mark.parametrize(
    "typed", [{}, {"accepted": "yes"}, {"accepted": "maybe", "because": "some reason"}, {"accepted": "no", "because": "no"}]
)
def test_a_decision_needs_a_choice_and_a_reason(typed: dict[str, str], desk: Desk, referred: Purchase) -> None:
    assert desk("underwriter").post(address(referred), typed).status_code == 422
    assert Referral.objects.get(purchase=referred.pk).decided_at is None
    assert builders.reread(referred).state == "referred"


def test_a_second_decision_changes_nothing(desk: Desk, referred: Purchase) -> None:
    client = desk("underwriter")
    client.post(address(referred), {"accepted": "no", "because": "短期內投保次數過多"})
    assert client.post(address(referred), {"accepted": "yes", "because": "改變心意"}).status_code == 302
    assert Referral.objects.get(purchase=referred.pk).accepted is False
    assert builders.reread(referred).state == "refused"


def test_others_may_look_and_not_decide(desk: Desk, referred: Purchase) -> None:
    client = desk("compliance")
    assert "送出決定" not in words(client.get(address(referred)))
    assert client.post(address(referred), {"accepted": "yes", "because": "some reason"}).status_code == 403
    assert builders.reread(referred).state == "referred"


def test_a_case_that_was_not_referred_has_no_such_page(desk: Desk, confirmed: Purchase) -> None:
    client = desk("underwriter")
    assert client.get(address(confirmed)).status_code == 404
    assert client.post(address(confirmed), {"accepted": "yes", "because": "some reason"}).status_code == 404


def test_11_2_4_an_underwriter_sees_trip_age_other_applications_and_sums_by_day_and_no_contact(desk: Desk, referred: Purchase) -> None:
    assert referred.starts
    assert referred.ends
    half = referred.starts + timedelta(days=2)
    other = Reservation.objects.create(
        purchase=uuid4(), insured=referred.person_id, line="travel_accident", amount=3_000_000, others=0, state="kept",
        starts=builders.NOW, ends=half, made_at=builders.NOW - timedelta(days=1),
    )  # fmt: skip
    page = words(desk("underwriter").get(address(referred)))
    for told in ("日本", "36 歲", "共 5 天", "300 萬元", "800 萬元", "500 萬元"):
        assert told in page, told
    known = builders.somebody()
    for hidden in (known.id_number, known.phone, "0910 000 001", "0910000001", known.mail, builders.draft().address, known.name, "1990"):
        assert hidden not in page, hidden
    own = queries.Held(referred.starts, referred.ends, referred.sum_insured, 1)
    steps = queries.accumulation(insured=[referred.person_id], line=other.line, own=own, apart_from=referred.pk)
    assert [(s.starts, s.ends, s.amount, s.applications) for s in steps] == [
        (referred.starts, half, 8_000_000, 2), (half, referred.ends, 5_000_000, 1),
    ]  # fmt: skip
