"""Cases: searched, shown with everything but personal data, and personal data only with a reason that is journaled first."""

import json
import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import builders
from tests.doors.console.conftest import Desk, words
from tests.fixtures.sandbox import RunningSandbox
from toubao.business.correspondence.actions import Words, queue
from toubao.business.governance.queries import cases as queries
from toubao.business.policies.models import Policy
from toubao.business.purchase import actions
from toubao.business.purchase.models import Purchase
from toubao.doors.console.cases import FIELDS
from toubao.doors.console.words import purpose
from toubao.journal import chain
from toubao.journal.models import Entry
from toubao.law import current
from toubao.products import Product
from toubao.rules.events import Event

PERSONAL = ("王示範1", builders.id_number(1), "10000001", "person1@demo.example", "稻香路 2 號", "1990-05-17", "民國79年")
PARTS = ("story", "decisions", "papers", "outside")


@pytest.fixture
def sold(institutions: RunningSandbox, confirmed: Purchase, on_sale: Product) -> Purchase:
    """A purchase that went through to its signed and sent policy."""
    builders.pay_at_sandbox(confirmed, on_sale)
    builders.advance(confirmed)
    builders.drain()
    return builders.reread(confirmed)


def address(purchase: Purchase, tail: str = "") -> str:
    return f"/console/cases/{purchase.pk}/{tail}"


def test_the_list_shows_a_case_with_its_masked_name_and_nothing_personal(desk: Desk, sold: Purchase) -> None:
    page = desk("service").get("/console/cases/").content.decode()
    assert str(sold.serial) in page
    assert Policy.objects.get(purchase=sold.pk).number in page
    assert "王○○1" in page
    assert not [each for each in PERSONAL if each in page]


def test_the_list_can_be_narrowed(desk: Desk, confirmed: Purchase, on_sale: Product) -> None:
    other = builders.started_purchase(builders.registered_account(2), on_sale)
    Purchase.objects.filter(pk=other.pk).update(began_at=builders.NOW - timedelta(days=3), serial="TB-2345-6789-ABCD")
    client = desk("service")
    one, two = str(confirmed.pk)[:8], "TB-2345-6789-ABCD"
    day = f"{builders.NOW - timedelta(days=3):%Y-%m-%d}"
    for asked, shown in (
        ("", {one, two}), ("state=confirmed", {one}), ("state=started", {two}), (f"day={day}", {two}), ("number=tb-2345-6789-abcd", {two}),
        ("number=TA99900000000", set()), ("product=travel-accident", {one, two}), ("product=other", {one, two}), ("day=never", {one, two}),
        ("day=9999-12-31", {one, two}), ("day=0001-01-01", {one, two}),
    ):  # fmt: skip
        page = client.get(f"/console/cases/?{asked}").content.decode()
        assert {each for each in (one, two) if each in page} == shown, asked


def test_a_policy_number_finds_its_case(desk: Desk, sold: Purchase) -> None:
    number = Policy.objects.get(purchase=sold.pk).number
    assert str(sold.serial) in desk("service").get(f"/console/cases/?number={number}").content.decode()


def test_pages_of_the_list(desk: Desk, confirmed: Purchase, on_sale: Product, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "PAGE", 2)
    account = builders.registered_account(2)
    for days in (10, 20):
        departs = builders.NOW + timedelta(days=days)
        builders.started_purchase(account, on_sale, departs=departs, returns=departs + timedelta(days=2))
    client = desk("service")
    for narrowed in ("", "product=travel-accident", "state=started", f"day={builders.NOW:%Y-%m-%d}"):
        first = client.get(f"/console/cases/?{narrowed}").content.decode()
        many = 2 if narrowed.startswith("state") else 3
        assert f"有 {many} 件" in first or f"一共 {many} 件" in first
        seen = cases_on(first)
        assert len(seen) == 2
        if many == 3:
            assert f"{narrowed}&amp;at=after" in first or not narrowed
            last = follow(client, first, "next")
            assert len(cases_on(last)) == 1
            assert not cases_on(last) & seen
            assert 'rel="next"' not in last
            assert cases_on(follow(client, last, "prev")) == seen
        else:
            assert 'rel="next"' not in first
    seen_first = cases_on(client.get("/console/cases/").content.decode())
    beyond = ("after.99999999999999999.0", f"after.999999999999999999.{confirmed.pk.hex}", f"after.0.{confirmed.pk.hex}")
    for forged in ("x", "after.1", *beyond, "after.0." + "0" * 18):
        assert cases_on(client.get(f"/console/cases/?at={forged}").content.decode()) == seen_first
    assert len(cases_on(client.get(f"/console/cases/?at=before.0.{confirmed.pk.hex}").content.decode())) == 2


