"""The addresses of the console, each behind its row of the table in access.py."""

from toubao.doors.console import cases, clauses, entrance, referrals, today
from toubao.doors.console.access import page
from toubao.doors.console.people import changes, deaths, persons, registrations
from toubao.doors.console.team import joining, members, releases, reviews
from toubao.doors.console.watching import attempts, dormant, duties, institutions
from toubao.doors.passkeys import desk

urlpatterns = [
    page("sign-in/", entrance.sign_in, "console-sign-in"),
    page("sign-in/passkey/", desk.sign_in, "console-sign-in-passkey"),
    page("sign-in/passkey/question/", desk.to_sign_in, "console-passkey-question"),
    page("passkeys/", desk.mine, "console-passkeys"),
    page("passkeys/question/", desk.to_add, "console-passkeys-question"),
    page("passkeys/add/", desk.add, "console-passkeys-add"),
    page("passkeys/<uuid:passkey>/remove/", desk.remove, "console-passkeys-remove"),
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
    page("changes/", changes.index, "console-changes"),
    page("changes/<uuid:change_id>/", changes.change, "console-change"),
    page("changes/<uuid:change_id>/reveal/", changes.reveal, "console-change-reveal"),
    page("accounts/<uuid:account_id>/unblock/", changes.unblock, "console-account-unblock"),
    page("deaths/", deaths.index, "console-deaths"),
    page("deaths/<uuid:report_id>/", deaths.death, "console-death"),
    page("registrations/", registrations.index, "console-registrations"),
    page("registrations/<uuid:registration_id>/", registrations.registration, "console-registration"),
    page("people/", persons.search, "console-people"),
    page("people/<uuid:person_id>/", persons.person, "console-person"),
    page("people/<uuid:person_id>/reveal/", persons.reveal, "console-person-reveal"),
    page("attempts/", attempts.page, "console-attempts"),
    page("dormant/", dormant.page, "console-dormant"),
    page("texts/<slug:digest>/", registrations.text, "console-text"),
    page("releases/", releases.index, "console-releases"),
    page("releases/<uuid:release_id>/", releases.release, "console-release"),
    page("staff/", members.index, "console-staff"),
    page("staff/admit/", members.admit, "console-staff-admit"),
    page("staff/<uuid:staff_id>/", members.member, "console-staff-member"),
    page("join/<str:token>/", joining.join, "console-join"),
    page("access-reviews/", reviews.index, "console-access-reviews"),
    page("access-reviews/<uuid:review_id>/", reviews.review, "console-access-review"),
    page("institutions/", institutions.page, "console-institutions"),
    page("clauses/", clauses.index, "console-clauses"),
    page("clauses/<str:clause_id>/", clauses.clause, "console-clause"),
]
