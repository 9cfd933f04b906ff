"""Recoveries on the way: asked for, with their codes; recognised; and what was told of them."""

from typing import Any

from tests import builders
from toubao.business.correspondence.queries import Readable, about
from toubao.business.identity import queries as people
from toubao.business.identity.models import Account
from toubao.business.recovery import asking, finishing, jobs, proving, queries
from toubao.business.recovery.models import Recovery
from toubao.business.steps import Decision

NOW = builders.NOW
OLD, NEW = "a long demo password", "穀倉 旁邊 的 七隻 白鷺鷥"


def begun(serial: int = 1, *, form: str = "f", network: str = "n", now: Any = NOW, **said: Any) -> asking.Begun:
    """What came of asking with this person's number and birthday; the worker has done its part."""
    known = builders.somebody(serial)
    wanted = {"number": known.id_number, "born": known.birth_date} | said
    came = asking.begin(form=form, network=network, now=now, **wanted)
    if came.recovery is not None:
        jobs.send(recovery=str(came.recovery), network=network, now=now)
    return came


def asked(serial: int = 1, **more: Any) -> Recovery:
    """A run that waits for both codes."""
    came = begun(serial, **more)
    assert came.recovery is not None
    return reread(came.recovery)


def codes(recovery: Recovery) -> tuple[str, str]:
    """Both codes that were sent: to the phone, to the mailbox."""
    sent = {each.message.channel: each.text for each in about([recovery.pk]) if each.message.purpose == "otp-recover"}
    return sent["sms"].split("驗證碼為 ")[1][:8], sent["mail"].split("驗證碼為 ")[1][:8]


def entered(recovery: Recovery, *, now: Any = NOW) -> str:
    """What came of entering both right codes."""
    phone, mail = codes(recovery)
    return proving.try_codes(recovery=recovery, phone=phone, mail=mail, network="n", now=now)


def recognised(serial: int = 1, **more: Any) -> Recovery:
    """A run whose holder was recognised by both codes."""
    recovery = asked(serial, **more)
    assert entered(recovery) == proving.RIGHT
    return reread(recovery.pk)


def set_password(recovery: Recovery, *, password: str = NEW, now: Any = NOW) -> Decision:
    """Set the new password."""
    return finishing.set_password(recovery=recovery, password=password, network="n", now=now)


def done(serial: int = 1, **more: Any) -> Recovery:
    """A run that came to a new password."""
    recovery = recognised(serial, **more)
    assert set_password(recovery).taken
    return reread(recovery.pk)


def reread(recovery: Any) -> Recovery:
    """The run as the database has it."""
    found = queries.recovery(recovery)
    assert found is not None
    return found


def account_now(account: Account) -> Account:
    """The account as the database has it."""
    found = people.account(account.pk)
    assert found is not None
    return found


def told(recovery: Recovery) -> list[Readable]:
    """What was told of a run, codes apart."""
    return [each for each in about([recovery.pk]) if not each.message.purpose.startswith("otp")]


def token(recovery: Recovery) -> str:
    """The token of the link that disowns the new password."""
    return next(each.text.split("/not-me/")[1].rstrip("/") for each in told(recovery) if "/not-me/" in each.text)
