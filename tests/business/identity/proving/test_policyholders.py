"""Who held policies before (8.1): found by verified identity, never by what somebody types alone."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests import builders
from toubao.business.identity import actions
from toubao.business.identity.models import Account, Policyholder, Registration
from toubao.business.identity.personal import Known
from toubao.business.identity.proving import policyholders
from toubao.business.identity.proving.policyholders import Held, OnFile
from toubao.business.identity.proving.ways import Proved
from toubao.business.policies.queries import business_of
from toubao.journal.models import Entry

pytestmark = pytest.mark.django_db
CAR = Held(number="CAR-0001", product="強制汽車責任保險", starts=date(2026, 3, 1), ends=date(2027, 2, 28))


def on_file(known: Known, **changes: Any) -> OnFile:
    whole = OnFile(
        name=known.name, id_number=known.id_number, birth_date=known.birth_date, phone=known.phone, mail=known.mail, policies=(CAR,)
    )
    return replace(whole, **changes)


def stated(known: Known, *, way: str = "online", purpose: str = "service") -> Registration:
    registration, agreed = actions.begin_registration(
        way=way, purpose=purpose, channel="localhost", channel_is_ours=True, notices=builders.NOTICES,
        shown=tuple(builders.NOTICES), read=tuple(builders.NOTICES),
        consented=True, now=builders.NOW,
    )  # fmt: skip
    assert agreed.taken
    assert actions.identify(registration=registration, known=known, now=builders.NOW).taken
    return registration


def coded(registration: Registration, channel: str = "sms") -> Any:
    sending = actions.send_registration_code(registration=registration, channel=channel, insurer="測試", network="t", now=builders.NOW)
    assert sending.sent
    return actions.verify_registration(registration=registration, entered=builders.last_code(registration.pk), now=builders.NOW)[0]


def served(known: Known) -> Account | None:
    registration = stated(known)
    assert coded(registration).taken
    return actions.open_account(registration=registration, password="a long demo password", now=builders.NOW)


def test_8_1_who_has_the_number_and_the_phone_of_the_books_is_served_and_sees_their_policies() -> None:
    known = builders.somebody()
    policyholders.load(entries=[on_file(known), on_file(builders.somebody(2))], now=builders.NOW)
    account = served(known)
    assert account is not None
    assert (account.verified_at, account.served_from) == (None, builders.NOW)
    assert policyholders.held(account.person_id) == (CAR,)
    assert [each.number for each in business_of(account.person_id)] == [CAR.number]
    assert Policyholder.objects.exclude(person=None).get().matched_by == "online"
    assert Entry.objects.filter(event="account.policies_found").count() == 2


@pytest.mark.parametrize(
    "change",
    [{"phone": "+886955123456"}, {"name": "陳別人"}, {"birth_date": date(1980, 1, 1)}, {"id_number": builders.id_number(77)}],
    ids=list,
)
def test_8_1_what_is_typed_alone_finds_nothing_and_nobody_is_served(change: dict[str, Any]) -> None:
    known = builders.somebody()
    policyholders.load(entries=[on_file(known, **change)], now=builders.NOW)
    decision = coded(stated(known))
    assert [verdict.gate for verdict in decision.shut] == ["policyholder_on_file"]
    assert not Account.objects.exists()
    assert not Policyholder.objects.exclude(person=None).exists()


def test_8_1_1_2_the_code_must_have_gone_to_the_contact_of_the_books() -> None:
    known = builders.somebody()
    policyholders.load(entries=[on_file(known, phone="+886955123456")], now=builders.NOW)
    assert coded(stated(known), channel="mail").taken, "the mailbox is the one that the books have"


def test_8_1_who_buys_gets_earlier_policies_only_when_the_contact_matches_or_the_way_proves_it() -> None:
    known = builders.somebody()
    policyholders.load(entries=[on_file(known, phone="", mail="")], now=builders.NOW)
    bought = builders.registered_account()
    assert policyholders.held(bought.person_id) == ()
    registration = stated(known, way="certificate", purpose="purchase")
    Registration.objects.filter(pk=registration.pk).update(renews=bought)
    registration.refresh_from_db()
    proved, who = Proved("MOICA", "good", "sha256:1"), actions.stated_digest(known)
    assert actions.prove_identity(registration=registration, proved=proved, stated=who, now=builders.NOW).taken
    assert actions.renew_account(registration=registration, now=builders.NOW).taken
    assert policyholders.held(bought.person_id) == (CAR,)


def test_8_1_books_that_are_loaded_again_replace_what_they_said_and_keep_who_was_found() -> None:
    known = builders.somebody()
    policyholders.load(entries=[on_file(known)], now=builders.NOW)
    account = served(known)
    assert account is not None
    later = replace(CAR, number="CAR-0002", starts=date(2027, 3, 1), ends=date(2028, 2, 29))
    assert policyholders.load(entries=[on_file(known, policies=(CAR, later))], now=builders.NOW) == 1
    assert [held.number for held in policyholders.held(account.person_id)] == ["CAR-0002", "CAR-0001"]
    assert Policyholder.objects.count() == 1


def test_what_the_books_say_is_sealed_and_is_not_printed() -> None:
    policyholders.load(entries=[on_file(builders.somebody())], now=builders.NOW)
    row = Policyholder.objects.get()
    assert "王示範".encode() not in bytes(row.sealed)
    assert "王示範" not in repr(on_file(builders.somebody()))
