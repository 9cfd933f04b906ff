"""What tests of the books share: what was bought, and a comparison of everything."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from tests import builders
from tests.business.reconciliation.bought import account, confirmed, on_sale
from toubao.business.reconciliation import actions, jobs
from toubao.business.reconciliation.models import Comparison, Difference

__all__ = ["account", "compare", "confirmed", "on_sale"]
Compare = Callable[..., list[Difference]]


@pytest.fixture
def compare() -> Compare:
    """Compare everything there is, ours at the builders' moment and theirs by the world's clock; what was found, oldest first."""

    def now(*, lost: bool = False) -> list[Difference]:
        since, until = builders.NOW - timedelta(days=1), datetime.now(UTC) + timedelta(days=1)
        before = set(Difference.objects.values_list("pk", flat=True))
        made = actions.open_comparison(reason="by hand", since=since, until=until, now=builders.NOW, lost=lost)
        assert jobs.compare(made, builders.NOW), list(made.books.values("institution", "trouble"))
        assert Comparison.objects.get(pk=made.pk).finished_at is not None
        return list(Difference.objects.exclude(pk__in=before).order_by("found_at", "institution"))

    return now
