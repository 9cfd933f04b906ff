"""What the system consists of: the pinned packages, the files of others that are kept here, the distribution's packages."""

import hashlib
import re
import tomllib
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

from toubao.config.trouble import Trouble

PIN = re.compile(r"^(?P<name>[A-Za-z0-9][\w.-]*)==(?P<version>[^\s;\\]+)(?:\s*;\s*(?P<marker>[^\\]+))?", re.MULTILINE)
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Component:
    """One thing of others: a package or file, where its kind of package comes from (a purl), and the digests it may have."""

    name: str
    version: str
    purl: str
    scope: str  # required, optional or excluded, as CycloneDX says it
    sha256: tuple[str, ...] = ()
    licence: str = ""
    why: str = ""

    @property
    def pin(self) -> str:
        """Name and version as the requirements write them."""
        return f"{self.name}=={self.version}"


@dataclass(frozen=True, slots=True)
class Inventory:
    """Everything of others, and when the packages' versions were chosen."""

    packages: tuple[Component, ...]
    vendored: tuple[Component, ...]
    debian: tuple[Component, ...]
    pinned: date

    @property
    def everything(self) -> tuple[Component, ...]:
        """All of it, in the order of the files that say so."""
        return (*self.packages, *self.vendored, *self.debian)


def inventory(root: Path) -> Inventory:
    """Read a checkout. Raises Trouble where a pin has no hash or a file that is named isn't there."""
    kept = declared(root)
    folder = root / "requirements"
    return Inventory(
        packages=(
            *packages((root / "requirements.txt").read_text("utf-8"), scope="required"),
            *packages((folder / "postgres.txt").read_text("utf-8"), scope="optional"),
        ),
        vendored=tuple(_vendored(root, entry) for entry in kept["vendored"]),
        debian=tuple(
            Component(name=entry["name"], version="", purl=f"pkg:deb/debian/{entry['name']}", scope=entry["scope"], why=entry["why"])
            for entry in kept["debian"]
        ),
        pinned=date.fromisoformat((folder / "pinned.txt").read_text("utf-8").strip()),
    )


def declared(root: Path) -> dict[str, Any]:
    """What requirements/components.toml says."""
    return tomllib.loads((root / "requirements" / "components.toml").read_text("utf-8"))


def packages(requirements: str, *, scope: str) -> tuple[Component, ...]:
    """The pins of a requirements file with the digests of the files that may be installed for each; none of Windows alone."""
    starts = list(PIN.finditer(requirements))
    bounds = pairwise([*(each.start() for each in starts), len(requirements)])
    parts = ((found, requirements[start:end]) for found, (start, end) in zip(starts, bounds, strict=False))
    return tuple(_package(found, lines, scope) for found, lines in parts if "win32" not in (found["marker"] or ""))


def _package(found: re.Match[str], lines: str, scope: str) -> Component:
    name, version = found["name"].lower().replace("_", "-"), found["version"]
    digests = tuple(HASH.findall(lines))
    if not digests:
        raise Trouble(f"{name}=={version} is pinned without a hash: run `make pins`.")
    return Component(name=name, version=version, purl=f"pkg:pypi/{name}@{version}", scope=scope, sha256=digests)


def _vendored(root: Path, entry: dict[str, str]) -> Component:
    path = root / entry["file"]
    if not path.is_file():
        raise Trouble(f"requirements/components.toml names {entry['file']}, and there is no such file.")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return Component(
        name=entry["name"],
        version=entry["version"],
        purl=entry["purl"],
        scope="required",
        sha256=(digest,),
        licence=entry["licence"],
        why=entry["file"],
    )
