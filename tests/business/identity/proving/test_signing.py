"""Texts that people sign to confirm something: of two signatures at once one counts, and what is over is removed (10.1.3)."""

from datetime import timedelta
from functools import partial

from tests import builders
from tests.business.identity.proving.given import WANG
from tests.fixtures.at_once import at_once
from tests.fixtures.servers.responder import Responder, responder, trusted
from tests.gateways.certificates.given import NAME, NOW
from toubao.business.consents.actions import Where
from toubao.business.identity.jobs import KEPT, tidy
from toubao.business.identity.models import TextToSign
from toubao.business.identity.proving.signing import LIFETIME
from toubao.business.purchase import actions

__all__ = ["responder", "trusted"]


def test_10_1_3_of_two_that_send_the_same_signature_at_once_one_sends_it_in(lasting: None, trusted: Responder) -> None:
    account = builders.registered_account(1, name=NAME, id_number=WANG.id_number, now=NOW)
    on_sale = builders.product(NOW)
    purchase = builders.informed_purchase(account, on_sale, now=NOW)
    text = actions.ask_to_sign(purchase=purchase, authority="test", network="n", now=NOW)
    assert text is not None
    message = trusted.signed(TextToSign.objects.get().text)
    run = partial(actions.confirm_by_certificate, product=on_sale, text=text, message=message, where=Where(), now=NOW)
    came = at_once(partial(run, purchase=builders.reread(purchase)), partial(run, purchase=builders.reread(purchase)))
    assert sorted(outcome for _, outcome in came) == ["challenge_used", "good"]
    assert builders.reread(purchase).state == "confirmed"


def test_texts_that_are_over_are_removed(as_app: None, trusted: Responder) -> None:
    account = builders.registered_account(1, name=NAME, id_number=WANG.id_number, now=NOW)
    purchase = builders.informed_purchase(account, builders.product(NOW), now=NOW)
    assert actions.ask_to_sign(purchase=purchase, authority="test", network="n", now=NOW)
    tidy(now=NOW + LIFETIME + KEPT)
    assert TextToSign.objects.exists()
    tidy(now=NOW + LIFETIME + KEPT + timedelta(seconds=1))
    assert not TextToSign.objects.exists()
