"""From a policy to its signed electronic proof: what it says, typeset and signed as policies are; writes nothing.

What a certificate shows (facts: compulsory automobile): its number with bars, the insurer's name, address and 24-hour free telephone, the
period, the registration data of the vehicle, and on one that is issued again that it is. Nothing of the insured: whoever knows number and
plate may have it, without showing who they are.
"""

import json
from datetime import datetime
from typing import Any, Final

from django.conf import settings

from toubao.business.motor import barcode, queries
from toubao.business.motor.models import MotorPolicy
from toubao.business.policies import making
from toubao.business.policies.paper import typeset
from toubao.journal.writing import TAIPEI

SHEET: Final = "certificate.typ"
REASON: Final = "保險公司簽發強制汽車責任保險電子式投保證明"


def signed_pdf(policy: MotorPolicy, *, issue: int, now: datetime) -> tuple[bytes, bool]:
    """The signed proof and whether its signature verifies. Raises TimestampUnavailable when the authority does not answer."""
    pdf = typeset.sheet(SHEET, words(policy, issue=issue, now=now), making.insurer(), at=now)
    return making.signed(pdf, reason=REASON, now=now)


def words(policy: MotorPolicy, *, issue: int, now: datetime) -> dict[str, Any]:
    """All that the proof says, in words. Raises Unreadable where the key was destroyed."""
    of, insurer, company = queries.vehicle(policy), making.insurer(), settings.INSURER
    vehicle = [("牌照號碼", of.plate), ("車輛種類", of.kind), ("廠牌型式", of.make), ("出廠年月", of.made)]
    return {
        "sample": bool(settings.BRAND.get("demo", False)),
        "number": policy.number,
        "bars": barcode.svg(policy.number),
        "issue": "首次核發" if issue == 1 else f"補發　第 {issue - 1} 次",
        "again": issue > 1,
        "starts": typeset.moment(policy.starts),
        "ends": typeset.moment(policy.ends),
        "vehicle": [each for each in vehicle if each[1]],
        "contact": [
            ("保險公司", insurer.name), ("地址", insurer.address), ("24 小時免付費電話", company.get("motor_line", company["toll_free"])),
            ("網站", insurer.site),
        ],
        "issued": typeset.stamp(now),
        "notes": [
            "本證明由保險公司依帳上資料製作，補發不收費用。保險期間內契約如有變動，以保險公司的紀錄為準。",
            "本文件附有保險公司的電子簽章與時間戳記。以 PDF 閱讀軟體的「簽章」面板，可確認內容自簽發後未經更改。",
        ],
        "record": json.dumps(record(policy, issue=issue, now=now), ensure_ascii=False, sort_keys=True, indent=1),
    }  # fmt: skip


def record(policy: MotorPolicy, *, issue: int, now: datetime) -> dict[str, Any]:
    """The same as plain data for programs, attached to the document; nothing personal is in it."""
    return {
        "certificate_number": policy.number,
        "starts": policy.starts.astimezone(TAIPEI).isoformat(),
        "ends": policy.ends.astimezone(TAIPEI).isoformat(),
        "issue": issue,
        "issued_at": now.astimezone(TAIPEI).isoformat(),
    }
