"""What all institutions do alike: signatures, problems, sizes, and what a foreign page may not do."""

import base64
import json
from typing import Any

import httpx
import pytest

from tests.sandbox.conftest import Caller, OwnSandbox

QUESTION = {"reference": "r", "to": "+886912345678", "text": "您好"}
SIGNED = [
    ("POST", "/phone/messages"),
    ("POST", "/card/api/orders"),
    ("GET", "/card/api/orders/TA-1"),
    ("POST", "/card/api/orders/TA-1/capture"),
    ("POST", "/card/api/orders/TA-1/void"),
    ("POST", "/holder-check"),
    ("POST", "/document-check"),
    ("POST", "/industry/query"),
    ("POST", "/industry/receipts"),
    ("POST", "/industry/issues"),
    ("POST", "/industry/withdrawals"),
]


def _problem(answer: httpx.Response) -> tuple[int, str]:
    assert answer.headers["Content-Type"] == "application/problem+json"
    told = answer.json()
    assert told["status"] == answer.status_code
    assert told["type"] == f"urn:toubao-sandbox:{told['code']}"
    assert told["detail"]
    return answer.status_code, told["code"]


@pytest.mark.parametrize(("method", "path"), SIGNED)
def test_every_question_must_be_signed(caller: Caller, method: str, path: str) -> None:
    assert _problem(caller.ask(method, path, {}, **{"Insurer-Signature": ""})) == (401, "unsigned")
    assert _problem(caller.ask(method, path, {}, **{"Insurer-Signature": "nonce=0123456789abcdef; v1=" + "0" * 64})) == (
        401,
        "wrong-signature",
    )
    assert caller.get("/ledger.json").json() == []


def test_signature_is_for_this_method_address_and_body_only(caller: Caller) -> None:
    for method, path, body in (
        ("PUT", "/phone/messages", b"{}"),
        ("POST", "/phone/messages?x=1", b"{}"),
        ("POST", "/phone/messages", b"{ }"),
    ):
        header = caller.signature(method, path, body)
        assert _problem(caller.ask("POST", "/phone/messages", b"{}", **{"Insurer-Signature": header})) == (401, "wrong-signature")


def test_signature_counts_once(caller: Caller) -> None:
    header = caller.signature("POST", "/phone/messages", b"{}")
    first = caller.ask("POST", "/phone/messages", b"{}", **{"Insurer-Signature": header})
    assert _problem(first) == (422, "invalid-question")
    assert _problem(caller.ask("POST", "/phone/messages", b"{}", **{"Insurer-Signature": header})) == (401, "replayed")


def test_the_secret_of_one_institution_opens_no_other(own: OwnSandbox) -> None:
    own.kill()
    own.variables = {"SANDBOX_SECRETS": json.dumps({"phone": "the-phone-alone", "bank": "the-bank-alone"})}
    own.start()
    phone, others = Caller(own.caller.url, b"the-phone-alone"), own.caller
    assert phone.ask("POST", "/phone/messages", QUESTION).status_code == 200
    assert _problem(phone.ask("POST", "/holder-check", {})) == (401, "wrong-signature")
    assert _problem(others.ask("POST", "/holder-check", {})) == (422, "invalid-question")
    assert _problem(others.ask("POST", "/phone/messages", QUESTION)) == (401, "wrong-signature")
    for secret, status in (("the-bank-alone", 400), ("sandbox-demo-request-secret", 401)):
        named = "Basic " + base64.b64encode(f"insurer:{secret}".encode()).decode()
        assert own.caller.post("/bank/token", data={"grant_type": "none"}, headers={"Authorization": named}).status_code == status


@pytest.mark.parametrize("body", [b"", b"hello", b"[]", b"[" * 50_000, b'{"reference": "r"}', b'{"reference": 1}'])
def test_unreadable_question_is_refused(caller: Caller, body: bytes) -> None:
    assert _problem(caller.ask("POST", "/phone/messages", body)) == (422, "invalid-question")
    assert caller.get("/phone/messages.json").json() == []


def test_too_large_question_is_refused(caller: Caller) -> None:
    assert _problem(caller.ask("POST", "/phone/messages", b" " * (1024 * 1024 + 1))) == (413, "too-large")


def test_same_question_same_answer_and_the_ledger_counts(caller: Caller) -> None:
    answers = {caller.ask("POST", "/phone/messages", QUESTION).content for _ in range(3)}
    assert len(answers) == 1
    [kept] = caller.get("/ledger.json?institution=phone&reference=r").json()
    assert (kept["times"], kept["question"]["to"]) == (3, "+886912345678")
    assert _problem(caller.ask("POST", "/phone/messages", {**QUESTION, "text": "別的"})) == (422, "reference-reused")
    assert caller.get("/ledger.json?institution=card").json() == []


def test_answers_depend_on_the_question_alone(caller: Caller) -> None:
    before = caller.ask("POST", "/phone/messages", QUESTION).content
    caller.post("/reset", json={})
    assert caller.ask("POST", "/phone/messages", QUESTION).content == before


def test_wrong_address_and_method(caller: Caller) -> None:
    assert _problem(caller.get("/nowhere")) == (404, "http-404")
    assert _problem(caller.get("/reset")) == (405, "http-405")
    page = caller.get("/nowhere", Accept="text/html")
    assert page.status_code == 404
    assert "找不到" in page.text


@pytest.mark.parametrize("path", ["/switches", "/reset", "/clock", "/switches/normal", "/card/orders/TA-1/webhook"])
def test_another_sites_page_can_not_send_forms(caller: Caller, path: str) -> None:
    caller.ask("POST", "/phone/messages", QUESTION)
    told: dict[str, Any] = {"data": {"institution": "card", "down": "on", "days": "1"}, "headers": {"Sec-Fetch-Site": "cross-site"}}
    assert _problem(caller.post(path, **told)) == (403, "cross-site")
    assert not caller.get("/switches").json()["card"]["down"]
    assert len(caller.get("/phone/messages.json").json()) == 1
