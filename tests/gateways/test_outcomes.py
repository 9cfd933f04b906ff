"""Every switch of every institution, seen through the gateways against the real sandbox: what is raised, and what happened."""

from time import monotonic, sleep
from typing import Any

import pytest

from tests.gateways.conftest import ALL_INSTITUTIONS, HTTP_INSTITUTIONS, Lines
from toubao.gateways.evidence import NoAnswer, Unreachable
from toubao.gateways.patience import Patience


def _said(reply: Any) -> Any:
    """A reply without its evidence, to compare two of them; of a stamp, what it stamps."""
    if hasattr(reply, "evidence"):
        return {name: getattr(reply, name) for name in reply.__slots__ if name != "evidence"}
    return reply["content"]["encap_content_info"]["content"].parsed["message_imprint"].native


@pytest.mark.parametrize("institution", ALL_INSTITUTIONS)
def test_normal_answers_once_and_acts_once(lines: Lines, institution: str) -> None:
    reply = lines.ask(institution)
    assert lines.acted(institution) == 1
    if institution != "tsa":
        assert reply.evidence.attempts == 1
        assert reply.evidence.answer is not None


@pytest.mark.parametrize("institution", HTTP_INSTITUTIONS)
@pytest.mark.parametrize("switch", ["down", "unreachable"])
def test_down_or_cut_is_no_answer_and_nothing_happened(lines: Lines, institution: str, switch: str) -> None:
    lines.sandbox.switch(institution, **{switch: True})
    with pytest.raises(NoAnswer) as caught:
        lines.ask(institution)
    assert caught.value.evidence.attempts == 2
    assert caught.value.evidence.answer is None
    assert lines.acted(institution) == 0


@pytest.mark.parametrize("switch", ["down", "unreachable"])
def test_mailbox_down_or_cut_is_surely_not_sent(lines: Lines, switch: str) -> None:
    lines.sandbox.switch("mailbox", **{switch: True})
    with pytest.raises(Unreachable) as caught:
        lines.ask("mailbox")
    assert caught.value.evidence.attempts == 2
    assert lines.acted("mailbox") == 0


@pytest.mark.parametrize("institution", ALL_INSTITUTIONS)
def test_lost_answer_is_no_answer_then_asking_again_tells_the_truth(lines: Lines, institution: str) -> None:
    lines.sandbox.switch(institution, lose_answers=True)
    with pytest.raises(NoAnswer) as caught:
        lines.ask(institution)
    assert caught.value.evidence.attempts == 2
    once = 2 if institution == "tsa" else 1  # a stamp may be given any number of times
    assert lines.acted(institution) == once
    lines.sandbox.switch(institution, lose_answers=False)
    first = lines.ask(institution)
    assert _said(first) == _said(lines.ask(institution))
    if institution != "tsa":
        assert lines.acted(institution) == 1


@pytest.mark.parametrize("institution", ALL_INSTITUTIONS)
def test_slower_than_patience_is_no_answer_though_it_acts_later(lines: Lines, institution: str) -> None:
    lines.sandbox.switch(institution, slow_seconds=0.5)
    lines.patience = Patience(connect=1.0, attempt=0.2, total=2.0, attempts=2, pause=0.01)
    with pytest.raises(NoAnswer):
        lines.ask(institution)
    until = monotonic() + 5
    while lines.acted(institution) == 0 and monotonic() < until:
        sleep(0.05)
    sleep(0.3)
    assert lines.acted(institution) == (2 if institution == "tsa" else 1)


@pytest.mark.parametrize("institution", ALL_INSTITUTIONS)
def test_slow_within_patience_answers(lines: Lines, institution: str) -> None:
    lines.sandbox.switch(institution, slow_seconds=0.15)
    started = monotonic()
    lines.ask(institution)
    assert monotonic() - started >= 0.15
    assert lines.acted(institution) == 1


@pytest.mark.parametrize("institution", ALL_INSTITUTIONS)
def test_answered_twice_is_one_and_the_same_answer(lines: Lines, institution: str) -> None:
    lines.sandbox.switch(institution, answer_twice=True)
    twice = lines.ask(institution)
    lines.sandbox.switch(institution, answer_twice=False)
    assert _said(twice) == _said(lines.ask(institution))
    # A phone and a mailbox get the message twice, the very same; elsewhere there is one effect.
    expected = {"phone": 2, "mailbox": 2, "tsa": 3}.get(institution, 1)
    assert lines.acted(institution) == expected


def test_lost_capture_then_look_up_tells_the_truth_and_charges_once(lines: Lines) -> None:
    from toubao.gateways.card import HttpCardAcquirer

    card = HttpCardAcquirer(lines.to("card"))
    lines.pay(lines.ask("card").url)
    lines.sandbox.switch("card", lose_answers=True)
    with pytest.raises(NoAnswer):
        card.capture(order="TA-1", amount=1234)
    lines.sandbox.switch("card", lose_answers=False)
    assert card.look_up(order="TA-1").status == "captured"
    assert card.capture(order="TA-1", amount=1234).status == "captured"
    assert lines.get("/card/orders/TA-1")["captures"] == 1


def test_nobody_listening_is_unreachable(lines: Lines) -> None:
    from toubao.gateways.sms import HttpSms
    from toubao.gateways.transport import Transport

    with Transport("sms", "http://127.0.0.1:1", secret=b"x", patience=lines.patience) as line, pytest.raises(Unreachable) as caught:
        HttpSms(line).send(reference="r", to="+886912345678", text="x")
    assert caught.value.evidence.attempts == 2
    assert caught.value.reason == "ConnectError"


def test_time_is_bounded_over_all_attempts(lines: Lines) -> None:
    lines.sandbox.switch("phone", slow_seconds=5)
    lines.patience = Patience(connect=1, attempt=0.25, total=0.8, attempts=50, pause=0.02)
    started = monotonic()
    with pytest.raises(NoAnswer) as caught:
        lines.ask("phone")
    assert 0.5 < monotonic() - started < 1.5
    assert 2 <= caught.value.evidence.attempts <= 4
    assert 500 < caught.value.evidence.latency_ms < 1500
