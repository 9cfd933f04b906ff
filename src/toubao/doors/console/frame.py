"""What every page of the console shows around its own: who is signed in, and the places that their role may go to."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from toubao.business.governance.models import Staff
from toubao.doors.console import staff
from toubao.doors.console.access import may
from toubao.doors.console.words import ROLES

PLACES = (
    ("今天", "/console/", "console-today"),
    ("案件", "/console/cases/", "console-cases"),
    ("轉人工核保", "/console/referrals/", "console-referrals"),
    ("註冊", "/console/registrations/", "console-registrations"),
    ("身分歷程", "/console/people/", "console-people"),
    ("車險契約", "/console/motor/", "console-motor"),
    ("久未使用的帳號", "/console/dormant/", "console-dormant"),
    ("資料變更", "/console/changes/", "console-changes"),
    ("請求與申訴", "/console/requests/", "console-requests"),
    ("身故通知", "/console/deaths/", "console-deaths"),
    ("據點註冊", "/console/visits/", "console-visits"),
    ("據點找回帳號", "/console/recoveries/", "console-recoveries"),
    ("雙人放行", "/console/releases/", "console-releases"),
    ("人員與權限", "/console/staff/", "console-staff"),
    ("權限審查", "/console/access-reviews/", "console-access-reviews"),
    ("商品", "/console/products/", "console-products"),
    ("程式", "/console/programs/", "console-programs"),
    ("登出所有人", "/console/everybody/", "console-everybody"),
    ("期限", "/console/duties/", "console-duties"),
    ("失敗的嘗試", "/console/attempts/", "console-attempts"),
    ("外部機構", "/console/institutions/", "console-institutions"),
    ("對帳", "/console/books/", "console-books"),
    ("條文與證據", "/console/clauses/", "console-clauses"),
)


def show(request: HttpRequest, template: str, *, here: str, status: int = 200, **shown: Any) -> HttpResponse:
    """A page of the console for the member who is signed in; never kept by a browser or proxy."""
    member = staff.me(request)
    context = {**shown, "visitor": _visitor(member), "places_here": _places(member), "here": here, "may": _may(member)}
    response = render(request, f"console/{template}", context, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _visitor(member: Staff) -> dict[str, str]:
    return {"name": member.name, "href": "/console/passkeys/", "role": ROLES[member.role]}


def _places(member: Staff) -> list[tuple[str, str]]:
    return [(words, href) for words, href, name in PLACES if may(member.role, name)]


def _may(member: Staff) -> Any:
    return lambda name, method="GET": may(member.role, name, method)
