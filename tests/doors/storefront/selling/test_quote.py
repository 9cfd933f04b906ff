"""The quote: prices by trip, places by name, errors beside their fields, and the way into the purchase."""

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from django.test import Client

from tests import builders
from tests.doors.storefront.selling.conftest import QUOTE, TRIP, Statements, day, hidden, lands_on, path, signed_in, words
from toubao.business.identity.models import Account
from toubao.business.policies.models import Policy
from toubao.business.purchase.models import Purchase
from toubao.business.purchase.queries import draft as draft_of
from toubao.doors.storefront.selling.trip import COMPARED, asking
from toubao.journal.models import Entry
from toubao.products import Product

pytestmark = pytest.mark.django_db

LONG_AGO = builders.NOW - timedelta(days=40)


def go(client: Client, **changes: Any) -> Any:
    """Send the quote's form from a fresh page."""
    begin = hidden(client.get(QUOTE), "begin")[0]
    return client.post(QUOTE, {**TRIP, "begin": begin, "do": "go", **changes})


def test_the_price_is_told_while_typing_and_asks_no_database(visitor: Client, on_sale: Product) -> None:
    with Statements() as asked:
        part = visitor.get(f"{QUOTE}price/", TRIP)
    assert "330" in words(part)
    assert "日本 5 天，保險金額 500 萬元" in words(part)
    assert "NT$132" in words(part)
    assert asked.all == []
    assert "<html" not in part.content.decode()


def test_what_is_missing_is_named_without_scolding(visitor: Client, on_sale: Product) -> None:
    part = visitor.get(f"{QUOTE}price/", {"destinations": ["JP"], "departs_day": day(7)})
    assert "還差：出發時間、回程日、回程時間、保險金額" in words(part)


def test_what_is_in_the_way_is_said_in_plain_words(visitor: Client, on_sale: Product) -> None:
    assert "回程時間要晚於出發時間" in words(visitor.get(f"{QUOTE}price/", {**TRIP, "returns_day": day(6)}))
    assert "最多可投保 180 天" in words(visitor.get(f"{QUOTE}price/", {**TRIP, "returns_day": day(200)}))
    assert "不承保前往北韓" in words(visitor.get(f"{QUOTE}price/", {**TRIP, "destinations": ["KP"]}))


def test_one_hour_before_departure_is_enough_and_less_is_not(visitor: Client, on_sale: Product) -> None:
    soon = {**TRIP, "departs_day": day(0), "returns_day": day(2)}
    assert "NT$" in words(visitor.get(f"{QUOTE}price/", {**soon, "departs_time": "11:00"}))
    assert "出發前 1 小時" in words(visitor.get(f"{QUOTE}price/", {**soon, "departs_time": "10:59"}))


@pytest.mark.parametrize(
    ("typed", "place"), [("法國", "法國"), ("france", "法國"), ("台灣", "臺灣"), ("法國、義大利", "義大利"), ("Italy,日本", "義大利")]
)
def test_a_place_can_be_typed(visitor: Client, on_sale: Product, typed: str, place: str) -> None:
    part = visitor.get(f"{QUOTE}price/", {"as": "places", "place": typed})
    card = part.content.decode().split(f">{place}<")[0].rpartition("<input")[2]
    assert " checked" in card


def test_an_unknown_place_is_said_and_kept_to_be_mended(visitor: Client, on_sale: Product) -> None:
    page = visitor.post(QUOTE, {**TRIP, "place": "亞特蘭提斯"})
    assert page.status_code == 422
    assert "清單裡沒有「亞特蘭提斯」" in words(page)
    assert 'value="亞特蘭提斯"' in page.content.decode()
    assert Purchase.objects.count() == 0


