"""A policy's document is made after the charges that wait: it gives way to them, and to nothing else."""

from uuid import uuid4

import pytest

from tests import builders
from tests.fixtures.sandbox import RunningSandbox
from toubao.business import work
from toubao.business.policies.models import Policy
from toubao.business.work import JOBS, defer

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("somebody_waits", [True, False])
def test_a_document_gives_way_to_charges_that_wait_and_is_made_all_the_same(
    institutions: RunningSandbox, monkeypatch: pytest.MonkeyPatch, somebody_waits: bool
) -> None:
    on_sale = builders.product()
    purchase = builders.confirmed_purchase(builders.registered_account(), on_sale)
    builders.drain()
    builders.pay_at_sandbox(purchase, on_sale)
    builders.advance(purchase)
    if somebody_waits:
        defer("purchase.advance", purchase=str(uuid4()))
    slept: list[float] = []
    monkeypatch.setattr(work, "sleep", slept.append)
    JOBS["policies.issue"](policy=str(Policy.objects.get().pk), now=builders.NOW)
    assert (sum(slept) > 0) is somebody_waits
    assert Policy.objects.get().state == "queued", "its letter waits for the post"
