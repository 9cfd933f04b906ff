"""How a case is told: entries of the journal as rows of words for the pages; what is personal is not opened here."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from markupsafe import Markup, escape

from toubao import law
from toubao.doors.console import words
from toubao.doors.look.words import moment, money, short_digest
from toubao.journal.chain import Standing
from toubao.journal.models import Entry
from toubao.journal.reading import Opened, intact
from toubao.rules.events import Event
from toubao.rules.kit import gates
from toubao.rules.table import Flow

MONEY = frozenset(
    {"premium", "sum_insured", "amount", "captured_amount", "company_total", "company_limit", "industry_total", "industry_limit"}
)
DIGEST = 64
CODE = re.compile(r"(?<!\d)(?:\d{6}|\d{8})(?!\d)")
TONES = {"refused": "bad", "referred": "warn"}
EVENT_TONES = {
    Event.PURCHASE_CONCLUDED: "good",
    Event.ISSUE_REPORTED: "good",
    Event.POLICY_SIGNED_FOR: "good",
    Event.PURCHASE_REFUSED: "bad",
    Event.PURCHASE_REFERRED: "warn",
    Event.PAYMENT_DECLINED: "bad",
    Event.INSTITUTION_FAILED: "warn",
    Event.INSTITUTION_NOT_ASKED: "warn",
    Event.MESSAGE_FAILED: "bad",
    Event.MESSAGE_BOUNCED: "bad",
    Event.POLICY_RETURNED: "bad",
    Event.PURCHASE_DELAYED: "warn",
    Event.DUTY_LATE: "bad",
    Event.PERSONAL_DATA_READ: "warn",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One entry in words. `verdicts` are rows for the macro of verdicts; `facts` label → value as recorded."""

    number: int
    event: str
    at: datetime
    title: str
    actor: str
    outcome: str
    tone: str
    text: str
    clauses: tuple[str, ...]
    verdicts: tuple[dict[str, Any], ...]
    facts: tuple[tuple[str, Any], ...]
    norm: str
    release: str
    digest: str
    intact: bool
    personal: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question to an institution and its answer, in words; personal values came masked from the gateway."""

    number: int
    at: datetime
    institution: str
    operation: str
    asked: tuple[tuple[str, Any], ...]
    answered: tuple[tuple[str, Any], ...]
    latency_ms: int
    attempts: int
    reason: str


def told(entries: Iterable[Entry], staff: Mapping[str, str], *stands: Standing) -> tuple[Told, ...]:
    """Entries in words, in the order given; `staff` are names by sign-in name, `stands` how the entries of their subjects stand."""
    by_subject = {each.subject: each for each in stands}
    return tuple(_told(entry, staff, by_subject.get(entry.subject_id)) for entry in entries)


def _told(entry: Entry, staff: Mapping[str, str], stands: Standing | None) -> Told:
    verdicts = tuple(_verdict(verdict, entry.norm) for verdict in entry.verdicts)
    return Told(
        number=entry.number,
        event=entry.event,
        at=entry.at,
        title=words.event(entry.event),
        actor=_actor(entry, staff),
        outcome=entry.outcome,
        tone=TONES.get(entry.outcome) or _tone(entry.event),
        text=_text(entry),
        clauses=tuple(dict.fromkeys(v["clause"] for v in verdicts)),
        verdicts=verdicts,
        facts=pairs({name: value for name, value in entry.facts.items() if name != "_"}, entry.event),
        norm=entry.norm,
        release=entry.release,
        digest=bytes(entry.digest).hex(),
        intact=stands.at(entry.number) is None if stands else intact(entry),
        personal=entry.personal is not None,
    )


def _actor(entry: Entry, staff: Mapping[str, str]) -> str:
    if entry.actor_kind == "staff":
        return staff.get(entry.actor_id, entry.actor_id)
    if entry.actor_kind == "institution":
        return words.INSTITUTIONS.get(entry.actor_id, entry.actor_id)
    who = words.ACTORS.get(entry.actor_kind, entry.actor_kind)
    return f"{who}（網路 {entry.actor_id}）" if entry.actor_kind == "visitor" else who


def _tone(event: str) -> str:
    return next((tone for known, tone in EVENT_TONES.items() if known.value == event), "")


def _text(entry: Entry) -> str:
    """The one sentence that says more than the title."""
    facts = entry.facts
    if entry.outcome in TONES:
        return " ".join(v["words"] for v in entry.verdicts if v["ruling"] in ("shut", "refer") and v["words"])
    if "institution" in facts:
        institution, operation = str(facts["institution"]), str(facts["operation"])
        said = f"{words.INSTITUTIONS.get(institution, institution)}：{words.OPERATIONS.get(operation, operation)}"
        return f"{said}，{facts['latency_ms']} 毫秒" + (f"（{facts['reason']}）" if facts["reason"] else "")
    if entry.event.startswith(("otp.", "message.")) and "purpose" in facts:
        channel = {"sms": "簡訊", "mail": "電子郵件"}.get(facts["channel"], facts["channel"])
        return f"{words.purpose(_full_purpose(entry))}，{channel}"
    because, reference = str(facts.get("because", "")), str(facts.get("reference", ""))
    said = words.meant(entry.event, because)
    if said == words.event(entry.event):
        return ""
    return f"{said}（{_reference(entry.event, reference)}）" if said and reference else said


def _reference(event: str, reference: str) -> str:
    """What a note refers to, in words."""
    if event == Event.LIMIT_RESERVED.value and reference.isdecimal():
        return money(int(reference))
    if event == Event.DUTY_LATE.value:
        return f"期限 {moment(datetime.fromisoformat(reference))}"
    if event == Event.ACTIVATION_SENT.value:
        return f"{moment(datetime.fromisoformat(reference))} 以前有效"
    return _shortened(words.VALUES.get(reference, reference))


def _full_purpose(entry: Entry) -> str:
    """A code's purpose as messages call it."""
    purpose = str(entry.facts["purpose"])
    return f"otp-{purpose}" if entry.event.startswith("otp.") else purpose


