"""The case of somebody who registered by certificate shows whose it was, who was asked about it and when (7.2.3.3)."""

import base64
from datetime import UTC

import pytest
import time_machine

from tests import builders
from tests.business.identity.proving.given import WANG, answered, asked, identified, words
from tests.doors.console.conftest import Desk
from tests.doors.console.conftest import words as said
from tests.doors.storefront.people.register.conftest import sign
from tests.fixtures.sandbox import RunningSandbox
from toubao.business.identity import actions
from toubao.business.purchase.models import Purchase
from toubao.doors.console.words.checks import CHECKS
from toubao.doors.console.words.values import VALUES
from toubao.gateways.certificates.reasons import Reason
from toubao.products import Product

pytestmark = pytest.mark.django_db


@pytest.fixture
def by_certificate(institutions: RunningSandbox, on_sale: Product) -> Purchase:
    """A purchase by somebody who registered with a sandbox card, after a text that was spoilt."""
    now = time_machine.escape_hatch.datetime.datetime.now(UTC)
    registration = identified(now=now)
    assert answered(registration, asked(registration, authority="sample", now=now), b"noise", now=now).outcome == "not_der"
    challenge = asked(registration, authority="sample", now=now)
    message = base64.b64decode(sign(institutions, "wang", words(registration, challenge, now=now)))
    assert answered(registration, challenge, message, now=now).outcome == "good"
    registration.refresh_from_db()
    account = actions.open_account(registration=registration, password="a long demo password", now=now)
    assert account is not None
    return builders.started_purchase(account, on_sale)


def test_7_2_3_3_a_case_shows_the_certificate_and_when_the_authority_answered(desk: Desk, by_certificate: Purchase) -> None:
    client = desk("compliance")
    page = said(client.get(f"/console/cases/{by_certificate.pk}/?part=decisions"))
    for shown in (
        "查驗簽章與憑證", "憑證號碼", "發證機構（憑證所載）", "示範自然人憑證管理中心", "機構回覆的時間", "即時查詢（OCSP）", "編碼不合規定",
    ):  # fmt: skip
        assert shown in page, shown
    for hidden in (WANG.name, WANG.id_number, "toubao.register.1:"):
        assert hidden not in page
    asked_of = said(client.get(f"/console/cases/{by_certificate.pk}/?part=outside"))
    assert "憑證機構：即時查詢憑證（OCSP）" in asked_of
    assert "資料時間" in asked_of


def test_every_reason_has_a_word_at_the_console() -> None:
    assert {each.value for each in Reason} <= VALUES.keys()
    assert len(set(CHECKS.values())) >= len(CHECKS) - 4, "each says what it is"
