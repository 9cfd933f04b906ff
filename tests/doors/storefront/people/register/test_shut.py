"""Gates of registration that its pages lead round: who sends in all the same what a page does not ask of them is judged, and refused."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests import builders
from tests.doors.storefront.people.conftest import PASSWORD, Registering, summary, tick, words
from tests.doors.storefront.people.register.conftest import stated
from tests.fixtures.approved import SAMPLE
from tests.fixtures.sandbox import RunningSandbox
from toubao.business.identity.models import Account, Registration
from toubao.business.identity.proving import ways
from toubao.doors.storefront.notices import names
from toubao.journal.models import Entry

pytestmark = pytest.mark.django_db
SERVED = {"for": "service"}


def shut(event: str) -> list[str]:
    """The gates that were shut the last time that this was wanted."""
    entry = Entry.objects.filter(event=event, outcome="refused").order_by("-at", "-number")[0]
    return [each["gate"] for each in entry.verdicts if each["ruling"] == "shut"]


@pytest.fixture
def lapsed(settings: Any, tmp_path: Path) -> Iterator[None]:
    """A way whose waiver is over."""
    (tmp_path / "ways.toml").write_text(SAMPLE.read_text().replace("to = 2027-12-31", "to = 2026-01-02"))
    settings.WAYS = str(tmp_path / "ways.toml")
    ways.approved.cache_clear()
    yield
    ways.approved.cache_clear()


def test_7_2_way_offered_shut_for_a_way_whose_waiver_is_over(registering: Registering, lapsed: None) -> None:
    registering.read()
    answer = registering.client.post("/register/", {"consent": "on", "way": "mobile_id"})
    assert "這個註冊方式目前沒有提供" in words(answer)
    assert shut("registration.notices_agreed") == ["way_offered"]
    assert Registration.objects.get().state == "started"


def test_8_1_way_offered_to_serve_shut_for_a_way_that_does_not_serve(browser: Client, institutions: RunningSandbox) -> None:
    for name in names("service"):
        tick(browser, name, **SERVED)
    answer = browser.post("/register/", {"consent": "on", "way": "bank", **SERVED})
    assert "這個方式目前不能用來註冊網路保險服務" in words(answer)
    assert "way_offered_to_serve" in shut("registration.notices_agreed")
    assert Registration.objects.get().state == "started"


def test_7_2_a_way_that_there_is_not_begins_nothing(registering: Registering) -> None:
    registering.read()
    answer = registering.client.post("/register/", {"consent": "on", "way": "pigeon"})
    assert summary(answer) == [("id_way_0", "這個方式現在沒有提供，請選擇其他方式。")]
    assert not Registration.objects.exists()


def test_7_2_1_2_says_it_in_person_shut_for_who_lets_the_bank_say_it(registering: Registering, institutions: RunningSandbox) -> None:
    registering.read()
    answer = registering.client.post("/register/", {"consent": "on", "way": "bank"})
    registering.address = answer["Location"].removesuffix("account/bank/")
    assert registering.client.get(f"{registering.address}you/")["Location"] == f"{registering.address}account/bank/"
    assert registering.say(phone="")["Location"] == f"{registering.address}account/bank/", "led on, and nothing to judge"
    assert registering.say()["Location"] == f"{registering.address}refused/"
    assert shut("registration.identity_stated") == ["says_it_in_person"]
    assert (registering.registration.state, registering.registration.person.sealed) == ("noticed", None)


def test_7_2_proved_by_code_shut_for_who_registers_by_certificate(registering: Registering, outsiders: RunningSandbox) -> None:
    begun = stated(registering, "certificate")
    assert begun.client.post(f"{begun.address}code/", {"again": "sms"})["Location"] == f"{begun.address}certificate/"
    assert begun.client.post(f"{begun.address}code/", {"code": "x"})["Location"] == f"{begun.address}certificate/"
    assert begun.enter("123456")["Location"] == f"{begun.address}certificate/"
    assert "proved_by_code" in shut("registration.verified")
    assert begun.registration.state == "identified"


def test_7_1_opens_for_the_first_time_shut_for_who_is_verified_anew(registering: Registering) -> None:
    """A registration that wakes an account makes no second one, whoever presses what."""
    account = builders.registered_account(2)
    registering.begun().identified().verified()
    Registration.objects.filter(pk=registering.registration.pk).update(renews=account)
    assert registering.client.get(f"{registering.address}password/")["Location"] == f"{registering.address}renew/"
    assert registering.choose()["Location"] == f"{registering.address}renew/"
    assert "opens_for_the_first_time" in shut("registration.account_opened")
    assert [each.pk for each in Account.objects.all()] == [account.pk]


def test_8_1_1_2_contact_confirmed_shut_before_the_code_of_who_was_verified_otherwise(registering: Registering) -> None:
    registering.begun().identified().verified()
    Registration.objects.filter(pk=registering.registration.pk).update(way="certificate", purpose="service", contact_confirmed_at=None)
    assert registering.client.get(f"{registering.address}password/")["Location"] == f"{registering.address}code/"
    assert registering.choose(PASSWORD)["Location"] == f"{registering.address}code/"
    assert shut("registration.account_opened") == ["contact_confirmed"]
    assert not Account.objects.exists()
