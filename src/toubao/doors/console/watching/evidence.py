"""What the nightly looks over the evidence found, for the start page."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from toubao.business.oversight.queries import last
from toubao.doors.look.words import moment
from toubao.rules.events import Event

LATELY: Final = timedelta(hours=36)
KINDS: Final = {
    "purchase": "投保案件", "registration": "註冊", "account": "帳號", "journal": "紀錄的檢查", "changed": "內容與雜湊值不符", "replaced": "被換過",
    "missing": "不見了", "uncounted": "沒有計入", "outcome": "結果",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is wrong, in words, with the page of its case if it has one."""

    words: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One nightly look, as a figure; and, where something is wrong, what to say and where."""

    name: str
    value: str
    words: str
    tone: str
    title: str = ""
    say: str = ""
    places: tuple[Place, ...] = ()


def looks(now: datetime) -> tuple[Look, ...]:
    """All looks, in one query."""
    found = last([Event.JOURNAL_CHECKED, Event.DECISIONS_REPLAYED, Event.FIGURES_RECOUNTED])
    return (
        _look("紀錄檢查", found.get(Event.JOURNAL_CHECKED), now, _check),
        _look("判定重算", found.get(Event.DECISIONS_REPLAYED), now, _replay),
        _look("數字點算", found.get(Event.FIGURES_RECOUNTED), now, _recount),
    )


def _look(name: str, entry: Any, now: datetime, told: Any) -> Look:
    if entry is None:
        return Look(name=name, value="—", words="還沒有做過", tone="")
    if now - entry.at > LATELY:
        return Look(name=name, value="逾期", words=f"上次 {moment(entry.at)}", tone="bad")
    return told(name, entry.facts, moment(entry.at))  # type: ignore[no-any-return]  # one of those below


def _check(name: str, facts: dict[str, Any], at: str) -> Look:
    wrong = facts["faulty"] or facts["strays"] or facts["gone"]
    if not wrong:
        return Look(name=name, value=f"{facts['entries']:,}", words=f"筆全部相符、相連，{at}", tone="good")
    say = f"{facts['faulty']} 個案件的紀錄被改過、換過或少了；{facts['strays']} 筆找不到案件，{facts['gone']} 筆先前數過、現在不見。"
    places = tuple(_place(each) for each in facts["places"]) or (Place("沒有留下案件", ""),)
    return Look(
        name=name, value="有問題", words=at, tone="bad", title="有紀錄被更動過", say=f"{say}請立即通報法令遵循與資訊安全。", places=places
    )


def _replay(name: str, facts: dict[str, Any], at: str) -> Look:
    if not facts["different"]:
        unjudged = facts["older"] + facts["sealed"]
        rest = f"（另 {unjudged:,} 筆無法重算）" if unjudged else ""
        tone = "good" if facts["same"] or not unjudged else ""
        return Look(name=name, value=f"{facts['same']:,}", words=f"筆結果相同{rest}，{at}", tone=tone)
    say = f"{facts['different']} 筆判定今天重算的結果不同。關卡：{'、'.join(facts['gates'])}。"
    places = tuple(_place(each) for each in facts["places"])
    return Look(
        name=name, value=f"{facts['different']:,}", words=f"筆結果不同，{at}", tone="bad", title="判定重算不同", say=say, places=places
    )


def _recount(name: str, facts: dict[str, Any], at: str) -> Look:
    if not facts["different"]:
        return Look(name=name, value="相符", words=f"重新點算後相同，{at}", tone="good")
    say = f"{facts['different']} 個數字與重新點算的不同，已經更正。請系統維運查明原因。"
    places = tuple(Place(each, "") for each in facts["places"])
    return Look(
        name=name, value=f"{facts['different']:,}", words=f"個數字更正，{at}", tone="bad", title="數字曾經不對", say=say, places=places
    )


def _place(told: str) -> Place:
    """`purchase 0b9f…: missing 27` in words."""
    head, _, what = told.partition(": ")
    kind, _, subject = head.partition(" ")
    said = re.sub(r"[a-z]+", lambda word: KINDS.get(word[0], word[0]), what) if kind else what
    return Place(f"{KINDS.get(kind, kind)} {subject[:8]}：{said}", f"/console/cases/{subject}/" if kind == "purchase" else "")
