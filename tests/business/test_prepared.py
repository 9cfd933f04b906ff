"""A prepared query gives what the ORM gives, for other values each time."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import builders
from toubao.business.identity.models import Account
from toubao.business.prepared import Prepared, change
from toubao.business.purchase.models import Purchase

pytestmark = pytest.mark.django_db


def test_rows_and_their_relations_are_those_of_the_orm() -> None:
    account, product = builders.registered_account(), builders.product()
    one, two = (builders.started_purchase(account, product, days=days) for days in (3, 4))
    query = Prepared(lambda pk: Purchase.objects.select_related("account", "person__key").filter(pk=pk), type(one.pk))
    for purchase in (one, two):
        with CaptureQueriesContext(connection) as asked:
            found = query.first(purchase.pk)
            assert found is not None
            assert (found.account.pk, found.person.key.holder) == (account.pk, account.person_id)
        assert len(asked) == 1
        plain = Purchase.objects.get(pk=purchase.pk)
        assert {f.attname: getattr(found, f.attname) for f in Purchase._meta.concrete_fields} == {
            f.attname: getattr(plain, f.attname) for f in Purchase._meta.concrete_fields
        }
    assert query.first(uuid4()) is None


def test_values_of_each_kind_go_where_they_belong_and_constants_stay() -> None:
    account, product = builders.registered_account(), builders.product()
    started = [builders.started_purchase(account, product, days=days) for days in (3, 4)]
    states = ["started", "informed"]
    query = Prepared(
        lambda code, since, owner: Purchase.objects.filter(
            product=code, starts__gte=since, account_id=owner, state__in=states
        ).order_by("ends"),
        str, type(builders.NOW), type(account.pk),
    )  # fmt: skip
    assert [each.pk for each in query.all(product.code, builders.NOW, account.pk)] == [each.pk for each in started]
    assert query.all("other", builders.NOW, account.pk) == []
    assert query.all(product.code, builders.NOW + timedelta(days=30), account.pk) == []
    Purchase.objects.filter(pk=started[0].pk).update(state="withdrawn")
    assert [each.pk for each in query.all(product.code, builders.NOW, account.pk)] == [started[1].pk]


def test_only_some_columns_may_be_read() -> None:
    account = builders.registered_account()
    found = Prepared(lambda pk: Account.objects.only("way").filter(pk=pk), type(account.pk)).first(account.pk)
    assert found is not None
    assert found.way == "online"
    assert "password" in found.get_deferred_fields()


def test_a_change_writes_what_an_update_of_the_orm_writes_and_only_there() -> None:
    account, product = builders.registered_account(), builders.product()
    one, two, other = (builders.started_purchase(account, product, days=days) for days in (3, 4, 5))
    to = {"premium": 7, "documents": ["a:1", "b:2"], "next_at": builders.NOW, "sealed": b"\x00\xff", "digest": ""}
    with CaptureQueriesContext(connection) as asked:
        assert change(Purchase, where={"pk": one.pk, "state": ("started", "informed"), "confirmed_at": None}, to=to) == 1
    assert len(asked) == 1
    Purchase.objects.filter(pk=two.pk, state__in=["started", "informed"], confirmed_at=None).update(**to)
    ours, theirs = (Purchase.objects.filter(pk=pk).values(*to).get() for pk in (one.pk, two.pk))
    assert {name: bytes(value) if name == "sealed" else value for name, value in ours.items()} == {
        name: bytes(value) if name == "sealed" else value for name, value in theirs.items()
    }
    assert Purchase.objects.get(pk=other.pk).premium == other.premium


def test_a_change_finds_nothing_where_one_comparison_fails() -> None:
    account, product = builders.registered_account(), builders.product()
    purchase = builders.started_purchase(account, product)
    holds = {"pk": purchase.pk, "state": "started", "account": account, "confirmed_at": None, "sealed": bytes(purchase.sealed)}
    for name, wrong in {
        "pk": uuid4(), "state": ("informed",), "account": builders.registered_account(2), "confirmed_at": builders.NOW, "sealed": b"other",
    }.items():  # fmt: skip
        assert change(Purchase, where={**holds, name: wrong}, to={"premium": 7}) == 0, name
    assert change(Purchase, where={**holds, "state": ()}, to={"premium": 7}) == 0
    assert change(Purchase, where=holds, to={"premium": 7}) == 1


def test_a_change_empties_and_follows_a_relation() -> None:
    one, other = builders.registered_account(), builders.registered_account(2)
    purchase = builders.started_purchase(one, builders.product())
    assert change(Purchase, where={"pk": purchase.pk}, to={"account": other, "next_at": None}) == 1
    found = Purchase.objects.get(pk=purchase.pk)
    assert (found.account_id, found.next_at) == (other.pk, None)
