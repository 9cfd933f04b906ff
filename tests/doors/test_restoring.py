"""A real dump is put back after buying went on: what the guard prevents, how the doors are shut, and how an operator opens them again."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client
from pytest_django import Settings

from tests import builders
from tests.business.purchase.books import LATER, advance, order_of, paid
from tests.fixtures.dumps import Dump
from tests.fixtures.sandbox import RunningSandbox
from toubao.business import whose
from toubao.business.identity.models import Account
from toubao.business.policies import actions as policies
from toubao.business.policies.models import Policy
from toubao.business.purchase.models import Purchase
from toubao.business.reconciliation import actions as books
from toubao.business.reconciliation.models import Difference
from toubao.business.restoration import guard, numbers
from toubao.business.restoration.models import Restoration
from toubao.business.work import defer
from toubao.config.launcher.cluster import Cluster
from toubao.config.trouble import Trouble
from toubao.doors import shut
from toubao.doors.cli import main
from toubao.doors.cli.doctor.state import doors
from toubao.doors.sessions import SessionStore
from toubao.journal.reading import entries
from toubao.rules.events import Event

NOW = builders.NOW


class Shop:
    """The insurer's business in this test: what was sold, a browser that was signed in, and the mark."""

    def __init__(self, sandbox: RunningSandbox, account: Account, settings: Settings, place: Path) -> None:
        self.sandbox, self.account, self.settings, self.place = sandbox, account, settings, place
        self.product, self.sold = builders.product(), 0

    def sell(self) -> tuple[Purchase, str]:
        """One more purchase, of somebody new, and its policy's number."""
        self.sold += 1
        purchase = builders.confirmed_purchase(builders.registered_account(10 + self.sold), self.product)
        paid(purchase, self.product)
        advance(purchase)
        builders.drain(now=LATER)
        assert self.sandbox.order(order_of(purchase))["status"] == "captured"
        return purchase, Policy.objects.get(purchase=purchase.pk).number

    def guarded(self, on: bool = True) -> None:
        """Switch the guard on or off, and let the doors be looked at anew."""
        self.settings.MARK = self.place if on else None
        shut.WATCH.look_again()

    def browser(self) -> Client:
        """A browser that signed in."""
        kept: Any = SessionStore()
        kept.update(builders.browser_session(self.account))
        kept.save()
        client = Client()
        client.cookies["session"] = kept.session_key
        assert client.get("/members/").status_code == 200
        return client

    def same(self, browser: Client) -> Client:
        """The same browser with the cookie that it once had."""
        client = Client()
        client.cookies["session"] = browser.cookies["session"].value
        return client


