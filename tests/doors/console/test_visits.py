"""Registration at a branch as its people see it: a clerk takes a visit down, an officer releases it, others see what they may."""

import json
from html import unescape
from typing import Any

import pytest
from django.test import Client

from tests import builders
from tests.business.branches.given import INK, again, begun_by, tokens
from tests.doors.console.conftest import Desk, hired, words
from tests.fixtures.sandbox import RunningSandbox
from toubao.business.branches.models import ActivationLink, Visit
from toubao.business.governance import actions as governance
from toubao.business.identity.models import Account, Registration
from toubao.business.release.models import Release
from toubao.doors.storefront import notices
from toubao.journal.models import Entry

pytestmark = pytest.mark.django_db
VISITS = "/console/visits/"
NUMBER = "0012345670"
WHO = {
    "kind": "national_id", "document_number": NUMBER, "issued_on_year": "104", "issued_on_month": "3", "issued_on_day": "2",
    "name": "王示範", "id_number": builders.somebody().id_number, "birth_date_year": "79", "birth_date_month": "5", "birth_date_day": "17",
    "phone": "0910000001", "mail": "person1@demo.example", "guardianship": "no", "present": "on",
}  # fmt: skip


def begin(client: Client, **changes: str) -> Visit:
    """Somebody has come."""
    answer = client.post(f"{VISITS}new/", {"branch": "taipei", "purpose": "purchase", "medium": "tablet", **changes})
    assert answer.status_code == 302, words(answer)
    return Visit.objects.get(pk=answer["Location"].split("/")[3])


def read(client: Client, visit: Visit) -> None:
    """Every notice is read, one by one."""
    for name in notices.names(visit.purpose):
        where = f"{VISITS}{visit.pk}/notices/{name}/"
        assert client.get(f"{VISITS}{visit.pk}/")["Location"] == where
        page = client.get(where).content.decode()
        assert client.post(where, {"read": "on"}).status_code == 422, "it was not shown"
        shown = unescape(page.split('name="shown" value="')[1].partition('"')[0])
        assert client.post(where, {"read": "on", "shown": shown}).status_code == 302


def signed(client: Client, **changes: str) -> Visit:
    """They have signed."""
    visit = begin(client, **changes)
    read(client, visit)
    answer = client.post(f"{VISITS}{visit.pk}/signature/", {"means": "pad", "strokes": json.dumps(INK)})
    assert answer.status_code == 302, words(answer)
    return again(visit)


def handed_in(client: Client, **changes: str) -> Visit:
    """It waits for another person."""
    visit = signed(client)
    assert client.post(f"{VISITS}{visit.pk}/identity/", WHO | changes)["Location"] == f"{VISITS}{visit.pk}/"
    assert client.get(f"{VISITS}{visit.pk}/")["Location"] == f"{VISITS}{visit.pk}/hand-in/"
    assert client.post(f"{VISITS}{visit.pk}/hand-in/").status_code == 302
    return again(visit)


def decide(client: Client, visit: Visit, do: str, **typed: str) -> Any:
    """Press one of the buttons of a visit's page."""
    return client.post(f"{VISITS}{visit.pk}/decision/", {"do": do, "seen": Release.objects.get(thing=visit.pk).digest, **typed})


def test_7_2_2_a_clerk_takes_a_visit_and_an_officer_releases_it(institutions: RunningSandbox, desk: Desk) -> None:
    clerk, officer = desk("clerk"), desk("officer")
    visit = handed_in(clerk)
    where = f"{VISITS}{visit.pk}/"
    assert "等候另一位主管放行" in words(clerk.get(where))
    assert "您的決定" not in words(clerk.get(where))
    assert where in officer.get(VISITS).content.decode()
    page = officer.get(where).content.decode()
    assert "您的決定" in page
    for hidden in (WHO["id_number"], NUMBER, "0910000001", "person1@", "M100 200"):
        assert hidden not in page
    assert decide(officer, visit, "give")["Location"] == where
    assert (begun_by(visit).state, len(tokens(visit))) == ("verified", 1)
    page = words(officer.get(where))
    assert "等候客戶啟用" in page
    assert "產生啟用連結" in page
    assert "等候客戶啟用" in words(clerk.get(VISITS))
    assert not Account.objects.exists()


