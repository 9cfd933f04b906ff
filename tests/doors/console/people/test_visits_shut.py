"""Gates of a visit to a branch that its pages seldom let it come to: whom the clerk does not see, and rows that were changed unseen."""

import pytest

from tests.business.branches.given import begun_by
from tests.doors.console.conftest import Desk, words
from tests.doors.console.test_visits import VISITS, WHO, decide, handed_in, signed
from tests.fixtures.sandbox import RunningSandbox
from toubao.business.branches.models import ActivationLink, Visit
from toubao.business.governance.models import Staff
from toubao.business.identity.models import Registration
from toubao.business.release.models import Release
from toubao.journal.models import Entry

pytestmark = pytest.mark.django_db


def test_7_2_2_1_comes_in_person_shut_for_whom_the_clerk_does_not_see(institutions: RunningSandbox, desk: Desk) -> None:
    clerk = desk("clerk")
    visit = signed(clerk)
    where = f"{VISITS}{visit.pk}/"
    assert clerk.post(f"{where}identity/", WHO | {"present": ""}).status_code == 302
    assert clerk.get(where)["Location"] == f"{where}document/"
    assert "客戶本人必須在場" in words(clerk.get(f"{where}document/"))
    assert "comes_in_person" in refused(visit, "registration.identity_stated")
    assert not Entry.objects.filter(event__startswith="institution.").exists(), "nobody is asked about whom nobody sees"
    assert begun_by(visit).state == "noticed"
    assert clerk.post(f"{where}identity/", WHO)["Location"] == where
    assert clerk.get(where)["Location"] == f"{where}hand-in/", "control: the same with the customer there"


@pytest.mark.parametrize("lost", ["way", "signature"])
def test_7_2_2_handed_in_at_a_branch_shut_where_the_row_lost_what_makes_it_one(institutions: RunningSandbox, desk: Desk, lost: str) -> None:
    clerk = desk("clerk")
    visit = signed(clerk)
    where = f"{VISITS}{visit.pk}/"
    clerk.post(f"{where}identity/", WHO)
    if lost == "way":
        Registration.objects.filter(pk=begun_by(visit).pk).update(way="online")
    else:
        Visit.objects.filter(pk=visit.pk).update(signature_digest="")
    assert clerk.post(f"{where}hand-in/").status_code == 422
    assert refused(visit, "registration.submitted") == ["handed_in_at_a_branch" if lost == "way" else "signature_kept"]
    assert (begun_by(visit).state, Release.objects.count()) == ("identified", 0)


def refused(visit: Visit, event: str) -> list[str]:
    """The gates that were shut the last time that this was wanted."""
    entry = Entry.objects.filter(subject_id=begun_by(visit).pk, event=event, outcome="refused").order_by("-number")[0]
    return [each["gate"] for each in entry.verdicts if each["ruling"] == "shut"]


def test_18_1_1_released_by_another_shut_where_the_request_bears_another_name(institutions: RunningSandbox, desk: Desk) -> None:
    """A clerk who became an officer meanwhile, with the request's row changed so that somebody else seems to have asked."""
    clerk = desk("clerk")
    visit = handed_in(clerk)
    Staff.objects.filter(username=visit.clerk).update(role="officer")
    Release.objects.filter(thing=visit.pk).update(asked_by="li")
    assert decide(clerk, visit, "give").status_code == 422
    assert refused(visit, "registration.released") == ["released_by_another"]
    assert begun_by(visit).state == "submitted"
    assert not ActivationLink.objects.exists()
