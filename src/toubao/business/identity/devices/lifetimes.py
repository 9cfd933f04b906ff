"""How long a sign-in lasts: our settings, and over them the operator's file."""

import tomllib
from datetime import timedelta
from functools import lru_cache
from pathlib import Path

from django.conf import settings


@lru_cache(maxsize=1)
def lifetimes() -> dict[str, dict[str, int]]:
    """The lifetimes by kind and name, in seconds: ours, and over them the operator's (settings.LIFETIMES, a file)."""
    own = tomllib.loads((Path(__file__).parent / "lifetimes.toml").read_text("utf-8"))
    theirs = tomllib.loads(Path(settings.LIFETIMES).read_text("utf-8")) if settings.LIFETIMES else {}
    return {kind: values | theirs.get(kind, {}) for kind, values in own.items()}


def lifetime(kind: str, name: str) -> timedelta:
    """One lifetime: `lifetime("browser", "idle")`. Raises KeyError for an unknown name."""
    return timedelta(seconds=lifetimes()[kind][f"{name}_seconds"])
