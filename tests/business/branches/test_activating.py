"""The one-time link: it opens the account once, for its own person, in time; sent again within limits."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.hashers import check_password

from tests import builders
from tests.business.branches.given import NOW, PASSWORD, begun_by, last, letters, people, released, tokens
from toubao.business.branches import activating
from toubao.business.branches.models import ActivationLink
from toubao.business.identity.models import Account, Policyholder
from toubao.business.identity.proving import policyholders
from toubao.business.identity.proving.policyholders import Held, OnFile
from toubao.business.release.models import Release
from toubao.journal.reading import entries

pytestmark = pytest.mark.django_db
HELD = Held(number="OLD-1", product="住宅火險（示範）", starts=date(2026, 1, 1), ends=date(2026, 12, 31))


@pytest.fixture(autouse=True)
def _people(db: None) -> None:
    people()


def use(token: str, **changes: str) -> str:
    """What came of a link."""
    return activating.activate(token=token, **{"last": last(), "password": PASSWORD, **changes}, now=NOW).outcome


def on_file() -> None:
    """The insurer's books know the person."""
    known = builders.somebody()
    entry = OnFile(name=known.name, id_number=known.id_number, birth_date=known.birth_date, phone="", mail="", policies=(HELD,))
    assert policyholders.load(entries=[entry], now=NOW) == 1


def test_7_2_2_the_link_opens_the_account_once_with_the_branch_s_strength() -> None:
    visit = released()
    (token,) = tokens(visit)
    assert activating.open_link(token, now=NOW) is not None
    assert use(token) == "opened"
    account = Account.objects.get()
    assert (account.way, account.verified_at, begun_by(visit).state) == ("branch", NOW, "opened")
    assert check_password(PASSWORD, account.password)
    assert [use(token), use(token, password="another long password")] == ["gone", "gone"]
    assert check_password(PASSWORD, Account.objects.get().password)
    opened = entries(begun_by(visit).pk).last()
    assert opened is not None
    assert (opened.event, opened.facts["link_used"]) == ("registration.account_opened", True)


def test_8_1_2_who_holds_policies_is_served_and_buys_nothing() -> None:
    on_file()
    (token,) = tokens(released(purpose="service"))
    assert use(token) == "opened"
    account = Account.objects.get()
    assert (account.verified_at, account.served_from) == (None, NOW)
    assert Policyholder.objects.get().person == account.person


@pytest.mark.parametrize(("purpose", "column"), [("purchase", "verified_at"), ("service", "served_from")])
def test_7_3_an_account_that_slept_wakes_and_keeps_its_password(purpose: str, column: str) -> None:
    on_file()
    account = builders.registered_account()
    long_ago = NOW - timedelta(days=6 * 365)
    Account.objects.filter(pk=account.pk).update(verified_at=long_ago, served_from=long_ago)
    visit = released(purpose=purpose)
    (token,) = tokens(visit)
    assert use(token) == "renewed"
    woken = Account.objects.get()
    assert (woken.pk, woken.way, getattr(woken, column), woken.password) == (account.pk, "branch", NOW, account.password)
    assert begun_by(visit).state == "renewed"
    assert any("重新驗證您的網路帳號" in text for _, _, text in letters(visit)), "the account's own addresses are told"


def test_7_1_a_link_opens_nothing_for_who_does_not_know_the_number() -> None:
    """The mailbox may have been mistyped: five tries, then the link is void."""
    (token,) = tokens(released())
    assert [use(token, last="0000") for _ in range(5)] == ["wrong"] * 5
    assert use(token) == "gone"
    assert not Account.objects.exists()


def test_7_1_positive_control_the_right_number_opens_after_wrong_ones() -> None:
    (token,) = tokens(released())
    assert [use(token, last=typed) for typed in ("", "字", "0000")] == ["wrong"] * 3
    assert use(token, last=f" {last()} ") == "opened"


def test_7_1_right_signs_use_nothing_up_and_wrong_ones_stay_counted() -> None:
    (token,) = tokens(released())
    link = activating.open_link(token, now=NOW)
    assert link is not None

    def tries() -> int:
        return ActivationLink.objects.get().tries

    assert [activating.proved(link, last=last(), now=NOW) for _ in range(7)] == ["right"] * 7
    assert (tries(), ActivationLink.objects.get().used_at) == (0, None)
    assert [activating.proved(link, last="0000", now=NOW) for _ in range(4)] == ["wrong"] * 4
    assert (activating.proved(link, last=last(), now=NOW), tries()) == ("right", 4)
    assert [activating.proved(link, last=typed, now=NOW) for typed in ("0000", last())] == ["wrong", "gone"]
    assert not Account.objects.exists()


def test_7_1_another_s_link_opens_only_the_other_s_account() -> None:
    first, second = released(1), released(2)
    assert use(tokens(second)[0]) == "wrong"
    assert use(tokens(first)[0]) == "opened"
    assert Account.objects.get().registration == begun_by(first)
    assert begun_by(second).state == "verified"


@pytest.mark.parametrize("token", ["", "nonsense", "x" * 43])
def test_7_1_a_link_that_nobody_sent_opens_nothing(token: str) -> None:
    released()
    assert activating.open_link(token, now=NOW) is None
    assert use(token) == "gone"


def test_7_1_a_lapsed_link_opens_nothing_and_another_one_does() -> None:
    visit = released()
    (token,) = tokens(visit)
    late = NOW + timedelta(hours=72)
    assert activating.open_link(token, now=late) is None
    assert activating.activate(token=token, last=last(), password=PASSWORD, now=late).outcome == "gone"
    assert not Account.objects.exists()
    assert activating.send_again(registration=begun_by(visit), by="wu", now=late) == ""
    fresh = tokens(visit)[-1]
    assert fresh != token
    assert use(token) == "gone"
    assert activating.activate(token=fresh, last=last(), password=PASSWORD, now=late).outcome == "opened"


def test_18_1_1_links_are_sent_again_within_limits_and_not_after_the_account_is_open() -> None:
    visit = released()
    again = [activating.send_again(registration=begun_by(visit), by="wu", now=NOW) for _ in range(4)]
    assert again == ["", "", "", "activation_link"]
    assert ActivationLink.objects.count() == 1, "the earlier ones are void"
    about = [each for each in entries(begun_by(visit).pk) if each.event.startswith("registration.")]
    sent = [(each.event, each.facts.get("because"), each.actor_id) for each in about][-3:]
    assert sent == [("registration.activation_sent", "again", "wu")] * 3
    assert sorted(use(token) for token in tokens(visit)) == ["gone", "gone", "gone", "opened"], "four of one moment, in no order"
    assert activating.send_again(registration=begun_by(visit), by="wu", now=NOW + timedelta(days=2)) == "over"


def test_7_1_who_registered_elsewhere_meanwhile_gets_no_second_account() -> None:
    (token,) = tokens(released())
    builders.registered_account()
    assert use(token) == "taken"
    assert Account.objects.count() == 1
    assert Account.objects.get().way == "online"
    assert Release.objects.get().state == "given"
    assert ActivationLink.objects.get().used_at is None
