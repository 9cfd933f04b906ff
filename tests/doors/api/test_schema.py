"""Schemathesis reads our OpenAPI document and sends what it allows and what it doesn't: deterministic, bounded, in this thread."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from toubao.business.identity.codes import allowances
from toubao.doors.api.service import api

CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_headers_conformance, response_schema_conformance,
    negative_data_rejection,
]  # fmt: skip
OPERATIONS = [
    (path, method.upper(), allowed)
    for path, methods in api.get_openapi_schema()["paths"].items()
    for method in methods
    for allowed in ((True, False) if method in {"post", "put"} else (True,))
]
EXAMPLES = 8


@contextmanager
def one_connection() -> Iterator[None]:
    """Requests don't close the test's connection when they end, as with Django's own test client."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Allowances that never run out; what happens then is tested elsewhere."""
    plenty = {name: {**limit, "most": 1_000_000} for name, limit in allowances.limits().items()}
    monkeypatch.setattr(allowances, "limits", lambda: plenty)


@pytest.mark.parametrize(("path", "method", "allowed"), OPERATIONS)
def test_every_operation_answers_as_its_document_says(program: Any, many: None, path: str, method: str, allowed: bool) -> None:
    own = program.begin().rpartition("/")[2] if "{application}" in path and allowed else ""
    headers = {"Authorization": f"Bearer {program.token}", "Host": "localhost", "Accept-Encoding": "identity"}
    seen: set[int] = set()

    def send(case: Any) -> None:
        sent = {**headers, "Idempotency-Key": str(uuid4())} if allowed and method == "POST" else headers
        if own:
            case.path_parameters = {"application": own}
        told = case.call(headers=sent)
        seen.add(told.status_code)
        case.validate_response(told, checks=CHECKS, headers=sent)
        if told.status_code >= 400:
            assert json.loads(told.content)["type"].partition("#")[2].startswith("problem-")

    with one_connection():
        schema = schemathesis.openapi.from_wsgi("/api/openapi.json", get_wsgi_application())
        cases = schema[path][method].as_strategy(generation_mode=GenerationMode.POSITIVE if allowed else GenerationMode.NEGATIVE)
        bounded = settings(
            max_examples=EXAMPLES, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
        )
        seed(20261123)(bounded(given(case=cases)(send)))()
    assert seen
    assert 500 not in seen
