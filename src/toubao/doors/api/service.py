"""The API put together: its routes, how errors are answered, and its OpenAPI document."""

import logging
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from toubao.doors.api import anybody, applications, sending
from toubao.doors.api.problems import MEDIA, Problem, ProblemOut, later
from toubao.doors.api.reading import StrictJson, wrong
from toubao.doors.look import errors
from toubao.doors.look.brand import brand

log = logging.getLogger("toubao.api")
ERRORS: Final = {
    "400": "讀不懂請求", "401": "沒有登入", "404": "找不到", "405": "方法不對", "409": "正在處理，或案件已經不在這一步", "413": "太大",
    "415": "不是 JSON", "422": "有欄位要修正，或這一步沒有通過", "429": "次數太多", "500": "我們這邊出了問題", "503": "暫時不能處理",
}  # fmt: skip
REFERENCE: Final = "#/components/schemas/ProblemOut"
_ABOUT: Final = "網路投保的程式介面：和網站同樣的步驟、同樣的判斷。時間一律含時區，金額一律是新臺幣元。"


class Service(NinjaAPI):
    """NinjaAPI whose document says of every operation that its errors are problem details (RFC 9457)."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """The view's own name: what a client made from the document calls its method, such as `quote` or `begin`."""
        return str(operation.view_func.__name__)

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """The OpenAPI document."""
        document = super().get_openapi_schema(**options)
        document["components"]["schemas"]["ProblemOut"] = ProblemOut.model_json_schema(ref_template="#/components/schemas/{model}")
        document["components"]["schemas"] |= document["components"]["schemas"]["ProblemOut"].pop("$defs")
        told = {code: {"description": words, "content": {MEDIA: {"schema": {"$ref": REFERENCE}}}} for code, words in ERRORS.items()}
        for operations in document["paths"].values():
            for operation in operations.values():
                operation["responses"] = {str(code): answer for code, answer in operation["responses"].items()} | told
        return document


api = Service(title="Toubao API", version="1", description=_ABOUT, docs_url=None, parser=StrictJson(), urls_namespace="api")
for _part in (anybody, applications, sending):
    api.add_router("/v1", _part.router)


@api.exception_handler(Problem)
def _problem(request: HttpRequest, problem: Problem) -> HttpResponse:
    return problem.response()


@api.exception_handler(HttpError)
def _unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    """What the parser said of a body, which ninja wraps."""
    said = error.__cause__
    return (said if isinstance(said, Problem) else Problem("malformed")).response()


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return wrong(error).response()


@api.exception_handler(AuthenticationError)
def _nobody(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return Problem("token").response()


@api.exception_handler(Http404)
def _missing(request: HttpRequest, error: Http404) -> HttpResponse:
    return Problem("not-found").response()


@api.exception_handler(Exception)
def _broken(request: HttpRequest, error: Exception) -> HttpResponse:
    """Whatever broke is logged in full and told in one sentence; a database that is away passes."""
    log.error("the API broke at %s %s", request.method, request.path, exc_info=error)
    return (later("unavailable", errors.SECONDS) if isinstance(error, errors.AWAY) else Problem("broken")).response()


def named_title() -> str:
    """What the API's page is called, with the insurer's name; the document's own title is plain ASCII for programs."""
    return f"{brand().short_name} 投保 API"
