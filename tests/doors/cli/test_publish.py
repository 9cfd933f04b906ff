"""`toubao publish`: what it lists, that it only asks, and what it refuses."""

import pytest

from tests import builders
from toubao.business.catalogue import queries
from toubao.business.governance.actions import join
from toubao.business.release.models import Release
from toubao.doors.cli import main
from toubao.doors.clock import now

pytestmark = pytest.mark.django_db


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    """The status and what was printed."""
    status = main(["publish", *arguments])
    told = capsys.readouterr()
    return status, told.out + told.err


def test_10_1_1_it_lists_and_asks_and_sells_nothing_by_itself(capsys: pytest.CaptureFixture[str]) -> None:
    join(username="operator", name="示範", role="operator", password="a long staff password", secret="A" * 32, now=now())
    status, told = said(capsys)
    assert (status, f"travel-accident  {queries.today(now=now())[0].version.code}  not on sale" in told) == (0, True)
    ask = ("travel-accident", "--as", "operator", "--because", "示範字第 1 號")
    status, told = said(capsys, *ask)
    assert (status, "Another person releases exactly this content" in told) == (0, True)
    assert Release.objects.get().asked_by == "operator"
    assert not queries.on_sale("travel-accident", now=now())
    assert said(capsys, *ask) == (1, "The same is asked for already, and waits to be released.\n")


def test_what_cannot_be_asked_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    join(username="clerk", name="示範", role="clerk", password="a long staff password", secret="A" * 32, now=now())
    assert "There is no product 'no-such'" in said(capsys, "no-such")[1]
    assert "Say who asks" in said(capsys, "travel-accident")[1]
    for who in ("clerk", "nobody"):
        status, told = said(capsys, "travel-accident", "--as", who, "--because", "上架測試")
        assert (status, told.startswith("Refused: ")) == (1, True), told
    assert not Release.objects.filter(state="asked").exists()
    builders.product(now())
    assert "is on sale with this content already" in said(capsys, "travel-accident", "--as", "clerk", "--because", "上架測試")[1]
