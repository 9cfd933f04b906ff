"""Changes on the way: asked for, proved, done; and what was told of them."""

from typing import Any

from tests import builders
from toubao.business.correspondence.queries import Readable, about
from toubao.business.identity import queries
from toubao.business.identity.changes import asking
from toubao.business.identity.models import Account, Change
from toubao.business.steps import Decision
from toubao.rules.facts import Kind
from toubao.rules.flows.change import RULES

NOW = builders.NOW
PASSWORD = "a long demo password"
NEW_PHONE, NEW_MAIL = "+886922333444", "fresh@demo.example"
VALUES = {
    Kind.PHONE: NEW_PHONE, Kind.PHONE_LOST: NEW_PHONE, Kind.MAIL: NEW_MAIL, Kind.MAIL_LOST: NEW_MAIL, Kind.NAME: "王新名",
    Kind.ADDRESS: "示範市安禾區新路 9 號", Kind.LEAVE: "",
}  # fmt: skip


def ask(account: Account, kind: Kind, *, password: str = PASSWORD, value: str = "", now: Any = NOW, **more: Any) -> tuple[Change, Decision]:
    """Ask for a change of this kind, to the usual new value."""
    return asking.ask(account=account, kind=kind, value=value or VALUES[kind], password=password, network="n", now=now, **more)


def code(change: Change) -> str:
    """The code that was sent last for what a change waits for, to the old address or to the new one."""
    wanted = "otp-change-new" if state(change) == "proved" else "otp-change-old"
    found = [each.text for each in about([change.pk]) if each.message.purpose == wanted]
    return found[-1].split("驗證碼為 ")[1][:6]


def proved(account: Account, kind: Kind, *, now: Any = NOW, value: str = "") -> Change:
    """A change whose holder proved who they are."""
    change, decision = ask(account, kind, now=now, value=value)
    assert decision.taken
    if asking.old_channel(change):
        assert asking.send_old_code(change=change, network="n", now=now).sent
    known = queries.known(account.person)
    entered = code(change) if asking.old_channel(change) else ""
    assert asking.prove(change=change, entered=entered, identity=(known.id_number, known.birth_date), now=now)[0].taken
    return change


def done(account: Account, kind: Kind, *, now: Any = NOW, value: str = "", keep: Any = None) -> Change:
    """A change as far as its holder can bring it."""
    change = proved(account, kind, now=now, value=value)
    if RULES[kind].new:
        assert asking.send_new_code(change=change, network="n", now=now).sent
        assert asking.confirm_new(change=change, entered=code(change), keep=keep, now=now)[0].taken
    return change


def reread(account: Account) -> Account:
    """The account as the database has it."""
    found = queries.account(account.pk)
    assert found is not None
    return found


def state(change: Change) -> str:
    """How far a change is."""
    return Change.objects.get(pk=change.pk).state


def told(change: Change) -> list[tuple[str, Readable]]:
    """What was told of a change, codes apart: to whom, and the message."""
    return [(each.to, each) for each in about([change.pk]) if not each.message.purpose.startswith("otp")]


def token(change: Change) -> str:
    """The token of the link that stops a change."""
    return next(each.text.split("/not-me/")[1].rstrip("/") for _, each in told(change) if "/not-me/" in each.text)