@pytest.fixture
def shop(lasting: None, institutions: RunningSandbox, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("TOUBAO_AS_OWNER", "1")  # as this test's connection is; put back afterwards
    with whose.system():
        yield Shop(institutions, builders.registered_account(), settings, tmp_path / "mark")
        settings.MARK = None
        shut.WATCH.look_again()


@pytest.fixture
def dump(cluster: Cluster, tmp_path: Path) -> Callable[[], Dump]:
    def take() -> Dump:
        return Dump(cluster.socket, str(connection.settings_dict["NAME"]), tmp_path / "toubao.dump").take()

    return take


def put_back(dump: Dump) -> None:
    connections.close_all()
    dump.put_back()


def test_an_older_state_opens_no_door_until_it_was_dealt_with(
    shop: Shop, dump: Callable[[], Dump], capsys: pytest.CaptureFixture[str]
) -> None:
    before, first = shop.sell()
    browser = shop.browser()
    cookie = shop.same(browser)
    shop.guarded()
    kept = dump()

    lost, second = shop.sell()
    order = order_of(lost)
    browser.post("/sign-out/")
    assert shop.same(cookie).get("/members/").status_code == 302
    shop.guarded()
    put_back(kept)
    assert list(Policy.objects.values_list("number", flat=True)) == [first]

    shop.guarded(on=False)  # the controls: what happened while nothing guarded the doors
    assert shop.same(cookie).get("/members/").status_code == 200
    assert policies._next_number(NOW) == second

    shop.guarded()
    answers_that_it_is_shut(shop.same(cookie))
    defer("purchase.advance", purchase=str(before.pk))
    does_nothing_by_itself(capsys)
    deals_with_it(capsys)

    was_found(shop, order, second)
    assert shop.same(cookie).get("/").status_code == 200
    assert shop.same(cookie).get("/members/").status_code == 302
    _, third = shop.sell()
    assert int(third[-8:]) > int(second[-8:]) + 1000
    assert "is in the database" in doors()


def was_found(shop: Shop, order: str, number: str) -> None:
    """What was lost waits for a person, its money untouched; each step is on record."""
    found = {(each.institution, each.kind): each for each in Difference.objects.all()}
    assert found[("card", "unknown_here")].reference == order
    assert number in found[("industry_report", "unknown_here")].theirs
    assert {(each.state, each.remedy, each.lost) for each in found.values()} == {("open", "", True)}
    assert shop.sandbox.order(order)["status"] == "captured"
    steps = [entry.event.removeprefix("restoration.") for entry in entries(Restoration.objects.get().pk)]
    assert steps == ["found", "signed_out", "moved_on", "compared", "opened"]


def answers_that_it_is_shut(client: Client) -> None:
    """Pages, the console, the API, the webhook; monitors are told why."""
    for address in ("/", "/members/", "/console/", "/quote/travel-accident/", "/nowhere/"):
        page = client.get(address)
        assert (page.status_code, page["Retry-After"]) == (503, "300"), address
        assert "系統暫停服務" in page.content.decode()
        assert 'lang="en">This site is closed' in page.content.decode()
    assert client.post("/webhooks/card", data="{}", content_type="application/json").status_code == 503
    told = client.post("/api/v1/applications", data="{}", content_type="application/json")
    assert (told.status_code, told["Content-Type"], told["Retry-After"]) == (503, "application/problem+json", "300")
    assert told.json()["type"].endswith("#problem-shut")
    health = client.get("/healthz")
    assert (health.status_code, health.json()["status"]) == (503, "restored")
    assert client.get("/metrics").status_code == 200
    with pytest.raises(Trouble, match=r"the doors are shut: journal entry .* Run `toubao restore`"):
        doors()


def queued() -> int:
    """How many jobs wait."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs")
        return int(cursor.fetchone()[0])


def does_nothing_by_itself(capsys: pytest.CaptureFixture[str]) -> None:
    """Neither the worker nor a command goes on, and the doors open in their order alone."""
    waiting = queued()
    assert main(["worker", "--until-idle"]) == 2
    assert queued() == waiting > 0
    for command in (["tick"], ["reconcile"]):
        assert main(command) == 1
    assert capsys.readouterr().err.count("The doors are shut, so nothing is done: journal entry") == 3
    for step in ("open", "compare", "move-on"):
        assert main(["restore", step]) == 1
        assert "First: toubao restore sign-out" in capsys.readouterr().err
    assert main(["restore"]) == 2
    assert "Next: toubao restore sign-out" in capsys.readouterr().out


def deals_with_it(capsys: pytest.CaptureFixture[str]) -> None:
    """The operator's four steps; shut after each but the last."""
    for step, says in (("sign-out", "has ended"), ("move-on", "No number is given twice"), ("compare", "wait for a person")):
        assert main(["restore", step]) == 0
        assert says in capsys.readouterr().out
        assert shut.WATCH.look_again().shut
    assert main(["restore", "open"]) == 0
    assert not shut.WATCH.look_again().shut
    assert guard.judge().doors is guard.Doors.OPEN


def test_a_contract_that_was_concluded_since_is_not_concluded_a_second_time(
    shop: Shop, dump: Callable[[], Dump], capsys: pytest.CaptureFixture[str]
) -> None:
    """Though a job for it waits in the older state, and its buyer's browser wakes the worker."""
    shop.guarded()
    purchase = builders.confirmed_purchase(builders.registered_account(20), shop.product)
    paid(purchase, shop.product)
    defer("purchase.advance", purchase=str(purchase.pk))
    shop.guarded()
    kept = dump()
    advance(purchase)
    assert Policy.objects.filter(purchase=purchase.pk).exists()
    shop.guarded()
    put_back(kept)
    shop.guarded()
    deals_with_it(capsys)

    builders.drain(now=LATER)
    advance(purchase)
    assert builders.reread(purchase).state == "confirmed"
    assert not Policy.objects.exists()
    assert {(each.kind, each.state, each.remedy) for each in Difference.objects.filter(purchase=purchase.pk)} == {("state", "open", "")}
    assert shop.sandbox.order(order_of(purchase))["captures"] == 1

    first, last = Difference.objects.filter(purchase=purchase.pk).order_by("institution")
    for difference in (first, last):
        assert books.solve(difference=difference, by="op", because="goes on here", alike=False, go_on=True, now=NOW) == 1
        builders.drain(now=LATER)
        assert Policy.objects.filter(purchase=purchase.pk).exists() is (difference is last)
    assert entries(last.pk).filter(event=Event.DIFFERENCE_RELEASED.value).count() == 1
    assert shop.sandbox.order(order_of(purchase))["captures"] == 1


def test_the_doors_stay_shut_while_a_book_cannot_be_read(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    """And somebody may say that an older state was restored, without a mark."""
    from toubao.business import outside

    given = numbers.given()[numbers.POLICIES]
    assert main(["restore", "shut", "--because", "the whole machine was put back"]) == 0
    shop.guarded()
    assert main(["restore", "sign-out"]) == 0
    assert main(["restore", "move-on"]) == 1
    assert "say the highest policy number" in capsys.readouterr().err
    assert main(["restore", "move-on", "--past", "TA11599999999"]) == 1
    assert "past its end" in capsys.readouterr().err
    assert main(["restore", "move-on", "--past", f"TA115{given + 500:08d}"]) == 0
    shop.sandbox.switch("industry_report", down=True)
    outside.hang_up()
    assert main(["restore", "compare"]) == 1
    assert "industry_report could not be read" in capsys.readouterr().out
    assert main(["restore", "open"]) == 1
    assert "First: toubao restore compare" in capsys.readouterr().err
    shop.sandbox.switch("industry_report", down=False)
    outside.hang_up()
    assert main(["restore", "compare"]) == 0
    assert main(["restore", "open", "--because", "nothing was lost"]) == 0
    assert int(policies._next_number(NOW)[-8:]) == given + 500 + numbers.MARGIN + 1
    assert main(["restore"]) == 0


def test_what_is_asked_without_need_is_told(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    shop.guarded()
    for step in ("sign-out", "open", "adopt"):
        assert main(["restore", step]) == 1
    said = capsys.readouterr().err
    assert said.count("nothing to be done") == 2
    assert "nothing to adopt here" in said
    shop.place.unlink()
    assert main(["restore"]) == 2
    assert "toubao restore adopt" in capsys.readouterr().out
    assert shut.WATCH.look_again().doors is guard.Doors.UNMARKED
    assert Client().get("/healthz").json()["status"] == "unmarked"
    assert main(["restore", "adopt"]) == 0
    assert Client().get("/healthz").status_code == 503  # as of the last look
    assert not shut.WATCH.look_again().shut
    with pytest.raises(SystemExit):
        main(["restore", "move-on", "--past", "somewhere"])
