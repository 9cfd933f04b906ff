"""Entering an application: each page's good and bad answers, any order of pages, two tabs, strangers, and what a change makes void."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from tests import builders
from tests.doors.storefront.selling.conftest import TRIP, Statements, day, lands_on, later, path, signed_in, words
from toubao.business.identity.models import Account
from toubao.business.identity.personal import seal_known
from toubao.business.identity.queries import known as known_of
from toubao.business.purchase import actions, facts
from toubao.business.purchase.models import Purchase
from toubao.business.purchase.queries import draft as draft_of
from toubao.journal.models import Entry
from toubao.journal.reading import entries
from toubao.products import Product
from toubao.rules.personal import names as person_names

pytestmark = pytest.mark.django_db
TRAVELLER = {"address": "示範市安禾區稻香路 1 號 3 樓", "for_myself": "on", "leaves_from_taiwan": "on"}
NAMED = {"who": "named", "name": "王小明", "relation": "配偶", "phone": "0912345678"}


@pytest.fixture
def bare(account: Account, on_sale: Product) -> Purchase:
    """A purchase with nothing but its trip."""
    return builders.started_purchase(account, on_sale, leaves_from_taiwan=False, for_myself=False, address="", heirs=None)


def test_each_page_leads_to_the_next_until_the_documents(buyer: Client, bare: Purchase) -> None:
    assert lands_on(buyer, buyer.get(path(bare))) == "traveller"
    assert lands_on(buyer, buyer.post(path(bare, "traveller"), TRAVELLER)) == "beneficiary"
    assert lands_on(buyer, buyer.post(path(bare, "beneficiary"), {"who": "heirs"})) == "documents"
    draft = draft_of(builders.reread(bare))
    assert draft.complete
    assert draft.address == TRAVELLER["address"]


@pytest.mark.parametrize("page", ["beneficiary", "documents", "check", "code", "pay", "back", "status"])
def test_a_page_ahead_leads_back_to_where_the_purchase_stands(buyer: Client, bare: Purchase, page: str) -> None:
    assert lands_on(buyer, buyer.get(path(bare, page))) == "traveller"


@pytest.mark.parametrize(("page", "statements"), [("trip", 3), ("traveller", 3), ("beneficiary", 2)])
def test_pages_behind_stay_open_with_what_was_entered(buyer: Client, informed: Purchase, page: str, statements: int) -> None:
    with Statements() as asked:
        shown = buyer.get(path(informed, page))
    assert shown.status_code == 200
    assert asked.writing == []
    assert len(asked.all) == statements


def test_the_traveller_sees_own_data_masked(buyer: Client, bare: Purchase) -> None:
    known = builders.somebody()
    page = buyer.get(path(bare, "traveller")).content.decode()
    assert known.name in page
    for secret in (known.id_number, known.phone, known.mail):
        assert secret not in page
    assert known.id_number[-3:] in page
    assert "checked" not in page  # nothing is declared before the person declares it


@pytest.mark.parametrize(
    ("left_out", "sentence"),
    [("address", "請填通訊地址"), ("for_myself", "線上投保要為您本人投保"), ("leaves_from_taiwan", "只承保從臺灣、澎湖、金門或馬祖出發")],
)
def test_2_6_what_the_traveller_left_out_is_asked_for(buyer: Client, bare: Purchase, left_out: str, sentence: str) -> None:
    page = buyer.post(path(bare, "traveller"), {k: v for k, v in TRAVELLER.items() if k != left_out})
    assert page.status_code == 422
    assert words(page).count(sentence) == 2
    assert not draft_of(builders.reread(bare)).traveller_entered


def test_the_address_of_the_account_is_filled_in_already(buyer: Client, bare: Purchase) -> None:
    assert 'value="示範市安禾區荷香路 9 號"' not in buyer.get(path(bare, "traveller")).content.decode()
    known = replace(known_of(bare.person), address="示範市安禾區荷香路 9 號")
    bare.person.sealed = seal_known(bare.person.key, known)
    bare.person.save()
    assert 'value="示範市安禾區荷香路 9 號"' in buyer.get(path(bare, "traveller")).content.decode()


def test_an_account_whose_name_would_be_refused_today_still_buys(buyer: Client, bare: Purchase) -> None:
    known = replace(known_of(bare.person), name="王1 <明>")
    assert person_names.name_fault(known.name) is not None
    bare.person.sealed = seal_known(bare.person.key, known)
    bare.person.save()
    for page, entered in (("traveller", TRAVELLER), ("beneficiary", {"who": "heirs"})):
        assert buyer.get(path(bare, page)).status_code == 200
        assert buyer.post(path(bare, page), entered).status_code == 302
    assert buyer.get(path(bare, "documents")).status_code == 200


def test_an_address_without_end_is_refused(buyer: Client, bare: Purchase) -> None:
    assert "最多 120 個字" in words(buyer.post(path(bare, "traveller"), {**TRAVELLER, "address": "路" * 121}))


def test_a_named_beneficiary_is_kept(buyer: Client, started: Purchase) -> None:
    assert lands_on(buyer, buyer.post(path(started, "beneficiary"), NAMED)) == "documents"
    draft = draft_of(builders.reread(started))
    assert (draft.heirs, draft.beneficiary_name, draft.beneficiary_relation) == (False, "王小明", "配偶")
    assert 'value="王小明"' in buyer.get(path(started, "beneficiary")).content.decode()


def test_what_was_typed_of_a_person_is_let_go_when_the_heirs_are_chosen(buyer: Client, started: Purchase) -> None:
    buyer.post(path(started, "beneficiary"), NAMED)
    buyer.post(path(started, "beneficiary"), {**NAMED, "who": "heirs", "name": "<b>", "phone": "1"})
    draft = draft_of(builders.reread(started))
    assert (draft.heirs, draft.beneficiary_name, draft.beneficiary_phone) == (True, "", "")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"who": ""}, "請選一種受益人"), ({"who": "nobody"}, "請選一種受益人"), ({"name": " "}, "請填受益人的姓名"),
        ({"relation": ""}, "請選受益人和您的關係"), ({"relation": "鄰居"}, "請從清單中選擇"), ({"phone": "12345"}, "不像臺灣的手機號碼"),
        ({"name": "王" * 101}, "最多 100 個字"), ({"name": "王" * 300}, "最多 100 個字"), ({"name": "123"}, "不會有數字"),
        ({"name": "<b>陳</b>"}, "不屬於姓名的符號"), ({"name": "法定繼承人"}, "請在上面選「法定繼承人」"),
    ],
)  # fmt: skip
def test_a_beneficiary_that_is_not_complete_is_asked_for(buyer: Client, started: Purchase, changes: dict[str, str], sentence: str) -> None:
    before = builders.reread(started).sealed
    page = buyer.post(path(started, "beneficiary"), {**NAMED, **changes})
    assert page.status_code == 422
    assert sentence in words(page)
    assert bytes(builders.reread(started).sealed) == bytes(before)


def test_the_trip_can_be_changed_and_the_premium_follows(buyer: Client, started: Purchase) -> None:
    assert lands_on(buyer, buyer.post(path(started, "trip"), {**TRIP, "returns_day": day(17)})) == "documents"
    assert builders.reread(started).premium > started.premium
    assert "日本 10 天" in words(buyer.get(path(started, "beneficiary")))


def test_a_wrong_trip_is_shown_again_and_nothing_changes(buyer: Client, started: Purchase) -> None:
    page = buyer.post(path(started, "trip"), {**TRIP, "returns_day": day(3)})
    assert page.status_code == 422
    assert "回程時間要晚於出發時間" in words(page)
    assert buyer.post(path(started, "trip"), {}).status_code == 422
    assert builders.reread(started).premium == started.premium


def test_the_summary_follows_while_the_trip_is_changed(buyer: Client, on_sale: Product) -> None:
    part = buyer.get("/quote/travel-accident/price/", {**TRIP, "as": "summary"})
    assert 'id="summary"' in part.content.decode()
    assert "NT$330" in words(part)
    assert "還差：保險金額" in words(buyer.get("/quote/travel-accident/price/", {**TRIP, "sum_insured": "", "as": "summary"}))


def test_10_1_2_a_change_after_agreeing_makes_agreement_and_code_void(buyer: Client, informed: Purchase, on_sale: Product) -> None:
    buyer.post(path(informed, "check"), {"channel": "sms"})
    code = builders.last_code(informed.pk)
    answer = buyer.post(path(informed, "trip"), {**TRIP, "sum_insured": "6000000"})
    assert answer["Location"].endswith("/documents/?told=changed")
    assert "重新閱讀文件並同意" in words(buyer.get(answer["Location"]))
    changed = builders.reread(informed)
    assert (changed.state, changed.documents, changed.digest) == ("started", [], "")
    documents = list(facts.current_documents(on_sale))
    buyer.get(path(informed, "documents"))
    buyer.post(path(informed, "documents"), {"shown": documents, "agreed": documents})
    buyer.get(path(informed, "check"))
    page = buyer.post(path(informed, "code"), {"code": code})
    assert "投保內容在驗證碼" in words(page)
    assert builders.reread(informed).state == "informed"


def test_saving_the_same_again_leaves_the_agreement_as_it_is(buyer: Client, informed: Purchase) -> None:
    buyer.get(path(informed, "check"))  # what is shown there stands in the journal, once
    before = Entry.objects.count()
    assert lands_on(buyer, buyer.post(path(informed, "trip"), TRIP)) == "check"
    assert lands_on(buyer, buyer.post(path(informed, "beneficiary"), {"who": "heirs"})) == "check"
    assert builders.reread(informed).state == "informed"
    assert Entry.objects.count() == before


def test_an_entry_that_comes_too_late_is_not_taken(buyer: Client, confirmed: Purchase) -> None:
    for page, entered in (("trip", {**TRIP, "sum_insured": "1000000"}), ("traveller", TRAVELLER), ("beneficiary", {"who": "heirs"})):
        answer = buyer.post(path(confirmed, page), entered)
        assert answer["Location"] == f"{path(confirmed, 'pay')}?told=moved"
    assert "沒有處理" in words(buyer.get(f"{path(confirmed, 'pay')}?told=moved"))
    assert builders.reread(confirmed).sum_insured == 5_000_000


def test_what_another_tab_kept_meanwhile_is_not_overwritten(started: Purchase, on_sale: Product) -> None:
    one, two = builders.reread(started), builders.reread(started)
    draft = draft_of(one)
    assert actions.describe(purchase=one, draft=draft.with_(address="第一頁"), product=on_sale, now=builders.NOW).taken
    assert actions.describe(purchase=two, draft=draft.with_(heirs=None), product=on_sale, now=builders.NOW).stale
    assert draft_of(builders.reread(started)).address == "第一頁"


def test_an_entry_of_a_tab_that_was_overtaken_leads_to_where_it_stands(
    buyer: Client, started: Purchase, monkeypatch: pytest.MonkeyPatch
) -> None:
    def overtaken(**told: Any) -> Any:
        return actions.STALE

    monkeypatch.setattr("toubao.business.purchase.actions.describe", overtaken)
    answer = buyer.post(path(started, "beneficiary"), NAMED)
    assert answer["Location"] == f"{path(started)}?told=moved"


def test_a_strangers_purchase_is_not_there(visitor: Client, started: Purchase) -> None:
    stranger = signed_in(visitor, builders.registered_account(2))
    for page in ("", "trip", "traveller", "documents", "check", "pay", "status"):
        assert stranger.get(path(started, page)).status_code == 404
    assert stranger.post(path(started, "beneficiary"), {"who": "heirs"}).status_code == 404
    assert stranger.post(path(started, "give-up")).status_code == 404
    assert stranger.get(f"/purchase/{uuid4()}/").status_code == 404
    assert builders.reread(started).state == "started"


def test_without_sign_in_the_way_back_is_kept(visitor: Client, started: Purchase) -> None:
    for answer in (visitor.get(path(started, "beneficiary")), visitor.post(path(started, "beneficiary"), {"who": "heirs"})):
        assert answer["Location"] == f"/sign-in/?next=%2Fpurchase%2F{started.pk}%2Fbeneficiary%2F"


def test_a_session_of_an_older_stamp_is_nobody(buyer: Client, account: Account, started: Purchase) -> None:
    Account.objects.filter(pk=account.pk).update(stamp=uuid4())
    assert buyer.get(path(started, "trip"))["Location"].startswith("/sign-in/")


def test_a_trip_whose_time_has_come_asks_for_another_date(visitor: Client, account: Account, informed: Purchase) -> None:
    with time_machine.travel(later(days=7), tick=False):
        buyer = signed_in(visitor, account)
        assert lands_on(buyer, buyer.get(path(informed, "check"))) == "trip"
        page = buyer.get(path(informed, "trip"))
    assert "最晚須在出發前 1 小時" in words(page)
    assert 'aria-invalid="true"' in page.content.decode()


def test_who_is_too_old_is_told_so_with_a_way_out(visitor: Client, on_sale: Product) -> None:
    old = builders.registered_account(3, birth_date=builders.NOW.date().replace(year=1940))
    purchase = builders.started_purchase(old, on_sale)
    page = signed_in(visitor, old).get(path(purchase, "trip"))
    assert "年齡上限是出發日 85 歲" in words(page)
    assert "請來電" in words(page)
    assert lands_on(visitor, visitor.get(path(purchase, "documents"))) == "trip"


def test_a_product_that_is_sold_no_more_says_so_and_keeps_the_entries(
    buyer: Client, started: Purchase, monkeypatch: pytest.MonkeyPatch
) -> None:
    Purchase.objects.filter(pk=started.pk).update(product="withdrawn-product")
    page = buyer.get(path(started, "trip"))
    assert page.status_code == 503
    assert "您填的資料都還在" in words(page)


def test_10_1_2_the_journal_says_that_it_was_revised(buyer: Client, informed: Purchase) -> None:
    buyer.post(path(informed, "beneficiary"), NAMED)
    assert [e.event for e in entries(informed.pk)][-1] == "purchase.revised"


def test_each_page_costs_few_statements_and_reading_writes_nothing(buyer: Client, started: Purchase) -> None:
    buyer.get(path(started, "documents"))  # what is shown there stands in the journal, once
    for page, statements in {"trip": 3, "traveller": 3, "beneficiary": 2, "documents": 3}.items():
        with Statements() as asked:
            assert buyer.get(path(started, page)).status_code == 200
        assert (len(asked.all), asked.writing) == (statements, [])
    with Statements() as asked:
        buyer.post(path(started, "beneficiary"), NAMED)
    assert len(asked.all) <= 4


def test_11_2_2_what_will_be_refused_is_told_on_the_first_page_and_at_the_last_check(
    buyer: Client, account: Account, on_sale: Product
) -> None:
    purchase = builders.started_purchase(account, on_sale, sum_insured=15_000_000)
    page = buyer.get(path(purchase, "traveller"))
    assert "現在還不能送出這份投保" in words(page)
    assert "還能在網路投保的金額，最多是 1,200 萬元" in words(page)
    assert "改行程或保險金額" in words(page)
    documents = facts.current_documents(on_sale)
    builders.shown_documents(purchase, on_sale)
    assert actions.inform(purchase=purchase, product=on_sale, shown=documents, agreed=documents, now=builders.NOW).taken
    assert "最多是 1,200 萬元" in words(buyer.get(path(purchase, "check")))
    with Statements() as asked:
        stopped = buyer.post(path(purchase, "check"), {"channel": "sms"})
    assert (stopped.status_code, "最多是 1,200 萬元" in words(stopped)) == (422, True)
    assert len(asked.all) <= 12
    assert builders.messages.about([purchase.pk]) == []


def test_an_ordinary_application_is_told_nothing_is_in_the_way(buyer: Client, started: Purchase) -> None:
    with Statements() as asked:
        page = buyer.get(path(started, "traveller"))
    assert "還不能送出" not in words(page)
    assert len(asked.all) <= 12
