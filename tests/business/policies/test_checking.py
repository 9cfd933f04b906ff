"""A document that was found whole is not gone through again a moment later; one that differs by a byte, or in another day's light, is."""

from datetime import timedelta
from typing import Any

import pytest

from tests import builders
from tests.business.policies import sample
from tests.fixtures.sandbox import RunningSandbox
from toubao.business.policies import making
from toubao.business.policies.paper import signing, typeset

pytestmark = pytest.mark.django_db


@pytest.fixture
def gone_through(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The documents that were gone through, in order."""
    seen: list[bytes] = []
    really = signing.verify

    def verify(pdf: bytes, **more: Any) -> signing.Verification:
        seen.append(pdf)
        return really(pdf, **more)

    monkeypatch.setattr(signing, "verify", verify)
    return seen


def test_6_1_3_the_same_bytes_are_gone_through_once_and_any_others_again(institutions: RunningSandbox, gone_through: list[bytes]) -> None:
    pdf, intact = making.signed(typeset.policy(sample.POLICY), reason=signing.REASON, now=builders.NOW)
    assert intact
    assert making.signature_holds(pdf, now=builders.NOW + timedelta(minutes=5))
    assert gone_through == [pdf]
    changed = pdf.replace(b"/Type", b"/Tyqe", 1)
    assert [making.signature_holds(changed, now=builders.NOW) for _ in range(2)] == [False, False]
    assert gone_through == [pdf, changed, changed], "what is not whole is never remembered"


def test_6_1_3_another_day_or_other_roots_are_judged_anew(
    institutions: RunningSandbox, gone_through: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    pdf, _ = making.signed(typeset.policy(sample.POLICY), reason=signing.REASON, now=builders.NOW)
    making.check(pdf, now=builders.NOW + timedelta(days=1))
    with monkeypatch.context() as other:
        other.setattr("django.conf.settings.TSA_ROOT", None)
        making.check(pdf, now=builders.NOW)
    assert len(gone_through) == 3
