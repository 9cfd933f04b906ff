"""Reading what a program sent: JSON only, in our size, and what is wrong with it in Chinese; what it means is the views'."""

import json
from typing import Any, Final

from django.http import HttpRequest
from ninja.errors import ValidationError
from ninja.parser import Parser
from ninja.types import DictStrAny

from toubao.doors.api.problems import Errors, Problem
from toubao.gateways.answers import once

KEY: Final = "Idempotency-Key"
_FIELD: Final = {
    "extra_forbidden": "沒有這個欄位，請拿掉。", "missing": "這一欄是必填的。",
    "string_type": "這一欄要是文字。", "int_type": "這一欄要是整數。", "bool_type": "這一欄要是 true 或 false。", "list_type": "這一欄要是清單。",
    "model_type": "這一欄要是物件。", "model_attributes_type": "這一欄要是物件。", "dict_type": "這一欄要是物件。",
}  # fmt: skip


class StrictJson(Parser):
    """Bodies are UTF-8 JSON and say so; nothing else is guessed at."""

    def parse_body(self, request: HttpRequest) -> DictStrAny:
        """The body as plain values. Raises Problem."""
        if request.content_type != "application/json":
            raise Problem("not-json")
        try:
            body: DictStrAny = json.loads(request.body.decode(), parse_constant=_no_number, object_pairs_hook=once)
            json.dumps(body, ensure_ascii=False).encode()
        except (ValueError, RecursionError) as error:
            raise Problem("malformed") from error
        return body


def _no_number(name: str) -> None:
    raise ValueError(name)


def wrong(error: ValidationError) -> Problem:
    """What ninja found wrong with a request, as a problem."""
    if any(each["loc"][0] == "header" for each in error.errors):
        return Problem("key-missing", errors=[{"field": KEY, "message": "請帶 1 到 200 個可見的 ASCII 字元。"}])
    return Problem("invalid", errors=[_said(each) for each in error.errors])


def _said(error: dict[str, Any]) -> dict[str, str]:
    place = ".".join(str(part) for part in error["loc"][2:]) or "body"
    return {"field": place, "message": _words(error)}


def _words(error: dict[str, Any]) -> str:
    kind, told = str(error["type"]), error.get("ctx", {})
    if kind == "literal_error":
        return f"請用其中一個：{told['expected'].replace(' or ', '、')}。"
    if kind.endswith(("too_long", "too_short")):
        least, most = told.get("min_length"), told.get("max_length")
        return f"最多 {most}。" if least is None else f"最少 {least}。"
    if kind in {"greater_than_equal", "less_than_equal"}:
        return f"要在範圍內：{'至少 ' + str(told['ge']) if 'ge' in told else '至多 ' + str(told['le'])}。"
    if kind == "told":
        return str(told["words"])
    return _FIELD.get(kind, "這一欄的格式不對。")


def fields(**messages: str) -> Errors:
    """Fields with what is wrong with each."""
    return [{"field": name, "message": message} for name, message in messages.items()]
