"""What everybody may ask: products, destinations, quotes, cases, within the allowances of a network."""

from typing import Any

import pytest

from tests import builders
from tests.business.motor import given
from tests.doors.api.conftest import trip
from toubao.business.identity.codes import allowances
from toubao.journal.models import Entry


def test_5_1_product_with_its_eleven_items_and_digests(anybody: Any, on_sale: Any) -> None:
    told = anybody.call("GET", "/v1/products/travel-accident").json()
    assert [item["clause"] for item in told["items"]] == [f"5.2.{n}" for n in range(1, 12)]
    assert {paper["name"]: paper["digest"] for paper in told["documents"]} == {d.name: d.digest for d in on_sale.documents}
    assert (told["on_sale"], told["version"]) == (True, on_sale.version.code)
    assert anybody.call("GET", "/v1/products/none").status_code == 404


def test_destinations(anybody: Any) -> None:
    told = anybody.call("GET", "/v1/destinations").json()["destinations"]
    assert {"code": "JP", "name": "日本"}.items() <= next(each for each in told if each["code"] == "JP").items()


def test_a_quote_is_priced_or_says_each_reason(anybody: Any) -> None:
    priced = anybody.call("POST", "/v1/quotes", {"trip": trip()}, key=None).json()
    assert (priced["days"], priced["refusals"]) == (5, [])
    assert priced["premium"] > 0
    wrong = trip(days=-1, destinations=["亞特蘭提斯"], sum_insured=1)
    told = anybody.call("POST", "/v1/quotes", {"trip": wrong}, key=None).json()
    assert (told["premium"], told["days"]) == (None, 0)
    assert [each["reason"] for each in told["refusals"]] == ["returns_before_departure", "unknown_destination", "sum_not_offered"]
    assert all(each["field"] and each["words"] and each["mend"] for each in told["refusals"])
    assert anybody.call("POST", "/v1/quotes", {"product": "none", "trip": trip()}).json()["errors"][0]["field"] == "product"


@pytest.mark.parametrize(("serial", "status"), [("TB-2222-2222-2222", 404), ("TB-2222-2222-2223", 422), ("x", 422)])
def test_5_2_11_a_serial_number_that_is_none(anybody: Any, serial: str, status: int) -> None:
    assert anybody.call("GET", f"/v1/cases/{serial}").status_code == status


def test_a_network_that_asks_too_often_is_told_when_to_come_back(anybody: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    few = {**allowances.limits(), "api_network": {"seconds": 60, "most": 2}}
    monkeypatch.setattr(allowances, "limits", lambda: few)
    told = [anybody.call("GET", "/v1/destinations") for _ in range(3)]
    assert [each.status_code for each in told] == [200, 200, 429]
    assert 1 <= int(told[2]["Retry-After"]) <= 61
    assert told[2]["Content-Type"] == "application/problem+json"


def test_look_ups_in_all_are_limited(anybody: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    few = {**allowances.limits(), "case_all": {"seconds": 60, "most": 1}}
    monkeypatch.setattr(allowances, "limits", lambda: few)
    told = [anybody.call("GET", "/v1/cases/TB-2222-2222-2222").status_code for _ in range(2)]
    assert told == [404, 429]


def asked(anybody: Any, **changes: str) -> Any:
    return anybody.call("POST", "/v1/motor/look-ups", {"number": builders.id_number(1), "plate": "dem 0001"} | changes, key=None)


def test_8_3_process_a_vehicles_insurance_is_told_without_a_token(anybody: Any) -> None:
    policy = given.policy(1)
    told = asked(anybody)
    assert told.status_code == 200
    (only,) = told.json()["policies"]
    assert only == {
        "line": "compulsory", "number": policy.number, "plate": "DEM-0001",
        "starts": "2026-08-15T02:00:00Z", "ends": "2027-08-15T02:00:00Z",
        "standing": "running", "premium": 1460, "due_on": "2026-08-15", "payment": "paid", "paid": 1460, "paid_on": "2026-08-10",
    }  # fmt: skip
    assert Entry.objects.filter(subject_id=policy.pk, event="motor.looked_up").count() == 1


def test_8_3_process_programs_get_one_answer_for_whatever_is_not_found(anybody: Any) -> None:
    given.policy(1), given.policy(2)
    wrong: list[dict[str, str]] = [{"number": builders.id_number(9)}, {"plate": "NO-0001"}, {"plate": "DEM-0002"}]
    answers = [asked(anybody, **each) for each in wrong]
    assert {each.status_code for each in answers} == {404}
    assert len({each.content for each in answers}) == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"number": "A123456788"}, "number"), ({"plate": "?"}, "plate"), ({"kind": "business"}, "number"), ({"kind": "x"}, "kind")],
)
def test_8_3_process_a_programs_mistake_is_named_by_its_field(anybody: Any, changes: dict[str, str], field: str) -> None:
    told = asked(anybody, **changes)
    assert told.status_code == 422
    assert [each["field"] for each in told.json()["errors"]] == [field]


def test_8_3_process_programs_share_the_limits_of_the_pages(anybody: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    given.policy(1)
    few = {**allowances.limits(), "motor_number": {"seconds": 3600, "most": 1}}
    monkeypatch.setattr(allowances, "limits", lambda: few)
    assert [asked(anybody, plate="NO-0001").status_code, asked(anybody).status_code] == [404, 429]
