"""The addresses that machines ask."""

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from pytest_django import Settings

from toubao.business.identity.codes import allowances
from toubao.doors import clock


@pytest.mark.django_db
def test_health_is_good_while_the_database_answers(client: Client) -> None:
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
def test_health_is_bad_without_the_database_and_says_no_more_than_that(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise DatabaseError("host=/secret/place")

    monkeypatch.setattr(connection, "cursor", broken)
    response = client.get("/healthz")
    assert response.status_code == 503
    assert "secret" not in response.content.decode()


@pytest.mark.django_db
def test_metrics_are_text_for_prometheus(client: Client) -> None:
    response = client.get("/metrics")
    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith("text/plain")


@pytest.mark.django_db
def test_metrics_tell_how_near_the_shared_allowances_are_to_their_end(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(allowances.limits()["otp_failures"], "most", 2)
    for _ in range(3):
        allowances.count(("otp_failures", "all"), now=clock.now())
    told = client.get("/metrics").content.decode()
    assert 'toubao_allowance_used{name="otp_failures"} 3.0' in told
    assert 'toubao_allowance_full{name="otp_failures"} 1.0' in told
    assert 'toubao_allowance_full{name="sms_money_day"} 0.0' in told
    assert 'toubao_allowance_most{name="sms_money_day"} 3e+07' in told


@pytest.mark.django_db
def test_metrics_of_the_process_are_there_without_the_database(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise DatabaseError

    monkeypatch.setattr(connection, "cursor", broken)
    response = client.get("/metrics")
    assert response.status_code == 200
    assert b"python_info" in response.content
    assert b"toubao_allowance" not in response.content


@pytest.mark.django_db
def test_metrics_are_for_whoever_shows_their_token(client: Client, settings: Settings) -> None:
    settings.METRICS_TOKEN = "the-token-of-the-figures"
    for wrong in ("", "Bearer", "Bearer the-token-of-the-figure", "Basic the-token-of-the-figures", "Bearer 數字"):
        response = client.get("/metrics", headers={"Authorization": wrong} if wrong else {})
        assert (response.status_code, response.content) == (401, b"")
        assert response.headers["WWW-Authenticate"] == 'Bearer realm="metrics"'
    response = client.get("/metrics", headers={"Authorization": "Bearer the-token-of-the-figures"})
    assert (response.status_code, b"python_info" in response.content) == (200, True)


@pytest.mark.django_db
def test_metrics_are_not_there_in_a_production_without_a_token(client: Client, settings: Settings) -> None:
    settings.PROFILE = "production"
    assert client.get("/metrics").status_code == 404
