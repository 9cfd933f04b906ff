"""What a request cost is told in headers where it is asked for, and nowhere else."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from toubao.config.monitoring.costs import CPU, QUERIES, Costs


def asking(times: int) -> Callable[[HttpRequest], HttpResponse]:
    def view(request: HttpRequest) -> HttpResponse:
        with connection.cursor() as cursor:
            for _ in range(times):
                cursor.execute("SELECT 1")
        return HttpResponse("ok")

    return view


@pytest.mark.django_db
@pytest.mark.parametrize("times", [0, 1, 3])
def test_statements_and_milliseconds_are_told(times: int) -> None:
    answer = Costs(asking(times))(RequestFactory().get("/"))
    assert answer[QUERIES] == str(times)
    assert 0 < float(answer[CPU]) < 60_000


def test_nobody_is_told_unless_it_is_asked_for() -> None:
    assert "toubao.config.monitoring.costs.Costs" not in settings.MIDDLEWARE
