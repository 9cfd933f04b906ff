"""Runs of coming back into an account, as facts for the gates of article 2."""

from datetime import datetime

from toubao.business.identity.models import Account
from toubao.business.identity.personal import Known, is_mobile
from toubao.business.recovery.models import Recovery
from toubao.journal.writing import TAIPEI
from toubao.rules.facts import Back, Disowned, Recognised, Recovering, RecoveryAsked, Shown
from toubao.rules.flows.recovery import RULES, Rule


def rule_of(recovery: Recovery) -> Rule:
    """What this run's way takes."""
    return RULES[Back(recovery.way)]


def asked(recovery: Recovery, account: Account, known: Known) -> RecoveryAsked:
    """Somebody wants back into this account. An address that somebody else has proved to be theirs reaches its holder no more."""
    held = account.phone_index is not None and account.mail_index is not None and is_mobile(known.phone)
    both = held and (account.phone_proved or account.mail_proved)
    return RecoveryAsked(way=Back(recovery.way), blocked=account.blocked, both_reached=both)


def recognised(recovery: Recovery, account: Account, given: tuple[Shown, ...]) -> Recognised:
    """What was shown of what is needed."""
    return Recognised(
        way=Back(recovery.way), blocked=account.blocked, needed=rule_of(recovery).needed, given=given, tries=recovery.tries
    )  # fmt: skip


def recovering(recovery: Recovery, account: Account, *, now: datetime) -> Recovering:
    """A new password is about to be set for this account, as it is now."""
    return Recovering(
        way=Back(recovery.way), blocked=account.blocked, in_time=now < recovery.expires_at, unchanged=account.stamp == recovery.stamp,
        cool_off_hours=rule_of(recovery).cool_off_hours(now.astimezone(TAIPEI).date()),
    )  # fmt: skip


def disowned(recovery: Recovery, *, now: datetime) -> Disowned:
    """A link was followed."""
    return Disowned(in_time=recovery.cool_until is not None and now < recovery.cool_until)
