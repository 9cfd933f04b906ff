"""Our books against theirs, over real HTTP: what agrees, what the system settles, what is left to a person, and that none of it twice."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests import builders
from tests.business.purchase.books import advance, agree, order_of, paid
from tests.business.reconciliation.conftest import Compare
from tests.fixtures.sandbox import RunningSandbox
from toubao.business import outside
from toubao.business.correspondence.models import Message
from toubao.business.outside import institutions as asked
from toubao.business.payment.models import Payment
from toubao.business.policies.models import Policy
from toubao.business.purchase import actions as purchases
from toubao.business.purchase.models import Purchase
from toubao.business.reconciliation import actions, jobs, queries
from toubao.business.reconciliation.models import Book, Comparison, Difference, Listed
from toubao.business.steps import SYSTEM
from toubao.journal.reading import entries
from toubao.products import Product
from toubao.rules.events import Event

pytestmark = pytest.mark.django_db
NOW = builders.NOW
WHERE = {"return_url": "http://127.0.0.1/back", "webhook_url": "http://127.0.0.1:9/"}


def sold(sandbox: RunningSandbox, purchase: Purchase, on_sale: Product) -> Purchase:
    """A purchase that was paid for and reported, its messages sent."""
    paid(purchase, on_sale)
    advance(purchase)
    assert agree(sandbox, purchase) == ("reported", "captured")
    return builders.reread(purchase)


def kinds(found: list[Difference]) -> list[tuple[str, str, str, str]]:
    return sorted((each.institution, each.kind, each.state, each.remedy) for each in found)


def strange(sandbox: RunningSandbox, status: str, order: str = "") -> str:
    """An order in the acquirer's books that nobody here knows."""
    name = order or f"nobody-{uuid4()}"
    from tests.fixtures import http

    page = asked().card.open_page(order=name, amount=165, description="x", **WHERE).url
    if status != "open":
        card = {"number": "4000000000000002" if status == "declined" else builders.GOOD_CARD, "expiry": "12/30", "cvc": "123"}
        http.post(page, data=card, headers={"Origin": page.rpartition("/card")[0]})
    for move in {"captured": ("captured",), "refunded": ("captured", "refunded"), "voided": ("voided",)}.get(status, ()):
        sandbox.by_hand(name, move)
    return name


def test_12_1_books_that_agree_show_no_difference(
    institutions: RunningSandbox, confirmed: Purchase, on_sale: Product, compare: Compare
) -> None:
    sold(institutions, confirmed, on_sale)
    assert compare() == []
    read = {book.institution: book.read for book in Book.objects.all()}
    assert (read["card"], read["industry_report"]) == (1, 1)
    assert read["sms"] == Message.objects.filter(channel="sms", state="sent").count() > 2
    done = entries(Comparison.objects.get().pk).filter(event=Event.BOOKS_COMPARED.value).get()
    assert done.facts["because"].startswith("card 1, industry_report 1, sms ")
    assert not Listed.objects.exists()


@pytest.mark.parametrize(
    ("status", "ends"),
    [
        ("open", "voided"), ("authorised", "voided"), ("captured", "refunded"), ("declined", "declined"), ("voided", "voided"),
        ("refunded", "refunded"),
    ],
)  # fmt: skip
def test_12_1_an_order_that_we_do_not_know_holds_no_money_afterwards(
    institutions: RunningSandbox, db: None, compare: Compare, status: str, ends: str
) -> None:
    order = strange(institutions, status)
    assert kinds(compare()) == [("card", "unknown_here", "settled", "")]
    assert institutions.order(order)["status"] == ends
    movements = [(institutions.order(order)[name]) for name in ("captures", "refunds")]
    assert compare() == []
    assert [(institutions.order(order)[name]) for name in ("captures", "refunds")] == movements, "nothing is done twice"


def test_12_1_an_unknown_order_may_be_a_lost_contract_after_a_restore_and_is_left_to_a_person(
    institutions: RunningSandbox, db: None, compare: Compare
) -> None:
    taken, meant = strange(institutions, "captured"), strange(institutions, "authorised")
    assert kinds(compare(lost=True)) == [("card", "unknown_here", "open", ""), ("card", "unknown_here", "settled", "")]
    assert (institutions.order(taken)["status"], institutions.order(meant)["status"]) == ("captured", "voided")
    assert compare() == [], "what waits for a person stays a person's"
    assert institutions.order(taken)["status"] == "captured"


