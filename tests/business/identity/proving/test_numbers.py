"""An identity number is whose proved it: a stranger who typed it first gives it up to its owner, by each way that proves it (7.1), with
controls; what is in the stranger's account stays there, and is a case for a person.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError

from tests import builders
from tests.business.branches import given as branch
from tests.business.identity.proving.given import identified
from tests.fixtures import programs
from toubao.business import whose
from toubao.business.branches import activating
from toubao.business.branches import queries as visits
from toubao.business.correspondence.queries import about
from toubao.business.identity import actions, queries
from toubao.business.identity.models import Account, ApiSession, BrowserSession, Policyholder, Registration
from toubao.business.identity.personal import Known
from toubao.business.identity.proving import numbers, policyholders
from toubao.business.identity.proving.ways import Proved
from toubao.business.service import accounts
from toubao.journal.models import Entry, OpenDuty
from toubao.rules.events import Event
from toubao.rules.facts import Asserted
from toubao.rules.personal import Personal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_app")]
NOW = builders.NOW
HER = builders.somebody(1)
THEIR_PHONE, THEIR_MAIL = "+886955000111", "stranger@demo.example"
HERS = "her own long password"


def squatted(**changes: Any) -> Account:
    """A stranger typed her number, name and birth date, with a phone and mailbox of their own, and signed in."""
    with whose.system():
        account = builders.registered_account(1, **{"phone": THEIR_PHONE, "mail": THEIR_MAIL, **changes})
        builders.browser_session(account)
        programs.open_session(account=account, now=NOW)
    return account


def by_certificate(known: Known = HER) -> Registration | None:
    """She proved that the number is hers by certificate; None if that opened nothing."""
    registration = identified(known, now=NOW)
    proved = Proved("test", "good", "e")
    decision = actions.prove_identity(registration=registration, proved=proved, stated=actions.stated_digest(known), now=NOW)
    return registration if decision.taken else None


def by_bank(known: Known = HER) -> Registration | None:
    """Her bank said who she is, and a code reached her."""
    registration, _ = actions.begin_registration(
        way="bank", channel="localhost", channel_is_ours=True, notices=builders.NOTICES, shown=tuple(builders.NOTICES),
        read=tuple(builders.NOTICES), consented=True, now=NOW,
    )  # fmt: skip
    told = Asserted(
        way="bank", consented=True, provider="bank", same_group=True, kind="net_bank", opened_at_counter=True, first_class=False,
        in_good_standing=True, natural_person=True, id_number=Personal(known.id_number), id_number_valid=True, name=Personal(known.name),
        birth_date=Personal(known.birth_date), reachable=True, guardianship_declared=False, on=NOW.date(),
    )  # fmt: skip
    assert actions.asserting.assert_identity(registration=registration, told=told, known=known, now=NOW).taken
    assert actions.send_registration_code(registration=registration, channel="sms", insurer="測試", network="bank", now=NOW).sent
    entered = builders.last_code(registration.pk)
    return registration if actions.verify_registration(registration=registration, entered=entered, now=NOW)[0].taken else None


def opened(registration: Registration | None) -> Account | None:
    """With the rights of the page that does it: whose registration it is, and nobody else's."""
    if registration is None:
        return None
    with whose.nobody(), whose.person(registration.person_id):
        return actions.open_account(registration=registration, password=HERS, now=NOW)


def at_a_branch(known: Known = HER) -> Account | None:
    """She showed her document at a branch, two people released it, and she used the link."""
    branch.people()
    visit = branch.identified(told=branch.statement(1))
    assert visits.standing(branch.begun_by(visit), known, now=NOW) == "takes_over"
    branch.visiting.hand_in(visit=visit, now=NOW)
    branch.give(branch.again(visit))
    registration = branch.begun_by(branch.again(visit))
    link = next(each.text for each in about([registration.pk]) if "/activate/" in each.text)
    token = link.split("/activate/")[1].split("/")[0]
    assert activating.activate(token=token, last=known.id_number[-4:], password=HERS, now=NOW).outcome == "opened"
    return Account.objects.filter(registration=registration).first()


WAYS = {"certificate": lambda: opened(by_certificate()), "bank": lambda: opened(by_bank()), "branch": at_a_branch}


@pytest.mark.parametrize("way", WAYS)
def test_7_1_a_number_that_a_stranger_typed_goes_to_whoever_proves_it(way: str) -> None:
    theirs = squatted()
    hers = WAYS[way]()
    assert hers is not None
    theirs.refresh_from_db()
    assert (theirs.closed_at, hers.id_index == theirs.id_index, hers.person_id == theirs.person_id) == (NOW, True, False)
    assert builders.sign_in(typed=THEIR_PHONE, password="a long demo password") is None
    assert builders.sign_in(typed=HER.phone, password=HERS) == hers
    assert not BrowserSession.objects.filter(account=theirs, ended_at=None).exists()
    assert not ApiSession.objects.filter(account=theirs).exists()
    lost = Entry.objects.get(event=Event.NUMBER_LOST.value)
    assert (lost.subject_id, lost.facts["because"], lost.facts["reference"]) == (theirs.pk, way, str(hers.registration_id))
    assert OpenDuty.objects.get(subject=theirs.pk, name="review_number").met_at is None
    judged = Entry.objects.filter(subject_id=hers.registration_id, event=Event.ACCOUNT_OPENED.value).get()
    assert (judged.facts["already_registered"], judged.facts["number_yields"]) == (True, True)


