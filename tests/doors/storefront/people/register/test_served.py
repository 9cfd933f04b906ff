"""Registration for services alone (8.1), page by page: notices, the code to the contact of the books, and what such an account can do."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client

from tests import builders
from tests.business.identity.proving.test_policyholders import CAR, on_file
from tests.doors.storefront.people.conftest import PASSWORD, Registering, sign_in, summary, tick, words
from toubao.business.identity import queries
from toubao.business.identity.actions import waking
from toubao.business.identity.models import Account, Policyholder, Registration
from toubao.business.identity.personal import Known
from toubao.business.identity.proving import policyholders
from toubao.doors.storefront.notices import digests, names
from toubao.journal.models import Entry
from toubao.products import Product

pytestmark = pytest.mark.django_db
FOR = {"for": "service"}


@pytest.fixture
def holder(as_app: None) -> Known:
    """Somebody who holds a policy in the insurer's books."""
    known = replace(builders.somebody(), name="王示範")
    policyholders.load(entries=[on_file(known)], now=builders.NOW)
    return known


def begun(registering: Registering, **changed: str) -> Registering:
    """Past the notices of article 8."""
    for name in names("service"):
        tick(registering.client, name, **FOR)
    answer = registering.client.post("/register/", {"consent": "on", **FOR, **changed})
    assert answer.status_code == 302, words(answer)
    registering.address = answer["Location"].removesuffix("you/")
    return registering


def served(client: Client, holder: Known) -> Account:
    """The account of somebody who is only served, signed in."""
    begun(Registering(client)).identified(holder).verified().choose()
    return Account.objects.get()


def test_8_1_1_1_the_notices_of_services_are_read_and_agreed_to_first(registering: Registering) -> None:
    page = registering.client.get("/register/", FOR)
    assert "同意網路保險服務聲明事項" in words(page)
    assert "同意網路投保聲明事項" not in words(page)
    assert "/register/notices/served/?for=service" in page.content.decode()
    registering.read()
    answer = registering.client.post("/register/", {"consent": "on", **FOR})
    assert [place for place, _ in summary(answer)] == ["notice-served"], "those of a purchase are others"
    assert "同意使用網路保險服務" in summary(registering.client.post("/register/", FOR))[-1][1]
    assert {r.state for r in Registration.objects.all()} == {"started"}
    answer = tick(registering.client, "served", **FOR)
    assert answer["Location"] == "/register/?for=service"
    assert begun(registering).registration.notices == digests("service")
    assert Entry.objects.get(event="registration.notices_agreed", outcome="taken").facts["purpose"] == "service"


def test_8_1_only_ways_that_serve_are_offered(registering: Registering) -> None:
    assert "示範銀行的帳戶" not in words(registering.client.get("/register/", FOR))


def test_8_1_1_2_with_the_code_to_the_phone_of_the_books_the_policies_are_there(browser: Client, holder: Known) -> None:
    account = served(browser, holder)
    assert (account.verified_at, account.registration.purpose) == (None, "service")
    page = words(browser.get("/members/"))
    assert CAR.number in page
    assert "還不能投保" in page
    assert "驗證身分，開始網路投保" in page
    assert "還不能投保" in words(browser.get("/members/account/"))


def test_8_1_before_the_right_code_nobody_learns_who_is_on_file(registering: Registering, other_browser: Client, holder: Known) -> None:
    """Somebody who knows name, number and birth date, but has neither phone nor mailbox, sees the same as for somebody unknown."""
    stranger = replace(builders.somebody(9), name="陳路人")
    pages = []
    for client, known in ((registering.client, replace(holder, phone="+886955123456", mail="x@demo.example")), (other_browser, stranger)):
        trying = begun(Registering(client)).identified(known)
        wrong = f"{(int(builders.last_code(trying.registration.pk)) + 1) % 1_000_000:06d}"
        assert trying.client.get(f"{trying.address}refused/")["Location"] == f"{trying.address}code/"
        wrongs = words(trying.enter(wrong))
        told = trying.client.get(f"{trying.address}refused/")
        right = trying.enter()
        assert right["Location"] == f"{trying.address}refused/"
        pages.append(
            (wrongs.replace(known.phone[-3:], ""), told["Location"].rpartition("/")[2], words(trying.client.get(right["Location"])))
        )
    assert pages[0] == pages[1]
    assert "還不能確認您是我們的保戶" in pages[0][2]
    assert not Account.objects.exists()
    assert not Policyholder.objects.exclude(person=None).exists()


def test_7_1_who_is_only_served_buys_nothing_and_is_led_to_be_verified(browser: Client, holder: Known, on_sale: Product) -> None:
    from tests.doors.storefront.selling.conftest import TRIP

    served(browser, holder)
    answer = browser.post("/quote/travel-accident/", TRIP)
    assert answer.status_code == 422
    assert "驗證身分，開始網路投保" in words(answer)
    assert "/register/?for=purchase&amp;next=%2Fquote%2Ftravel-accident%2Fon%2F" in answer.content.decode()
    assert Entry.objects.get(event="purchase.started").outcome == "refused"
    assert 'value="2026-11-30"' in browser.get("/quote/travel-accident/").content.decode(), "what was typed is kept"