@pytest.mark.parametrize("ended", ["declined", "voided"])
def test_12_1_1_money_that_came_after_an_order_had_ended_is_given_back_and_the_buyer_is_told(
    institutions: RunningSandbox, confirmed: Purchase, on_sale: Product, compare: Compare, ended: str
) -> None:
    paid(confirmed, on_sale)
    Payment.objects.update(state=ended, ended_at=NOW)
    institutions.by_hand(order_of(confirmed), "captured")
    Purchase.objects.update(next_at=None)
    (difference,) = compare()
    assert (difference.kind, difference.state, difference.purchase) == ("state", "settled", confirmed.pk)
    assert institutions.order(order_of(confirmed))["refunds"] == 1
    builders.drain()
    assert len([m for m in institutions.messages("+886910000001") if "全額退回" in m["text"]]) == 1
    assert entries(difference.pk).filter(event=Event.ORDER_REFUNDED.value).count() == 1
    assert compare() == []


def test_12_1_1_what_a_withdrawn_application_still_holds_is_let_go_by_the_worker(
    institutions: RunningSandbox, confirmed: Purchase, on_sale: Product, compare: Compare
) -> None:
    paid(confirmed, on_sale)
    assert purchases.withdraw(purchase=builders.reread(confirmed), because="x", actor=SYSTEM, now=NOW).taken
    Purchase.objects.update(next_at=None)  # as if its end had been forgotten
    (difference,) = compare()
    assert (difference.state, difference.remedy) == ("open", "wake")
    builders.drain()
    assert Payment.objects.get().state == "voided"
    jobs.pursue_open(now=NOW)
    difference.refresh_from_db()
    assert difference.state == "settled"


@pytest.mark.parametrize("by_hand", ["refunded", "none", "amount"])
def test_12_1_a_policy_without_its_money_is_a_persons(
    institutions: RunningSandbox, confirmed: Purchase, on_sale: Product, compare: Compare, by_hand: str
) -> None:
    purchase = sold(institutions, confirmed, on_sale)
    if by_hand == "refunded":
        institutions.by_hand(order_of(purchase), "refunded")
    elif by_hand == "amount":
        institutions.switch("card", answer_amount=1)
    else:
        Payment.objects.update(id=uuid4())
    found = [each for each in compare() if each.institution == "card" and each.kind != "unknown_here"]
    assert [(each.kind, each.state, each.remedy) for each in found] == [
        ({"refunded": "state", "none": "unknown_there", "amount": "amount"}[by_hand], "open", "")
    ]
    assert "NT$" in found[0].ours
    assert Policy.objects.exists()


def test_11_2_1_what_the_industry_has_and_we_do_not_is_a_persons_until_solved_with_a_reason(
    institutions: RunningSandbox, confirmed: Purchase, on_sale: Product, compare: Compare
) -> None:
    receipt: dict[str, Any] = {"id_number": "A123456789", "line": "travel_accident", "sum_insured": 1, "applied_at": NOW}
    days = {"starts": NOW.date(), "ends": NOW.date()}
    number = asked().industry_report.receipt(reference=f"receipt-{uuid4()}", **receipt, **days).number
    asked().industry_report.issue(reference="i", receipt=number, policy_number="TA11500000007", concluded_at=NOW, premium=165)
    (difference,) = compare()
    assert (difference.institution, difference.kind, difference.remedy) == ("industry_report", "unknown_here", "")
    assert "TA11500000007" in difference.theirs
    assert compare() == []
    assert actions.solve(difference=difference, by="op", because="已由紙本補登", alike=True, now=NOW) == 1
    assert actions.solve(difference=difference, by="op", because="again", alike=False, now=NOW) == 0
    assert compare() == [], "what a person solved is not found again"
    told = entries(difference.pk).filter(event=Event.DIFFERENCE_SOLVED.value).get()
    assert (told.actor_kind, told.actor_id, told.facts["because"]) == ("staff", "op", "已由紙本補登")


@pytest.mark.parametrize("what", ["receipt", "policy", "premium", "missing", "withdrawn"])
def test_11_2_1_a_report_that_differs_is_found(
    institutions: RunningSandbox, confirmed: Purchase, on_sale: Product, compare: Compare, what: str
) -> None:
    purchase = sold(institutions, confirmed, on_sale)
    if what == "receipt":
        Purchase.objects.update(receipt="R0")
    elif what == "policy":
        Policy.objects.update(number="TA0")
    elif what == "premium":
        Purchase.objects.update(premium=1)
    elif what == "missing":
        other = uuid4()
        Purchase.objects.create(**{**row(purchase), "id": other, "serial": None, "starts": None})
    else:
        Purchase.objects.update(state="refused")
    expected = {"receipt": "number", "policy": "number", "premium": "amount", "missing": "unknown_there", "withdrawn": "state"}[what]
    found = [each for each in compare() if each.institution == "industry_report"]
    assert [(each.kind, each.state, each.remedy) for each in found] == [(expected, "open", "")]