def test_7_1_both_are_told_and_neither_of_the_other() -> None:
    theirs = squatted()
    hers = opened(by_certificate())
    assert hers is not None
    to_them = [each for each in about([theirs.pk]) if "證號本人的人使用" in each.text]
    to_her = [each for each in about([hers.pk]) if "那個帳號已經關閉" in each.text]
    assert sorted(each.to for each in to_them) == sorted([THEIR_PHONE, THEIR_MAIL])
    assert sorted(each.to for each in to_her) == sorted([HER.phone, HER.mail])
    assert not any(HER.phone in each.text or HER.mail in each.text for each in to_them)
    assert not any(THEIR_PHONE in each.text or THEIR_MAIL in each.text for each in to_her)
    with whose.nobody(), whose.person(hers.person_id):
        assert not Account.objects.filter(pk=theirs.pk).exists(), "nothing of that account is hers to see"
        assert queries.persons_of(hers) == [hers.person_id]


def test_7_1_typing_it_too_takes_nothing() -> None:
    """A way that proves nothing of a number does not get it from whoever typed it first."""
    theirs = squatted()
    with pytest.raises(AssertionError):
        builders.registered_account(1)
    theirs.refresh_from_db()
    assert theirs.closed_at is None


@pytest.mark.parametrize("shown", ["certificate", "renewed", "came back", "books", "same phone"])
def test_7_1_an_account_whose_number_was_shown_to_be_its_holders_keeps_it(shown: str) -> None:
    theirs = squatted(**({"phone": HER.phone} if shown == "same phone" else {}))
    proved: dict[str, Callable[[], Any]] = {
        "certificate": lambda: Account.objects.filter(pk=theirs.pk).update(way="certificate"),
        "renewed": lambda: Registration.objects.filter(pk=theirs.registration_id).update(renews=theirs, state="renewed", way="branch"),
        "came back": lambda: theirs.recoveries.create(  # type: ignore[attr-defined]  # the other side of a relation
            person=theirs.person, way="certificate", state="settled", began_at=NOW, expires_at=NOW, done_at=NOW
        ),
        "books": lambda: _matched(theirs),
        "same phone": lambda: None,
    }  # fmt: skip
    proved[shown]()
    assert by_certificate() is None
    theirs.refresh_from_db()
    assert theirs.closed_at is None


def _matched(account: Account) -> None:
    entry = policyholders.OnFile(
        name=HER.name, id_number=HER.id_number, birth_date=date(1990, 5, 17), phone=THEIR_PHONE, mail="", policies=()
    )
    policyholders.load(entries=[entry], now=NOW)
    Policyholder.objects.update(person=account.person)


def test_7_1_a_number_that_is_proved_there_meanwhile_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    theirs = squatted()
    registration = by_certificate()
    assert registration is not None
    Account.objects.filter(pk=theirs.pk).update(way="certificate")
    with pytest.raises(IntegrityError, match="meanwhile"):
        numbers.take_over(HER, by=registration, now=NOW)
    assert opened(registration) is None
    theirs.refresh_from_db()
    assert theirs.closed_at is None


def test_7_1_without_giving_up_the_number_uniqueness_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Positive control: nothing is opened then, and the stranger keeps the account."""
    theirs = squatted()
    monkeypatch.setattr(numbers, "take_over", lambda *_, **__: True)
    assert opened(by_certificate()) is None
    theirs.refresh_from_db()
    assert theirs.closed_at is None


def test_7_1_the_desk_frees_a_number_that_was_only_typed_and_its_owner_registers_in_any_way() -> None:
    theirs = squatted()
    assert accounts.release_number(account=theirs, because="本人臨櫃，看過身分證", by="service", now=NOW)
    assert not accounts.release_number(account=theirs, because="again", by="service", now=NOW)
    hers = builders.registered_account(1, phone=HER.phone, mail=HER.mail)
    assert hers.closed_at is None
    assert not accounts.release_number(account=Account.objects.get(pk=_proved(hers).pk), because="x", by="service", now=NOW)
    assert accounts.number_waits(theirs)
    assert accounts.number_reviewed(account=theirs, because="沒有投保紀錄", by="service", now=NOW)
    assert not accounts.number_reviewed(account=theirs, because="again", by="service", now=NOW)
    assert OpenDuty.objects.get(subject=theirs.pk, name="review_number").met_at == NOW


def _proved(account: Account) -> Account:
    Account.objects.filter(pk=account.pk).update(way="branch")
    return account