def cases_on(page: str) -> set[str]:
    return set(re.findall(r"申請 ([0-9a-f]{8})", page))


def follow(client: Client, page: str, way: str) -> str:
    found = re.search(f'rel="{way}" href="([^"]+)"', page)
    assert found
    return client.get(unescape(found[1])).content.decode()


@pytest.mark.parametrize("part", PARTS)
def test_each_part_of_a_case_shows_nothing_personal(part: str, desk: Desk, sold: Purchase) -> None:
    answer = desk("auditor").get(address(sold, f"?part={part}"))
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    assert not [each for each in PERSONAL if each in answer.content.decode()]


@pytest.mark.parametrize(
    "path", ["", "cases/", *(f"cases/{{}}/?part={part}" for part in PARTS), "duties/", "clauses/10.1.3/", "institutions/"]
)
def test_a_page_costs_few_queries(path: str, desk: Desk, sold: Purchase) -> None:
    """Twelve; the start page, which counts what every part of the house waits for, fifteen."""
    client = desk("compliance")
    client.get("/console/")
    with CaptureQueriesContext(connection) as asked:
        assert client.get(f"/console/{path.format(sold.pk)}").status_code == 200
    assert len(asked) <= (12 if path else 15), [each["sql"][:100] for each in asked]


def test_the_story_tells_every_entry_with_its_mark(desk: Desk, sold: Purchase) -> None:
    page = words(desk("auditor").get(address(sold)))
    count = Entry.objects.filter(subject=sold.pk).count()
    assert f"{count} 筆紀錄都與雜湊值相符，前後相連" in page
    assert "沒有前後相連" not in page
    assert "契約成立，給予序號" in page
    assert "（民國115年11月23日）" in page.replace(" ", "")


def test_an_entry_that_was_changed_is_called_out(desk: Desk, sold: Purchase, monkeypatch: pytest.MonkeyPatch) -> None:
    """The journal refuses changes; what if somebody got round that? One digest fits no more; more were counted than are there."""
    monkeypatch.setattr(chain, "intact", lambda entry: entry.number != 3)
    page = words(desk("auditor").get(address(sold)))
    assert "有紀錄被更動過" in page
    assert "第 3 筆內容與雜湊值不符" in page
    assert "雜湊值不符" in words(desk("auditor").get(address(sold, "?part=decisions")))
    monkeypatch.undo()
    count = Entry.objects.filter(subject=sold.pk).count()
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("UPDATE journal_subject SET last = %s, chained_from = 2 WHERE id = %s", [count + 2, sold.pk])
        cursor.execute("SET LOCAL ROLE toubao_app")
    page = words(desk("auditor").get(address(sold)))
    assert f"第 {count + 1} 到 {count + 2} 筆不見了" in page
    assert "第 1 到 1 筆寫下時還沒有前後相連" in page


def test_decisions_stand_beside_the_norms_own_words(desk: Desk, sold: Purchase) -> None:
    page = desk("auditor").get(address(sold, "?part=decisions")).content.decode()
    assert "應引導要保人輸入該 OTP 完成身分確認，始得完成投保作業</mark>" in page
    for clause in ("7.2.1.1", "10.1.2", "10.1.3", "11.2.3", "12.1.2", "5.2.11"):
        assert current().clause(clause).text[:12] in words_of(page), clause
        assert f'href="/console/clauses/{clause}/"' in page