def _verdict(verdict: Mapping[str, str], norm: str) -> dict[str, Any]:
    gate = gates().get(verdict["gate"])
    note = verdict["words"] or (f"依核准之例外 {verdict['waiver']}" if verdict["waiver"] else "")
    return {
        "clause": verdict["clause"],
        "quote": quoted(verdict["clause"], gate.quote if gate else "", norm),
        "outcome": verdict["ruling"],
        "note": note,
        "gate": verdict["gate"],
        "href": f"/console/clauses/{verdict['clause']}/",
    }


def quoted(clause: str, quote: str, norm: str) -> Markup:
    """A clause's words in the edition under which it was judged, with the part that the gate quotes marked."""
    try:
        text = law.version(norm).clause(clause).text
    except LookupError:
        return escape(quote)
    before, found, after = text.partition(quote) if quote else (text, "", "")
    return Markup("{}<mark>{}</mark>{}").format(before, found, after) if found else escape(text)


def pairs(facts: Mapping[str, Any], where: str = "") -> tuple[tuple[str, Any], ...]:
    """Facts as (label, value in words), as they are meant in an entry of the event `where`, or by that institution; lists stay lists."""
    return tuple((words.called(where, name), value(name, what, where)) for name, what in facts.items())


def value(name: str, what: Any, where: str = "") -> Any:
    """One recorded value in words."""
    if isinstance(what, bool):
        return "是" if what else "否"
    if isinstance(what, int) and name in MONEY:
        return money(what)
    if isinstance(what, list):
        return [_shortened(words.sign(str(each))) for each in what] or "（無）"
    if what is None or what == "":
        return "（無）"
    return _shortened(words.meant(where, str(what)))


def _shortened(text: str) -> str:
    """A digest is shown by its first eight digits."""
    head, _, tail = text.rpartition(":")
    return f"{head}{'：' if head else ''}雜湊值 {short_digest(tail)}" if len(tail) == DIGEST and tail.isalnum() and tail.isascii() else text


def questions(entries: Iterable[Entry]) -> tuple[Question, ...]:
    """What institutions were asked and answered, in order."""
    wanted = (Event.INSTITUTION_ANSWERED.value, Event.INSTITUTION_FAILED.value, Event.INSTITUTION_NOT_ASKED.value)
    return tuple(_question(entry) for entry in entries if entry.event in wanted)


def _question(entry: Entry) -> Question:
    facts = entry.facts
    return Question(
        number=entry.number,
        at=entry.at,
        institution=words.INSTITUTIONS.get(facts["institution"], facts["institution"]),
        operation=words.OPERATIONS.get(facts["operation"], facts["operation"]),
        asked=pairs(_opened(facts["question"]), facts["institution"]),
        answered=pairs(_opened(facts["answer"]), facts["institution"]),
        latency_ms=facts["latency_ms"],
        attempts=facts["attempts"],
        reason=facts["reason"],
    )


def whole(found: Iterable[Opened]) -> tuple[Question, ...]:
    """Questions and answers as they were, of those entries that keep them and whose key is there."""
    kept = [(each.entry, _opened(each.personal["whole"])) for each in found if each.personal and "whole" in each.personal]
    return tuple(
        replace(_question(entry), asked=_bare(told.get("question") or told), answered=_bare(told.get("answer") or {}))
        for entry, told in kept
    )


def _bare(told: Mapping[str, Any]) -> tuple[tuple[str, Any], ...]:
    """Fields by their own names, values as they were."""
    return tuple((name, what if isinstance(what, str) else json.dumps(what, ensure_ascii=False)) for name, what in told.items())


def _opened(text: str) -> dict[str, Any]:
    """A question or an answer as it was kept: JSON, or null where there was none."""
    found = json.loads(text or "null")
    return found if isinstance(found, dict) else {}


def path(entries: Iterable[Entry], flow: Flow) -> list[tuple[str, datetime]]:
    """The states of a flow that a thing went through, one after the other, by the steps that were taken."""
    targets = {step.event.value: str(step.target) for step in flow.steps}
    return [(targets[e.event], e.at) for e in entries if e.outcome == "taken" and e.event in targets]


def without_codes(text: str) -> str:
    """A message's words with every one-time password struck out, used or not."""
    return CODE.sub("••••••", text)
