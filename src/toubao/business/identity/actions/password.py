"""The password of an account, changed by its holder."""

from datetime import datetime
from uuid import UUID, uuid4

from django.contrib.auth.hashers import make_password
from django.db import transaction

from toubao.business.correspondence.actions import Words, queue
from toubao.business.identity import queries
from toubao.business.identity.actions.signing_in import password_right
from toubao.business.identity.codes import guessing
from toubao.business.identity.devices.sessions import end_others
from toubao.business.identity.models import Account
from toubao.business.identity.passwords import tidy_password
from toubao.business.steps import Actor, note
from toubao.journal.writing import TAIPEI
from toubao.rules.events import Event
from toubao.rules.facts import SignIn


def change_password(
    *, account: Account, current: str, password: str, insurer: str, network: str, now: datetime, keep: UUID | None = None
) -> bool:
    """Give the account another password, tell its holder by phone and e-mail, and end every session of it but `keep`.

    False if `current` is wrong, or too many were wrong before: a wrong one counts as a failure to sign in.
    `account` has the new stamp afterwards.
    """
    return password_right(account=account, password=current, network=network, now=now) and set_password(
        account=account, password=password, insurer=insurer, network=network, now=now, keep=keep
    )


def set_password(*, account: Account, password: str, insurer: str, network: str, now: datetime, keep: UUID | None = None) -> bool:
    """Give the account of somebody who was proved another password, tell its holder by phone and e-mail, and end every session of it but
    `keep`. False if another was faster. `account` has the new stamp afterwards.
    """
    stamp, hashed = uuid4(), make_password(tidy_password(password))
    with transaction.atomic():
        fresh = Account.objects.filter(pk=account.pk, stamp=account.stamp)
        if not fresh.update(password=hashed, stamp=stamp):
            return False
        told = SignIn(by="password", network=network, failures=guessing.forgive(account.pk, now=now))
        note(Event.PASSWORD_CHANGED, about=account.about, actor=Actor("person", str(account.person_id)), now=now, facts=told)
        end_others(account=account, keep=keep, because="new password", now=now)
        _tell_of_the_password(account, stamp, insurer, now)
    account.password, account.stamp = hashed, stamp
    return True


def _tell_of_the_password(account: Account, stamp: UUID, insurer: str, now: datetime) -> None:
    """To phone and e-mail both: whoever holds one of them alone can't hide it from the other."""
    known, at = queries.known(account.person), now.astimezone(TAIPEI)
    text = f"【{insurer}】您的登入密碼已在 {at:%Y-%m-%d %H:%M} 更改，其他裝置都已登出。如果不是您本人，請立即撥打客服電話。"
    words = Words(purpose="password", text=text, subject="您的登入密碼已更改")
    for channel, to in (("sms", known.phone), ("mail", known.mail)):
        reference = f"password-{stamp}-{channel}"
        queue(about=account.about, key=account.person.key, channel=channel, to=to, words=words, reference=reference, now=now)
