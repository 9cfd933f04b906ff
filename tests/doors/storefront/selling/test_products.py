"""Home, product pages and documents: complete, readable by everybody, kept by digest."""

import pytest
from django.test import Client

from tests import builders
from tests.doors.storefront.selling.conftest import Statements, words
from toubao.products import Product
from toubao.products.disclosures import REQUIRED

pytestmark = pytest.mark.django_db
PRODUCT = "/products/travel-accident/"


def test_home_says_what_can_be_bought_and_from_which_price(visitor: Client, on_sale: Product) -> None:
    with Statements() as asked:
        page = visitor.get("/")
    assert page.status_code == 200
    assert "旅行平安保險" in words(page)
    assert "NT$60" in words(page)
    assert 'action="/case/"' in page.content.decode()
    assert asked.all == []


def test_home_offers_nothing_on_a_day_on_which_nothing_is_sold(visitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("toubao.doors.storefront.selling.products.TRAVEL", "no-such-product")
    assert "線上投保" not in words(visitor.get("/"))


def test_the_head_of_a_kept_page_is_each_visitors_own(buyer: Client, on_sale: Product) -> None:
    known = buyer.get("/").content.decode()
    assert 'action="/sign-out/"' in known
    assert "<!--form token-->" not in known
    assert known.count('name="csrfmiddlewaretoken"') == known.count('action="/sign-out/"')
    stranger = Client(SERVER_NAME="localhost").get("/").content.decode()
    assert 'href="/sign-in/"' in stranger
    assert "csrfmiddlewaretoken" not in stranger


def test_5_2_all_eleven_items_and_the_others_stand_on_the_product_page(visitor: Client, on_sale: Product) -> None:
    page = visitor.get(PRODUCT).content.decode()
    for clause in (*REQUIRED, "5.3", "6.1.4", "10.1.5"):
        assert f'<span class="clause-id">{clause}</span>' in page


def test_10_1_1_terms_and_description_are_readable_without_registering(visitor: Client, on_sale: Product) -> None:
    for name in ("terms", "notice", "description"):
        with Statements() as asked:
            page = visitor.get(f"{PRODUCT}documents/{name}/")
        document = on_sale.document(name)
        assert page.status_code == 200
        assert document.title in words(page)
        assert document.digest in page.content.decode()
        assert asked.all == []
        assert visitor.get(f"{PRODUCT}documents/{name}.pdf").content == b"%PDF-1.7 " + name.encode()


def test_the_pdf_is_the_one_that_was_typeset_for_the_release(visitor: Client) -> None:
    builders.product()
    answer = visitor.get(f"{PRODUCT}documents/notice.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-1.7")
    assert len(answer.content) > 10_000


def test_a_pdf_is_kept_by_its_digest(visitor: Client, on_sale: Product) -> None:
    address, digest = f"{PRODUCT}documents/terms.pdf", on_sale.document("terms").digest
    plain, named = visitor.get(address), visitor.get(f"{address}?digest={digest[:16]}")
    assert plain["ETag"] == named["ETag"] == f'"{digest}"'
    assert "immutable" in named["Cache-Control"]
    assert "immutable" not in plain["Cache-Control"]
    with Statements() as asked:
        again = visitor.get(address, headers={"If-None-Match": f'"{digest}"'})
    assert (again.status_code, again.content, asked.all) == (304, b"", [])


@pytest.mark.parametrize(
    "address", ["/products/nothing/", "/quote/nothing/", f"{PRODUCT}documents/nothing/", f"{PRODUCT}documents/nothing.pdf"]
)
def test_what_is_not_there_is_404(visitor: Client, on_sale: Product, address: str) -> None:
    assert visitor.get(address).status_code == 404


def test_a_document_that_was_not_typeset_is_404(visitor: Client, db: None) -> None:
    assert visitor.get(f"{PRODUCT}documents/terms.pdf").status_code == 404


def test_a_signed_in_visitor_costs_two_statements(buyer: Client, on_sale: Product) -> None:
    buyer.get(PRODUCT)
    with Statements() as asked:
        buyer.get(PRODUCT)
    assert len(asked.all) == 2
    assert asked.writing == []
