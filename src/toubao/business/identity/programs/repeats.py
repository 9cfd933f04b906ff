"""Requests that may come twice: claimed by one statement under an idempotency key, answered once, answered the same again for a day."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any, Final
from uuid import UUID, uuid4

from django.db import connection

from toubao.business.identity.models import ApiRequest
from toubao.journal.envelope import seal, unseal
from toubao.journal.keyring import keyring
from toubao.journal.keys import seal_for, unseal_for
from toubao.journal.models import SubjectKey

KEPT: Final = timedelta(hours=24)
TAKEN_FOR_DEAD: Final = timedelta(minutes=1)
_CLAIM = """
INSERT INTO identity_apirequest AS kept (index, fingerprint, thing, began_at, tried_at)
VALUES (%(index)s, %(fingerprint)s, %(thing)s, %(now)s, %(now)s)
ON CONFLICT (index) DO UPDATE SET
    thing = CASE WHEN kept.began_at <= %(old)s THEN excluded.thing ELSE kept.thing END,
    began_at = CASE WHEN kept.began_at <= %(old)s THEN excluded.began_at ELSE kept.began_at END,
    fingerprint = excluded.fingerprint, tried_at = excluded.tried_at, answer = NULL
WHERE kept.began_at <= %(old)s
    OR (kept.answer IS NULL AND kept.tried_at <= %(dead)s AND kept.fingerprint = excluded.fingerprint)
RETURNING thing
"""


class Standing(StrEnum):
    """What became of a claim: it is ours to act on, it was answered before, it is being acted on,
    or its key was used for something else.
    """

    OURS = "ours"
    ANSWERED = "answered"
    RUNNING = "running"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Keyed:
    """A request under a key. `owner` says for whom the key counts; `holder`, whose key seals the answer, where the asker is known."""

    owner: str
    key: str
    request: bytes
    holder: SubjectKey | None = None

    def __repr__(self) -> str:
        return "Keyed(…)"

    @property
    def index(self) -> str:
        """The name under which it is kept; neither owner nor key can be read from it."""
        return keyring().blind("idempotency-key", f"{self.owner}\0{self.key}").hex()

    @property
    def fingerprint(self) -> bytes:
        """A keyed digest of the whole request; a body can hold a password, so a bare digest would not do."""
        return keyring().blind("idempotent-request", self.request.decode("latin-1"))


@dataclass(frozen=True, slots=True)
class Claim:
    """What became of a claim; `thing` names what the request makes, `answer` is the one that was given."""

    standing: Standing
    thing: UUID
    at: datetime
    answer: dict[str, Any] | None = None


def claim(asked: Keyed, *, now: datetime) -> Claim:
    """Claim a request: of any number at once exactly one gets OURS.
    One that was claimed and not answered within a minute is taken for dead.
    """
    values: dict[str, Any] = {
        "index": asked.index, "fingerprint": asked.fingerprint, "thing": uuid4(), "now": now, "old": now - KEPT,
        "dead": now - TAKEN_FOR_DEAD,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, values)
        row = cursor.fetchone()
    if row is not None:
        return Claim(Standing.OURS, row[0], now)
    kept = ApiRequest.objects.filter(pk=asked.index).first()
    if kept is None or (kept.answer is None and bytes(kept.fingerprint) == asked.fingerprint):
        return Claim(Standing.RUNNING, kept.thing if kept else uuid4(), now)
    if bytes(kept.fingerprint) != asked.fingerprint:
        return Claim(Standing.OTHER, kept.thing, now)
    return Claim(Standing.ANSWERED, kept.thing, now, _open(asked, bytes(kept.answer or b"")))


def keep(asked: Keyed, ours: Claim, answer: dict[str, Any]) -> None:
    """Keep the answer of a request that was ours; nothing happens if it was taken for dead meanwhile."""
    ApiRequest.objects.filter(pk=asked.index, thing=ours.thing, tried_at=ours.at).update(answer=_seal(asked, answer))


def let_go(asked: Keyed, ours: Claim) -> None:
    """Let the same request be tried again at once, since what hindered it may pass; what it makes keeps its name."""
    ApiRequest.objects.filter(pk=asked.index, thing=ours.thing, tried_at=ours.at, answer=None).update(tried_at=ours.at - TAKEN_FOR_DEAD)


def _seal(asked: Keyed, answer: dict[str, Any]) -> bytes:
    """Under the person's key; where nobody is signed in, under what only the asker knows: their own key and request."""
    context = f"answer:{asked.index}"
    if asked.holder is not None:
        return seal_for(asked.holder, answer, context=context)
    return seal(_own(asked), json.dumps(answer, ensure_ascii=False).encode(), context)


def _open(asked: Keyed, sealed: bytes) -> dict[str, Any]:
    context = f"answer:{asked.index}"
    if asked.holder is not None:
        return unseal_for(asked.holder, sealed, context=context)
    opened: dict[str, Any] = json.loads(unseal(_own(asked), sealed, context))
    return opened


def _own(asked: Keyed) -> bytes:
    return sha256(b"answer\0" + asked.key.encode() + b"\0" + asked.request).digest()
