"""Reading changes: a person's own, the one that a link stops, those that wait for people or for their time."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from toubao.business import whose
from toubao.business.identity.models import Account, Change
from toubao.business.identity.models.changes import OPEN
from toubao.business.identity.proving.addresses import proved_by_anybody
from toubao.journal.keyring import keyring


def own(change_id: UUID, account_id: UUID) -> Change | None:
    """A change, if it belongs to this account."""
    return _whole().filter(pk=change_id, account_id=account_id).first()


def change(change_id: UUID) -> Change | None:
    """A change with account, person and key."""
    return _whole().filter(pk=change_id).first()


def of_account(account: Account) -> QuerySet[Change]:
    """An account's changes, the newest first; what was asked for and never proved is left out once it ended."""
    return _whole().filter(account=account).exclude(state="withdrawn", proved_at=None).order_by("-asked_at")


def under_way(account: Account) -> QuerySet[Change]:
    """An account's changes that have not ended."""
    return _whole().filter(account=account, state__in=OPEN).order_by("-asked_at")


def stopped_by(token: str) -> Change | None:
    """The change that the link in a notice stops."""
    with whose.finding(whose.Finding.LINK):
        return _whole().filter(stop_mac=stop_mac(token)).first()


def stop_mac(token: str) -> bytes:
    """What is kept of a link's token."""
    return keyring().blind("stop", token)


def held_by_another(change: Change) -> bool:
    """Whether the new address belongs to somebody else's open account; one that only stated it loses it to whoever proves it."""
    if change.new_index is None:
        return False
    same = proved_by_anybody(change.new_index)
    with whose.finding(whose.Finding.HELD):
        return Account.objects.filter(same, closed_at=None).exclude(pk=change.account_id).exists()


def to_decide() -> QuerySet[Change]:
    """Changes that people decide, the longest waiting first."""
    return _whole().filter(kind="name", state__in=("waiting", "reviewed")).order_by("asked_at")


def lately() -> QuerySet[Change]:
    """Changes that were proved, the newest first."""
    return _whole().exclude(proved_at=None).order_by("-asked_at")


def due(now: datetime) -> list[Change]:
    """Changes at which the worker looks again, the longest due first."""
    return list(_whole().filter(due_at__lte=now).order_by("due_at")[:500])


def blocked() -> QuerySet[Account]:
    """Accounts that their holders or the staff had stopped and that wait for service."""
    waiting = Account.objects.exclude(blocked="").filter(blocked__in=("not_me", "staff"))  # the first is the index's
    return waiting.select_related("person__key").order_by("pk")


def _whole() -> QuerySet[Change]:
    return Change.objects.select_related("account__person__key")
