"""The e-policy by mail as its holder chose: a link, or a copy that a password opens which the member centre alone shows; and once more
when they ask. No letter says who they are: neither name nor birth date nor number of theirs.
"""

import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import uuid4

from django.conf import settings
from django.db import transaction

from toubao.business.correspondence.actions import File, Words, queue
from toubao.business.identity.actions.waking import used_for_service
from toubao.business.identity.codes import allowances
from toubao.business.identity.models import Account
from toubao.business.identity.queries import known
from toubao.business.policies import facts, making, queries
from toubao.business.policies.contract import LINK, LOCKED
from toubao.business.policies.models import Policy
from toubao.business.steps import Actor, note, opens
from toubao.business.work import defer
from toubao.rules.events import Event
from toubao.rules.facts import Noted
from toubao.rules.flows import delivery as flow

PURPOSES: Final[Mapping[str, str]] = {LINK: "policy", LOCKED: "policy-pdf"}
"""What a letter is called in the journal, by what it brings."""
AGAIN: Final = "-again"
ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
GROUPS: Final = 4
SIGNS: Final = 4
NOT_SERVED: Final = "not-served"
UNPROVED: Final = "unproved"
_ALLOWED: Final = "policy_mail"


def new_password() -> str:
    """Sixteen signs of an alphabet without look-alikes (79 bits), in groups, so that it can be read out and typed."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(SIGNS)) for _ in range(GROUPS))


def enclosed(policy: Policy, *, now: datetime) -> tuple[File, ...]:
    """What goes with the letter: the encrypted copy, if that was chosen. A document that isn't whole any more has none, and the gates of
    its sending say so. Asks for a time stamp: not within a transaction. Raises TimestampUnavailable, NotSound.
    """
    details = queries.details(policy)
    if details.mailed != LOCKED or not making.kept_whole(policy, now=now):
        return ()
    return (File(f"{policy.number}.pdf", "application/pdf", making.locked_copy(policy, details.opens_with, now=now)),)


def letter(policy: Policy, *, files: tuple[File, ...], more: str = "") -> Words:
    """The letter to the holder; how to open what goes with it, and not with what."""
    company, done = settings.INSURER, f"您的電子保單 {policy.number} 已經製作完成"
    way = _with_copy(done, link(policy)) if files else _without(done, link(policy))
    text = f"您好：\n\n{way}\n\n有任何問題，請撥免付費電話 {company['toll_free']}。\n\n{company['company']}"
    return Words(purpose=PURPOSES[LOCKED if files else LINK] + more, subject=subject(policy), text=text)


def subject(policy: Policy) -> str:
    """What the news of a policy is about."""
    return f"您的電子保單 {policy.number}"


def _without(done: str, here: str) -> str:
    return f"{done}。文件經電子簽章與時間戳記，可以驗證沒有被更動過。\n\n請登入會員中心開啟並簽收：{here}"


def _with_copy(done: str, here: str) -> str:
    return (
        f"{done}，照您選的方式附在這封信裡：一份加密的 PDF（AES-256），內容與會員中心的電子保單相同，並另外加上電子簽章與時間戳記。\n\n"
        f"開啟密碼不在這封信裡，我們的人員也不會問您或告訴您。請登入會員中心，在這張保單的頁面查看開啟密碼，並簽收：{here}\n\n"
        "打開後輸入開啟密碼（16 個英文字母與數字，中間的「-」也要輸入），就能閱讀、列印，並在「簽章」面板確認沒有被更動過。"
    )


def link(policy: Policy) -> str:
    """Where its holder opens it, signed in."""
    return f"{settings.PUBLIC_URL}/members/policies/{policy.number}/"


def ask_again(*, policy: Policy, account: Account, mailed: str, now: datetime) -> str:
    """The holder wants the e-policy by mail once more, and from now on so (2.7, 8): the worker sends it.

    What stands in the way, or nothing: the mailbox was never proved, the account may not be served, or an allowance is used up.
    """
    if not account.mail_proved:
        return UNPROVED
    told = facts.serving(policy, account, now=now)
    if not opens(flow.OPEN, told, now):
        return NOT_SERVED
    if limit := allowances.spend((_ALLOWED, str(policy.pk)), now=now):
        return limit
    _choose(policy, account, mailed, now)
    return ""


@transaction.atomic(savepoint=False)
def _choose(policy: Policy, account: Account, mailed: str, now: datetime) -> None:
    held = Policy.objects.select_related("person__key").select_for_update(of=("self",)).get(pk=policy.pk)
    details = queries.details(held)
    if details.mailed != mailed:
        opens_with = details.opens_with or (new_password() if mailed == LOCKED else "")
        chosen = replace(details, mailed=mailed, opens_with=opens_with)
        Policy.objects.filter(pk=held.pk).update(sealed=chosen.seal(held.person.key, held.pk))
    by = Actor("person", str(account.person_id))
    note(Event.POLICY_ASKED_AGAIN, about=held.about, actor=by, now=now, facts=Noted(because=mailed, reference=held.number))
    used_for_service(account=account, now=now)
    defer("policies.mail_again", policy=str(held.pk), reference=f"policy-{held.pk}{AGAIN}-{uuid4().hex[:12]}", lock=f"policy:{held.pk}")


@transaction.atomic(savepoint=False)
def again(*, policy: Policy, files: tuple[File, ...], reference: str, now: datetime) -> bool:
    """Queue the letter once more; what became of the first one stands. False where the policy may not go out: it is not what was agreed
    to, or not whole.
    """
    whole = making.kept_whole(policy, now=now)
    told = facts.delivery(policy, digest=policy.document.digest, signature_intact=whole, by="mail")
    if not opens(flow.SEND, told, now):
        return False
    words = letter(policy, files=files, more=AGAIN)
    queue(
        about=policy.about, key=policy.person.key, channel="mail", to=known(policy.person).mail, words=words, reference=reference, now=now,
        files=files,
    )  # fmt: skip
    return True
