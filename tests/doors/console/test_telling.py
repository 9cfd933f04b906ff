"""How entries are put into words, and how a flow is drawn; without a database."""

from dataclasses import fields, is_dataclass
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from tests import builders
from toubao.doors.console import telling, words
from toubao.doors.console.words import drawing, people
from toubao.doors.console.words.meant import FIELDS_OF, VALUES_OF
from toubao.rules import facts
from toubao.rules.drawing import flows
from toubao.rules.events import Event
from toubao.rules.flows import delivery, payment, purchase
from toubao.rules.kit import KINDS, duties
from toubao.rules.personal import Personal


def test_every_word_of_the_journal_has_words_for_people() -> None:
    assert set(words.EVENTS) == set(Event)
    assert words.event("another.word") == "another.word"


def test_every_state_duty_and_kind_has_words() -> None:
    assert {str(state) for state in purchase.State} == set(words.STATES)
    assert {str(state) for state in payment.State} == set(words.PAYMENTS)
    assert {str(state) for state in delivery.State} == set(words.POLICIES)
    assert {duty.name for duty in duties()} <= set(words.DUTIES)
    assert {kind.kind for kind in KINDS} == set(words.KINDS)


def test_every_open_field_of_facts_has_words() -> None:
    kinds = [kind for kind in vars(facts).values() if isinstance(kind, type) and is_dataclass(kind) and kind is not Personal]
    names = {field.name for kind in kinds for field in fields(kind) if "Personal" not in str(field.type)}
    assert names == set(words.FACTS)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("otp_entered", True, "是"), ("otp_entered", False, "否"), ("premium", 330, "NT$330"), ("tries", 2, "2"), ("screening", [], "（無）"),
        ("reason", "", "（無）"), ("answer", None, "（無）"), ("way", "online", "線上"), ("abnormal", ["applications:6"], ["最近 90 天在本公司另有 6 件要保"]),
        ("abnormal", ["applications:8:30"], ["最近 30 天在本公司另有 8 件要保"]),
        ("digest", "ab12cd34" + "0" * 56, "雜湊值 ab12 cd34"), ("documents", ["terms:ab12cd34" + "0" * 56], ["terms：雜湊值 ab12 cd34"]),
    ],
)  # fmt: skip
def test_a_recorded_value_in_words(name: str, value: Any, said: Any) -> None:
    assert telling.value(name, value) == said


@pytest.mark.parametrize(
    ("where", "said"),
    [(Event.OTP_FAILED, "密碼已用過"), (Event.PROOF_REFUSED, "帶回的證明已經用過一次"), (Event.CERTIFICATE_CHECKED, "這段內容已經簽過")],
)
def test_a_word_means_what_its_event_is_about(where: Event, said: str) -> None:
    entry: Any = SimpleNamespace(event=where.value, outcome="noted", verdicts=[], facts={"because": "used", "reference": ""})
    assert telling._text(entry) == said
    assert telling.pairs({"because": "used"}, where.value) == (("原因", said),)


@pytest.mark.parametrize(
    ("where", "said"), [("holder_check", "持卡人就是要保人"), (Event.PROOF_APPLIED_FOR.value, "證號與車牌相符"), ("", "相符")]
)
def test_a_field_is_called_by_what_was_asked(where: str, said: str) -> None:
    assert telling.pairs({"matched": True}, where) == ((said, "是"),)


def test_words_are_keyed_by_events_and_institutions_that_there_are() -> None:
    known = {event.value for event in Event} | set(words.INSTITUTIONS)
    assert set(VALUES_OF) | set(FIELDS_OF) <= known
    assert all(said != words.VALUES.get(value) for of in VALUES_OF.values() for value, said in of.items())


def entry(event: Event, facts: dict[str, Any], *, outcome: str = "noted", actor: tuple[str, str] = ("system", "toubao")) -> Any:
    """An entry as far as its words need it."""
    return SimpleNamespace(event=event.value, facts=facts, outcome=outcome, verdicts=[], actor_kind=actor[0], actor_id=actor[1])


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (entry(Event.LIMIT_RESERVED, {"because": "travel_accident", "reference": "5000000"}), "旅行平安險（NT$5,000,000）"),
        (entry(Event.DUTY_LATE, {"because": "6.1.1 x", "reference": "2026-11-23T03:00:00+00:00"}), "6.1.1 x（期限 2026-11-23 11:00）"),
        (
            entry(Event.ACTIVATION_SENT, {"because": "again", "reference": "2026-11-23T03:00:00+00:00"}),
            "重寄（2026-11-23 11:00 以前有效）",
        ),
        (
            entry(Event.REGISTRATION_SIGNED, {"because": "pad:tablet", "reference": "ab12" * 16}),
            "在平板閱讀，在簽名板簽名（雜湊值 ab12 ab12）",
        ),
        (entry(Event.NOTICES_AGREED, {"purpose": "purchase", "channel": "branch:taipei", "required": []}), ""),
        (entry(Event.PERSONAL_DATA_READ, {"because": "查核", "reference": "policy document"}), "查核（電子保單）"),
        (entry(Event.PAYMENT_INTENDED, {"because": "own card", "reference": ""}), "以本人信用卡"),
        (entry(Event.OTP_SENT, {"purpose": "confirm", "channel": "sms"}), "確認投保的驗證碼，簡訊"),
        (entry(Event.MESSAGE_SENT, {"purpose": "cleared-1", "channel": "mail"}), "繼續付款通知，電子郵件"),
        (
            entry(Event.INSTITUTION_FAILED, {"institution": "card", "operation": "void", "latency_ms": 9, "reason": "no answer"}),
            "收單機構：取消授權，9 毫秒（no answer）",
        ),
        (entry(Event.ISSUE_REPORTED, {"report_number": "I1"}), ""),
    ],
)
def test_the_sentence_of_an_entry(given: Any, said: str) -> None:
    assert telling._text(given) == said


