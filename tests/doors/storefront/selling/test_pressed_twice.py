"""Buttons pressed twice, or many times at once: one code, one application, and everybody is led to where it stands."""

from typing import Any

import pytest
import time_machine
from django.test import Client

from tests import builders
from tests.doors.storefront.selling.conftest import lands_on, later, path, words
from toubao.business.correspondence.models import Message
from toubao.business.purchase.models import Purchase

pytestmark = pytest.mark.django_db


def ask(client: Client, purchase: Purchase) -> Any:
    """Have a code sent from the page on which the answers are checked."""
    return client.post(path(purchase, "check"), {"channel": "sms"})


def test_10_1_3_who_presses_twice_gets_one_code_and_the_same_page(buyer: Client, informed: Purchase) -> None:
    assert [ask(buyer, informed)["Location"] for _ in range(8)] == [path(informed, "code")] * 8
    assert Message.objects.filter(subject=informed.pk).count() == 1
    with time_machine.travel(later(seconds=2), tick=False):
        answer = buyer.post(path(informed, "code"), {"resend": "sms"})
    assert answer["Location"] == path(informed, "code"), "it isn't said to be sent again"
    assert lands_on(buyer, buyer.post(path(informed, "code"), {"code": builders.last_code(informed.pk)})) == "pay"


@pytest.mark.usefixtures("impatient")
def test_10_1_3_sending_ends_with_the_allowance(buyer: Client, informed: Purchase) -> None:
    answers = [ask(buyer, informed).status_code for _ in range(7)]
    assert answers == [302] * 6 + [429]  # what went to this number for the registration takes nothing from it
    page = buyer.post(path(informed, "code"), {"resend": "sms"})
    assert page.status_code == 429
    assert "改用另一個方式收密碼" in words(page)
    assert Message.objects.filter(subject=informed.pk).count() == 6
