"""What strangers and broken institutions may send: nothing but our three errors ever comes out of a line."""

import gzip
import json
import threading
from time import monotonic
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.gateways.conftest import HASTE, HeldClock, Lines, Stranger
from toubao.gateways.answers import Answer, WrongAnswer, parse
from toubao.gateways.evidence import GatewayError, NoAnswer, Rejected, Unreachable
from toubao.gateways.holder_check import HttpHolderCheck
from toubao.gateways.operations import CARD_LOOK_UP, SMS_SEND
from toubao.gateways.patience import Patience
from toubao.gateways.sms import HttpSms
from toubao.gateways.transport import LARGEST_ANSWER, Transport

GARBAGE: dict[str, bytes] = {
    "empty": b"",
    "not json": b"<html>hello</html>",
    "not utf-8": b'{"matched": "\xff"}',
    "not an object": b"[true]",
    "field missing": b'{"reference": "r"}',
    "wrong kind": b'{"matched": "yes"}',
    "null": b'{"matched": null}',
    "a number for a flag": b'{"matched": 1}',
    "not a number": b'{"matched": NaN}',
    "deep": b"[" * 100_000,
    "endless number": b'{"matched": ' + b"9" * 10_000 + b"}",
}


def _check(line: Transport) -> bool:
    return HttpHolderCheck(line).check(reference="r", card_token="tok_1", id_number="A123456789").matched


@pytest.mark.parametrize("body", GARBAGE.values(), ids=GARBAGE.keys())
def test_garbage_is_no_answer_and_is_asked_again(stranger: Stranger, impatient: Transport, body: bytes) -> None:
    stranger.answers(body)
    with pytest.raises(NoAnswer) as caught:
        _check(impatient)
    assert caught.value.evidence.attempts == 2
    assert len(stranger.heard) == 2


def test_garbage_once_then_an_answer_is_an_answer(stranger: Stranger, impatient: Transport) -> None:
    good = b'HTTP/1.1 200 OK\r\nContent-Length: 16\r\n\r\n{"matched":true}'
    stranger.says = [[b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nxyz"], [good]]
    assert _check(impatient)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirect_is_not_followed(stranger: Stranger, impatient: Transport, status: int) -> None:
    stranger.answers(b'{"matched": true}', status=status, more=f"Location: {stranger.url}/elsewhere\r\n")
    with pytest.raises(NoAnswer) as caught:
        _check(impatient)
    assert caught.value.reason == f"HTTP {status}"
    assert all(heard.startswith(b"POST /holder-check ") for heard in stranger.heard)


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 599])
def test_not_now_and_broken_are_no_answer(stranger: Stranger, impatient: Transport, status: int) -> None:
    stranger.answers(b'{"matched": true}', status=status)
    with pytest.raises(NoAnswer) as caught:
        _check(impatient)
    assert caught.value.reason == f"HTTP {status}"


@pytest.mark.parametrize("detail", ["never", "d" * 5000])
def test_a_listed_refusal_is_rejected_at_once(stranger: Stranger, impatient: Transport, detail: str) -> None:
    stranger.answers(json.dumps({"code": "unknown-card", "detail": detail}).encode(), status=403, kind="application/problem+json")
    with pytest.raises(Rejected) as caught:
        _check(impatient)
    assert (caught.value.code, caught.value.detail) == ("unknown-card", detail[:500])
    assert caught.value.evidence.attempts == 1
    assert len(stranger.heard) == 1


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b'{"code": "no-way", "detail": "never"}', "no-way"),
        (b'{"code": 7, "detail": 8}', "http-403"),
        (b'{"code": ""}', "http-403"),
        (b"<html>forbidden</html>", "http-403"),
        (json.dumps({"code": "c" * 500}).encode(), "c" * 80),
    ],
    ids=["unlisted", "wrong kinds", "empty code", "a proxy's page", "long"],
)
def test_a_refusal_that_the_contract_does_not_list_is_unknown(stranger: Stranger, impatient: Transport, body: bytes, code: str) -> None:
    stranger.answers(body, status=403, kind="application/problem+json")
    with pytest.raises(NoAnswer) as caught:
        _check(impatient)
    assert caught.value.reason == f"no known answer: {code}"
    assert len(stranger.heard) == HASTE.attempts


def test_compressed_answer_is_refused_unread(stranger: Stranger, impatient: Transport) -> None:
    stranger.answers(gzip.compress(b"0" * 50_000_000), more="Content-Encoding: gzip\r\n")
    with pytest.raises(NoAnswer) as caught:
        _check(impatient)
    assert caught.value.reason == "compressed answer"
    assert b"accept-encoding: identity" in stranger.heard[0].lower()


def test_huge_answer_is_dropped_at_the_limit(stranger: Stranger, impatient: Transport) -> None:
    body = b'{"matched": true, "more": "' + b"x" * (2 * LARGEST_ANSWER) + b'"}'
    stranger.answers(body)
    with pytest.raises(NoAnswer) as caught:
        _check(impatient)
    assert caught.value.reason == "answer too large"


def test_endless_answer_is_dropped_at_the_limit(stranger: Stranger, impatient: Transport) -> None:
    stranger.says = [[b"HTTP/1.1 200 OK\r\n\r\n", b"x" * (LARGEST_ANSWER + 1)]]
    with pytest.raises(NoAnswer) as caught:
        _check(impatient)
    assert caught.value.reason == "answer too large"


