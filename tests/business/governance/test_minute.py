"""The minute hand as the worker runs it: with the application's rights, and seeing everybody's rows."""

import pytest

from tests import builders
from toubao.business import whose, work
from toubao.business.governance.jobs import minute
from toubao.business.identity.codes import guessing
from toubao.business.identity.models import Account, FailedAttempt
from toubao.journal.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def failed(as_app: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody failed to sign in, and the journal was not told yet; the test's connection is kept."""
    monkeypatch.setattr(work, "close_old_connections", lambda: None)
    builders.registered_account(1)
    builders.sign_in(typed="0910000001", password="wrong", network="203.0.113.7", now=builders.NOW)
    assert FailedAttempt.objects.filter(told_at=None, known=True).exists()


def test_what_is_due_is_acted_on_though_the_worker_begins_as_nobody(failed: None) -> None:
    with whose.nobody():
        minute.func(0)
    assert Entry.objects.exclude(subject__holder=None).filter(event="account.sign_in_failed").count() == 1
    assert not FailedAttempt.objects.filter(told_at=None).exists()


def test_control_as_nobody_it_would_see_no_account_and_could_write_nothing_about_one(failed: None) -> None:
    with whose.nobody():
        assert not Account.objects.exists()
        guessing.tell(now=work.clock()())
    assert Entry.objects.filter(event="account.sign_in_failed", subject__holder=None).count() == 1, "about an account, but of nobody"