def test_an_unknown_place_is_said_where_it_was_typed(visitor: Client, on_sale: Product) -> None:
    whole = visitor.post(QUOTE, {**TRIP, "place": "亞特蘭提斯"}).content.decode()
    assert 'href="#id_place"' in whole
    for page in (whole, visitor.get(f"{QUOTE}price/", {"as": "places", "place": "亞特蘭提斯"}).content.decode()):
        before, _, typed = page.partition('<label class="label" for="id_place">')
        assert 'id="id_place-error"' in typed.partition("<input")[0]
        assert 'aria-describedby="id_place-hint id_place-error"' in typed
        assert 'id="id_destinations-error"' not in before
    nothing = visitor.post(QUOTE, {"do": "go"}).content.decode()
    assert 'href="#id_destinations_0"' in nothing
    assert 'id="id_destinations-error"' in nothing
    assert 'id="id_place-error"' not in nothing


def test_the_names_to_choose_from_are_given_when_asked(visitor: Client, on_sale: Product) -> None:
    assert '<option value="法國">' in visitor.get(f"{QUOTE}price/", {"as": "names"}).content.decode()


def test_a_place_of_the_list_by_region_counts(visitor: Client, on_sale: Product) -> None:
    assert "法國 5 天" in words(visitor.get(f"{QUOTE}price/", {**TRIP, "destinations": [], "region_place": "FR"}))


def test_without_javascript_the_page_says_which_button_shows_the_price(visitor: Client, on_sale: Product) -> None:
    page = visitor.get(QUOTE).content.decode()
    assert '<span class="by-script">改任何一項，價格會跟著變。</span>' in page
    assert "<noscript>填好或改過之後，按「看價格」就看得到價格。</noscript>" in page


def test_without_javascript_the_price_comes_after_a_redirect(visitor: Client, on_sale: Product) -> None:
    answer = visitor.post(QUOTE, {**TRIP, "do": "price", "begin": "x"})
    assert answer.status_code == 302
    told = parse_qs(urlsplit(answer["Location"]).query)
    assert told["destinations"] == ["JP"]
    assert not {"csrfmiddlewaretoken", "begin", "do"} & set(told)
    assert "330" in words(visitor.get(answer["Location"]))


@pytest.mark.parametrize("who", ["nobody yet", "a newcomer", "an existing customer", "known by certificate"])
def test_11_2_2_the_first_times_limit_is_told_only_to_whom_it_applies(visitor: Client, on_sale: Product, who: str) -> None:
    applies = who in ("nobody yet", "a newcomer")
    pages = [(QUOTE, {}), (QUOTE, TRIP)]
    if who != "nobody yet":
        account = builders.registered_account()
        signed_in(visitor, account)
        assert ("第一次在網路投保" in words(visitor.get(QUOTE))) or not applies
        pages.append((path(builders.started_purchase(account, on_sale), "trip"), {}))
        if who == "known by certificate":
            Account.objects.filter(pk=account.pk).update(way="certificate")
        if who == "an existing customer":
            Policy.objects.create(
                purchase=uuid4(), person=account.person, number="TA11500000001", product=on_sale.code, product_version="1",
                starts=LONG_AGO, ends=LONG_AGO, sum_insured=1, premium=1, concluded_at=LONG_AGO, sealed=b"", state="signed_for",
            )  # fmt: skip
    for page, query in pages:
        assert ("第一次在網路投保" in words(visitor.get(page, query))) == applies, (page, query)
        assert "意外身故時給付的金額" in words(visitor.get(page, query))


def test_a_city_is_read_as_its_country_and_said_so(visitor: Client, on_sale: Product) -> None:
    part = words(visitor.get(f"{QUOTE}price/", {"as": "places", "place": "大阪、金門"}))
    assert "「大阪」已加入為「日本」" in part
    assert "「金門」是國內，已選「臺灣」" in part


@pytest.mark.parametrize(
    ("typed", "said"), [("申根", "有好幾個國家或地區"), ("大板", "您要找的是不是"), ("亞特蘭提斯xyzzy", "請換一個寫法")]
)
def test_what_is_no_one_place_is_answered_with_what_may_be_meant(visitor: Client, on_sale: Product, typed: str, said: str) -> None:
    part = visitor.get(f"{QUOTE}price/", {"as": "places", "place": typed})
    assert said in words(part)
    assert ('name="meant"' in part.content.decode()) is (said != "請換一個寫法")


