"""Two at once: the same signature twice, and somebody else stated while a proof is judged; each with its positive control."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from threading import Barrier, Event
from typing import Any

import pytest
from django.db.models import QuerySet

from tests import builders
from tests.business.identity.proving.given import WANG, answered, asked, identified, words
from tests.fixtures.at_once import at_once
from tests.fixtures.servers.responder import Responder, responder, root_file
from tests.gateways.certificates.given import NOW
from toubao.business import outside
from toubao.business.identity import actions, queries
from toubao.business.identity.actions import certifying
from toubao.business.identity.actions import registration as registering
from toubao.business.identity.models import Registration
from toubao.business.identity.proving import certificates
from toubao.business.identity.proving.ways import Proved
from toubao.journal.models import Entry

__all__ = ["responder"]


@pytest.fixture(autouse=True)
def trusting(lasting: None, responder: Responder, settings: Any, tmp_path: Any) -> Iterator[None]:
    """The tests' own authority is the one that is trusted, and the outside is asked outside of transactions."""
    usual = {"title": "測試憑證", "between": [], "component": "http://localhost:61161", "ocsp_digest": "sha1", "nonce_required": False}
    settings.CERTIFICATES = {"test": {**usual, "roots": [root_file(str(tmp_path))], "hosts": [responder.host], "timeout": 5}}
    settings.ASK_INSIDE_TRANSACTION = False
    responder.holder, responder.issuing = without_nonce()
    outside.hang_up()
    yield
    outside.hang_up()


def without_nonce() -> tuple[bytes, bytes]:
    """Good answers for whichever question."""
    from tests.gateways.certificates import given
    from tests.gateways.certificates.answering import Answering

    root = given.root()
    return Answering(nonce=None).made(), Answering(by=root, issuer=root, about=given.middle(), nonce=None, carry=False).made()


def _twice(responder: Responder) -> list[str]:
    """The same signature sent twice at the same moment: how each came out."""
    registration = identified()
    challenge = asked(registration)
    message = responder.signed(words(registration, challenge))
    outcomes = at_once(*[lambda: answered(registration, challenge, message).outcome] * 2)
    assert Registration.objects.get().state == "verified"
    return sorted(outcomes)


def test_7_2_3_3_of_the_same_signature_twice_at_once_one_is_looked_at(responder: Responder) -> None:
    assert _twice(responder) == ["challenge_used", "good"]
    assert sorted(responder.asked) == ["holder", "issuing"], "the authority was asked once"
    assert Entry.objects.filter(event="registration.certificate_checked").count() == 2


