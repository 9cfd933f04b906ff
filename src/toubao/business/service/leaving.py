"""Leaving: the account is closed with what was only begun; what is under way must end first, policies in force go on."""

from datetime import datetime

from toubao.business.identity.changes import asking
from toubao.business.identity.codes.otp import Check
from toubao.business.identity.models import Account, Change
from toubao.business.purchase.actions import withdraw
from toubao.business.purchase.models import Purchase
from toubao.business.service import queries
from toubao.business.steps import STALE, Actor, Decision
from toubao.rules.facts import Kind
from toubao.rules.flows.change import State


def ask(*, account: Account, password: str, network: str, now: datetime) -> tuple[Change, Decision]:
    """Ask to leave, with the password; refused while an application is under way."""
    under_way = queries.purchases_under_way(account)
    return asking.ask(
        account=account, kind=Kind.LEAVE, value="", password=password, network=network, now=now, purchases_under_way=under_way
    )


def leave(*, change: Change, entered: str, network: str, now: datetime) -> tuple[Decision, Check | None]:
    """Close the account, with the code that was sent; applications that were only begun are given up.
    Stale where another application was sent in meanwhile.
    """
    if queries.purchases_under_way(change.account):
        asking.withdraw(change=change, now=now)
        return STALE, None
    decision, checked = asking.prove(change=change, entered=entered, network=network, now=now)
    if change.state == State.SETTLED:
        give_up_drafts(change.account, actor=Actor("person", str(change.account.person_id)), because="account closed", now=now)
    return decision, checked


def give_up_drafts(account: Account, *, actor: Actor, because: str, now: datetime) -> int:
    """Withdraw every application that was begun and not sent in; gives how many."""
    drafts = Purchase.objects.select_related("account", "person__key").filter(account=account, state__in=queries.DRAFTS)
    return sum(withdraw(purchase=draft, because=because, actor=actor, now=now).taken for draft in drafts)