def test_a_suggestion_that_is_taken_stands_for_what_was_typed(visitor: Client, on_sale: Product) -> None:
    answer = visitor.post(QUOTE, {"place": "大板", "meant": "JP"})
    page = visitor.get(answer["Location"])
    assert "清單裡沒有" not in words(page)
    assert 'value="JP" checked' in page.content.decode()


def test_completion_knows_cities(visitor: Client, on_sale: Product) -> None:
    assert '<option value="大阪">日本</option>' in visitor.get(f"{QUOTE}price/", {"as": "names"}).content.decode()


def test_an_empty_form_names_each_field_that_is_missing(visitor: Client, on_sale: Product) -> None:
    page = visitor.post(QUOTE, {"do": "go"})
    assert page.status_code == 422
    for sentence in ("請至少選一個地點", "請選出發日", "請選出發時間", "請選回程日", "請選回程時間", "請選保險金額"):
        assert words(page).count(sentence) == 2  # in the summary and beside the field
    assert 'href="#id_departs_day"' in page.content.decode()


def test_entries_of_an_address_are_shown_without_errors_until_asked(visitor: Client, on_sale: Product) -> None:
    page = visitor.get(QUOTE, {"place": "日本", "departs_day": day(7)})
    assert f'value="{day(7)}"' in page.content.decode()
    assert "error-summary" not in page.content.decode()
    assert "error-summary" in visitor.get(QUOTE, {"place": "日本", "see": "1"}).content.decode()


@pytest.mark.parametrize("known", [True, False])
def test_11_2_2_a_sum_that_a_newcomer_may_not_buy_is_not_offered_as_if(visitor: Client, on_sale: Product, known: bool) -> None:
    if known:
        account = builders.registered_account()
        Account.objects.filter(pk=account.pk).update(way="certificate")
        signed_in(visitor, account)
    page = visitor.get(QUOTE)
    assert ("1,300 萬元（第一次網路投保還不能買）" in words(page)) is not known
    assert "1,200 萬元（第一次網路投保還不能買）" not in words(page)
    most = asking(on_sale, now=builders.NOW).newcomers_most
    assert most == 12_000_000
    assert max(COMPARED) <= most, "what is compared beside the price, anybody may buy"


def test_10_1_2_the_price_carries_the_trip_into_a_purchase(buyer: Client, account: Account, on_sale: Product) -> None:
    assert lands_on(buyer, go(buyer)) == "traveller"
    purchase = Purchase.objects.get(account=account)
    assert (purchase.state, purchase.premium, purchase.sum_insured) == ("started", 330, 5_000_000)
    assert draft_of(builders.reread(purchase)).destinations == ("JP",)


def test_the_same_form_sent_twice_begins_one_purchase(buyer: Client, on_sale: Product) -> None:
    begin = hidden(buyer.get(QUOTE), "begin")[0]
    first = buyer.post(QUOTE, {**TRIP, "begin": begin})
    second = buyer.post(QUOTE, {**TRIP, "begin": begin})
    assert lands_on(buyer, first) == lands_on(buyer, second) == "traveller"
    assert Purchase.objects.count() == 1
    assert Entry.objects.filter(event="purchase.started").count() == 1


def test_back_to_the_quote_and_another_date_changes_the_same_purchase(buyer: Client, on_sale: Product) -> None:
    begin = hidden(buyer.get(QUOTE), "begin")[0]
    buyer.post(QUOTE, {**TRIP, "begin": begin})
    purchase = Purchase.objects.get()
    buyer.post(path(purchase, "traveller"), {"address": "示範市 1 號", "for_myself": "on", "leaves_from_taiwan": "on"})
    assert lands_on(buyer, buyer.post(QUOTE, {**TRIP, "begin": begin, "sum_insured": "2000000"})) == "beneficiary"
    changed = builders.reread(Purchase.objects.get())
    assert (changed.sum_insured, draft_of(changed).address) == (2_000_000, "示範市 1 號")


