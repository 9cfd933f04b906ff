"""Writing policies: opened with the contract, issued when signed; their way to the holder is in `delivering.py`."""

import logging
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction

from toubao.business.policies import facts
from toubao.business.policies.contract import Contract
from toubao.business.policies.models import Policy, PolicyDocument
from toubao.business.steps import SYSTEM, Actor, Decision, note, take
from toubao.business.work import defer
from toubao.journal.keys import seal_bytes_for
from toubao.journal.writing import TAIPEI
from toubao.rules.events import Event
from toubao.rules.facts import Delivery, Noted
from toubao.rules.flows import delivery as flow
from toubao.rules.table import Step

_logger = logging.getLogger(__name__)


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
    decision = delivered(flow.ISSUE, policy, told, {"issued_at": now}, now=now)
    if decision.taken:
        sealed = seal_bytes_for(policy.person.key, pdf, context=f"policy-pdf:{policy.pk}")
        PolicyDocument.objects.create(policy=policy, digest=digest, sealed=sealed, made_at=now)
    return decision


def delivered(step: Step, policy: Policy, told: Delivery, changes: dict[str, Any], *, now: datetime, actor: Actor = SYSTEM) -> Decision:
    """Take a step of the delivery; where a gate is shut the policy stops, and somebody is called once (6.1.2, 6.1.3)."""
    decision = take(step, thing=policy, facts=told, actor=actor, now=now, changes={**changes, "stopped_at": None})
    if decision.outcome == "refused" and Policy.objects.filter(pk=policy.pk, stopped_at=None).update(stopped_at=now):
        shut = ", ".join(verdict.gate for verdict in decision.shut)
        _logger.error("a policy is not what was agreed to, or not whole", extra={"policy": policy.number, "shut": shut})
        note(Event.POLICY_STOPPED, about=policy.about, actor=SYSTEM, now=now, facts=Noted(because=shut, reference=policy.number))
    return decision


def work_on(policy: UUID, *, once: bool = False) -> None:
    """Have the worker typeset, sign and send a policy; with `once`, unless that waits already."""
    defer("policies.issue", policy=str(policy), lock=f"policy:{policy}", once=once)


def _next_number(now: datetime) -> str:
    """The next policy number: line, year of the Republic, eight digits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('policies_number')")
        return f"TA{now.astimezone(TAIPEI).year - 1911}{cursor.fetchone()[0]:08d}"
