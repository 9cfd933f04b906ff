"""A document that was found whole is not gone through again a moment later; one that differs by a byte, or in another day's light, is."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests import builders
from tests.business.policies import sample
from tests.fixtures.sandbox import RunningSandbox
from toubao.business.policies import making
from toubao.business.policies.paper import signing, signing_keys, typeset

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


def test_6_1_3_a_root_that_was_replaced_where_it_lay_is_seen_at_once(
    institutions: RunningSandbox, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    pdf, intact = making.signed(typeset.policy(sample.POLICY), reason=signing.REASON, now=builders.NOW)
    assert intact
    stranger = signing_keys.demo_keys(tmp_path, insurer="別人")
    ours = making._files()
    copied = tmp_path / "root-that-lies-here.pem"
    copied.write_bytes(ours.root.read_bytes())
    monkeypatch.setattr(making, "_files", lambda: replace(ours, root=copied))
    assert making.signature_holds(pdf, now=builders.NOW)
    copied.write_bytes(stranger.root.read_bytes())
    assert not making.signature_holds(pdf, now=builders.NOW)
