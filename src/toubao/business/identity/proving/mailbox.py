"""Confirming the mailbox that was stated (7.1): a letter with a link goes there, and its holder presses once on the page that it opens.

The link carries a one-time password, which is limited, kept, bound and used up as any other, and says for whom and which
mailbox it was made, so that one that opens nothing can say why. Looking at it changes nothing:
programs look into mailboxes and open what they find.
"""

from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest
from typing import Final

from django.conf import settings
from django.db import IntegrityError, transaction

from toubao.business.identity import queries as people
from toubao.business.identity.codes import otp
from toubao.business.identity.models import Account
from toubao.business.identity.personal import Known
from toubao.business.identity.proving.addresses import held_one
from toubao.business.steps import Actor, note
from toubao.journal.keyring import keyring
from toubao.rules.events import Event
from toubao.rules.facts import Noted

PURPOSE: Final = "mailbox"
READY, CONFIRMED, PROVED = "ready", "confirmed", "proved"
WRONG, OTHER, CHANGED, OLDER, TAKEN = "wrong", "other", "changed", "older", "taken"
SIGNS: Final = 24


@dataclass(frozen=True, slots=True)
class Link:
    """What a link says: whose it is, which mailbox it was made for, when it was sent (seconds), our seal on these, and the code."""

    whose: str
    which: str
    sent: str
    seal: str
    code: str

    @property
    def ours(self) -> bool:
        """Whether it was made here, and is whole but for the code."""
        return compare_digest(self.seal.encode(), _seal(self.whose, self.which, self.sent).encode())


def send(*, account: Account, network: str, now: datetime) -> otp.Sending:
    """Send a link to the account's own mailbox; an earlier one opens nothing any more. The link is on its way then, not there."""
    known = people.known(account.person)
    whose, which, sent = _whose(account), _which(account, known), f"{int(now.timestamp()):x}"
    where = f"{settings.PUBLIC_URL}/members/account/mailbox/{whose}.{which}.{sent}.{_seal(whose, which, sent)}.{{code}}/"
    wording = (
        f"【{settings.BRAND['short_name']}】有會員登記了這個信箱。是您本人，請打開這個連結，登入後按一下確認：{where} "
        "連結 10 分鐘內有效，只能用一次。不是您本人，不必理會，什麼都不會改變。"
    )
    return otp.send(
        purpose=PURPOSE, about=account.about, key=account.person.key, channel="mail", to=known.mail, bound=_binding(account, known),
        wording=wording, network=network, now=now, subject="請確認您的電子信箱",
    )  # fmt: skip


def looked_at(*, account: Account, token: str, now: datetime) -> str:
    """What a link is to this account as it was read: ready, or why it opens nothing (the mailbox is proved already, or wrong, other,
    changed, older, or what a code is called that is void). Nothing is changed by looking, and no try is counted.
    """
    link = read(token)
    if link is None or not link.ours:
        return WRONG
    if link.whose != _whose(account):
        return OTHER
    if link.which != _which(account, people.known(account.person)):
        return CHANGED
    sent = otp.latest(purpose=PURPOSE, subject=account.pk)
    older = sent is None or f"{int(sent.sent_at.timestamp()):x}" != link.sent
    why = OLDER if sent is None or older else otp.void(sent, now)
    return PROVED if account.mail_proved and why != "used" else why or READY


def confirm(*, account: Account, token: str, now: datetime) -> str:
    """Prove the mailbox with its link, once: confirmed, or why not, as `looked_at` says it; taken where somebody else has proved it."""
    link, stands = read(token), looked_at(account=account, token=token, now=now)
    if link is None or stands != READY:
        return stands
    bound = _binding(account, people.known(account.person))
    checked = otp.check(purpose=PURPOSE, about=account.about, entered=link.code, bound=bound, now=now)
    if not checked.right:
        return checked.outcome
    try:
        return _prove(account, link, now)
    except IntegrityError:  # another account has proved the same mailbox
        return TAKEN


@transaction.atomic
def _prove(account: Account, link: Link, now: datetime) -> str:
    """Let the mailbox count as proved, if it is still the one to which the link went."""
    held = Account.objects.select_for_update(of=("self",)).select_related("person__key").get(pk=account.pk)
    known = people.known(held.person)
    if link.which != _which(held, known):
        return CHANGED
    Account.objects.filter(pk=held.pk).update(**held_one(known, "mail", proved=True, by=held.pk, now=now))
    told = Noted(because="confirmed by link", reference="mail")
    note(Event.MAILBOX_PROVED, about=held.about, actor=Actor("person", str(held.person_id)), now=now, facts=told)
    return CONFIRMED


def read(token: str) -> Link | None:
    """What a link says, whoever made it; None for what has not the form of one."""
    parts = token.split(".")
    return Link(*parts) if len(parts) == 5 and all(parts) else None


def _whose(account: Account) -> str:
    return keyring().blind("mailbox-account", str(account.pk)).hex()[:SIGNS]


def _which(account: Account, known: Known) -> str:
    return keyring().blind("mailbox-address", f"{account.pk}:{known.mail_index.hex()}").hex()[:SIGNS]


def _seal(whose: str, which: str, sent: str) -> str:
    return keyring().blind("mailbox-link", f"{whose}:{which}:{sent}").hex()[:SIGNS]


def _binding(account: Account, known: Known) -> bytes:
    return otp.binding(PURPOSE, account.pk, known.mail_index.hex())