def test_18_1_1_the_clerk_s_own_press_releases_nothing(institutions: RunningSandbox, desk: Desk) -> None:
    clerk = desk("clerk")
    visit = handed_in(clerk)
    answer = decide(clerk, visit, "give")
    assert (answer.status_code, begun_by(visit).state) == (422, "submitted")
    assert decide(clerk, visit, "nothing").status_code == 404
    assert not ActivationLink.objects.exists()
    assert decide(clerk, visit, "withdraw").status_code == 302
    assert begun_by(visit).state == "refused"
    assert decide(desk("officer"), visit, "give").status_code == 422
    assert not tokens(visit)


def test_18_1_1_an_officer_sends_it_back_with_the_reason(institutions: RunningSandbox, desk: Desk) -> None:
    clerk, officer = desk("clerk"), desk("officer")
    visit = handed_in(clerk)
    assert decide(officer, visit, "refuse", because="").status_code == 422
    assert decide(officer, visit, "refuse", because="簽名和證件不符").status_code == 302
    page = words(clerk.get(f"{VISITS}{visit.pk}/"))
    assert "已退件" in page
    assert "簽名和證件不符" in page
    assert not ActivationLink.objects.exists()


def test_18_1_1_what_is_shown_on_another_page_is_not_released(institutions: RunningSandbox, desk: Desk) -> None:
    visit, officer = handed_in(desk("clerk")), desk("officer")
    answer = officer.post(f"{VISITS}{visit.pk}/decision/", {"do": "give", "seen": "another"})
    assert (answer.status_code, begun_by(visit).state) == (422, "submitted")
    generic = f"/console/releases/{Release.objects.get().pk}/"
    assert officer.get(generic)["Location"] == f"{VISITS}{visit.pk}/"
    assert officer.post(generic, {"do": "give", "seen": Release.objects.get().digest}).status_code == 302
    assert begun_by(visit).state == "submitted", "it is decided where it is shown, and nowhere else"
    assert f"{VISITS}{visit.pk}/" in officer.get("/console/releases/").content.decode()


def test_15_1_4_what_was_handed_in_is_read_with_a_reason_that_is_kept(institutions: RunningSandbox, desk: Desk) -> None:
    visit, officer = handed_in(desk("clerk")), desk("officer")
    where = f"{VISITS}{visit.pk}/reveal/"
    assert officer.post(where, {"because": ""}).status_code == 422
    assert not Entry.objects.filter(event="staff.personal_data_read").exists()
    page = officer.post(where, {"because": "放行前核對證件與簽名"}).content.decode()
    for shown in ("王示範", WHO["id_number"], NUMBER, "person1@demo.example", "M100 200L300 120L520 260"):
        assert shown in page
    read_it = Entry.objects.get(event="staff.personal_data_read")
    assert (read_it.actor_id, read_it.facts["reference"], read_it.subject_id) == ("officer", "visit", begun_by(visit).pk)
    assert desk("auditor").post(where, {"because": "稽核抽查"}).status_code == 403


def test_7_2_2_only_the_clerk_who_began_a_visit_goes_on_with_it(institutions: RunningSandbox, desk: Desk) -> None:
    visit = signed(desk("clerk"))
    governance.join(username="li", name="李", role="clerk", password="a long staff password", secret="JBSWY3DPEHPK3PXP", now=builders.NOW)
    assert hired("clerk").username == visit.clerk
    officer = desk("officer")
    for step in ("identity/", "document/", "hand-in/"):
        assert officer.get(f"{VISITS}{visit.pk}/{step}").status_code == 404
    Visit.objects.filter(pk=visit.pk).update(clerk="li")
    clerk = desk("clerk")
    assert clerk.get(f"{VISITS}{visit.pk}/").status_code == 404
    assert clerk.get(f"{VISITS}{visit.pk}/identity/").status_code == 404
    assert str(visit.pk) not in clerk.get(VISITS).content.decode()
    assert officer.get(f"{VISITS}{visit.pk}/").status_code == 200
    assert officer.post(f"{VISITS}{visit.pk}/decision/", {"do": "give"}).status_code == 404, "it was not handed in"


