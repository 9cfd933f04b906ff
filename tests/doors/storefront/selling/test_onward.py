"""From the price to the account and back: what was typed comes along, stays in sight, and goes on into the purchase."""

import pytest
from django.test import Client

from tests import builders
from tests.doors.storefront.selling.conftest import QUOTE, TRIP, Statements, day, hidden, lands_on, path, signed_in, words
from toubao.business.identity.devices import sessions
from toubao.business.identity.models import Account
from toubao.business.purchase.models import Purchase
from toubao.products import Product

pytestmark = pytest.mark.django_db


def go(client: Client) -> str:
    """Send the quote's form from a fresh page; where it leads."""
    begin = hidden(client.get(QUOTE), "begin")[0]
    return str(client.post(QUOTE, {**TRIP, "begin": begin, "do": "go"})["Location"])


def test_nothing_typed_is_lost_at_the_sign_in(visitor: Client, on_sale: Product) -> None:
    place = go(visitor)
    assert place == f"/sign-in/?next={QUOTE}on/"
    for page in (visitor.get(place), visitor.get("/register/"), visitor.get("/recover/")):
        assert all(said in words(page) for said in ("NT$330", "日本 5 天", "500 萬元", "填旅客與受益人、讀條款、核對、付款"))
    assert Purchase.objects.count() == 0
    assert visitor.get(f"{QUOTE}on/")["Location"] == QUOTE
    signed_in(visitor, builders.registered_account())
    assert "您剛才填的行程還在" in words(visitor.get(QUOTE))
    with Statements() as asked:
        page = visitor.get(f"{QUOTE}on/")
    assert asked.writing == []
    assert "您剛才填的行程還在" in words(page)
    assert "data-go" in page.content.decode()
    answer = visitor.post(QUOTE, {"do": "go", **{name: hidden(page, name) for name in ("begin", *TRIP)}})
    assert lands_on(visitor, answer) == "traveller"
    assert Purchase.objects.get().premium == 330
    assert "NT$330" not in words(visitor.get("/register/"))
    assert visitor.get(f"{QUOTE}on/")["Location"] == QUOTE


def test_a_trip_that_has_no_price_any_more_is_shown_in_the_quote(buyer: Client, on_sale: Product) -> None:
    session = buyer.session
    session["draft-travel-accident"] = {**TRIP, "departs_day": day(-3)}
    session.save()
    answer = buyer.get(f"{QUOTE}on/", follow=True)
    assert answer.redirect_chain == [(QUOTE, 302)]
    assert "出發" in words(answer)
    assert "有地方要修改" in words(answer)


def test_the_price_has_the_button_that_goes_on(visitor: Client, on_sale: Product) -> None:
    assert 'form="quote" name="do" value="go"' in visitor.get(f"{QUOTE}price/", TRIP).content.decode()
    assert 'form="quote"' not in visitor.get(f"{QUOTE}price/", {**TRIP, "sum_insured": ""}).content.decode()


def test_3_1_2_no_page_promises_minutes_that_nobody_measured(visitor: Client, on_sale: Product) -> None:
    for page in ("/", "/products/travel-accident/", QUOTE):
        assert "分鐘" not in words(visitor.get(page)), page
    assert "三分鐘" not in words(visitor.get("/register/"))


@pytest.mark.parametrize("where", ["beneficiary", "documents", "check"])
def test_a_session_that_ended_in_the_middle_comes_back_to_the_page_it_was_on(
    buyer: Client, account: Account, informed: Purchase, where: str
) -> None:
    """What was entered and agreed to is still there; the page is shown again, and a form that was lost is not sent by itself."""
    assert buyer.get(path(informed, where)).status_code == 200
    sessions.end_others(account=account, keep=None, because="elsewhere", now=builders.NOW)
    answer = buyer.post(path(informed, where), {"who": "heirs", "channel": "sms"})
    assert answer["Location"] == f"/sign-in/?next=%2Fpurchase%2F{informed.pk}%2F{where}%2F"
    asking = buyer.get(answer["Location"])
    assert (asking.status_code, hidden(asking, "next")) == (200, [path(informed, where)])
    given = {"who": builders.somebody().phone, "password": "a long demo password", "next": hidden(asking, "next")[0]}
    answer = buyer.post("/sign-in/", given)
    assert answer["Location"] == path(informed, where)
    assert buyer.get(answer["Location"]).status_code == 200
    stands = builders.reread(informed)
    assert (stands.state, stands.digest, bytes(stands.sealed)) == ("informed", informed.digest, bytes(informed.sealed))
