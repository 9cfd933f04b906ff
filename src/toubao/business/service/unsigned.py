"""E-policies that nobody signed for in thirty days: somebody is to send them on paper, as the terms say, and writes down that it went."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from toubao.business.policies.models import Policy
from toubao.business.service import requests
from toubao.business.service.requests import Channel, Kind
from toubao.rules.periods import days, ends

WITHIN: Final = days(30, rolls=False)
UNSIGNED: Final = ("sent", "opened")
AT_ONCE: Final = 200
BY: Final = "系統"


def act_on_due(now: datetime) -> int:
    """Put each of them before the desk, once; returns how many."""
    nearly = now - timedelta(days=WITHIN.count)
    found = Policy.objects.select_related("person__key").filter(state__in=UNSIGNED, paper_due_at=None, sent_at__lte=nearly)
    return sum(_ask(policy, now) for policy in found.filter(person__key__wrapped__isnull=False).order_by("sent_at")[:AT_ONCE])


def _ask(policy: Policy, now: datetime) -> bool:
    if policy.sent_at is None or now < ends(policy.sent_at, WITHIN):
        return False
    with transaction.atomic():
        open_still = Policy.objects.filter(pk=policy.pk, state__in=UNSIGNED, paper_due_at=None)
        if not open_still.update(paper_due_at=now):
            return False
        asked = f"電子保單 {policy.number} 寄出三十日，客戶還沒有簽收：請改寄紙本保單到客戶的通訊地址。"
        requests.receive(person=policy.person, kind=Kind.PAPER, channel=Channel.SYSTEM, asked=asked, by=BY, now=now)
    return True
