"""The whole purchase over the API, with the sandbox; each step's gates hold as on the pages."""

from hashlib import sha256
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import builders
from tests.fixtures import http
from tests.fixtures.sandbox import RunningSandbox
from toubao.business.identity.models import Account
from toubao.business.payment.models import Payment
from toubao.business.purchase.models import Purchase
from toubao.business.underwriting.models import Reservation
from toubao.journal.models import Entry


def steps(told: Any) -> list[str]:
    return [each["step"] for each in told.json()["next"]]


def test_whole_purchase(program: Any, institutions: RunningSandbox, on_sale: Any) -> None:
    at = program.begin()
    entered = program.enter(at)
    assert entered.json()["premium"] > 0
    assert steps(entered) == ["agreement", "give-up"]
    agreed = program.agree(at)
    assert (agreed.json()["agreed"], steps(agreed)) == (True, ["codes", "confirmation", "text-to-sign", "give-up"])
    confirmed = program.call("POST", f"{at}/confirmation", {"code": program.send_code(at)})
    assert (confirmed.json()["state"], steps(confirmed)) == ("confirmed", ["payment", "give-up"])
    page = program.call("POST", f"{at}/payment").json()["address"]
    paid = http.post(
        page,
        data={"number": builders.GOOD_CARD, "expiry": "12/30", "cvc": "123"},
        headers={"Origin": page.rpartition("/card")[0]},
    )
    assert paid.status_code in (302, 303)
    builders.advance(Purchase.objects.get())
    builders.drain()
    told = program.call("GET", at).json()
    assert told["state"] == "reported"
    assert told["next"] == []
    assert told["policy_number"]
    case = program.call("GET", f"/v1/cases/{told['serial']}").json()
    assert [each["label"] for each in case["stages"][:3]] == ["付款已授權", "核保通過", "契約成立"]
    assert "premium" not in str(case)
    assert Payment.objects.filter(state="captured").count() == 1


def test_every_step_costs_at_most_fourteen_queries(program: Any, institutions: RunningSandbox) -> None:
    costs: dict[str, int] = {}

    def counted(name: str, *call: Any) -> Any:
        with CaptureQueriesContext(connection) as told:
            answer = program.call(*call)
        assert answer.status_code < 400, (name, answer.content)
        costs[name] = len([q for q in told.captured_queries if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))])
        return answer

    at = program.begin()
    counted(
        "entries",
        "PUT",
        f"{at}/entries",
        {"traveller": {"address": "示範市", "for_myself": True, "leaves_from_taiwan": True}, "beneficiary": {"heirs": True}},
    )
    documents = counted("show", "GET", at).json()["documents"]
    counted("documents", "GET", f"{at}/documents")
    counted("agreement", "POST", f"{at}/agreement", {"shown": documents, "agreed": documents})
    refused = program.call("POST", f"{at}/codes", {"channel": "mail"})
    assert (refused.status_code, "還沒有確認過是您的" in refused.json()["detail"]) == (422, True), "nobody proved that mailbox"
    Account.objects.update(mail_proved=True)
    counted("codes", "POST", f"{at}/codes", {"channel": "mail"})
    counted("confirmation", "POST", f"{at}/confirmation", {"code": builders.last_code(at.rpartition("/")[2])})
    counted("payment", "POST", f"{at}/payment")
    counted("give-up", "DELETE", at)
    counted("begin", "POST", "/v1/applications", {})
    counted("product", "GET", "/v1/products/travel-accident")
    assert max(costs.values()) <= 14, costs


def test_10_1_2_agreement_needs_the_documents_of_today(program: Any) -> None:
    at = program.begin()
    program.enter(at)
    old = f"terms:{'0' * 64}"
    told = program.call("POST", f"{at}/agreement", {"shown": [old], "agreed": [old]})
    assert told.status_code == 422
    assert [v["clause"] for v in told.json()["verdicts"]] == ["5.1", "10.1.2"]
    assert Purchase.objects.get().state == "started"


def test_10_1_2_terms_agreed_that_were_never_fetched_do_not_count(program: Any) -> None:
    at = program.begin()
    program.enter(at)
    documents = program.call("GET", at).json()["documents"]
    told = program.call("POST", f"{at}/agreement", {"shown": documents, "agreed": documents})
    assert told.status_code == 422
    shut = [v["gate"] for v in Entry.objects.get(event="purchase.informed").verdicts if v["ruling"] == "shut"]
    assert shut == ["trading_terms_shown", "terms_agreed"]
    assert Purchase.objects.get().state == "started"
    told = program.call("GET", f"{at}/documents").json()
    whole = [*told["documents"], *told["items"]]
    assert [each["clause"] for each in told["items"]] == [f"5.2.{number}" for number in range(1, 12)]
    assert [sha256(each["markdown"].encode()).hexdigest() for each in whole] == [each["digest"] for each in whole]
    assert program.shown(at) == documents
    assert Entry.objects.filter(event="purchase.shown").count() == 1, "once"
    assert program.call("POST", f"{at}/agreement", {"shown": documents, "agreed": documents}).status_code == 200
    assert program.call("GET", f"{at}/documents").status_code == 200
    program.call("DELETE", at)
    assert program.call("GET", f"{at}/documents").status_code == 409