def words_of(page: str) -> str:
    return re.sub(r"<[^>]+>", "", page)


def test_papers_show_messages_payments_and_documents(desk: Desk, sold: Purchase) -> None:
    answer = desk("auditor").get(address(sold, "?part=papers"))
    page, links = words(answer), answer.content.decode()
    for name, digest in (each.split(":") for each in sold.documents):
        assert f'href="/products/travel-accident/documents/{name}/?digest={digest}"' in links, "the version that was agreed to, not today's"
    for expected in ("末四碼 4242", "已請款", "投保完成通知", "確認投保的驗證碼", "業者已收下", "保單條款", "投保須知"):
        assert expected in page
    assert "下載電子保單" not in page


def test_outside_shows_questions_and_answers_with_latency(desk: Desk, sold: Purchase) -> None:
    page = words(desk("auditor").get(address(sold, "?part=outside")))
    for expected in ("收單機構：請款", "持卡人查驗", "同業累計查詢", "收件通報", "承保通報", "毫秒"):
        assert expected in page


def test_a_refused_case_shows_its_clause(desk: Desk, institutions: RunningSandbox, on_sale: Product) -> None:
    purchase = builders.confirmed_purchase(builders.registered_account(2, id_number="A100000985"), on_sale)
    builders.pay_at_sandbox(purchase, on_sale)
    builders.advance(purchase)
    page = desk("service").get(address(purchase)).content.decode()
    assert "同業累積限額" in page
    assert 'href="/console/clauses/11.2.3/"' in page


def test_unknown_cases_and_parts_are_404(desk: Desk, confirmed: Purchase) -> None:
    client = desk("service")
    assert client.get(address(confirmed, "?part=secrets")).status_code == 404
    assert client.get("/console/cases/00000000-0000-4000-8000-000000000000/").status_code == 404


def test_15_1_4_personal_data_needs_a_reason(desk: Desk, confirmed: Purchase) -> None:
    answer = desk("service").post(address(confirmed, "reveal/"), {"because": "", "fields_wanted": list(FIELDS)})
    assert answer.status_code == 422
    assert not [each for each in PERSONAL if each in answer.content.decode()]
    assert not Entry.objects.filter(event=Event.PERSONAL_DATA_READ).exists()


def test_15_1_4_personal_data_is_shown_and_who_looked_is_journaled(desk: Desk, confirmed: Purchase) -> None:
    code = builders.last_code(confirmed.pk)
    client = desk("service")
    answer = client.post(address(confirmed, "reveal/"), {"because": "客戶來電詢問", "fields_wanted": list(FIELDS)})
    page = answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    assert [each for each in PERSONAL if each not in page] == []
    assert code not in page
    entry = Entry.objects.get(event=Event.PERSONAL_DATA_READ)
    assert (entry.subject_id, entry.actor_id) == (confirmed.pk, "service")
    assert entry.facts["because"] == "客戶來電詢問"
    assert "客戶來電詢問" in words(client.get(address(confirmed)))


def test_15_1_4_a_revealed_letter_has_its_subject_and_a_text_message_is_called_by_what_it_is_for(desk: Desk, confirmed: Purchase) -> None:
    words_of = Words(purpose="paid", text="內容", subject="您的旅平險保單")
    for channel, told in (("mail", words_of), ("sms", Words(purpose="paid", text="短的內容"))):
        queue(
            about=confirmed.about, key=confirmed.person.key, channel=channel, to="a@demo.example", words=told, reference=channel,
            now=builders.NOW,
        )  # fmt: skip
    asked = {"because": "客戶來電詢問", "fields_wanted": ["letters"]}
    page = words(desk("service").post(address(confirmed, "reveal/"), asked))
    assert "您的旅平險保單" in page
    assert purpose("paid") in page
    hidden = words(desk("service").post(address(confirmed, "reveal/"), {**asked, "fields_wanted": ["name"]}))
    assert "您的旅平險保單" not in hidden, "not without letters being asked for"