def test_7_2_2_steps_come_one_after_the_other(institutions: RunningSandbox, desk: Desk) -> None:
    clerk = desk("clerk")
    visit = begin(clerk)
    where = f"{VISITS}{visit.pk}/"
    for early in ("identity/", "document/", "hand-in/"):
        assert clerk.get(f"{where}{early}")["Location"] == where
    assert clerk.post(f"{where}notices/online/", {}).status_code == 422
    assert clerk.get(f"{where}notices/other/").status_code == 404
    early = clerk.post(f"{where}signature/", {"means": "pad", "strokes": json.dumps(INK)})
    assert (early.status_code, again(visit).registration) == (422, None)
    assert "讓客戶閱讀每一份告知事項" in words(early)
    read(clerk, visit)
    for nothing in ("", "[]", "nonsense", "[[[5,5,0]]]"):
        assert clerk.post(f"{where}signature/", {"means": "pad", "strokes": nothing}).status_code == 422
    assert clerk.post(f"{where}signature/", {"means": "paper", "paper": ""}).status_code == 422
    assert Registration.objects.filter(state="noticed").count() == 0
    assert clerk.post(f"{where}signature/", {"means": "paper", "paper": "A-115-0042"}).status_code == 302
    assert clerk.get(f"{where}notices/online/")["Location"] == where
    assert clerk.get(f"{where}hand-in/")["Location"] == where
    assert clerk.get(f"{where}document/")["Location"] == f"{where}identity/"


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": ""}, {"document_number": "12"}, {"issued_on_year": "199"}, {"name": "王1"}, {"id_number": "A123456780"},
        {"mail": "nobody"}, {"phone": "02-12345678"}, {"guardianship": ""},
    ],
    ids=str,
)  # fmt: skip
def test_7_2_2_3_the_form_says_what_to_mend_and_asks_nobody(desk: Desk, changes: dict[str, str]) -> None:
    clerk = desk("clerk")
    visit = signed(clerk)
    assert clerk.post(f"{VISITS}{visit.pk}/identity/", WHO | changes).status_code == 422
    assert again(visit).stated is None
    assert not Entry.objects.filter(event__startswith="institution.").exists()


def test_7_2_2_3_without_an_answer_the_clerk_waits_and_asks_again(institutions: RunningSandbox, desk: Desk) -> None:
    clerk = desk("clerk")
    visit = signed(clerk)
    where = f"{VISITS}{visit.pk}/"
    institutions.switch("document_check", down=True)
    clerk.post(f"{where}identity/", WHO)
    assert clerk.get(where)["Location"] == f"{where}document/"
    assert "沒有回覆" in words(clerk.get(f"{where}document/"))
    assert clerk.get(f"{where}hand-in/")["Location"] == where
    institutions.switch("document_check", down=False)
    assert clerk.post(f"{where}document/").status_code == 302
    assert clerk.get(where)["Location"] == f"{where}hand-in/"


def test_7_2_2_3_a_bad_document_is_said_and_can_be_mended(institutions: RunningSandbox, desk: Desk) -> None:
    clerk = desk("clerk")
    visit = signed(clerk)
    where = f"{VISITS}{visit.pk}/"
    clerk.post(f"{where}identity/", WHO | {"document_number": "００１２３４５６７7"})
    assert "證件已掛失" in words(clerk.get(f"{where}document/"))
    assert 'value="0012345677"' in clerk.get(f"{where}identity/").content.decode()
    clerk.post(f"{where}identity/", WHO | {"guardianship": "yes"})
    assert "受監護宣告" in words(clerk.get(f"{where}document/"))
    clerk.post(f"{where}identity/", WHO)
    page = clerk.get(f"{where}hand-in/")
    assert WHO["id_number"] in page.content.decode()