def test_10_1_3_wrong_code_is_refused_with_its_clause(program: Any) -> None:
    at = program.ready()
    right = program.send_code(at)
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    told = program.call("POST", f"{at}/confirmation", {"code": wrong})
    assert told.status_code == 422
    assert "10.1.3" in [v["clause"] for v in told.json()["verdicts"]]
    assert "還可以再試 4 次" in told.json()["errors"][0]["message"]
    assert Purchase.objects.get().state == "informed"


def test_a_changed_entry_voids_the_agreement(program: Any) -> None:
    at = program.ready()
    same = program.enter(at)
    assert same.json()["agreed"]
    changed = program.call("PUT", f"{at}/entries", {"beneficiary": {"heirs": False, "name": "王小明", "relation": "配偶"}})
    assert (changed.json()["agreed"], changed.json()["state"]) == (False, "started")
    assert program.call("POST", f"{at}/codes", {"channel": "sms"}).status_code == 409


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("123", "不會有數字"),
        ("法定繼承人", "請在上面選「法定繼承人」"),
        ("王" * 101, "100"),
        ("王\u202e明", "改變文字方向"),
        ("<b>陳</b>", "不屬於姓名的符號"),
    ],
)
def test_a_beneficiary_has_a_name_as_on_the_page(program: Any, typed: str, words: str) -> None:
    at = program.begin()
    told = program.call("PUT", f"{at}/entries", {"beneficiary": {"heirs": False, "name": typed, "relation": "配偶"}})
    assert told.status_code == 422
    assert words in told.json()["errors"][0]["message"]


def test_a_name_is_kept_in_one_form(program: Any) -> None:
    at = program.begin()
    told = program.call("PUT", f"{at}/entries", {"beneficiary": {"heirs": False, "name": "娃利斯•羅干\u200b", "relation": "配偶"}})
    assert told.json()["beneficiary"]["name"] == "娃利斯·羅干"


def test_what_screening_refuses_is_not_kept(program: Any) -> None:
    at = program.begin()
    told = program.call("PUT", f"{at}/entries", {"trip": {**_trip(program, at), "returns": "2026-11-01T00:00:00+08:00"}})
    assert told.status_code == 422
    assert told.json()["errors"][0]["reason"] == "returns_before_departure"
    assert _trip(program, at)["returns"] != "2026-11-01T00:00:00+08:00"


def _trip(program: Any, at: str) -> dict[str, Any]:
    found: dict[str, Any] = program.call("GET", at).json()["trip"]
    return found


def test_how_the_policy_is_mailed_is_chosen_and_told(program: Any) -> None:
    at = program.begin()
    assert program.call("GET", at).json()["delivery"] == {"mailed": "link"}, "nothing but the link without a choice"
    for wrong in ("pdf", "ENCRYPTED-PDF", "", None, 1):
        told = program.call("PUT", f"{at}/entries", {"delivery": {"mailed": wrong}})
        assert told.status_code == 422
        (error,) = told.json()["errors"]
        assert error["field"] == "delivery.mailed"
        assert "'link'" in error["message"]
        assert "'encrypted-pdf'" in error["message"]
    unproved = program.call("PUT", f"{at}/entries", {"delivery": {"mailed": "encrypted-pdf"}})
    assert (unproved.status_code, unproved.json()["errors"][0]["field"]) == (422, "delivery.mailed")
    assert "電子信箱還沒有確認" in unproved.json()["errors"][0]["message"]
    Account.objects.update(mail_proved=True)
    chosen = program.call("PUT", f"{at}/entries", {"delivery": {"mailed": "encrypted-pdf"}})
    assert (chosen.status_code, chosen.json()["delivery"]) == (200, {"mailed": "encrypted-pdf"})
    kept = program.call("PUT", f"{at}/entries", {"beneficiary": {"heirs": True}})
    assert kept.json()["delivery"] == {"mailed": "encrypted-pdf"}, "a part that is left out stays"


def test_traveller_abroad_is_screened(program: Any) -> None:
    at = program.begin()
    told = program.call("PUT", f"{at}/entries", {"traveller": {"address": "東京", "for_myself": True, "leaves_from_taiwan": False}})
    assert told.json()["errors"][0]["reason"] == "not_from_taiwan"