def test_an_old_form_after_the_purchase_went_on_begins_another(buyer: Client, on_sale: Product) -> None:
    begin = {"begin": "old"}
    buyer.post(QUOTE, {**TRIP, **begin})
    confirmed = Purchase.objects.get()
    Purchase.objects.update(state="confirmed")
    assert lands_on(buyer, buyer.post(QUOTE, {**TRIP, **begin, "sum_insured": "1000000"})) == "traveller"
    buyer.post(QUOTE, {**TRIP, **begin, "sum_insured": "1000000"})
    assert Purchase.objects.count() == 2
    assert builders.reread(confirmed).state == "confirmed"


def test_a_form_that_names_a_strangers_purchase_touches_nothing(buyer: Client, on_sale: Product) -> None:
    other = builders.started_purchase(builders.registered_account(2), on_sale)
    assert buyer.post(QUOTE, {**TRIP, "begin": str(other.pk), "sum_insured": "1000000"}).status_code == 302
    assert builders.reread(other).sum_insured == 5_000_000
    assert buyer.get(path(other)).status_code == 404


def test_a_form_that_names_another_thing_of_ones_own_does_not_write_into_its_journal(
    buyer: Client, account: Account, on_sale: Product
) -> None:
    own = account.registration_id
    before = Entry.objects.filter(subject_id=own).count()
    assert lands_on(buyer, buyer.post(QUOTE, {**TRIP, "begin": str(own)})) == "traveller"
    assert Entry.objects.filter(subject_id=own).count() == before
    assert Purchase.objects.get().pk != own


def test_a_mended_begin_is_no_obstacle(buyer: Client, on_sale: Product) -> None:
    assert lands_on(buyer, buyer.post(QUOTE, {**TRIP, "begin": "not a uuid"})) == "traveller"


def test_2_3_on_a_channel_that_is_not_ours_nothing_begins(account: Account, on_sale: Product) -> None:
    elsewhere = signed_in(Client(SERVER_NAME="testserver"), account)
    page = elsewhere.post(QUOTE, {**TRIP, "begin": "x"})
    assert page.status_code == 422
    assert "不是本公司登記的投保管道" in words(page)
    assert "所屬業務員不得自行建置" in words(page)
    assert Purchase.objects.count() == 0
    assert Entry.objects.get(event="purchase.started").outcome == "refused"


def test_5_1_a_product_that_is_not_published_is_not_begun(buyer: Client, db: None) -> None:
    page = go(buyer)
    assert page.status_code == 422
    assert "交易條件資訊還不完整" in words(page)


def test_a_begun_purchase_is_offered_to_be_gone_on_with(buyer: Client, started: Purchase) -> None:
    assert f'href="/purchase/{started.pk}/"' in buyer.get(QUOTE).content.decode()


def test_the_empty_page_is_rendered_once_and_its_ids_are_each_visitors_own(visitor: Client, buyer: Client, on_sale: Product) -> None:
    pages = [client.get(QUOTE).content.decode() for client in (Client(SERVER_NAME="localhost"), Client(SERVER_NAME="localhost"), buyer)]
    assert len({hidden_in(page, "begin") for page in pages}) == 3
    assert len({hidden_in(page, "csrfmiddlewaretoken") for page in pages}) == 3
    assert not any("<!--" in page for page in pages)
    assert ['action="/sign-out/"' in page for page in pages] == [False, False, True]


def hidden_in(page: str, name: str) -> str:
    """The first hidden value of that name."""
    return page.split(f'name="{name}" value="')[1].partition('"')[0]


def test_the_quote_writes_nothing_until_it_is_sent(buyer: Client, on_sale: Product) -> None:
    with Statements() as asked:
        buyer.get(QUOTE, TRIP)
    assert asked.writing == []
    assert len(asked.all) <= 4
    with Statements() as asked:
        go(buyer)
    assert len(asked.all) <= 12
