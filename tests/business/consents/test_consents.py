"""Consents: each with the exact text that was agreed to, whatever becomes of the wording; taken back at once where that is possible."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from tests import builders
from toubao import law
from toubao.business.consents import actions, queries, texts
from toubao.business.consents.actions import Hand, Tick, Where
from toubao.business.consents.models import Consent, ShownText
from toubao.business.identity import actions as identity
from toubao.business.identity.models import Account
from toubao.business.steps import Actor
from toubao.journal.models import Entry
from toubao.journal.reading import entries

pytestmark = pytest.mark.django_db
NOW, MAIL = builders.NOW, "advertising-mail"
WHERE = Where("203.0.113.7", "Mozilla/5.0 (invented)")


@pytest.fixture
def account(as_app: None) -> Account:
    """Somebody with an account."""
    return builders.registered_account()


def in_force(name: str = MAIL) -> texts.Text:
    return texts.in_force(NOW.date())[name]


def give(account: Account, text: texts.Text | None = None, *, ticked: bool = True, now: Any = NOW) -> Any:
    return actions.give(
        key=account.person.key, text=text or in_force(), ticked=ticked, seen_to_end=True, where=WHERE,
        actor=Actor("person", str(account.person_id)), now=now,
    )  # fmt: skip


def withdraw(account: Account, name: str = MAIL, *, now: Any = NOW) -> Any:
    return actions.withdraw(key=account.person.key, name=name, actor=Actor("person", str(account.person_id)), now=now)


def test_7_2_1_1_each_notice_of_a_registration_has_its_own_consent_with_time_place_and_text(as_app: None) -> None:
    ticks = {name: Tick(NOW - timedelta(minutes=at), seen_to_end=name == "privacy") for at, name in enumerate(builders.NOTICES)}
    registration, decision = identity.begin_registration(
        way="online", channel="localhost", channel_is_ours=True, notices=builders.NOTICES, shown=tuple(builders.NOTICES),
        read=tuple(builders.NOTICES), consented=True,
        hand=Hand(ticks=ticks, where=WHERE), now=NOW,
    )  # fmt: skip
    assert decision.taken
    given = {each.name: each for each in queries.of_subject(registration.pk)}
    assert {name: each.text_id for name, each in given.items()} == builders.NOTICES
    assert {name: each.given_at for name, each in given.items()} == {name: tick.at for name, tick in ticks.items()}
    assert {name for name, each in given.items() if each.seen_to_end} == {"privacy"}
    assert {(each.place, each.by) for each in given.values()} == {("register", "person")}
    assert queries.where(queries.standing(registration.person_id, "online") or Consent()) == {
        "network": WHERE.network,
        "browser": WHERE.browser,
        "session": "",
    }
    assert WHERE.network.encode() not in bytes(given["online"].sealed)
    facts = Entry.objects.get(subject_id=registration.pk, event="registration.notices_agreed").facts
    assert facts["seen_to_end"] == [f"privacy:{builders.NOTICES['privacy']}"]


def test_15_1_2_one_notice_without_its_own_tick_keeps_the_gate_shut_and_no_consent_is_kept(as_app: None) -> None:
    ticks = {name: Tick(NOW) for name in builders.NOTICES if name != "services"}
    _, decision = identity.begin_registration(
        way="online", channel="localhost", channel_is_ours=True, notices=builders.NOTICES, shown=tuple(builders.NOTICES),
        read=tuple(builders.NOTICES), consented=True,
        hand=Hand(ticks=ticks), now=NOW,
    )  # fmt: skip
    assert [verdict.gate for verdict in decision.shut] == ["agreed_one_by_one"]
    assert not Consent.objects.exists()
    shown = set(ShownText.objects.values_list("digest", flat=True))
    assert shown == set(builders.NOTICES.values()), "what was shown is kept, agreed to or not"


def test_15_1_1_nobody_registers_without_being_told_of_their_data(as_app: None) -> None:
    left = {name: digest for name, digest in builders.NOTICES.items() if name != "privacy"}
    _, decision = identity.begin_registration(
        way="online", channel="localhost", channel_is_ours=True, notices=left, shown=tuple(left), read=tuple(left), consented=True, now=NOW
    )
    assert [verdict.gate for verdict in decision.shut] == ["told_before_collecting"]


def test_8_1_1_1_whoever_registers_to_be_served_agrees_to_the_same_and_the_text_is_kept_once(as_app: None) -> None:
    for purpose in ("service", "purchase"):
        _, decision = identity.begin_registration(
            way="online", purpose=purpose, channel="localhost", channel_is_ours=True, notices=builders.NOTICES,
            shown=tuple(builders.NOTICES), read=tuple(builders.NOTICES), consented=True, now=NOW,
        )  # fmt: skip
        assert decision.taken
    assert Consent.objects.count() == 6
    assert ShownText.objects.count() == 3


def test_a_digest_that_is_none_of_our_texts_is_agreed_to_by_nobody(as_app: None) -> None:
    wrong = {**builders.NOTICES, "privacy": "0" * 64}
    with pytest.raises(KeyError), transaction.atomic():
        identity.begin_registration(
            way="online",
            channel="localhost",
            channel_is_ours=True,
            notices=wrong,
            shown=tuple(wrong),
            read=tuple(wrong),
            consented=True,
            now=NOW,
        )
    assert not Consent.objects.exists()


def test_18_1_1_the_exact_text_is_shown_again_after_the_wording_and_the_insurer_have_changed(account: Account, settings: Any) -> None:
    agreed = queries.standing(account.person_id, "privacy")
    assert agreed is not None
    then = bytes(agreed.text.source).decode()
    settings.INSURER = {**settings.INSURER, "company": "改了名字的保險公司"}
    assert agreed.text_id not in texts.every()
    again = queries.shown(agreed.text_id)
    assert again is not None
    assert again.intact
    assert bytes(again.source).decode() == then
    assert "改了名字" not in then


def test_15_1_2_a_second_version_is_in_force_from_its_day(tmp_path: Path) -> None:
    copytree(texts.HERE, tmp_path / "texts")
    root = tmp_path / "texts"
    copytree(root / "2026-01", root / "2027-07")
    (root / "2027-07" / "privacy.md").write_text("# 新的告知\n\n換了內容。\n", "utf-8")
    table = root / "notices.toml"
    old, new = '"2026-02" = 2026-12-01 }', '"2026-02" = 2026-12-01, "2027-07" = 2027-07-01 }'
    before, mark, after = table.read_text("utf-8").partition("[services]")
    table.write_text(before.replace(old, new) + mark + after, "utf-8")
    assert texts.in_force(date(2027, 6, 30), root)["privacy"].version == "2026-02"
    assert texts.in_force(date(2027, 7, 1), root)["privacy"].title == "新的告知"
    assert texts.in_force(date(2027, 7, 1), root)["services"].version == "2026-02"
    assert texts.in_force(date(2020, 1, 1), root)["privacy"].version == "2026-01"
    assert {text.version for text in texts.every(root).values() if text.name == "privacy"} == {"2026-01", "2026-02", "2027-07"}


def test_21_1_1_a_kept_text_can_be_neither_changed_nor_deleted(account: Account) -> None:
    for wish in (lambda: ShownText.objects.update(source=b"other"), lambda: ShownText.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            wish()
    assert all(text.intact for text in ShownText.objects.all())


def test_21_1_1_a_kept_text_stands_against_its_owner_too_and_a_change_would_be_seen(account: Account) -> None:
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        change = "UPDATE consents_showntext SET source = source || '!'::bytea WHERE name = 'privacy'"
        with pytest.raises(DatabaseError, match="stay as they are"), transaction.atomic():
            cursor.execute(change)
        assert all(text.intact for text in ShownText.objects.all())
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE consents_showntext DISABLE TRIGGER USER")  # the positive control: without the guard it does happen
        cursor.execute(change)
        cursor.execute("ALTER TABLE consents_showntext ENABLE TRIGGER USER")
    assert {text.name for text in ShownText.objects.all() if not text.intact} == {"privacy"}


def test_15_1_2_a_consent_is_given_taken_back_at_once_and_given_again(account: Account) -> None:
    assert not queries.stands(account.person_id, MAIL)
    assert give(account).taken
    assert queries.stands(account.person_id, MAIL)
    assert give(account, now=NOW + timedelta(hours=1)).taken
    assert withdraw(account, now=NOW + timedelta(hours=2)).taken
    assert not queries.stands(account.person_id, MAIL)
    assert withdraw(account) is None
    assert give(account, now=NOW + timedelta(hours=3)).taken
    ended, standing = Consent.objects.filter(name=MAIL).order_by("given_at")
    assert (ended.state, ended.ended_at) == ("withdrawn", NOW + timedelta(hours=2))
    assert [entry.event for entry in entries(ended.pk)] == ["consent.given", "consent.withdrawn"]
    assert [entry.event for entry in entries(standing.pk)] == ["consent.given"]


def test_15_1_2_what_the_contract_needs_is_not_taken_back_and_the_refusal_is_kept(account: Account) -> None:
    decision = withdraw(account, "privacy")
    assert [verdict.gate for verdict in decision.shut] == ["may_be_withdrawn"]
    assert queries.stands(account.person_id, "privacy")
    kept = queries.standing(account.person_id, "privacy")
    assert kept is not None
    assert [(entry.event, entry.outcome) for entry in entries(kept.pk)] == [("consent.withdrawn", "refused")]


@pytest.mark.parametrize(("change", "gate"), [({"ticked": False}, "agreed_freely"), ({"source": "# 舊的\n"}, "agreed_to_what_is_told")])
def test_15_1_2_without_a_tick_or_to_other_words_nothing_is_given(account: Account, change: dict[str, Any], gate: str) -> None:
    text = replace(in_force(), source=change["source"]) if "source" in change else in_force()
    decision = give(account, text, ticked=change.get("ticked", True))
    assert [verdict.gate for verdict in decision.shut] == [gate]
    assert not queries.stands(account.person_id, MAIL)
    assert not Consent.objects.filter(name=MAIL).exists()
    assert not ShownText.objects.filter(name=MAIL).exists()


def test_15_1_2_a_consent_to_newer_words_replaces_the_one_before(account: Account, settings: Any) -> None:
    give(account)
    settings.INSURER = {**settings.INSURER, "company": "改了名字的保險公司"}
    assert give(account, in_force(), now=NOW + timedelta(days=1)).taken
    before, after = Consent.objects.filter(name=MAIL).order_by("given_at")
    assert (before.state, before.ended_at, after.state) == ("replaced", NOW + timedelta(days=1), "given")
    assert before.text_id != after.text_id


def test_every_notice_quotes_its_clause_and_its_versions_have_their_words() -> None:
    for name, notice in texts.notices().items():
        assert notice.quote in law.words(notice.clause), name
        assert bool(notice.needed) is (notice.clause in {"7.2.1.1", "8.1.1.1"}), name
    assert all(text.title and "示範文件" in text.html and "{" not in text.source for text in texts.every().values())
