"""Gates of a purchase that pages seldom let it come to: shut all the same where the rows behind the page are other than they should be."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from tests import builders
from tests.doors.api.conftest import Program
from tests.doors.storefront.selling.conftest import QUOTE, TRIP, path
from toubao.business.catalogue import queries as catalogue
from toubao.business.identity.models import Account, Person
from toubao.business.identity.personal import open_known, seal_known
from toubao.business.purchase.draft import seal_draft
from toubao.business.purchase.models import Purchase
from toubao.journal.models import Entry
from toubao.products import Product

pytestmark = pytest.mark.django_db


def shut(event: str) -> list[str]:
    """The gates that were shut the last time that this was wanted."""
    entry = Entry.objects.filter(event=event, outcome="refused").order_by("-at", "-number")[0]
    return [each["gate"] for each in entry.verdicts if each["ruling"] == "shut"]


def known_as(account: Account, **other: Any) -> None:
    """Have the books know a person otherwise than the registration let them in."""
    person = account.person
    known = replace(open_known(person.key, person.sealed or b""), **other)
    Person.objects.filter(pk=person.pk).update(sealed=seal_known(person.key, known))


def test_2_6_natural_person_buys_shut_by_the_quote_page(buyer: Client, account: Account, on_sale: Product) -> None:
    known_as(account, name="示範股份有限公司")
    assert buyer.post(QUOTE, {**TRIP, "begin": "x"}).status_code == 422
    assert shut("purchase.started") == ["natural_person_buys"]
    assert not Purchase.objects.exists()


def test_7_1_adult_starts_shut_by_the_quote_page(buyer: Client, account: Account, on_sale: Product) -> None:
    known_as(account, birth_date=date(1990, 5, 17), guardianship_declared=True)
    assert buyer.post(QUOTE, {**TRIP, "begin": "x"}).status_code == 422
    assert shut("purchase.started") == ["adult_starts"]
    assert not Purchase.objects.exists()


def test_10_1_1_documents_readable_shut_by_the_quote_page(
    buyer: Client, account: Account, on_sale: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare = replace(on_sale, documents=tuple(each for each in on_sale.documents if each.name != "notice"))
    monkeypatch.setattr(catalogue, "product", lambda *_, **__: bare)
    assert buyer.post(QUOTE, {**TRIP, "begin": "x"}).status_code == 422
    assert "documents_readable" in shut("purchase.started")
    assert not Purchase.objects.exists()


def test_7_3_awake_to_confirm_shut_by_the_page_of_the_code(buyer: Client, informed: Purchase) -> None:
    buyer.post(path(informed, "check"), {"channel": "sms"})
    Account.objects.update(verified_at=builders.NOW - timedelta(days=5 * 366))
    assert buyer.post(path(informed, "code"), {"code": builders.last_code(informed.pk)}).status_code == 422
    assert shut("purchase.confirmed") == ["awake_to_confirm"]
    assert builders.reread(informed).state == "informed"


def test_7_1_still_registered_shut_for_who_may_not_act_any_more_when_it_is_sent_in(buyer: Client, informed: Purchase) -> None:
    buyer.post(path(informed, "check"), {"channel": "sms"})
    code = builders.last_code(informed.pk)
    known_as(informed.account, guardianship_declared=True)
    assert buyer.post(path(informed, "code"), {"code": code}).status_code == 422
    assert "still_registered" in shut("purchase.confirmed")
    assert builders.reread(informed).state == "informed"


def program(informed: Purchase) -> Program:
    """A program that the buyer lets act."""
    return Program().sign_in()


def confirmed_with_the_code(informed: Purchase, **changed: Any) -> int:
    """Send it in through the API with the right code, after its row was changed behind everybody's back."""
    there, at = program(informed), f"/v1/applications/{informed.pk}"
    code = there.send_code(at)
    Purchase.objects.filter(pk=informed.pk).update(**changed)
    return int(there.call("POST", f"{at}/confirmation", {"code": code}).status_code)


def test_10_1_2_terms_still_agreed_shut_where_the_row_was_changed_after_the_agreement(informed: Purchase) -> None:
    assert confirmed_with_the_code(informed, sum_insured=1_000_000) == 422
    assert "terms_still_agreed" in shut("purchase.confirmed")
    assert builders.reread(informed).state == "informed"


def test_2_6_contracts_directly_shut_where_it_is_not_for_oneself(informed: Purchase) -> None:
    for_another = seal_draft(informed.person.key, informed.pk, builders.draft(for_myself=False))
    assert confirmed_with_the_code(informed, sealed=for_another) == 422
    assert "contracts_directly" in shut("purchase.confirmed")
    assert builders.reread(informed).state == "informed"


def test_10_1_2_data_entered_first_shut_where_a_program_agrees_before_it_enters(account: Account, on_sale: Product) -> None:
    there = Program().sign_in()
    at = there.begin()
    assert there.agree(at).status_code == 422
    assert shut("purchase.informed") == ["data_entered_first"]
    assert Purchase.objects.get().state == "started"


def test_5_1_what_is_published_is_sold_at_once_though_somebody_asked_for_it_a_moment_before() -> None:
    moment = builders.NOW + timedelta(minutes=17)
    assert not catalogue.on_sale("travel-accident", now=moment)
    builders.product(moment)
    assert catalogue.on_sale("travel-accident", now=moment)
