"""How a person wants their sign-ins guarded: told by SMS too, a second factor after the password."""

from datetime import datetime

from django.db import transaction

from toubao.business.identity.models import Account, SignInChoice
from toubao.business.steps import Actor, note
from toubao.rules.events import Event
from toubao.rules.facts import Guarded


def choice_of(account: Account) -> SignInChoice:
    """What a person has chosen, or what everybody has."""
    return SignInChoice.objects.filter(account=account).first() or SignInChoice(account=account)


@transaction.atomic
def choose(*, account: Account, tell_by_sms: bool, second_factor: bool, now: datetime) -> None:
    """Keep what a person chooses; nothing is written where it is what they had."""
    before = choice_of(account)
    if (before.tell_by_sms, before.second_factor) == (tell_by_sms, second_factor):
        return
    SignInChoice.objects.update_or_create(account=account, defaults={"tell_by_sms": tell_by_sms, "second_factor": second_factor})
    told = Guarded(tell_by_sms=tell_by_sms, second_factor=second_factor)
    note(Event.SIGN_IN_CHOSEN, about=account.about, actor=Actor("person", str(account.person_id)), now=now, facts=told)
