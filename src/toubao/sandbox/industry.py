"""The industry's system (in our contract): the query of cumulated sums, and the reports of receipt, issue and withdrawal."""

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from toubao.sandbox import look
from toubao.sandbox.contract import Question, Refusal, Wanted, books, desk, question, reply
from toubao.sandbox.store import Store, number
from toubao.sandbox.switches import read

STEP = 2_000_000
SAMPLES = (
    ("A123456789", "一般人：沒有向其他保險公司投保"),
    ("A100000912", "已有 200 萬元（兩家），還能投保"),
    ("A100000967", "已有 1,200 萬元（一家），剛好是新客戶的上限"),
    ("A100000985", "已有 1,600 萬元（三家），超過上限"),
    ("A100000994", "已有 1,800 萬元（一家），超過上限"),
)


def cumulated(id_number: str) -> tuple[int, int]:
    """What the person of that number has elsewhere: (sum in New Taiwan dollars, companies); from the number alone.

    The eighth character 9 means that there is something: the ninth, times two million. All others have nothing.
    """
    if len(id_number) != 10 or id_number[7] != "9" or not id_number[8].isdigit() or id_number[8] == "0":
        return 0, 0
    share = int(id_number[8])
    return share * STEP, 1 + share % 3


async def query(request: Request) -> Response:
    """POST: other insurers' sums in force, by identity number; with what was reported here for these days, if that is switched on."""

    def act(asked: Question) -> dict[str, Any]:
        reference, told = asked.text("reference"), {"id_number": asked.text("id_number", 20), **_trip(asked)}
        return desk(request).once(("industry_query", "query"), reference, told, lambda: _found(desk(request), reference, told))

    return await question(request, "industry_query", act)


def _trip(asked: Question) -> dict[str, str]:
    line, starts, ends = asked.text("line"), asked.day("starts"), asked.day("ends")
    if ends < starts:
        raise Refusal(422, "invalid-question", "結束日早於開始日。")
    return {"line": line, "starts": starts.isoformat(), "ends": ends.isoformat()}


def _found(store: Store, reference: str, told: dict[str, str]) -> dict[str, Any]:
    total, companies = cumulated(told["id_number"])
    own = reported(store, told) if read(store, "industry_query").with_own else 0
    return {"reference": reference, "total": total + own, "companies": companies + bool(own)}


def reported(store: Store, told: dict[str, str]) -> int:
    """The sums (NT$) of the receipts that were reported for this person and line, not withdrawn, and with a day in common."""
    questions = [json.loads(row["question"]) for row in store.rows("SELECT question FROM receipts WHERE status <> 'withdrawn'")]
    same = [each for each in questions if (each["id_number"], each["line"]) == (told["id_number"], told["line"])]
    return sum(each["sum_insured"] for each in same if each["starts"] <= told["ends"] and each["ends"] >= told["starts"])


async def receive(request: Request) -> Response:
    """POST: an insurer reports that it received an application."""
    store = desk(request)

    def act(asked: Question) -> dict[str, Any]:
        reference = asked.text("reference")
        told = {
            "id_number": asked.text("id_number", 20),
            **_trip(asked),
            "sum_insured": asked.amount("sum_insured"),
            "applied_at": asked.moment("applied_at").isoformat(),
        }
        return store.once(("industry_report", "receipt"), reference, told, lambda: _filed(store, reference, told))

    return await question(request, "industry_report", act)


_MOVED = """
SELECT r.seq, l.reference, r.number, r.status, r.closing, max(r.at, coalesce(json_extract(r.closing, '$.at'), '')) AS moved
FROM receipts r JOIN ledger l
    ON l.institution = 'industry_report' AND l.operation = 'receipt' AND json_extract(l.answer, '$.number') = r.number
WHERE r.seq > ?1 AND ?2 IN ('', l.reference)
AND (r.at >= ?3 AND r.at < ?4 OR coalesce(json_extract(r.closing, '$.at') >= ?3 AND json_extract(r.closing, '$.at') < ?4, 0))
ORDER BY r.seq LIMIT ?5
"""


