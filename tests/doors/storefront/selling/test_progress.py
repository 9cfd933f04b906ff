"""What a page says while the worker works, and at each end: done, refused, referred, withdrawn."""

from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from tests import builders
from tests.doors.storefront.selling.conftest import Statements, lands_on, later, path, signed_in, words
from tests.doors.storefront.selling.test_paying import REFUSED_CARD, pay
from tests.fixtures.sandbox import RunningSandbox
from toubao.business import outside
from toubao.business.identity.models import Account
from toubao.business.policies.models import Policy
from toubao.business.purchase import settling
from toubao.business.purchase.models import Purchase
from toubao.business.steps import Actor
from toubao.business.underwriting.models import Reservation
from toubao.doors.storefront.selling import words as sentences
from toubao.doors.storefront.selling.progress import STAGES, stages_of
from toubao.journal.reading import Line, lines
from toubao.products import Product
from toubao.rules.events import Event

pytestmark = pytest.mark.django_db


def poll(page: str) -> str:
    """The address that a page asks again by itself; empty where it stopped asking."""
    return page.split('hx-get="', 2)[1].split('"', maxsplit=1)[0].replace("&amp;", "&") if 'hx-trigger="every' in page else ""


def test_while_nothing_is_known_the_page_says_so_and_updates_itself(
    buyer: Client, confirmed: Purchase, institutions: RunningSandbox
) -> None:
    buyer.post(path(confirmed, "pay"))
    with Statements() as asked:
        page = buyer.get(path(confirmed, "status"))
    assert len(asked.all) <= 4
    assert asked.writing == []
    assert "正在查付款結果" in words(page)
    assert f'<a class="button button-secondary" href="{path(confirmed, "status")}">' in page.content.decode()
    again = poll(page.content.decode())
    assert buyer.get(again).status_code == 204
    assert "回到付款" in words(page)


def test_the_part_changes_when_something_happened_and_the_page_when_it_ended(
    buyer: Client, confirmed: Purchase, institutions: RunningSandbox
) -> None:
    pay(buyer, confirmed)
    page = buyer.get(path(confirmed, "status")).content.decode()
    institutions.switch("industry_report", down=True)
    builders.advance(confirmed)
    answer = buyer.get(poll(page))
    assert answer["HX-Refresh"] == "true"
    page = buyer.get(path(confirmed, "status")).content.decode()
    assert "取得銀行授權" in words(buyer.get(path(confirmed, "status")))
    builders.advance(confirmed)
    part = buyer.get(poll(page))
    assert part.status_code == 200
    assert "<html" not in part.content.decode()
    assert "暫時沒有回應" in words(part)


def test_5_2_11_done_shows_serial_and_policy_number_and_what_comes_next(
    buyer: Client, confirmed: Purchase, institutions: RunningSandbox
) -> None:
    pay(buyer, confirmed)
    builders.advance(confirmed)
    page = buyer.get(path(confirmed, "status"))
    assert "最晚 24 小時內" in words(page)
    assert "最晚 24 小時內" in words(buyer.get(poll(page.content.decode()).replace("&amp;", "&").replace("seen=", "seen=1")))
    builders.drain()
    with Statements() as asked:
        page = buyer.get(path(confirmed, "status"))
    done, policy = builders.reread(confirmed), Policy.objects.get(purchase=confirmed.pk)
    assert str(done.serial) in words(page)
    assert policy.number in words(page)
    assert "已用簡訊通知" in words(page), "nobody has proved the mailbox"
    assert "24 小時內" not in words(page), "what has happened is not still to come"
    assert f'href="/members/policies/{policy.number}/"' in page.content.decode()
    assert (len(asked.all), asked.writing) == (4, [])
    assert poll(page.content.decode()) == ""
    assert "http-equiv" not in page.content.decode()
    for name in ("trip", "check", "code", "pay", "back"):
        assert lands_on(buyer, buyer.get(path(confirmed, name))) == "status"


def test_11_2_2_a_refusal_says_why_what_can_be_done_and_the_clause(
    buyer: Client, account: Account, on_sale: Product, institutions: RunningSandbox
) -> None:
    purchase = builders.confirmed_purchase(account, on_sale, sum_insured=8_000_000)
    Reservation.objects.create(  # another application was faster
        purchase=uuid4(), insured=account.person_id, line=on_sale.line, amount=8_000_000, others=0, state="kept", made_at=builders.NOW,
        starts=purchase.starts, ends=purchase.ends,
    )  # fmt: skip
    pay(buyer, purchase)
    builders.advance(purchase)
    builders.drain()
    page = buyer.get(path(purchase, "status"))
    assert builders.reread(purchase).state == "refused"
    told = words(page)
    assert "超過網路投保的單一公司限額" in told
    assert "把保險金額改低一點" in told
    assert "單一公司保險金額不得超過" in told
    assert "沒有扣款" in told
    assert "sum_insured=8000000" in page.content.decode()


def test_11_2_4_a_referral_says_who_looks_and_what_becomes_of_the_money(buyer: Client, confirmed: Purchase) -> None:
    Purchase.objects.filter(pk=confirmed.pk).update(state="referred")
    page = buyer.get(path(confirmed, "status"))
    assert "專人" in words(page)
    assert "沒有向您收取任何費用" in words(page)
    assert 'hx-trigger="every 30s"' in page.content.decode()


