"""Coming back by certificate: a good signature of the holder's, once; nothing else, and the same words for nobody."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from tests import builders
from tests.business.identity.proving.given import WANG
from tests.business.recovery.given import NEW, account_now, reread
from tests.fixtures.at_once import at_once
from tests.fixtures.servers.responder import Responder, responder, trusted
from tests.gateways.certificates.given import NAME, NOW
from toubao.business import outside
from toubao.business.identity.changes import stopping
from toubao.business.identity.models import Account, FailedAttempt
from toubao.business.recovery import asking, certifying, finishing, proving
from toubao.business.recovery.models import Recovery
from toubao.business.steps import Actor
from toubao.journal.reading import entries
from toubao.rules.facts import Back

__all__ = ["responder", "trusted"]
pytestmark = pytest.mark.usefixtures("trusted")


def holder() -> Account:
    """The account of the one whose certificate it is."""
    return builders.registered_account(1, name=NAME, id_number=WANG.id_number, now=NOW)


def asked(*, number: str = WANG.id_number, form: str = "f") -> Recovery:
    """A run that waits for a signature of its text."""
    begun = asking.begin(form=form, number=number, born=WANG.birth_date, network="n", now=NOW, way=Back.CERTIFICATE)
    assert begun.recovery is not None
    assert certifying.ask_to_sign(recovery=reread(begun.recovery), authority="test", network="n", now=NOW)
    return reread(begun.recovery)


def signed(recovery: Recovery, responder: Responder, *, text: str = "", now: Any = NOW, **bent: Any) -> str:
    """What came of a signature of its text, or of another."""
    message = responder.signed(text or recovery.to_sign, **bent)
    return certifying.take_signature(recovery=recovery, text=recovery.to_sign, message=message, network="n", now=now)


@pytest.mark.django_db
def test_2_7_a_signature_of_the_holders_certificate_brings_back(responder: Responder) -> None:
    account = holder()
    recovery = asked()
    assert signed(recovery, responder) == proving.RIGHT
    judged = [(each.event, each.outcome) for each in entries(recovery.pk) if not each.event.startswith("institution")]
    assert judged == [("registration.certificate_checked", "noted"), ("recovery.asked", "taken"), ("recovery.proved", "taken")]
    assert finishing.set_password(recovery=reread(recovery.pk), password=NEW, network="n", now=NOW).taken
    assert builders.sign_in(typed=builders.somebody().phone, password=NEW, network="n", now=NOW) == account_now(account)
    assert account_now(account).cooled_until == NOW + timedelta(hours=24)


@pytest.mark.django_db
def test_2_7_another_persons_certificate_brings_nobody_back(responder: Responder) -> None:
    other = builders.registered_account(2, now=NOW)
    recovery = asked(number=builders.somebody(2).id_number)
    assert recovery.account_id == other.pk
    assert signed(recovery, responder) == proving.WRONG
    assert reread(recovery.pk).state == "new"
    assert FailedAttempt.objects.filter(subject=other.pk, by="recovery").count() == 1


@pytest.mark.django_db
def test_2_7_a_text_is_signed_once_in_time_and_in_its_own_run(responder: Responder) -> None:
    holder()
    recovery, other = asked(), asked(form="g")
    assert signed(recovery, responder, text=other.to_sign) == proving.WRONG
    assert signed(recovery, responder) == proving.GONE, "its text is used up"
    assert signed(other, responder, now=NOW + asking.LIFETIME) == proving.GONE
    assert certifying.to_sign(reread(recovery.pk)) is None


@pytest.mark.django_db
def test_2_7_nobodys_run_hears_the_same_word(responder: Responder) -> None:
    recovery = asked()
    assert (recovery.account_id, certifying.to_sign(recovery) is not None) == (None, True)
    assert signed(recovery, responder) == proving.WRONG
    assert list(entries(recovery.pk)) == []
    for _ in range(proving.TRIES - 1):
        assert certifying.ask_to_sign(recovery=recovery, authority="test", network="n", now=NOW)
        assert signed(reread(recovery.pk), responder) == proving.WRONG
    assert not certifying.ask_to_sign(recovery=recovery, authority="test", network="n", now=NOW)
    assert proving.standing(reread(recovery.pk), now=NOW) == "gone"


@pytest.mark.django_db
def test_2_7_a_certificate_does_not_unblock(responder: Responder) -> None:
    account = holder()
    recovery = asked()
    stopping.block(account=account, because="not_me", actor=Actor("staff", "x"), now=NOW)
    assert signed(reread(recovery.pk), responder) == proving.BLOCKED
    assert reread(recovery.pk).state == "new"


@pytest.mark.django_db
def test_2_7_a_run_by_certificate_sends_no_codes(responder: Responder) -> None:
    holder()
    recovery = asked()
    assert asking.send_codes(recovery=recovery, network="n", now=NOW) == ""
    assert reread(recovery.pk).phone_mac is None
    assert proving.try_codes(recovery=recovery, phone="0" * 8, mail="0" * 8, network="n", now=NOW) == proving.GONE


@pytest.mark.django_db
def test_2_7_a_silent_authority_proves_nothing(responder: Responder, settings: Any) -> None:
    holder()
    recovery = asked()
    settings.CERTIFICATES = {"test": settings.CERTIFICATES["test"] | {"hosts": ["localhost:1"]}}
    outside.hang_up()
    assert signed(recovery, responder) in (certifying.SILENT, proving.WRONG)
    assert reread(recovery.pk).state == "new"


def test_a_signature_that_comes_twice_at_once_counts_once(lasting: None, responder: Responder) -> None:
    holder()
    recovery = asked()
    message = responder.signed(recovery.to_sign)
    run = partial(certifying.take_signature, text=recovery.to_sign, message=message, network="n", now=NOW)
    assert sorted(at_once(partial(run, recovery=reread(recovery.pk)), partial(run, recovery=reread(recovery.pk)))) == ["gone", "right"]
