"""Whose an identity number is: whoever proved it (7.1). An account whose holder only typed it gives it up to whoever proves that it is
theirs, by certificate, at a branch or by their bank; nothing that is in that account goes with the number.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import uuid4

from django.conf import settings
from django.db import IntegrityError
from django.db.models import QuerySet

from toubao.business import whose
from toubao.business.identity import queries
from toubao.business.identity.changes.holding import close
from toubao.business.identity.changes.notices import to_account
from toubao.business.identity.devices.passkeys.keeping import put_away
from toubao.business.identity.models import Account, Policyholder, Registration
from toubao.business.identity.personal import Known
from toubao.business.identity.proving import ways
from toubao.business.steps import SYSTEM, Actor, note
from toubao.rules.events import Event
from toubao.rules.facts import Noted

PROVING_BACK = ("certificate", "branch")
LOST = "number"


def yields(known: Known, *, way: str, proved: Collection[str] = ()) -> bool:
    """Whether the one account that is in the way of this registration gives the number up: its holder only typed it, reached by an own
    phone or mailbox, while this way proves whose it is. `proved` (phone, mail) as in `registered_already`.
    """
    if not ways.proves_identity(way):
        return False
    with whose.system():
        held = _holding(known).first()
        return held is not None and _strangers(held, known) and not queries.registered_already(known, proved=proved, but=held.pk)


def only_typed(account: Account) -> bool:
    """Whether nothing has shown that this account's number is its holder's own: no way that proves it, at registration, since or in coming
    back; nor the insurer's books, by a phone or mailbox that they have.
    """
    with whose.system():
        anew = Registration.objects.filter(renews=account, state="renewed").values_list("way", flat=True)
        proved = any(ways.proves_identity(way) for way in (account.way, *anew))
        came_back = account.recoveries.filter(way__in=PROVING_BACK, done_at__isnull=False).exists()
        on_file = Policyholder.objects.filter(person=account.person_id, id_index=account.id_index).exists()
    return not (proved or came_back or on_file)


def take_over(known: Known, *, by: Registration, now: datetime) -> bool:
    """End the account that only typed this number, in the transaction that opens its owner's. Raises IntegrityError where the number was
    proved there meanwhile; False where there is none any more.
    """
    with whose.system():
        held = _holding(known).select_for_update(of=("self",)).first()
        if held is None:
            return False
        if not _strangers(held, known):
            raise IntegrityError("the number was proved by its account's holder meanwhile")
        give_up(held, because=by.way, reference=str(by.pk), actor=SYSTEM, now=now)
    return True


def give_up(account: Account, *, because: str, reference: str, actor: Actor, now: datetime) -> None:
    """End an account since its number is somebody else's: nobody signs in, every session, program and passkey ends, its holder is told,
    and a person looks at what was bought there.
    """
    note(Event.NUMBER_LOST, about=account.about, actor=actor, now=now, facts=Noted(because=because, reference=reference))
    close(account=account, leaving=None, actor=actor, because=LOST, now=now)
    put_away(account=account, because=LOST, actor=actor, now=now)
    text = (
        "您註冊時填的證號，已由證明自己是證號本人的人使用，您的網路帳號因此關閉，所有裝置和程式都已登出。帳號裡的投保紀錄由專人處理。"
        f"如果證號是您本人的，請帶身分證件到服務據點，或打免費電話 {settings.INSURER['toll_free']}。"
    )
    _tell(account, text, "您的網路帳號已經關閉", now)


def tell_owner(account: Account, *, now: datetime) -> None:
    """Tell whoever has the number now that somebody else had registered with it; nothing of who that was."""
    text = (
        "有人先前用您的證號註冊過網路帳號，但沒有證明過身分。您證明了是本人，那個帳號已經關閉，裡面的資料不會到您的帳號，如有投保紀錄由專人處理。"
        f"有疑問請打免費電話 {settings.INSURER['toll_free']}。"
    )
    _tell(account, text, "先前有人用您的證號註冊", now)


def _holding(known: Known) -> QuerySet[Account]:
    return Account.objects.select_related("person__key").filter(id_index=known.id_index, closed_at=None)


def _strangers(held: Account, known: Known) -> bool:
    """Whether that account is not proved to be of this person: only typed, and reached where this person isn't."""
    here = held.phone_proved and bytes(held.phone_index or b"") == known.phone_index
    here = here or (held.mail_proved and bytes(held.mail_index or b"") == known.mail_index)
    return not here and only_typed(held)


def _tell(account: Account, text: str, subject: str, now: datetime) -> None:
    to_account(account, text=text, subject=subject, reference=f"number-{uuid4()}", about=account.about, now=now, purpose="number")