def test_7_1_who_has_an_account_already_is_told_before_handing_in(institutions: RunningSandbox, desk: Desk) -> None:
    clerk = desk("clerk")
    builders.registered_account()
    visit = signed(clerk)
    clerk.post(f"{VISITS}{visit.pk}/identity/", WHO)
    assert "已有可用的帳號" in words(clerk.get(f"{VISITS}{visit.pk}/hand-in/"))


def test_18_1_1_a_link_is_sent_again_within_limits(institutions: RunningSandbox, desk: Desk) -> None:
    clerk = desk("clerk")
    visit = handed_in(clerk)
    link = f"{VISITS}{visit.pk}/link/"
    assert clerk.post(link).status_code == 422, "there is none yet"
    decide(desk("officer"), visit, "give")
    assert [clerk.post(link).status_code for _ in range(4)] == [302, 302, 302, 422]
    assert len(tokens(visit)) == 4
    assert desk("auditor").post(link).status_code == 403


@pytest.mark.parametrize(("role", "begins"), [("clerk", True), ("officer", True), ("compliance", False), ("auditor", False)])
def test_each_role_sees_what_it_may(desk: Desk, role: str, begins: bool, django_assert_max_num_queries: Any) -> None:
    client = desk(role)
    with django_assert_max_num_queries(12):
        page = words(client.get(VISITS))
    assert ("受理一位客戶" in page) is begins
    with django_assert_max_num_queries(20):
        assert "據點註冊" in words(client.get("/console/"))


def test_a_visit_s_page_asks_little(institutions: RunningSandbox, desk: Desk, django_assert_max_num_queries: Any) -> None:
    clerk, officer = desk("clerk"), desk("officer")
    visit = handed_in(clerk)
    with django_assert_max_num_queries(12):
        officer.get(f"{VISITS}{visit.pk}/")
    with django_assert_max_num_queries(12):
        clerk.get(VISITS)


@pytest.mark.parametrize("changes", [{"branch": "kaohsiung"}, {"branch": ""}, {"purpose": ""}, {"medium": "air"}], ids=str)
def test_7_2_2_1_a_visit_is_to_a_branch_that_is_open(desk: Desk, changes: dict[str, str]) -> None:
    answer = desk("clerk").post(f"{VISITS}new/", {"branch": "taipei", "purpose": "purchase", "medium": "tablet", **changes})
    assert answer.status_code == 422
    assert not Visit.objects.exists()


def test_the_customer_s_pages_show_nothing_of_others(institutions: RunningSandbox, desk: Desk) -> None:
    """The tablet is handed over: no list, no navigation of the console is on it."""
    clerk = desk("clerk")
    visit = begin(clerk)
    for step in ("notices/online/", "signature/"):
        page = clerk.get(f"{VISITS}{visit.pk}/{step}").content.decode()
        assert "side-nav" not in page
        assert "/console/releases/" not in page


def test_8_1_2_a_policyholder_reads_signs_and_shows_a_document_one_after_the_other(institutions: RunningSandbox, desk: Desk) -> None:
    clerk = desk("clerk")
    visit = begin(clerk, purpose="service")
    where = f"{VISITS}{visit.pk}/"
    assert "讓保戶閱讀每一份告知事項" in words(clerk.post(f"{where}signature/", {"means": "pad", "strokes": json.dumps(INK)}))
    assert shut("registration.notices_agreed") == {"service_notices_signed", "told_before_collecting", "agreed_one_by_one"}
    assert again(visit).registration is None
    visit = signed(clerk, purpose="service")
    where = f"{VISITS}{visit.pk}/"
    clerk.post(f"{where}identity/", WHO | {"document_number": "0012345677"})
    assert "證件已掛失" in words(clerk.get(f"{where}document/"))
    assert shut("registration.identity_stated") == {"policyholder_shown"}
    assert begun_by(visit).state == "noticed"


def shut(event: str) -> set[str]:
    """The gates that are shut in the one entry that refuses this."""
    entry = Entry.objects.get(event=event, outcome="refused")
    return {verdict["gate"] for verdict in entry.verdicts if verdict["ruling"] == "shut"}
