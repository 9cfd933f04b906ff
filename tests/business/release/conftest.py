"""The kind that tests know stands in for those of the system."""

import pytest

from tests.business.release import given
from toubao.business.release import actions, queries


@pytest.fixture(autouse=True)
def _tested_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (actions, queries):
        monkeypatch.setattr(module, "kinds", given.kinds)
    for kept in (given.DONE, given.UNDONE, given.STOPS):
        kept.clear()
    given.CONTENT.clear()
