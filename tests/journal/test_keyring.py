"""The keyring file and the sealing of bytes."""

import json
import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toubao.journal import keyring as module
from toubao.journal.envelope import NONCE, Unreadable, seal, unseal
from toubao.journal.keyring import FileKeyring, keyring

KEY, OTHER = bytes(range(32)), bytes(32)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keys" / "keyring.json"


@given(text=st.binary(max_size=200), context=st.text(st.characters(exclude_categories=["Cs"])))
def test_what_is_sealed_opens_with_its_key_and_context_only(text: bytes, context: str) -> None:
    sealed = seal(KEY, text, context)
    assert unseal(KEY, sealed, context) == text
    for key, bytes_, where in ((OTHER, sealed, context), (KEY, sealed, context + "x"), (KEY, sealed[:-1], context), (KEY, b"", context)):
        with pytest.raises(Unreadable):
            unseal(key, bytes_, where)


@pytest.mark.parametrize("at", [0, NONCE, -1])
def test_one_changed_bit_is_noticed(at: int) -> None:
    sealed = bytearray(seal(KEY, b"words", "here"))
    sealed[at] ^= 1
    with pytest.raises(Unreadable, match="here"):
        unseal(KEY, bytes(sealed), "here")


def test_the_file_is_for_its_owner_only_and_its_keys_are_random(path: Path) -> None:
    FileKeyring.create(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    kept = json.loads(path.read_text())
    assert kept["keys"]["k1"] != kept["index"]
    assert list(path.parent.iterdir()) == [path]


def test_makers_at_once_agree_on_one(path: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        rings = list(pool.map(lambda _: FileKeyring.create(path), range(4)))
    wrapped = rings[0].wrap(KEY)
    assert [ring.unwrap(wrapped) for ring in rings] == [KEY] * 4
    assert len({ring.blind("x", "y") for ring in rings}) == 1


def test_a_key_wrapped_by_another_ring_or_under_another_name_does_not_open(path: Path, tmp_path: Path) -> None:
    ring, other = FileKeyring.create(path), FileKeyring.create(tmp_path / "other.json")
    wrapped = ring.wrap(KEY)
    with pytest.raises(Unreadable):
        other.unwrap(wrapped)
    with pytest.raises(Unreadable, match="key:k9"):
        ring.unwrap(wrapped.replace(b"k1", b"k9", 1))


def test_after_a_new_current_key_the_old_ones_still_open(path: Path) -> None:
    old = FileKeyring.create(path).wrap(KEY)
    kept = json.loads(path.read_text())
    kept["keys"]["k2"], kept["current"] = kept["index"], "k2"
    path.write_text(json.dumps(kept))
    turned = FileKeyring(path)
    assert turned.unwrap(old) == turned.unwrap(turned.wrap(KEY)) == KEY
    assert b"k2" in turned.wrap(KEY)[:4]


def test_a_blind_index_tells_purposes_apart_and_is_the_same_each_time(path: Path) -> None:
    ring = FileKeyring.create(path)
    assert ring.blind("phone", "x") == ring.blind("phone", "x") != ring.blind("mail", "x")
    assert ring.blind("a", "b\0c") != ring.blind("a\0b", "d")
    assert len(ring.blind("phone", "x")) == 32


@pytest.fixture
def fresh() -> Iterator[None]:
    module.keyring.cache_clear()
    yield
    module.keyring.cache_clear()


def test_in_production_a_missing_keyring_is_never_made(path: Path, fresh: None, settings: Any) -> None:
    settings.KEYS_DIR, settings.PROFILE = path.parent, "production"
    with pytest.raises(FileNotFoundError):
        keyring()
    assert not path.exists()
    made = FileKeyring.create(path)
    assert keyring().unwrap(made.wrap(KEY)) == KEY
    assert json.loads(path.read_text())["made_for"] == "customers"


def test_elsewhere_it_is_made_on_first_use_and_found_again(path: Path, fresh: None, settings: Any) -> None:
    settings.KEYS_DIR, settings.PROFILE = path.parent, "demo"
    wrapped = keyring().wrap(KEY)
    assert json.loads(path.read_text())["made_for"] == "demo"
    module.keyring.cache_clear()
    assert keyring().unwrap(wrapped) == KEY