@pytest.mark.parametrize("wanted", list(FIELDS))
def test_15_1_4_only_what_is_asked_for_is_shown_and_journaled(desk: Desk, confirmed: Purchase, wanted: str) -> None:
    known, address_of = builders.somebody(), builders.draft().address
    told = {"name": known.name, "id_number": known.id_number, "phone": known.phone, "address": address_of, "birth_date": "1990-05-17"}
    answer = desk("service").post(address(confirmed, "reveal/"), {"because": "客戶來電詢問", "fields_wanted": [wanted]})
    page = words(answer)
    assert {name for name, value in told.items() if value in page} == ({wanted} & set(told))
    assert Entry.objects.get(event=Event.PERSONAL_DATA_READ).facts["reference"] == f"case: {wanted}"


@pytest.mark.parametrize("wanted", [[], ["secrets"], ["phone", "secrets"]])
def test_15_1_4_who_names_nothing_or_something_unknown_sees_nothing(desk: Desk, confirmed: Purchase, wanted: list[str]) -> None:
    answer = desk("service").post(address(confirmed, "reveal/"), {"because": "客戶來電詢問", "fields_wanted": wanted})
    assert answer.status_code == 422
    assert builders.somebody().phone not in answer.content.decode()
    assert not Entry.objects.filter(event=Event.PERSONAL_DATA_READ).exists()


def test_11_2_what_institutions_were_asked_is_shown_whole_with_a_reason_and_masked_without(desk: Desk, sold: Purchase) -> None:
    client, number = desk("service"), builders.id_number(1)
    masked = client.get(address(sold, "?part=outside")).content.decode()
    assert number not in masked
    assert f"•••{number[-3:]}" in masked
    whole = client.post(address(sold, "reveal/"), {"because": "主管機關來函", "fields_wanted": ["questions"]}).content.decode()
    assert whole.count(number) >= 3  # what holder check and industry were asked
    assert not any(number in json.dumps(entry.facts) for entry in Entry.objects.all())


def test_personal_data_whose_key_was_destroyed_stays_closed(desk: Desk, confirmed: Purchase) -> None:
    builders.destroy_key(confirmed.person_id)
    client = desk("service")
    answer = client.post(address(confirmed, "reveal/"), {"because": "客戶來電詢問", "fields_wanted": list(FIELDS)})
    assert answer.status_code == 404
    assert "個資已經銷毀" in words(answer)
    assert "個資已銷毀" in words(client.get("/console/cases/"))
    assert client.get(address(confirmed)).status_code == 200


def test_the_policy_is_had_with_a_reason_and_journaled(desk: Desk, sold: Purchase) -> None:
    client = desk("compliance")
    assert client.post(address(sold, "policy.pdf"), {"because": "x"}).status_code == 422
    assert not Entry.objects.filter(event=Event.PERSONAL_DATA_READ).exists()
    answer = client.post(address(sold, "policy.pdf"), {"because": "查核簽章"})
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert Entry.objects.get(event=Event.PERSONAL_DATA_READ).facts["reference"] == "policy document"
    assert Policy.objects.get(purchase=sold.pk).state == "sent"


def test_a_case_without_a_policy_has_no_document(desk: Desk, confirmed: Purchase) -> None:
    assert desk("compliance").post(address(confirmed, "policy.pdf"), {"because": "查核簽章"}).status_code == 404


def test_a_case_that_was_only_begun_is_shown_too(desk: Desk, on_sale: Product) -> None:
    purchase = builders.started_purchase(builders.registered_account(), on_sale)
    actions.withdraw(purchase=purchase, because="改變行程", actor=builders.SYSTEM, now=builders.NOW)
    client = desk("service")
    for part in PARTS:
        assert client.get(address(purchase, f"?part={part}")).status_code == 200
    assert "改變行程" in words(client.get(address(purchase)))
    assert client.post(address(purchase, "reveal/"), {"because": "客戶來電詢問", "fields_wanted": list(FIELDS)}).status_code == 200
