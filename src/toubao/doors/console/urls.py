"""The addresses of the console, each behind its row of the table in access.py."""

from toubao.doors.console import cases, clauses, duties, entrance, institutions, referrals, today
from toubao.doors.console.access import page

urlpatterns = [
    page("sign-in/", entrance.sign_in, "console-sign-in"),
    page("sign-out/", entrance.sign_out, "console-sign-out"),
    page("demo-codes/", entrance.demo_codes, "console-demo-codes"),
    page("", today.page, "console-today"),
    page("cases/", cases.index, "console-cases"),
    page("cases/<uuid:purchase_id>/", cases.case, "console-case"),
    page("cases/<uuid:purchase_id>/reveal/", cases.reveal, "console-case-reveal"),
    page("cases/<uuid:purchase_id>/policy.pdf", cases.policy_document, "console-case-policy"),
    page("duties/", duties.page, "console-duties"),
    page("referrals/", referrals.index, "console-referrals"),
    page("referrals/<uuid:purchase_id>/", referrals.referral, "console-referral"),
    page("institutions/", institutions.page, "console-institutions"),
    page("clauses/", clauses.index, "console-clauses"),
    page("clauses/<str:clause_id>/", clauses.clause, "console-clause"),
]
