"""What is written to people who registered at a branch: the link, that it is on its way, and that something was not accepted (18.1.2)."""

from datetime import datetime
from uuid import uuid4

from django.conf import settings

from toubao.business.branches import places
from toubao.business.branches.models import ActivationLink, Visit
from toubao.business.correspondence.actions import Words, queue
from toubao.business.identity import queries
from toubao.business.identity.changes.notices import to_account
from toubao.business.identity.models import Registration
from toubao.journal.writing import TAIPEI

PURPOSE = "activation"


def link(registration: Registration, made: ActivationLink, address: str, *, now: datetime) -> None:
    """The link by mail; a text to the phone says that it is there, without it. Who has an account is told at its own addresses, too."""
    until = f"{made.expires_at.astimezone(TAIPEI):%Y-%m-%d %H:%M}"
    what = "恢復使用帳號" if registration.renews_id else "設定密碼，啟用您的網路帳號"
    mail = (
        f"您在本公司據點的申請已經審核通過。請在 {until} 以前打開這個連結，{what}：{address} 。"
        f"連結只能用一次，請不要轉寄。如果您沒有到據點申請，請馬上打免付費電話 {settings.INSURER['toll_free']}。"
    )
    text = (
        f"您在據點的申請已經審核通過，啟用連結寄到您的電子信箱，{until} 以前有效。如果不是您申請的，請打 {settings.INSURER['toll_free']}。"
    )
    _write(registration, "mail", mail, "啟用您的網路帳號", f"activation-{made.pk}", now)
    _write(registration, "sms", text, "", f"activation-{made.pk}", now)
    if registration.renews is not None:
        told = f"有人在本公司據點以您的身分證件重新驗證您的網路帳號。如果不是您本人，請馬上打免付費電話 {settings.INSURER['toll_free']}。"
        to_account(
            registration.renews, text=told, subject="您的網路帳號在據點重新驗證", reference=f"activation-own-{made.pk}",
            about=registration.about, now=now, purpose=PURPOSE,
        )  # fmt: skip


def not_accepted(registration: Registration, visit: Visit, *, now: datetime) -> None:
    """What was handed in opens nothing; why is for the branch to explain."""
    branch = places.branch(visit.branch)
    where = f"{branch.name}（{branch.phone}）" if branch.phone else branch.name
    text = f"您在據點的網路帳號申請沒有完成，帳號沒有開立或變更。原因與其他方式，請洽{where}。"
    reference = f"not-accepted-{uuid4()}"
    for channel in ("mail", "sms"):
        _write(registration, channel, text, "網路帳號的申請沒有完成", reference, now)


def _write(registration: Registration, channel: str, text: str, subject: str, reference: str, now: datetime) -> None:
    known = queries.known(registration.person)
    words = Words(purpose=PURPOSE, text=f"【{settings.BRAND['short_name']}】{text}", subject=subject)
    queue(
        about=registration.about, key=registration.person.key, channel=channel, to=known.phone if channel == "sms" else known.mail,
        words=words, reference=f"{reference}-{channel}", now=now,
    )  # fmt: skip
