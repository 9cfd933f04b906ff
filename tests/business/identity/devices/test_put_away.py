"""What an impostor may have left behind opens nothing once the holder has said "this wasn't me"."""

import pytest

from tests import builders
from tests.business.identity.changes.given import done, token
from toubao.business.identity.changes import stopping
from toubao.business.identity.devices.entering import House, enter
from toubao.business.identity.devices.sessions import From
from toubao.business.identity.models import KnownBrowser, Passkey
from toubao.journal.models import Entry
from toubao.rules.facts import Kind

pytestmark = pytest.mark.django_db


def test_2_7_who_says_that_it_was_not_them_has_passkeys_and_browsers_put_away() -> None:
    account, other = builders.registered_account(), builders.registered_account(2)
    for holder in (account, other):
        enter(
            account=holder, by="password", place=From("127.0.0.1"), mark="", house=House("測試", "1"), now=builders.NOW, real=builders.NOW
        )
        values = {"credential": holder.pk.bytes, "public_key": b"", "sign_count": 0, "synced": False, "sealed": b""}
        Passkey.objects.create(account=holder, made_at=builders.NOW, **values)
    change = done(account, Kind.PHONE)
    stopped, decision = stopping.stop(token=token(change), network="n", now=builders.NOW)
    assert stopped is not None
    assert decision.taken
    assert list(Passkey.objects.filter(suspended_at=None).values_list("account", flat=True)) == [other.pk]
    assert list(KnownBrowser.objects.values_list("account", flat=True)) == [other.pk]
    (entry,) = Entry.objects.filter(event="passkey.suspended")
    assert (entry.subject_id, entry.facts["outcome"]) == (account.pk, "not_me")
