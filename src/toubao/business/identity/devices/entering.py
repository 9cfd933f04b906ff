"""Somebody signs in to a browser: known or not, the session is opened, and a browser that is not known is told of."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction

from toubao.business.correspondence.actions import Words, queue
from toubao.business.identity import queries
from toubao.business.identity.codes.allowances import spend
from toubao.business.identity.devices.choices import choice_of
from toubao.business.identity.devices.known import digest_of, knows
from toubao.business.identity.devices.sessions import From, open_session, told
from toubao.business.identity.devices.user_agents import Kind
from toubao.business.identity.models import Account, BrowserSession, KnownBrowser
from toubao.business.steps import SYSTEM, note
from toubao.journal.writing import TAIPEI
from toubao.rules.events import Event

LONGEST_MARK: Final = 60


@dataclass(frozen=True, slots=True)
class Entered:
    """The session that was opened, and the mark for the browser's cookie."""

    session: BrowserSession
    mark: str


@dataclass(frozen=True, slots=True)
class House:
    """Who writes to people, and whom they can call."""

    name: str
    phone: str


def enter(*, account: Account, by: str, place: From, mark: str, house: House, now: datetime, real: datetime) -> Entered:
    """Open a session for an account that has just signed in; its holder is told if this browser
    is not known, though not at registration.
    """
    mark = mark if 0 < len(mark) <= LONGEST_MARK else secrets.token_urlsafe(32)
    tells = not knows(account.pk, mark) and by != "registration"
    full = spend(("sign_in_notices", str(account.pk)), now=now) if tells else ""
    with transaction.atomic():
        known, _ = KnownBrowser.objects.update_or_create(
            account=account, mark=digest_of(account.pk, mark), defaults={"seen_at": now}, create_defaults={"first_at": now, "seen_at": now}
        )
        session = open_session(account=account, by=by, place=place, now=now, real=real, known=known)
        if tells:
            note(Event.SIGN_IN_TOLD, about=account.about, actor=SYSTEM, now=now, facts=told(session, full or "new browser"))
        if tells and not full:
            _tell(account, session, house, now)
    return Entered(session, mark)


def _tell(account: Account, session: BrowserSession, house: House, now: datetime) -> None:
    """By e-mail, and by SMS where the person wants that; no link, so that a false notice teaches nobody to follow one."""
    known, at = queries.known(account.person), now.astimezone(TAIPEI)
    kind = Kind(session.browser, session.system).words
    text = (
        f"【{house.name}】您的帳號在 {at:%Y-%m-%d %H:%M} 從一個新的裝置登入：{kind}。是您本人就不必理會。"
        f"不是的話，請在會員中心「登入與裝置」結束它並更改密碼，或撥打客服電話 {house.phone}。"
    )
    ways = [("mail", known.mail)] + [("sms", known.phone)] * choice_of(account).tell_by_sms
    for channel, to in ways:
        words = Words(purpose="sign-in", text=text, subject="您的帳號從新的裝置登入")
        reference = f"sign-in-{session.pk}-{channel}"
        queue(about=account.about, key=account.person.key, channel=channel, to=to, words=words, reference=reference, now=now)