def test_without_the_one_statement_both_are_looked_at(responder: Responder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Positive control: a look and a write instead of one statement."""
    meeting = Barrier(2)

    def later(found: Any, now: Any) -> bool:
        meeting.wait(30)
        return found.used_at is None

    monkeypatch.setattr(certifying, "_take", later)
    assert _twice(responder) == ["good", "good"]
    assert sorted(responder.asked) == ["holder", "holder", "issuing", "issuing"]


def _stated_meanwhile(responder: Responder, monkeypatch: pytest.MonkeyPatch) -> Registration:
    """Wang signs; while the authority is asked, the browser states somebody else. What became of the registration."""
    registration = identified()
    challenge = asked(registration)
    message = responder.signed(words(registration, challenge))
    asking, stated, real = Event(), Event(), certificates.verify

    def slow(**told: Any) -> Any:
        found = real(**told)
        asking.set()
        assert stated.wait(30)
        return found

    monkeypatch.setattr(certificates, "verify", slow)

    def state_another() -> None:
        assert asking.wait(30)
        other = queries.registration(registration.pk)
        assert other is not None
        assert actions.identify(registration=other, known=replace(WANG, name="陳大文"), now=NOW).taken
        stated.set()

    at_once(lambda: answered(registration, challenge, message), state_another)
    found = queries.registration(registration.pk)
    assert found is not None
    assert queries.known(found.person).name == "陳大文"
    return found


def test_7_2_3_2_nobody_is_proved_by_the_certificate_of_whom_they_were_before(
    responder: Responder, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _stated_meanwhile(responder, monkeypatch).state == "identified"
    judged = Entry.objects.get(event="registration.proved")
    assert (judged.outcome, judged.facts["outcome"]) == ("refused", "identity_changed")


def test_without_the_second_look_chen_is_proved_by_wangs_certificate(responder: Responder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Positive control: what was stated is compared with itself."""
    real = registering.prove_identity

    def blind(*, registration: Registration, proved: Proved, stated: bytes, now: Any) -> Any:
        known = queries.known(Registration.objects.select_related("person__key").get(pk=registration.pk).person)
        return real(registration=registration, proved=proved, stated=actions.stated_digest(known), now=now)

    monkeypatch.setattr(certifying, "prove_identity", blind)
    assert _stated_meanwhile(responder, monkeypatch).state == "verified"


def _proved_while_stating(monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    """Chen is stated in the moment between the look at who is stated and the step: how the proof and the statement came out."""
    registration = identified()
    stated, looked = actions.stated_digest(WANG), Event()
    real = registering.facts.proof

    def slow(*told: Any, **more: Any) -> Any:
        looked.set()
        Event().wait(0.4)  # long enough for the other to write, if nothing holds it
        return real(*told, **more)

    monkeypatch.setattr(registering.facts, "proof", slow)

    def prove() -> str:
        proved = Proved("test", "good", "evidence")
        return actions.prove_identity(registration=registration, proved=proved, stated=stated, now=NOW).outcome

    def state() -> str:
        other = queries.registration(registration.pk)
        assert other is not None
        assert looked.wait(30)
        return actions.identify(registration=other, known=replace(WANG, name="陳大文"), now=NOW).outcome

    first, second = at_once(prove, state)
    return first, second


def test_7_2_3_2_who_is_stated_stands_still_while_a_proof_is_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _proved_while_stating(monkeypatch) == ("taken", "stale")


def test_without_the_lock_another_is_stated_while_a_proof_is_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    """Positive control: the row isn't held."""
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **_: self.all())
    assert _proved_while_stating(monkeypatch) == ("taken", "taken")


def _coded_while(monkeypatch: pytest.MonkeyPatch, meanwhile: Callable[[Registration], Any]) -> Registration:
    """A code to the phone is right, and before the step is taken something else happens; what became of the registration."""
    registration = identified(way="online")
    sent = actions.send_registration_code(registration=registration, channel="sms", insurer="測試", network="n", now=NOW)
    assert sent.sent
    code, real = builders.last_code(registration.pk), registering.otp.check

    def slow(**told: Any) -> Any:
        found = real(**told)
        other = queries.registration(registration.pk)
        assert other is not None
        meanwhile(other)
        return found

    monkeypatch.setattr(registering.otp, "check", slow)
    actions.verify_registration(registration=registration, entered=code, now=NOW)
    found = queries.registration(registration.pk)
    assert found is not None
    return found


def _state_chen(other: Registration) -> None:
    assert actions.identify(registration=other, known=replace(WANG, name="陳大文", phone="+886910000098"), now=NOW).taken


def _send_to_the_mailbox(other: Registration) -> None:
    assert actions.send_registration_code(registration=other, channel="mail", insurer="測試", network="n", now=NOW).sent


def test_7_2_1_3_a_code_proves_nobody_who_was_stated_since(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _coded_while(monkeypatch, _state_chen).state == "identified"
    judged = Entry.objects.get(event="registration.verified")
    assert (judged.outcome, judged.facts["otp_entered"]) == ("refused", False)


def test_8_1_a_code_to_the_phone_never_counts_for_the_mailbox(monkeypatch: pytest.MonkeyPatch) -> None:
    found = _coded_while(monkeypatch, _send_to_the_mailbox)
    assert (found.state, found.otp_channel) == ("verified", "sms")
    actions.send_registration_code(registration=found, channel="mail", insurer="測試", network="n", now=NOW)
    found.refresh_from_db()
    assert found.otp_channel == "sms"


def test_without_the_second_look_chen_is_verified_by_wangs_code(monkeypatch: pytest.MonkeyPatch) -> None:
    """Positive control."""
    monkeypatch.setattr(registering, "_still", lambda registration, checked, stated: checked)
    found = _coded_while(monkeypatch, _state_chen)
    assert (found.state, queries.known(found.person).phone) == ("verified", "+886910000098")