def test_dripping_answer_is_dropped_when_time_is_up(stranger: Stranger) -> None:
    drops: list[bytes | float] = [piece for _ in range(40) for piece in (b" ", 0.1)]
    stranger.says = [[b"HTTP/1.1 200 OK\r\n\r\n", *drops]]
    started = monotonic()
    patience = Patience(connect=1, attempt=0.35, total=1, attempts=1)
    with Transport("x", stranger.url, secret=b"s", patience=patience) as line, pytest.raises(NoAnswer) as caught:
        _check(line)
    assert caught.value.reason == "answer too slow"
    assert monotonic() - started < 1.5


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"\x00\x01garbage\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{",
        b"HTTP/9.9 hello\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nBroken\r\n\r\n",
    ],
    ids=["nothing", "garbage", "half", "other protocol", "broken header"],
)
def test_broken_protocol_is_no_answer(stranger: Stranger, impatient: Transport, said: bytes) -> None:
    stranger.says = [[said]]
    with pytest.raises(NoAnswer):
        _check(impatient)


@pytest.mark.parametrize("address", ["http://127.0.0.1:1", "http://nowhere.invalid", "gopher://127.0.0.1", "http://[::1]:1"])
def test_nobody_there_is_unreachable(address: str) -> None:
    with Transport("x", address, secret=b"s", patience=HASTE) as line, pytest.raises(Unreachable) as caught:
        _check(line)
    assert caught.value.evidence.answer is None


def test_wrong_address_is_unreachable(impatient: Transport) -> None:
    with pytest.raises(Unreachable) as caught:
        impatient.ask(CARD_LOOK_UP, "GET", "/" + "x" * 100_000, {}, lambda answer, _: answer.text("x"))
    assert caught.value.reason == "InvalidURL"


def test_errors_of_our_own_pass_through_and_count_as_failure(lines: Lines) -> None:
    line = lines.to("sms", breaker=None)

    def broken(answer: Answer, evidence: object) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        line.ask(SMS_SEND, "POST", "/phone/messages", {"reference": "r", "to": "+886912345678", "text": "x"}, broken)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    status=st.integers(200, 599),
    body=st.one_of(st.binary(max_size=200), st.builds(lambda x: json.dumps(x).encode(), st.dictionaries(st.text(), st.integers()))),
)
def test_whatever_comes_only_our_errors_come_out(stranger: Stranger, hasty: Transport, status: int, body: bytes) -> None:
    stranger.answers(body, status=status)
    with pytest.raises(GatewayError):
        _check(hasty)


def test_wrong_secret_is_no_answer_and_nothing_happens(lines: Lines) -> None:
    with pytest.raises(NoAnswer) as caught:
        HttpSms(lines.to("sms", secret=b"another")).send(reference="r", to="+886912345678", text="x")
    assert caught.value.reason == "no known answer: wrong-signature"
    assert lines.sandbox.messages("+886912345678") == []


def test_one_line_serves_many_threads(lines: Lines) -> None:
    sms, ids = HttpSms(lines.to("sms", patience=Patience())), set[str]()
    errors: list[Exception] = []

    def send(at: int) -> None:
        try:
            ids.update(sms.send(reference=f"{at}-{turn}", to="+886912345678", text="x").id for turn in range(4))
        except GatewayError as error:
            errors.append(error)

    threads = [threading.Thread(target=send, args=(at,)) for at in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert len(ids) == len(lines.sandbox.messages("+886912345678")) == 32


def test_survives_the_institution_closing_an_idle_connection(lines: Lines, clock: HeldClock) -> None:
    sms = HttpSms(lines.to("sms"))
    sms.send(reference="1", to="+886912345678", text="x")
    lines.sandbox.switch("phone", unreachable=True)
    with pytest.raises(NoAnswer):
        sms.send(reference="2", to="+886912345678", text="x")
    lines.sandbox.switch("phone", unreachable=False)
    assert sms.send(reference="2", to="+886912345678", text="x").id


@pytest.mark.parametrize(
    ("reader", "wrong"),
    [
        ("text", [None, 1, "", "x" * 2001]),
        ("integer", [None, "1", True, -1, 1.5]),
        ("flag", [None, 0, "true"]),
    ],
)
def test_readers_take_nothing_but_what_they_must(reader: str, wrong: list[Any]) -> None:
    for value in wrong:
        with pytest.raises(WrongAnswer):
            getattr(Answer({"x": value}), reader)("x")
    with pytest.raises(WrongAnswer):
        getattr(Answer({}), reader)("x")


@pytest.mark.parametrize("body", [b'{"matched": true, "matched": false}', b'{"a": {"b": 1, "b": 1}}'])
def test_v1_5_3_an_answer_with_two_values_of_a_name_is_none(body: bytes) -> None:
    with pytest.raises(WrongAnswer, match="not JSON"):
        parse(body)


def test_readers_give_what_is_right() -> None:
    answer = Answer({"text": "a", "none": "", "number": 0, "flag": False, "word": "b"})
    assert (answer.text("text"), answer.text("none", empty=True), answer.integer("number"), answer.flag("flag")) == ("a", "", 0, False)
    assert answer.word("word", ("a", "b")) == "b"
    with pytest.raises(WrongAnswer):
        answer.word("text", ("b", "c"))
    assert parse(b'{"a": 1}') == {"a": 1}
