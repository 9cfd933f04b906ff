"""A kind that only tests know, people who may ask and release it, and a thing whose content can change."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import pyotp

from tests import builders
from toubao.business.governance import actions as governance
from toubao.business.governance.models import Staff
from toubao.business.release import actions
from toubao.business.release.kinds import Doing, Kind, read
from toubao.business.release.models import Release
from toubao.business.steps import Actor, Decision

NOW = builders.NOW
DONE: list[UUID] = []
UNDONE: list[str] = []
CONTENT: dict[UUID, str] = {}
STOPS: list[Decision] = []
KIND = """
[tested]
title = "測試"
asks = ["service"]
releases = ["compliance", "service"]
hours = 24
does = "tests.business.release.given.DOING"
"""


def _stands(release: Release) -> bool:
    return CONTENT.get(release.thing, "as asked") == release.asked["content"]


def _do(release: Release, actor: Actor, now: datetime) -> Decision | None:
    DONE.append(release.thing)
    return STOPS[0] if STOPS else None


def _undo(release: Release, actor: Actor, because: str, now: datetime) -> None:
    UNDONE.append(because)


DOING = Doing(stands=_stands, do=_do, undo=_undo)


def kinds() -> Mapping[str, Kind]:
    """The one kind that is tested."""
    return read(KIND)


def hired(username: str, role: str) -> Staff:
    """A member of staff."""
    return governance.join(
        username=username, name=username, role=role, password="a long staff password", secret=pyotp.random_base32(), now=NOW
    )


def people() -> None:
    """One who asks, and two who may release."""
    for username, role in (("lin", "service"), ("wang", "compliance"), ("chen", "compliance"), ("hsu", "auditor")):
        hired(username, role)


def asked(**changes: Any) -> Release:
    """A request as it was asked for."""
    told: dict[str, Any] = {"kind": "tested", "thing": uuid4(), "asked": {"content": "as asked"}, "because": "it is needed", "by": "lin"}
    made, decision = actions.ask(**(told | changes), now=NOW)
    assert decision.taken, decision
    return made


def state(release: Release) -> str:
    """Where a request stands now."""
    return Release.objects.get(pk=release.pk).state
