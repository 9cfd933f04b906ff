"""Who may do what in the console: endpoint × method × role in one table; an endpoint that is not in it can't be built."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import URLPattern, path

from toubao.business import whose
from toubao.doors.console import staff
from toubao.doors.look import errors
from toubao.doors.refusals import because

View = Callable[..., HttpResponse]

ANYBODY: Final = frozenset({"anybody"})
COMPLIANCE, UNDERWRITER, SERVICE, AUDITOR, OPERATOR = "compliance", "underwriter", "service", "auditor", "operator"
CLERK, OFFICER, SECURITY = "clerk", "officer", "security"
ROLES: Final = (COMPLIANCE, UNDERWRITER, SERVICE, AUDITOR, OPERATOR, CLERK, OFFICER, SECURITY)
EVERYBODY = frozenset(ROLES)
WITH_CASES = frozenset({COMPLIANCE, UNDERWRITER, SERVICE, AUDITOR})
SERVING = frozenset({SERVICE, COMPLIANCE, AUDITOR})
STAFFING = frozenset({SECURITY, COMPLIANCE, AUDITOR})
AT_A_BRANCH = frozenset({CLERK, OFFICER})
SEEING_VISITS = AT_A_BRANCH | {COMPLIANCE, AUDITOR}
DECIDING = frozenset({SECURITY, COMPLIANCE, OFFICER, CLERK, OPERATOR})
ASKING_PROGRAMS = frozenset({OPERATOR, SECURITY})
LISTING = ASKING_PROGRAMS | {COMPLIANCE, AUDITOR}
WITH_CUSTOMERS = frozenset({COMPLIANCE, UNDERWRITER, SERVICE})

# fmt: off
#   endpoint                  method   who may
TABLE: Final[dict[str, dict[str, frozenset[str]]]] = {
    "console-sign-in":      {"GET": ANYBODY,        "POST": ANYBODY},
    "console-sign-in-password": {"GET": ANYBODY,    "POST": ANYBODY},
    "console-demo-codes":   {"GET": ANYBODY},
    "console-sign-in-passkey":   {                  "POST": ANYBODY},
    "console-passkey-question":  {                  "POST": ANYBODY},
    "console-passkeys":          {"GET": EVERYBODY},
    "console-passkeys-question": {                  "POST": EVERYBODY},
    "console-passkeys-add":      {                  "POST": EVERYBODY},
    "console-passkeys-remove":   {                  "POST": EVERYBODY},
    "console-sign-out":     {                       "POST": EVERYBODY},
    "console-today":        {"GET": EVERYBODY},
    "console-cases":        {"GET": WITH_CASES},
    "console-case":         {"GET": WITH_CASES},
    "console-case-reveal":  {                       "POST": WITH_CUSTOMERS},
    "console-case-policy":  {                       "POST": WITH_CUSTOMERS},
    "console-duties":       {"GET": EVERYBODY},
    "console-referrals":    {"GET": frozenset({UNDERWRITER, COMPLIANCE, AUDITOR})},
    "console-referral":     {"GET": frozenset({UNDERWRITER, COMPLIANCE, AUDITOR}), "POST": frozenset({UNDERWRITER})},
    "console-changes":      {"GET": SERVING},
    "console-change":       {"GET": SERVING, "POST": frozenset({SERVICE, COMPLIANCE})},
    "console-change-reveal": {               "POST": frozenset({SERVICE, COMPLIANCE})},
    "console-account":       {"GET": SERVING},
    "console-account-block": {               "POST": frozenset({SERVICE, COMPLIANCE})},
    "console-account-number": {              "POST": frozenset({SERVICE, COMPLIANCE})},
    "console-account-sign-out": {            "POST": frozenset({SERVICE, COMPLIANCE})},
    "console-everybody":     {"GET": frozenset({SECURITY}), "POST": frozenset({SECURITY})},
    "console-account-unblock": {"GET": frozenset({SERVICE, COMPLIANCE}), "POST": frozenset({SERVICE, COMPLIANCE})},
    "console-deaths":       {"GET": SERVING, "POST": frozenset({SERVICE, COMPLIANCE})},
    "console-death":        {"GET": SERVING, "POST": frozenset({SERVICE, COMPLIANCE})},
    "console-requests":      {"GET": SERVING, "POST": frozenset({SERVICE, COMPLIANCE})},
    "console-request":       {"GET": SERVING, "POST": frozenset({SERVICE, COMPLIANCE})},
    "console-registrations": {"GET": SERVING},
    "console-registration":  {"GET": SERVING},
    "console-people":        {"GET": frozenset({SERVICE, COMPLIANCE}), "POST": frozenset({SERVICE, COMPLIANCE})},
    "console-person":        {               "POST": frozenset({SERVICE, COMPLIANCE})},
    "console-person-reveal": {               "POST": frozenset({SERVICE, COMPLIANCE})},
    "console-motor":         {"GET": frozenset({SERVICE, COMPLIANCE}), "POST": frozenset({SERVICE, COMPLIANCE})},
    "console-attempts":      {"GET": STAFFING},
    "console-dormant":       {"GET": SERVING},
    "console-text":          {"GET": SERVING | {CLERK, OFFICER}},
    "console-visits":          {"GET": SEEING_VISITS},
    "console-visit-begin":     {"GET": AT_A_BRANCH,   "POST": AT_A_BRANCH},
    "console-visit":           {"GET": SEEING_VISITS},
    "console-visit-notice":    {"GET": AT_A_BRANCH,   "POST": AT_A_BRANCH},
    "console-visit-signature": {"GET": AT_A_BRANCH,   "POST": AT_A_BRANCH},
    "console-visit-identity":  {"GET": AT_A_BRANCH,   "POST": AT_A_BRANCH},
    "console-visit-document":  {"GET": AT_A_BRANCH,   "POST": AT_A_BRANCH},
    "console-visit-hand-in":   {"GET": AT_A_BRANCH,   "POST": AT_A_BRANCH},
    "console-visit-reveal":    {                      "POST": AT_A_BRANCH | {COMPLIANCE}},
    "console-visit-decision":  {                      "POST": AT_A_BRANCH},
    "console-visit-link":      {                      "POST": AT_A_BRANCH},
    "console-recoveries":      {"GET": AT_A_BRANCH,   "POST": AT_A_BRANCH},
    "console-releases":     {"GET": DECIDING | {AUDITOR}},
    "console-release":      {"GET": DECIDING | {AUDITOR}, "POST": DECIDING},
    "console-staff":        {"GET": STAFFING},
    "console-staff-admit":  {"GET": frozenset({SECURITY}), "POST": frozenset({SECURITY})},
    "console-staff-member": {"GET": STAFFING, "POST": frozenset({SECURITY})},
    "console-products":     {"GET": frozenset({OPERATOR, COMPLIANCE, UNDERWRITER, AUDITOR})},
    "console-product":      {"GET": frozenset({OPERATOR, COMPLIANCE, UNDERWRITER, AUDITOR}), "POST": frozenset({OPERATOR, COMPLIANCE})},
    "console-programs":     {"GET": LISTING},
    "console-program-new":  {"GET": ASKING_PROGRAMS, "POST": ASKING_PROGRAMS},
    "console-program":      {"GET": LISTING, "POST": ASKING_PROGRAMS | {COMPLIANCE}},
    "console-join":         {"GET": ANYBODY,        "POST": ANYBODY},
    "console-access-reviews": {"GET": STAFFING},
    "console-access-review":  {"GET": STAFFING, "POST": frozenset({SECURITY, COMPLIANCE})},
    "console-institutions": {"GET": frozenset({OPERATOR, COMPLIANCE, AUDITOR})},
    "console-books":        {"GET": frozenset({OPERATOR, COMPLIANCE, AUDITOR, SECURITY})},
    "console-difference":   {"GET": frozenset({OPERATOR, COMPLIANCE, AUDITOR, SECURITY}), "POST": frozenset({OPERATOR, COMPLIANCE})},
    "console-clauses":      {"GET": EVERYBODY},
    "console-clause":       {"GET": WITH_CASES},
}
# fmt: on


def page(route: str, view: View, name: str) -> URLPattern:
    """An address of the console, guarded by its row of the table. Raises KeyError for a name without a row."""
    return path(route, guarded(name, view), name=name)


def guarded(name: str, view: View) -> View:
    """The view behind its row: other methods are 405, strangers sign in first, other roles get 403."""
    row = TABLE[name]

    @wraps(view)
    def guard(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        method = "GET" if request.method == "HEAD" else str(request.method)
        if method not in row:
            return HttpResponseNotAllowed(sorted(row))
        if row[method] == ANYBODY:
            return view(request, *arguments, **named)
        member = staff.member(request)
        if member is None:
            here = request.get_full_path() if method == "GET" else "/console/"
            return HttpResponseRedirect(f"/console/sign-in/?{urlencode({'next': here})}")
        if member.role not in row[method]:
            because(request, f"{member.role} may not {method} {name}")
            return errors.forbidden(request)
        whose.staff()
        return view(request, *arguments, **named)

    guard.row = name  # type: ignore[attr-defined]  # read by the test that every address has its row
    return guard


def may(role: str, name: str, method: str = "GET") -> bool:
    """Whether a role may use an endpoint; for links and buttons, the guard decides in any case."""
    allowed = TABLE[name].get(method, frozenset())
    return role in allowed or allowed == ANYBODY
