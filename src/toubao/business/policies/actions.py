"""Writing policies: opened with the contract, issued when signed, sent, opened and signed for by the holder."""

from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection, transaction

from toubao.business.correspondence.actions import File, Words, queue
from toubao.business.identity.actions.waking import used_for_service
from toubao.business.identity.models import Account
from toubao.business.policies import facts, queries
from toubao.business.policies.contract import Contract
from toubao.business.policies.models import Policy, PolicyDocument
from toubao.business.steps import SYSTEM, Actor, Decision, again, take
from toubao.business.work import defer
from toubao.journal.keys import seal_bytes_for
from toubao.journal.writing import TAIPEI
from toubao.rules.flows import delivery as flow
from toubao.rules.table import Step


@transaction.atomic(savepoint=False)
def open_policy(*, contract: Contract, now: datetime) -> Policy:
    """Number a concluded contract and have its document made; called in the transaction that concludes it."""
    policy = Policy(
        id=uuid4(), purchase=contract.purchase, person=contract.person, number=_next_number(now), product=contract.product,
        product_version=contract.product_version, starts=contract.starts, ends=contract.ends, sum_insured=contract.sum_insured,
        premium=contract.premium, concluded_at=contract.concluded_at,
    )  # fmt: skip
    policy.sealed = contract.details.seal(contract.person.key, policy.pk)
    policy.save(force_insert=True)
    work_on(policy.pk)
    return policy


@transaction.atomic(savepoint=False)
def issue(*, policy: Policy, pdf: bytes, signature_intact: bool, now: datetime) -> Decision:
    """Keep the signed document of a policy, once (6.1.2, 6.1.3)."""
    digest = sha256(pdf).hexdigest()
    told = facts.delivery(policy, digest=digest, signature_intact=signature_intact, by="toubao")
    decision = take(flow.ISSUE, thing=policy, facts=told, actor=SYSTEM, now=now, changes={"issued_at": now})
    if decision.taken:
        sealed = seal_bytes_for(policy.person.key, pdf, context=f"policy-pdf:{policy.pk}")
        PolicyDocument.objects.create(policy=policy, digest=digest, sealed=sealed, made_at=now)
    return decision


@transaction.atomic(savepoint=False)
def send(*, policy: Policy, now: datetime) -> Decision:
    """Send the e-policy by mail, once (12.1.4)."""
    told = facts.delivery(policy, digest=policy.document.digest, signature_intact=True, by="mail")
    decision = take(flow.SEND, thing=policy, facts=told, actor=SYSTEM, now=now, changes={"sent_at": now})
    if decision.taken:
        details = queries.details(policy)
        words = Words(purpose="policy", subject=f"您的電子保單 {policy.number}", text=_letter(policy, details.name))
        queue(
            about=policy.about, key=policy.person.key, channel="mail", to=details.mail, words=words, reference=f"policy-{policy.pk}",
            now=now,
            files=[File(f"{policy.number}.pdf", "application/pdf", queries.pdf(policy))],
        )  # fmt: skip
    return decision


@transaction.atomic(savepoint=False)
def open_document(*, policy: Policy, account: Account, now: datetime) -> Decision:
    """The holder opens or downloads the e-policy (2.7, 8; 10.2.5: the trail of it, each time); the first time moves its delivery."""
    return _served(policy, account, flow.OPEN, {"opened_at": now}, now)


@transaction.atomic(savepoint=False)
def sign_for(*, policy: Policy, account: Account, now: datetime) -> Decision:
    """The holder signs for the e-policy (2.7, 8); stale if that was done."""
    return _served(policy, account, flow.SIGN_FOR, {"signed_for_at": now}, now)


def _served(policy: Policy, account: Account, step: Step, changes: dict[str, Any], now: datetime) -> Decision:
    """A service over the web: it counts for how long the account stays awake (8.2)."""
    told, actor = facts.serving(policy, account, now=now), Actor("person", str(account.person_id))
    decision = take(step, thing=policy, facts=told, actor=actor, now=now, changes=changes)
    if decision.stale and step is flow.OPEN:
        decision = again(step, thing=policy, facts=told, actor=actor, now=now)
    if decision.taken:
        used_for_service(account=account, now=now)
    return decision


def work_on(policy: UUID, *, once: bool = False) -> None:
    """Have the worker typeset, sign and send a policy; with `once`, unless that waits already."""
    defer("policies.issue", policy=str(policy), lock=f"policy:{policy}", once=once)


def _next_number(now: datetime) -> str:
    """The next policy number: line, year of the Republic, eight digits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('policies_number')")
        return f"TA{now.astimezone(TAIPEI).year - 1911}{cursor.fetchone()[0]:08d}"


def _letter(policy: Policy, name: str) -> str:
    return (
        f"{name} 您好：\n\n您的電子保單 {policy.number} 已經製作完成，附在這封信裡。文件經電子簽章與時間戳記，可以驗證沒有被更動過。\n\n"
        f"請登入會員中心開啟並簽收：{settings.PUBLIC_URL}/members/policies/{policy.number}/\n\n"
        f"有任何問題，請撥免付費電話 {settings.INSURER['toll_free']}。\n\n{settings.INSURER['company']}"
    )