def test_8_1_1_3_an_account_that_only_serves_is_raised_and_then_buys(browser: Client, holder: Known, on_sale: Product) -> None:
    from tests.doors.storefront.selling.conftest import TRIP

    account = served(browser, holder)
    page = words(browser.get("/register/", {"for": "purchase"}))
    assert "驗證身分，開始網路投保" in page
    assert "登入密碼不變" in page
    raising = Registering(browser)
    raising.read()
    answer = browser.post("/register/", {"consent": "on", "for": "purchase", "next": "/quote/travel-accident/"})
    raising.address = answer["Location"].removesuffix("you/")
    answer = raising.identified(holder).enter()
    assert answer["Location"] == "/quote/travel-accident/?told=verified"
    account.refresh_from_db()
    assert account.verified_at == builders.NOW
    assert raising.registration.state == "renewed"
    assert Account.objects.count() == 1
    assert browser.post("/quote/travel-accident/", TRIP)["Location"].endswith("/traveller/")
    browser.post("/sign-out/")
    assert sign_in(browser, account, "0910000001"), "with the password of before"


def test_a_registration_for_services_of_one_who_buys_leads_to_what_they_have(member: Client) -> None:
    """8.1.1.3: an account of article 7 serves; nothing is to be done."""
    assert member.get("/register/", FOR)["Location"] == "/members/"
    assert member.post("/register/", {"consent": "on", **FOR})["Location"] == "/members/"
    assert Registration.objects.count() == 1


def test_who_is_verified_by_certificate_to_be_served_still_confirms_how_they_are_reached(registering: Registering, holder: Known) -> None:
    from toubao.business.identity import actions
    from toubao.business.identity.proving.ways import Proved

    begun(registering)
    row = registering.registration
    Registration.objects.filter(pk=row.pk).update(way="certificate")
    assert registering.say(holder)["Location"] == f"{registering.address}certificate/"
    assert registering.client.get(f"{registering.address}code/")["Location"] == f"{registering.address}certificate/"
    row = registering.registration
    who = actions.stated_digest(queries.known(row.person))
    assert actions.prove_identity(registration=row, proved=Proved("MOICA", "good", "sha256:1"), stated=who, now=builders.NOW).taken
    assert registering.client.get(f"{registering.address}password/")["Location"] == f"{registering.address}code/"
    assert registering.choose()["Location"] == f"{registering.address}code/", "no password before the code (8.1.1.2)"
    assert "寄到手機" in words(registering.client.get(f"{registering.address}code/"))
    registering.client.post(f"{registering.address}code/", {"again": "sms"})
    assert "還可以試 4 次" in words(registering.enter("000000" if builders.last_code(row.pk) != "000000" else "000001"))
    registering.verified()
    registering.choose(PASSWORD)
    assert Account.objects.get().way == "certificate"


@pytest.mark.parametrize(
    ("changes", "said", "gates"),
    [
        ({"guardianship": "yes"}, "不能自行在網路註冊", ["capacity_to_be_served"]),
        ({"id_number": "04595252"}, "網路註冊只開放給自然人", ["person_registers", "policyholder_stated"]),
    ],
    ids=["guardianship", "company"],
)  # fmt: skip
def test_8_1_who_may_not_be_served_is_told_and_nothing_of_them_is_kept(
    registering: Registering, holder: Known, changes: dict[str, str], said: str, gates: list[str]
) -> None:
    trying = begun(registering)
    answer = trying.say(holder, **changes)
    assert said in words(trying.client.get(answer["Location"]) if answer.status_code == 302 else answer)
    entry = Entry.objects.get(event="registration.identity_stated")
    assert [verdict["gate"] for verdict in entry.verdicts if verdict["ruling"] == "shut"] == gates
    assert (entry.outcome, trying.registration.state) == ("refused", "noticed")
    assert not Account.objects.exists()


def test_8_2_somebody_else_of_the_books_does_not_wake_an_account_that_is_served(browser: Client, holder: Known) -> None:
    """Two of one household, reached at the same phone: each wakes their own account alone."""
    long_ago = builders.NOW - timedelta(days=5 * 365 + 30)
    waking.taken_over(account=served(browser, holder), verified_at=long_ago, now=builders.NOW)
    other = replace(holder, id_number=builders.id_number(2))
    policyholders.load(entries=[on_file(other)], now=builders.NOW)
    page = begun(Registering(browser)).identified(other).enter()
    assert (page.status_code, "帳號沒有恢復使用" in words(page)) == (200, True)
    entry = Entry.objects.get(event="registration.renewed")
    assert [verdict["gate"] for verdict in entry.verdicts if verdict["ruling"] == "shut"] == ["same_policyholder_again"]
    assert (entry.outcome, Account.objects.get().served_from) == ("refused", long_ago)