def test_2_3_a_channel_that_is_not_ours_begins_nothing(program: Any, settings: Any) -> None:
    settings.CHANNELS = ["elsewhere.example"]
    told = program.call("POST", "/v1/applications", {})
    assert told.status_code == 422
    assert "2.3" in [v["clause"] for v in told.json()["verdicts"]]
    assert not Purchase.objects.exists()
    assert Entry.objects.filter(event="purchase.started", outcome="refused").exists()


def test_given_up_once_however_often(program: Any) -> None:
    at = program.begin()
    assert program.call("DELETE", at).json()["state"] == "withdrawn"
    assert program.call("DELETE", at).json()["next"] == []
    assert Entry.objects.filter(event="purchase.withdrawn").count() == 1
    assert program.enter(at).json()["type"].endswith("#problem-moved-on")
    named = [f"terms:{'0' * 64}"]
    body = {"shown": named, "agreed": named}
    assert program.call("GET", f"{at}/documents").status_code == 409
    assert program.call("POST", f"{at}/agreement", body).status_code == 409
    assert program.call("POST", f"{at}/payment").status_code == 409


def test_same_trip_sends_no_code(program: Any) -> None:
    first, second, third = program.ready(), program.ready(), program.begin()
    assert program.call("POST", f"{first}/confirmation", {"code": program.send_code(first)}).status_code == 200
    program.enter(third)
    for told in (program.call("POST", f"{second}/codes", {"channel": "sms"}), program.agree(third)):
        assert told.status_code == 422
        assert "送出過一份投保" in told.json()["detail"]


@pytest.mark.usefixtures("impatient")
def test_too_many_codes_say_when_to_come_back(program: Any) -> None:
    at = program.ready()
    told = [program.call("POST", f"{at}/codes", {"channel": "sms"}) for _ in range(7)]
    assert {each.status_code for each in told[:5]} == {202}
    assert told[-1].status_code == 429
    assert 0 < int(told[-1]["Retry-After"]) <= 3600


@pytest.mark.parametrize("tail", ["", "/entries", "/agreement", "/codes", "/confirmation", "/payment"])
def test_what_is_somebody_elses_is_not_found(program: Any, tail: str) -> None:
    at = program.begin()
    builders.registered_account(2)
    other = type(program)().sign_in(2)
    bodies: dict[str, Any] = {
        "/entries": {}, "/agreement": {"shown": [], "agreed": []}, "/codes": {"channel": "sms"}, "/confirmation": {"code": "1"},
    }  # fmt: skip
    method = {"": "GET", "/entries": "PUT"}.get(tail, "POST")
    told = other.call(method, at + tail, bodies.get(tail))
    assert told.status_code == 404
    assert told.json() == other.call("GET", f"{at[:-1]}{'0' if at[-1] != '0' else '1'}").json()
    assert other.call("DELETE", at).status_code == 404
    assert Purchase.objects.get().state == "started"


def test_institution_down_then_up_with_the_same_key(program: Any, institutions: RunningSandbox) -> None:
    at = program.ready()
    program.call("POST", f"{at}/confirmation", {"code": program.send_code(at)})
    institutions.switch("card", down=True)
    try:
        told = program.call("POST", f"{at}/payment", key="pay-1")
        assert (told.status_code, told["Retry-After"]) == (503, "20")
    finally:
        institutions.switch("card", down=False)
    again = program.call("POST", f"{at}/payment", key="pay-1")
    assert again.status_code == 200, again.content
    assert "Idempotency-Replayed" not in again
    assert Payment.objects.count() == 1


def test_11_2_2_over_our_own_limit_is_told_before_anything_is_sent_in(program: Any) -> None:
    at = program.begin(sum_insured=15_000_000)
    program.enter(at)
    told = program.agree(at)
    assert told.status_code == 422
    assert told.json()["type"].endswith("#problem-refused")
    assert "最多是 1,200 萬元" in told.json()["detail"]


def test_11_2_2_after_an_underwriting_refusal_the_api_says_that_and_nothing_of_a_card_that_failed(
    program: Any, institutions: RunningSandbox, on_sale: Any
) -> None:
    at = program.ready(sum_insured=8_000_000)
    program.call("POST", f"{at}/confirmation", {"code": program.send_code(at)})
    purchase = Purchase.objects.get()
    Reservation.objects.create(  # another application was faster
        purchase=uuid4(), insured=purchase.person_id, line=on_sale.line, amount=8_000_000, others=0, state="kept", made_at=builders.NOW,
        starts=purchase.starts, ends=purchase.ends,
    )  # fmt: skip
    page = program.call("POST", f"{at}/payment").json()["address"]
    card = {"number": builders.GOOD_CARD, "expiry": "12/30", "cvc": "123"}
    http.post(page, data=card, headers={"Origin": page.rpartition("/card")[0]})
    builders.advance(purchase)
    builders.drain()
    told = program.call("GET", at).json()
    assert (told["state"], [each["clause"] for each in told["refused"]]) == ("refused", ["11.2.2"])
    assert told["payment"] == {"state": "voided", "words": ""}