def test_who_did_it_in_words() -> None:
    names = {"ann": "安"}
    told = [
        telling._actor(entry(Event.OTP_SENT, {}, actor=who), names)
        for who in (("staff", "ann"), ("staff", "bob"), ("institution", "card"), ("person", "x"))
    ]
    assert told == ["安", "bob", "收單機構", "客戶"]


def test_codes_are_struck_out_of_messages() -> None:
    assert telling.without_codes("密碼為 123456，10 分鐘內有效，NT$1,234,567") == "密碼為 ••••••，10 分鐘內有效，NT$1,234,567"


def test_the_quoted_part_of_a_clause_is_marked_and_escaped() -> None:
    assert "<mark>應引導要保人輸入該 OTP</mark>" in telling.quoted("10.1.3", "應引導要保人輸入該 OTP", "2022-06-24")
    assert telling.quoted("10.1.3", "not in it", "2022-06-24").startswith("於要保人送出確認投保前")
    assert telling.quoted("10.1.3", "<b>", "1999-01-01") == "&lt;b&gt;"


def test_a_question_that_is_no_object_is_empty() -> None:
    assert telling._opened("null") == {}
    assert telling._opened("") == {}


@pytest.mark.parametrize("flow", flows(), ids=lambda flow: flow.name)
def test_every_flow_can_be_drawn_without_two_boxes_in_one_place(flow: Any) -> None:
    drawn = drawing.picture(flow, current=str(flow.finals[0]), path=[])
    reachable = {str(step.target) for step in flow.steps} - {str(flow.start)}
    assert {node.state for node in drawn.nodes} == reachable
    assert len({(node.x, node.y) for node in drawn.nodes}) == len(drawn.nodes)
    assert all(0 <= node.x <= drawn.width - drawing.WIDE and 0 <= node.y <= drawn.height - drawing.HIGH for node in drawn.nodes)
    assert all(edge.path.startswith("M") for edge in drawn.edges)
    moves = {(str(a), str(step.target)) for step in flow.steps for a in step.sources if a not in (flow.start, step.target)}
    assert len(drawn.edges) == len(moves), "what stays where it is has no arrow, which would be a stub under its box"


def test_the_picture_shows_where_it_stands_and_which_way_it_went() -> None:
    at = builders.NOW
    path = [("started", at), ("informed", at), ("started", at), ("informed", at), ("withdrawn", at + timedelta(minutes=2))]
    drawn = drawing.picture(purchase.FLOW, current="withdrawn", path=path)
    tones = {node.state: node.tone for node in drawn.nodes}
    assert (tones["started"], tones["withdrawn"], tones["reported"]) == ("past", "here", "ahead")
    assert [node.state for node in drawn.trail] == ["started", "informed", "started", "informed", "withdrawn"]
    assert sum(edge.gone for edge in drawn.edges) == 3
    assert [edge.gone for edge in drawn.edges] == sorted(edge.gone for edge in drawn.edges)


def test_only_steps_that_were_taken_are_on_the_path() -> None:
    moments = [builders.NOW + timedelta(minutes=minute) for minute in range(3)]
    told = [
        SimpleNamespace(event="purchase.started", outcome="taken", at=moments[0]),
        SimpleNamespace(event="purchase.informed", outcome="refused", at=moments[1]),
        SimpleNamespace(event="message.sent", outcome="noted", at=moments[2]),
    ]
    assert telling.path(told, purchase.FLOW) == [("started", moments[0])]  # type: ignore[arg-type]  # as far as a path needs entries


def test_a_network_reads_the_same_here_as_where_customers_see_it() -> None:
    assert [people.network(one) for one in ("198.51.100.7", "2001:db8:1:2::9", "幾個")] == ["198.51.100.x", "2001:db8:1::x", "幾個"]
