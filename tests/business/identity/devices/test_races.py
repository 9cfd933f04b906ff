"""A challenge is answered once and a count goes up once, however many answers come at the same time."""

from functools import partial
from threading import Barrier
from uuid import uuid4

import pytest

from tests import builders
from tests.fixtures.at_once import at_once
from toubao.business.identity.devices.passkeys import challenges
from toubao.business.identity.models import PasskeyChallenge

AT_ONCE = 6


def test_of_many_answers_at_once_one_gets_the_challenge(lasting: None) -> None:
    owner = uuid4()
    made = challenges.make(purpose="prove", owner=owner, now=builders.NOW)
    runs = [partial(challenges.take, made.pk, purpose="prove", owner=owner, now=builders.NOW)] * AT_ONCE
    assert [bool(got) for got in at_once(*runs)].count(True) == 1


def test_control_looking_first_and_deleting_then_would_let_several_in(lasting: None) -> None:
    made, looked = challenges.make(purpose="prove", owner=None, now=builders.NOW), Barrier(AT_ONCE)

    def look_then_delete() -> bytes | None:
        found = PasskeyChallenge.objects.filter(pk=made.pk).first()
        looked.wait(30)
        PasskeyChallenge.objects.filter(pk=made.pk).delete()
        return bytes(found.challenge) if found else None

    assert [bool(got) for got in at_once(*[look_then_delete] * AT_ONCE)].count(True) > 1


@pytest.mark.parametrize(("purpose", "mine"), [("sign-in", True), ("prove", False)])
def test_another_purpose_or_owner_does_not_use_it_up(db: None, purpose: str, mine: bool) -> None:
    owner = uuid4()
    made = challenges.make(purpose="prove", owner=owner, now=builders.NOW)
    assert challenges.take(made.pk, purpose=purpose, owner=owner if mine else None, now=builders.NOW) is None
    assert challenges.take(made.pk, purpose="prove", owner=owner, now=builders.NOW) == bytes(made.challenge)