async def moved(request: Request) -> Response:
    """GET: a page of the receipts that came or were closed within a time, as they stand now; or of one (?reference=)."""

    def find(wanted: Wanted) -> list[dict[str, Any]]:
        found = desk(request).rows(_MOVED, wanted.after, wanted.reference, wanted.since, wanted.until, wanted.limit)
        return [_entry(row) for row in found]

    return await books(request, "industry_report", "receipts", find)


def _entry(row: dict[str, Any]) -> dict[str, Any]:
    closing = json.loads(row["closing"])
    return {
        **{name: row[name] for name in ("seq", "reference", "number", "status")},
        "policy_number": closing.get("policy_number", ""),
        "premium": closing.get("premium", 0),
        "at": row["moved"],
    }


def _filed(store: Store, reference: str, told: dict[str, Any]) -> dict[str, Any]:
    filed = number("R", reference)
    shown = json.dumps(told, ensure_ascii=False)
    store.write("INSERT INTO receipts (number, question, status, at) VALUES (?, ?, 'received', ?)", filed, shown, store.now().isoformat())
    return {"reference": reference, "number": filed}


async def issue(request: Request) -> Response:
    """POST: an insurer reports that the contract of a receipt was concluded."""
    store = desk(request)

    def act(asked: Question) -> dict[str, Any]:
        reference = asked.text("reference")
        told = {
            "receipt": asked.text("receipt"),
            "policy_number": asked.text("policy_number"),
            "concluded_at": asked.moment("concluded_at").isoformat(),
            "premium": asked.amount("premium"),
        }
        return store.once(("industry_report", "issue"), reference, told, lambda: _closed(store, reference, "issued", told))

    return await question(request, "industry_report", act)


async def withdraw(request: Request) -> Response:
    """POST: an insurer takes a receipt back."""
    store = desk(request)

    def act(asked: Question) -> dict[str, Any]:
        reference, told = asked.text("reference"), {"receipt": asked.text("receipt"), "reason": asked.text("reason", 500)}
        return store.once(("industry_report", "withdraw"), reference, told, lambda: _closed(store, reference, "withdrawn", told))

    return await question(request, "industry_report", act)


def _closed(store: Store, reference: str, status: str, told: dict[str, Any]) -> dict[str, Any]:
    receipt = store.row("SELECT status FROM receipts WHERE number = ?", told["receipt"])
    if receipt is None:
        raise Refusal(404, "unknown-receipt", "查無這個收件編號。")
    if receipt["status"] == "withdrawn":
        raise Refusal(409, "receipt-withdrawn", "這筆收件已經撤回。")
    if receipt["status"] == "issued":
        raise Refusal(409, "already-issued", "這筆收件已經通報承保。")
    filed = number("I" if status == "issued" else "W", reference)
    closing = json.dumps({"number": filed, "at": store.now().isoformat(), **told}, ensure_ascii=False)
    store.write("UPDATE receipts SET status = ?, closing = ? WHERE number = ?", status, closing, told["receipt"])
    return {"reference": reference, "number": filed}


async def listed(request: Request) -> Response:
    """GET: all reports, as JSON, newest first."""
    return reply(_reports(desk(request)))


async def page(request: Request) -> Response:
    """GET: all reports and queries."""
    store = desk(request)
    return look.page(
        request, "industry.html", reports=_reports(store), queries=look.asked(store, "industry_query"), samples=SAMPLES, cumulated=cumulated
    )


def _reports(store: Store) -> list[dict[str, Any]]:
    found = store.rows("SELECT * FROM receipts ORDER BY seq DESC LIMIT 500")
    return [
        {
            "number": one["number"],
            "status": one["status"],
            "at": one["at"],
            **json.loads(one["question"]),
            "closing": json.loads(one["closing"]),
        }
        for one in found
    ]


routes = [
    Route("/industry/query", query, methods=["POST"]),
    Route("/industry/receipts", receive, methods=["POST"]),
    Route("/industry/receipts", moved, methods=["GET"]),
    Route("/industry/issues", issue, methods=["POST"]),
    Route("/industry/withdrawals", withdraw, methods=["POST"]),
    Route("/industry/reports.json", listed, methods=["GET"]),
    Route("/industry/", page, methods=["GET"]),
]
