"""Facts to JSON and back, and the digest of an entry: pure."""

import json
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum
from types import ModuleType
from typing import Any, get_args, get_origin, get_type_hints
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toubao.journal.codec import KIND, canonical, digest, plain, restored, split
from toubao.rules import facts as moments
from toubao.rules.personal import Personal

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
PLAIN = {bool: st.booleans(), int: st.integers(-(2**60), 2**60), str: TEXT, date: st.dates()}


def kinds(module: ModuleType = moments) -> list[type[Any]]:
    return [kind for kind in vars(module).values() if isinstance(kind, type) and is_dataclass(kind)]


def values(hint: Any) -> st.SearchStrategy[Any]:
    """Values of a field annotated so."""
    if get_origin(hint) is Personal:
        return values(get_args(hint)[0]).map(Personal)
    if get_origin(hint) is tuple:
        return st.lists(values(get_args(hint)[0]), max_size=3).map(tuple)
    if issubclass(hint, Enum):
        return st.sampled_from(hint)
    return PLAIN[hint]


def facts_of(kind: type[Any]) -> st.SearchStrategy[Any]:
    return st.builds(kind, **{name: values(hint) for name, hint in get_type_hints(kind).items()})


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.__name__)
@settings(max_examples=10, deadline=None)
@given(data=st.data())
def test_every_kind_of_facts_comes_back_from_json_as_it_was(kind: type[Any], data: st.DataObject) -> None:
    facts = data.draw(facts_of(kind))
    open_part, personal_part = split(facts)
    again = restored(json.loads(canonical(open_part)), json.loads(canonical(personal_part)))
    assert again == facts
    assert type(again) is kind


@pytest.mark.parametrize("kind", [kind for kind in kinds() if any(get_origin(h) is Personal for h in get_type_hints(kind).values())])
@settings(max_examples=10, deadline=None)
@given(data=st.data())
def test_what_is_personal_is_never_in_the_open_part(kind: type[Any], data: st.DataObject) -> None:
    open_part, personal_part = split(data.draw(facts_of(kind)))
    personal = {f.name for f in fields(kind) if get_origin(get_type_hints(kind)[f.name]) is Personal}
    assert set(personal_part) == personal
    assert not personal & set(open_part)


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.__name__)
def test_facts_are_frozen_narrow_and_explained(kind: type[Any]) -> None:
    assert kind.__dataclass_params__.frozen
    assert len(fields(kind)) < 20
    assert kind.__doc__
    assert "(" not in kind.__doc__.split("\n")[0][:1]


@pytest.mark.parametrize("name", ["NoSuchFacts", "Way", "Personal", "dataclass", ""])
def test_facts_of_an_unknown_kind_are_refused(name: str) -> None:
    with pytest.raises(LookupError, match="no facts are called"):
        restored({KIND: name}, {})


def test_facts_without_a_field_that_there_is_today_are_refused() -> None:
    with pytest.raises(LookupError, match="because"):
        restored({KIND: "Noted", "reference": ""}, {})


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (datetime(2026, 11, 23, 9, 30, tzinfo=timezone(timedelta(hours=8))), "2026-11-23T01:30:00+00:00"),
        (date(2026, 11, 23), "2026-11-23"),
        (Decimal("1.50"), "1.50"),
        (frozenset({"b", "a"}), ["a", "b"]),
        ({"k": (1, None)}, {"k": [1, None]}),
        (moments.Way.ONLINE, "online"),
        (True, True),
    ],
)
def test_values_have_one_form_in_json(value: object, kept: object) -> None:
    assert plain(value) == kept


@pytest.mark.parametrize("value", [1.5, b"bytes", Personal("x"), object(), {1, 2}])
def test_what_facts_do_not_hold_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="facts do not hold"):
        plain(value)


def test_canonical_bytes_do_not_depend_on_the_order_of_keys() -> None:
    assert canonical({"b": 1, "a": "保"}) == canonical({"a": "保", "b": 1}) == '{"a":"保","b":1}'.encode()


ROW: dict[str, Any] = {
    "id": 7, "subject_id": uuid4(), "number": 1, "event": "otp.sent", "outcome": "taken", "actor_kind": "system", "actor_id": "toubao",
    "at": datetime(2026, 11, 23, 1, 30, tzinfo=UTC), "norm": "2022-06-24", "release": "1.0", "facts": {"a": 1}, "personal": b"sealed",
    "verdicts": [], "digest": b"", "previous": b"before",
}  # fmt: skip
OTHER: dict[str, Any] = {
    "subject_id": uuid4(), "number": 2, "event": "otp.failed", "outcome": "refused", "actor_kind": "person", "actor_id": "x",
    "at": datetime(2026, 11, 23, 1, 31, tzinfo=UTC), "norm": "2023-08-24", "release": "1.1", "facts": {"a": 2}, "personal": None,
    "verdicts": [{"clause": "1.1"}], "previous": b"another",
}  # fmt: skip


@pytest.mark.parametrize("column", OTHER)
def test_the_digest_covers_every_column(column: str) -> None:
    assert digest({**ROW, column: OTHER[column]}) != digest(ROW)


def test_the_digest_leaves_out_only_itself_and_the_rows_number() -> None:
    assert digest({**ROW, "id": 8, "digest": b"x"}) == digest(ROW)
    assert set(OTHER) == set(ROW) - {"id", "digest"}


def test_the_digest_is_of_the_moment_not_of_the_zone_it_is_written_in() -> None:
    assert digest({**ROW, "at": ROW["at"].astimezone(timezone(timedelta(hours=8)))}) == digest(ROW)


def test_entries_of_before_there_was_a_chain_keep_their_digests() -> None:
    """The digest that a release without chain gave to this row."""
    row = {**ROW, "subject_id": UUID("0b9f0000-0000-4000-8000-000000000001"), "previous": None}
    assert digest(row).hex() == "8ff98dba821c3eed7dcb9681f85d912633007c278681d63b1c4a9e1184e66e60"
    assert digest({**row, "previous": b""}) != digest(row)
