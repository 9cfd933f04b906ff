"""Clause by clause in the console: the same matrix as the command's, with live figures and cases."""

from datetime import timedelta

import pytest

from tests import builders
from tests.doors.console.conftest import Desk, words
from tests.fixtures.sandbox import RunningSandbox
from toubao.business.governance.queries import evidence
from toubao.business.purchase import actions
from toubao.business.purchase.models import Purchase
from toubao.doors.cli.clauses import matrix
from toubao.doors.console.clauses import LOOK_BACK, by_kind, coverage
from toubao.law import current
from toubao.products import Product


def test_the_console_shows_the_same_matrix_as_the_command() -> None:
    coverage.cache_clear()
    assert coverage().as_json() == matrix().as_json()
    assert sum(part[1] for part in by_kind(coverage())) == len(current().leaves)


def test_every_leaf_clause_stands_on_the_page_in_its_own_words(desk: Desk) -> None:
    page = desk("operator").get("/console/clauses/").content.decode()
    for clause in current().leaves:
        assert f">{clause.id}<" in page
        assert clause.text in page
    assert "條之一" in page


@pytest.mark.parametrize(("only", "there", "away"), [("answered", "10.1.3", "22.1.1"), ("open", "22.1.1", "10.1.3")])
def test_the_page_can_be_narrowed(only: str, there: str, away: str, desk: Desk) -> None:
    if away == "22.1.1" and "22.1.1" not in coverage().unanswered:
        pytest.skip("every clause is answered by now")
    page = desk("auditor").get(f"/console/clauses/?only={only}").content.decode()
    assert (f">{there}<" in page, f">{away}<" in page) == (there in shown(only), False)


def shown(only: str) -> set[str]:
    unanswered = set(coverage().unanswered)
    return unanswered if only == "open" else {clause.id for clause in current().leaves} - unanswered


def test_every_answered_clause_has_a_page(desk: Desk) -> None:
    client = desk("auditor")
    for line in (*coverage().leaves, *coverage().above):
        if line.answers:
            assert client.get(f"/console/clauses/{line.clause.id}/").status_code == 200, line.clause.id
    assert client.get("/console/clauses/99.9/").status_code == 404


def test_10_1_3_page_has_words_code_tests_figures_and_cases(desk: Desk, confirmed: Purchase) -> None:
    page = desk("auditor").get("/console/clauses/10.1.3/").content.decode().replace("<wbr>", "")
    assert current().clause("10.1.3").text in page
    assert "toubao/rules/articles/art10_application.py:" in page
    assert "test_10_1_3_otp_entered" in page
    assert f"/console/cases/{confirmed.pk}/?part=decisions" in page
    assert "通過 1" in words(desk("compliance").get("/console/clauses/10.1.3/"))


def test_8_3_an_answer_is_named_only_where_its_name_is_not_its_kind(desk: Desk) -> None:
    page = desk("auditor").get("/console/clauses/8.3/").content.decode().replace("<wbr>", "")
    assert '<span class="code">cover_to_be_proved</span>' in page
    assert '<span class="code">process</span>' not in page
    assert '<span class="code">trace</span>' not in page


def test_whose_journal_a_verdict_stands_in_is_said_and_led_to(desk: Desk) -> None:
    account = builders.registered_account()
    page = desk("auditor").get("/console/clauses/7.1/").content.decode()
    assert f'<a href="/console/registrations/{account.registration_id}/">註冊 ' in page


def test_a_shut_gate_is_counted_and_its_case_found(desk: Desk, on_sale: Product) -> None:
    purchase = builders.informed_purchase(builders.registered_account(), on_sale)
    actions.send_code(purchase=purchase, product=on_sale, channel="sms", insurer="測試", network="n", now=builders.NOW)
    decision, _ = actions.confirm(purchase=purchase, product=on_sale, entered="000000", now=builders.NOW)
    assert not decision.taken
    client = desk("auditor")
    assert str(purchase.pk) in client.get("/console/clauses/10.1.3/?ruling=shut").content.decode()
    assert str(purchase.pk) in client.get("/console/clauses/10.1.3/?ruling=nonsense").content.decode()
    assert str(purchase.pk) not in client.get("/console/clauses/10.1.3/?ruling=refer").content.decode()
    assert evidence.rulings(builders.NOW.date() - timedelta(days=LOOK_BACK))["10.1.3", "otp_entered"] == {"shut": 1}
    assert evidence.rulings(builders.NOW.date().replace(year=2027)) == {}


def test_duties_and_traces_show_what_the_journal_has(
    desk: Desk, institutions: RunningSandbox, confirmed: Purchase, on_sale: Product
) -> None:
    builders.pay_at_sandbox(confirmed, on_sale)
    builders.advance(confirmed)
    client = desk("auditor")
    assert "契約成立，給予序號：最近 90 天 1 次" in words(client.get("/console/clauses/5.2.11/"))
    duty = words(client.get("/console/clauses/6.1.1/"))
    assert "未結 1" in duty
    assert "/norm/" in words(client.get("/console/clauses/2.2/"))