def test_11_2_3_a_refused_purchase_says_what_is_known_of_the_money_and_is_read_anew_when_more_is(
    buyer: Client, confirmed: Purchase, institutions: RunningSandbox
) -> None:
    institutions.switch("card", auto_capture=True)
    institutions.switch("industry_query", down=True)
    pay(buyer, confirmed)
    builders.advance(confirmed)
    institutions.switch("card", down=True)
    builders.advance(confirmed, now=builders.NOW + settling.GIVE_UP_AFTER)
    waiting = buyer.get(path(confirmed, "status"))
    assert "正在取消信用卡的授權；萬一已經扣款，會全額退還並通知您" in words(waiting)
    assert "沒有扣款" not in words(waiting)
    assert buyer.get(poll(waiting.content.decode())).status_code == 204
    institutions.switch("card", down=False)
    outside.hang_up()
    builders.advance(confirmed, now=builders.NOW + settling.GIVE_UP_AFTER)
    assert buyer.get(poll(waiting.content.decode()))["HX-Refresh"] == "true"
    after = buyer.get(path(confirmed, "status"))
    assert "這次沒有承保，款項已經退還" in words(after)
    assert "已全額退回原信用卡" in words(after)
    assert "hx-get" not in after.content.decode(), "nothing is waited for any more"


def test_a_card_that_is_declined_while_the_page_waits_has_it_read_anew(
    buyer: Client, confirmed: Purchase, institutions: RunningSandbox
) -> None:
    pay(buyer, confirmed, REFUSED_CARD)
    page = buyer.get(path(confirmed, "status")).content.decode()
    builders.advance(confirmed)
    assert buyer.get(poll(page))["HX-Refresh"] == "true"
    told = buyer.get(path(confirmed, "status"))
    assert "付款沒有成功" in words(told)
    assert poll(told.content.decode()) == ""


def test_11_2_4_who_was_accepted_by_a_person_is_led_back_to_pay(
    buyer: Client, confirmed: Purchase, on_sale: Product, institutions: RunningSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("toubao.business.underwriting.queries.abnormal", lambda **_: ("applications:9",))
    pay(buyer, confirmed)
    builders.advance(confirmed)
    builders.drain()
    told = buyer.get(path(confirmed, "status"))
    assert "專人" in words(told)
    assert "信用卡的授權已經取消，沒有扣款" in words(told)
    underwriter = Actor("staff", "underwriter")
    settling.cleared(
        purchase=builders.reread(confirmed), product=on_sale, accepted=True, because="沒有問題", actor=underwriter, now=builders.NOW
    )
    assert lands_on(buyer, buyer.get(path(confirmed, "status"))) == "pay"
    page = words(buyer.get(path(confirmed, "pay")))
    assert "核保人員已同意承保" in page
    assert "上一次沒有扣款" not in page
    pay(buyer, confirmed)
    builders.advance(confirmed)
    builders.drain()
    assert builders.reread(confirmed).state == "reported"


def test_an_application_whose_departure_came_says_why_it_ended(
    visitor: Client, account: Account, confirmed: Purchase, institutions: RunningSandbox
) -> None:
    with time_machine.travel(later(days=7), tick=False):
        builders.advance(confirmed, now=later(days=7))
        page = words(signed_in(visitor, account).get(path(confirmed, "status")))
    assert builders.reread(confirmed).state == "withdrawn"
    assert "出發時間已過" in page
    assert "沒有扣款" in page


def test_stages_begin_anew_with_each_payment() -> None:
    earlier = [Line(Event.PAYMENT_INTENDED, "taken", builders.NOW), Line("card.look_up", "noted", builders.NOW)]
    assert stages_of([*earlier, Line(Event.PAYMENT_INTENDED, "taken", builders.NOW)])[0].state == "current"


def test_a_payment_that_was_looked_up_and_not_made_is_still_being_looked_for() -> None:
    told = [Line(Event.PAYMENT_INTENDED, "taken", builders.NOW), Line("card.look_up", "noted", builders.NOW)]
    assert [stage.state for stage in stages_of(told)][:2] == ["current", "todo"]


def test_stages_are_told_in_their_order_with_their_times() -> None:
    told = [Line("card.look_up", "noted", builders.NOW), Line(Event.PAYMENT_AUTHORISED, "taken", builders.NOW)]
    stages = stages_of(told)
    assert [stage.state for stage in stages] == ["done", "done", "current"] + ["todo"] * (len(STAGES) - 3)
    assert stages[0].at == builders.NOW
    assert stages[2].note == ""
    assert "暫時沒有回應" in stages_of([*told, Line(Event.INSTITUTION_FAILED, "noted", builders.NOW)])[2].note


def test_a_refused_step_is_no_step_done() -> None:
    assert stages_of([Line(Event.PAYMENT_AUTHORISED, "refused", builders.NOW)])[1].state == "todo"


def test_the_journal_names_who_was_asked_for_what(confirmed: Purchase, buyer: Client, institutions: RunningSandbox) -> None:
    pay(buyer, confirmed)
    builders.advance(confirmed)
    asked = [line.what for line in lines(confirmed.pk)]
    assert asked.index("card.look_up") < asked.index("payment.authorised") < asked.index("industry_report.receipt")


def test_words_for_what_is_not_the_norms() -> None:
    assert sentences.refused("", "只是公司的規定").quote == ""
    assert sentences.quote("99.9") == ""
    assert sentences.of_limit("otp_budget") == sentences.BUSY
    assert sentences.of_decline("something-new") == sentences.DECLINED
    assert sentences.of_decline("出發時間已過") == "出發時間已過"


@pytest.mark.parametrize(
    ("state", "reason", "said"),
    [
        ("declined", "card-declined", sentences.of_decline("card-declined")), ("voided", "refused", ""), ("refunded", "withdrawn", ""),
        ("voided", "持卡人不是要保人", "持卡人不是要保人"), ("captured", "", ""), ("declined", "", ""),
    ],
)  # fmt: skip
def test_a_card_that_was_let_go_with_the_application_did_not_fail(state: str, reason: str, said: str) -> None:
    assert sentences.of_payment(state, reason) == said
