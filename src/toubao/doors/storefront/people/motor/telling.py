"""A motor policy as the open look-up tells it: the least that answers, in words; what is asked and decided is elsewhere."""

from datetime import datetime
from typing import Any, Final

from toubao.business.motor import queries
from toubao.business.motor.models import ElectronicProof, MotorPolicy
from toubao.doors.look import words
from toubao.doors.storefront.people.motor.kept import Kept

LINES: Final = {"compulsory": "強制汽車責任保險", "voluntary": "任意汽車保險"}
NUMBERS: Final = {"compulsory": "保險證號碼", "voluntary": "保單號碼"}
STANDINGS: Final = {
    "running": ("保險期間內", "good"), "coming": ("還沒開始", "accent"), "ended": ("已到期", "warn"), "stopped": ("已終止", "bad"),
}  # fmt: skip
PAYMENTS: Final = {
    "paid": ("已繳清", "good"), "part": ("部分繳納", "warn"), "due": ("尚未繳納", "warn"), "late": ("逾期未繳", "bad"), "short": ("逾期未繳足", "bad"),
}  # fmt: skip


def told(policy: MotorPolicy, kept: Kept, *, now: datetime) -> dict[str, Any]:
    """One policy for the page: number, plate, period, how it and its premium stand, and whether its proof can be applied for."""
    standing, payment = queries.standing(policy, now), queries.payment(policy, now)
    rows = [
        (NUMBERS[policy.line], policy.number),
        ("車牌號碼", queries.vehicle(policy).plate),
        ("保險期間", [f"{words.moment_both(policy.starts)} 起", f"{words.moment_both(policy.ends)} 止"]),
    ]
    if standing == "stopped" and policy.ended_at is not None:
        rows.append(("提前終止", words.moment_both(policy.ended_at)))
    return {
        "line": LINES[policy.line], "standing": STANDINGS[standing], "rows": rows, "payment": PAYMENTS[payment], "paying": _paying(policy),
        "owing": payment != "paid", "key": kept.key(policy.pk), "proves": policy.line == "compulsory" and standing == "running",
        "compulsory": policy.line == "compulsory", "applied": queries.proof_of(policy.pk, kept.digest) is not None,
    }  # fmt: skip


def _paying(policy: MotorPolicy) -> list[tuple[str, str]]:
    """What was asked for, until when, what was paid and when."""
    rows = [("應繳保險費", words.money(policy.premium)), ("繳費期限", words.both_calendars(policy.due_on))]
    if policy.paid_on is not None:
        rows += [("已繳金額", words.money(policy.paid)), ("繳費日", words.both_calendars(policy.paid_on))]
    return rows


def stages(proof: ElectronicProof) -> list[dict[str, Any]]:
    """How far a proof is: applied for, made and signed, ready to be fetched."""
    made = proof.issued_at is not None
    return [
        {"label": "已受理申請", "state": "done", "at": proof.applied_at},
        {"label": "排版、電子簽章並加時間戳記", "state": "done" if made else "current", "at": proof.issued_at},
        {"label": "可以下載", "state": "done" if made else "todo", "at": proof.issued_at},
    ]
