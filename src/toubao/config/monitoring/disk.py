"""Room on the disks that the system writes to: its home and, where it can be seen from here, the database's data directory."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from toubao.config.environment import Environment, number
from toubao.config.launcher.folders import LEAST_FREE
from toubao.config.trouble import Trouble

MB: Final = 1024 * 1024
WARNING_MB, FLOOR_MB = 2048, LEAST_FREE // MB


@dataclass(frozen=True, slots=True)
class Disks:
    """Which places are looked at, by what they hold; below how many MB somebody is warned, and below how many nothing can be served."""

    places: Mapping[str, Path]
    warning_mb: int = WARNING_MB
    floor_mb: int = FLOOR_MB


def disks(environment: Environment, variables: Mapping[str, str]) -> Disks:
    """What the environment says: the home; the embedded database, or the directory that TOUBAO_DATABASE_DISK names. Raises Trouble."""
    named = variables.get("TOUBAO_DATABASE_DISK", "")
    places = {"home": environment.home}
    if named:
        places["database"] = Path(named).absolute()
    elif not environment.database_url:
        places["database"] = environment.home / "pg"
    warning = number("TOUBAO_DISK_WARNING_MB", WARNING_MB, least=1, most=999_999_999, variables=variables)
    floor = number("TOUBAO_DISK_FLOOR_MB", min(FLOOR_MB, warning), least=1, most=999_999_999, variables=variables)
    if floor > warning:
        raise Trouble(f"TOUBAO_DISK_FLOOR_MB is {floor}, but must not be more than TOUBAO_DISK_WARNING_MB, which is {warning}.")
    return Disks(places, warning, floor)


def left(looked_at: Disks) -> dict[str, int]:
    """How many MB are left at each place; a place that isn't there or can't be looked at is left out."""
    found = {}
    for name, place in looked_at.places.items():
        try:
            found[name] = shutil.disk_usage(place).free // MB
        except OSError:
            continue
    return found