def row(purchase: Purchase) -> dict[str, Any]:
    return {field.attname: getattr(purchase, field.attname) for field in Purchase._meta.concrete_fields}


def test_messages_are_compared_by_reference_and_those_alike_are_solved_together(
    institutions: RunningSandbox, account: Any, compare: Compare
) -> None:
    builders.drain()
    for reference in ("lost-1", "lost-2"):
        asked().sms.send(reference=reference, to="+886912345678", text="x")
    kept = Message.objects.filter(channel="sms", state="sent").first()
    assert kept is not None
    Message.objects.filter(pk=kept.pk).update(reference="never-sent")
    found = compare()
    assert kinds(found) == [("sms", "unknown_here", "open", "")] * 3 + [("sms", "unknown_there", "open", "")]
    lost = next(each for each in found if each.reference == "lost-1")
    assert actions.solve(difference=lost, by="op", because="還原前寄出", alike=True, now=NOW) == 3
    assert [each.reference for each in queries.for_people()] == ["never-sent"]


def test_a_comparison_that_is_cut_off_goes_on_where_it_was(institutions: RunningSandbox, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "PAGE", 2)
    names = [strange(institutions, "authorised") for _ in range(5)]
    made = actions.open_comparison(reason="by hand", since=NOW - timedelta(days=1), until=NOW + timedelta(days=99), now=NOW)
    keep, pages = actions.keep_page, []

    def cut(**values: Any) -> None:
        keep(**values)
        pages.append(values["references"])
        if len(pages) == 1:
            raise KeyboardInterrupt

    monkeypatch.setattr(actions, "keep_page", cut)
    with pytest.raises(KeyboardInterrupt):
        jobs.compare(made, NOW)
    assert [institutions.order(name)["status"] for name in names] == ["voided"] * 2 + ["authorised"] * 3
    institutions.switch("phone", down=True)
    outside.hang_up()
    assert not jobs.compare(made, NOW), "the carrier is away"
    assert [book.institution for book in queries.troubled()] == ["sms"]
    assert [institutions.order(name)["status"] for name in names] == ["voided"] * 5
    assert pages[:3] == [names[:2], names[2:4], names[4:]]
    institutions.switch("phone", down=False)
    outside.hang_up()
    jobs.go_on(comparison=str(made.pk), now=NOW)
    jobs.go_on(comparison=str(made.pk), now=NOW)
    assert queries.troubled() == []
    assert [each.pk for each in [queries.last_finished()] if each] == [made.pk]
    assert [institutions.order(name)["refunds"] for name in names] == [0] * 5


def test_the_day_begins_once_overlaps_the_day_before_and_waits_for_the_one_that_goes_on(institutions: RunningSandbox, db: None) -> None:
    assert jobs.act_on_due(NOW) == 0, "the first time only says from when on books are compared"
    assert jobs.act_on_due(NOW + timedelta(hours=1)) == 0
    night = NOW.replace(hour=19) + timedelta(minutes=1)  # three in the morning in Taipei
    assert jobs.act_on_due(night - timedelta(minutes=2)) == 0
    assert jobs.act_on_due(night) == 1
    made = queries.unfinished().get()
    assert (made.since, made.until) == (NOW - jobs.OVERLAP, night - jobs.GRACE)
    assert jobs.act_on_due(night + timedelta(days=1)) == 0, "one after the other"
    builders.drain(now=night)
    assert not queries.unfinished().exists()
    assert jobs.act_on_due(night + timedelta(hours=1)) == 0
    assert jobs.act_on_due(night + timedelta(days=1)) == 1
    assert queries.unfinished().get().since == made.until - jobs.OVERLAP


def test_what_the_system_cannot_settle_in_twelve_minutes_is_a_persons(
    institutions: RunningSandbox, confirmed: Purchase, compare: Compare
) -> None:
    purchases.withdraw(purchase=confirmed, because="x", actor=SYSTEM, now=NOW)
    Difference.objects.create(
        institution="card", reference=str(uuid4()), kind="state", remedy="wake", purchase=uuid4(), state="open", found_at=NOW
    )
    for _ in range(14):
        jobs.pursue_open(now=NOW)
    assert queries.for_people().count() == 1
    assert not queries.for_system().exists()
