"""The key of each person: made once, wrapped by the keyring, used to seal what is personal about them."""

import json
import os
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from toubao.journal.envelope import Unreadable, seal, unseal
from toubao.journal.keyring import keyring
from toubao.journal.models import SubjectKey


def make_key(holder: UUID, *, now: datetime) -> SubjectKey:
    """Make and store the holder's key; the same row is given back if it is there already."""
    key, _ = SubjectKey.objects.get_or_create(holder=holder, defaults={"wrapped": keyring().wrap(os.urandom(32)), "made_at": now})
    return key


def seal_for(key: SubjectKey, values: dict[str, Any], *, context: str) -> bytes:
    """Encrypt a JSON object under a person's key. Raises Unreadable if that key was destroyed."""
    return seal_bytes_for(key, json.dumps(values, ensure_ascii=False).encode(), context=context)


def unseal_for(key: SubjectKey, sealed: bytes | memoryview, *, context: str) -> dict[str, Any]:
    """The JSON object that `seal_for` encrypted. Raises Unreadable if the key is destroyed or the bytes were moved."""
    opened: dict[str, Any] = json.loads(unseal_bytes_for(key, sealed, context=context))
    return opened


def seal_bytes_for(key: SubjectKey, content: bytes, *, context: str) -> bytes:
    """Encrypt a file under a person's key. Raises Unreadable if that key was destroyed."""
    return seal(_bare(key.wrapped, key.holder), content, context)


def unseal_bytes_for(key: SubjectKey, sealed: bytes | memoryview, *, context: str) -> bytes:
    """The file that `seal_bytes_for` encrypted. Raises Unreadable if the key is destroyed or the bytes were moved."""
    return unseal(_bare(key.wrapped, key.holder), bytes(sealed), context)


def alone_with(holder: UUID) -> None:
    """Until the transaction ends, whoever else asks for the same holder waits. Keys can't be locked by a role that can't change them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(holder)])


def destroy_key(holder: UUID) -> bool:
    """Destroy the holder's key for good (15.1.4); False if there was none any more. The database refuses unless the journal says so before,
    with Event.KEY_DESTROYED about the holder, and to whoever is not the insurer's own work.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT journal_destroy_key(%s)", [holder])
        return bool(cursor.fetchone()[0])


def _bare(wrapped: bytes | memoryview | None, holder: UUID) -> bytes:
    if wrapped is None:
        raise Unreadable(f"the key of {holder} was destroyed")
    return keyring().unwrap(bytes(wrapped))
