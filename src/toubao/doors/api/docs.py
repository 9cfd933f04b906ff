"""The page that explains the API, written from its OpenAPI document: no script, no other site."""

from functools import lru_cache
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from toubao.doors.api.problems import KINDS
from toubao.doors.api.service import api, named_title

KINDS_OF = {"string": "文字", "integer": "整數", "boolean": "true／false", "array": "清單", "object": "物件", "null": "無"}


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """GET /api/docs."""
    context = {"title": named_title(), "about": api.description, "groups": _groups(), "problems": list(KINDS.values()), "wide": True}
    return render(request, "api/docs.html", context)


TITLES: Final = {"public": "不必登入", "applications": "投保"}
"""The groups of operations, as the page calls them."""


@lru_cache(maxsize=1)
def _groups() -> list[dict[str, Any]]:
    """Every operation, by what it is about."""
    document = api.get_openapi_schema()
    schemas = document["components"]["schemas"]
    found: dict[str, list[dict[str, Any]]] = {}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            found.setdefault(TITLES[operation["tags"][0]], []).append(_operation(path, method.upper(), operation, schemas))
    return [{"title": title, "operations": operations} for title, operations in found.items()]


def _operation(path: str, method: str, operation: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    answer = next((code, told) for code, told in operation["responses"].items() if int(code) < 400)
    return {
        "anchor": "operation-" + operation["operationId"].replace("_", "-"), "method": method, "path": path,
        "summary": operation["summary"], "words": operation.get("description", ""), "token": "security" in operation,
        "asked": [_parameter(each) for each in operation.get("parameters", [])] + _fields(_schema(operation.get("requestBody")), schemas),
        "status": answer[0], "told": _fields(_schema(answer[1]), schemas),
    }  # fmt: skip


def _schema(part: dict[str, Any] | None) -> dict[str, Any]:
    content: dict[str, Any] = (part or {}).get("content", {})
    return next((each["schema"] for each in content.values()), {})


def _parameter(given: dict[str, Any]) -> dict[str, str]:
    where = {"path": "網址", "header": "標頭", "query": "查詢"}[given["in"]]
    return {"name": given["name"], "kind": where, "needed": "必填" if given.get("required") else "", "words": given.get("description", "")}


def _fields(schema: dict[str, Any], schemas: dict[str, Any], prefix: str = "") -> list[dict[str, str]]:
    """The fields of an object and of what is inside it, each with its whole name."""
    shape = _resolved(schema, schemas)
    if shape.get("type") == "array":
        return _fields(shape["items"], schemas, f"{prefix}[]") if "$ref" in shape["items"] else []
    found = []
    for name, told in shape.get("properties", {}).items():
        whole = f"{prefix}.{name}" if prefix else name
        needed = "必填" if name in shape.get("required", []) else ""
        inner = _resolved(told, schemas)
        found.append(
            {"name": whole, "kind": _kind(told, inner), "needed": needed, "words": told.get("description", inner.get("description", ""))}
        )
        found += _fields(inner, schemas, whole)
    return found


def _resolved(schema: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    """What a schema refers to; of alternatives, the one that isn't null."""
    if "anyOf" in schema:
        return _resolved(next(each for each in schema["anyOf"] if each.get("type") != "null"), schemas)
    found: dict[str, Any] = schemas[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
    return found


def _kind(told: dict[str, Any], shape: dict[str, Any]) -> str:
    kind = "時間" if shape.get("format") == "date-time" else KINDS_OF.get(shape.get("type", ""), "值")
    allowed = "、".join(str(each) for each in shape.get("enum", []) if each)
    empty = any(each.get("type") == "null" for each in told.get("anyOf", []))
    return kind + (f"：{allowed}" if allowed else "") + ("，可以是 null" if empty else "")
