"""The kept copy of what an advisory service said of the pinned packages; pip-audit asks it, `make advisories` renews the copy."""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from toubao.config.trouble import Trouble
from toubao.doors.cli.components.inventory import Component
from toubao.doors.cli.counting import counted

NAME = "advisories.json"
SERVICES = ("osv", "pypi")  # as pip-audit names them, in the order in which they are asked


@dataclass(frozen=True, slots=True)
class Advisory:
    """One known vulnerability of a pinned package: all its names, and the versions that no longer have it."""

    pin: str
    id: str
    aliases: tuple[str, ...]
    fixed_in: tuple[str, ...]
    first_seen: date


@dataclass(frozen=True, slots=True)
class Copy:
    """What was answered, for which pins, by whom and when. A pin that isn't in `answered` was not audited."""

    source: str
    asked: date
    answered: tuple[str, ...] = ()
    advisories: tuple[Advisory, ...] = ()
    unanswered: Mapping[str, str] = field(default_factory=dict)  # the service, and why it gave no answer for some or all

    def as_text(self) -> str:
        """The file's text."""
        said = {
            "source": self.source,
            "asked": self.asked.isoformat(),
            "unanswered": dict(self.unanswered),
            "answered": sorted(self.answered),
            "advisories": [
                {
                    "pin": each.pin,
                    "id": each.id,
                    "aliases": list(each.aliases),
                    "fixed_in": list(each.fixed_in),
                    "first_seen": each.first_seen.isoformat(),
                }
                for each in sorted(self.advisories, key=lambda each: (each.pin, each.id))
            ],
        }
        return json.dumps(said, ensure_ascii=False, indent=1) + "\n"


def read(path: Path) -> Copy:
    """A copy from its file. Raises Trouble if the file can't be read as one."""
    try:
        said = json.loads(path.read_text("utf-8"))
        advisories = tuple(_advisory(entry) for entry in said["advisories"])
        return Copy(said["source"], date.fromisoformat(said["asked"]), tuple(said["answered"]), advisories, said["unanswered"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Trouble(f"{path} can't be read as a copy of advisories ({type(error).__name__}: {error}): run `make advisories`.") from error


def newest(*paths: Path) -> Copy:
    """The copy that was asked for last, of those that are there. Raises Trouble if none is."""
    copies = [read(path) for path in paths if path.is_file()]
    if not copies:
        raise Trouble("no copy of advisories is here: run `make advisories` where the network is.")
    return max(copies, key=lambda copy: copy.asked)


def ask(
    requirements: Sequence[Path], packages: Sequence[Component], *, today: date, before: Copy | None = None, osv_url: str | None = None
) -> Copy:
    """Ask the services until one answers for any package; a copy that says so if none does. A vulnerability keeps its first day.

    `osv_url` is the query address of an OSV service of one's own, for networks that reach no other.
    """
    silent: dict[str, str] = {}
    for service in SERVICES:
        answer, why = _audit(requirements, service, ("--osv-url", osv_url) if osv_url and service == "osv" else ())
        copy = _copy(answer, packages, service=service, today=today, before=before)
        if copy.answered:
            return copy
        silent[service] = why or copy.unanswered.get(service, "it answered for no package")
    return Copy(f"nobody: {', '.join(SERVICES)} were asked by pip-audit in vain", today, unanswered=silent)


def _audit(requirements: Sequence[Path], service: str, where: Sequence[str]) -> tuple[list[dict[str, Any]], str]:
    """What pip-audit says of each package; and why it says nothing."""
    named = [part for path in requirements for part in ("-r", str(path))]
    command = [sys.executable, "-m", "pip_audit", *named, "--disable-pip", "-s", service, *where, "-f", "json"]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    try:
        return list(json.loads(ran.stdout)["dependencies"]), ""
    except ValueError:
        last = (ran.stderr.strip().splitlines() or ["pip-audit said nothing"])[-1]
        return [], last.partition(":")[0][:100]


def _copy(answer: list[dict[str, Any]], packages: Sequence[Component], *, service: str, today: date, before: Copy | None) -> Copy:
    wanted = {each.pin for each in packages}
    seen = {(each.pin, each.id): each.first_seen for each in (before.advisories if before else ())}
    answered = {f"{entry['name'].lower().replace('_', '-')}=={entry['version']}": entry["vulns"] for entry in answer if "vulns" in entry}
    skipped = sum("skip_reason" in entry for entry in answer)
    advisories = [
        _found(pin, entry, seen.get((pin, entry["id"]), today)) for pin, entries in answered.items() if pin in wanted for entry in entries
    ]
    unanswered = {service: f"it knows nothing of {counted(skipped, 'package')}"} if skipped else {}
    return Copy(f"pip-audit, service {service}", today, tuple(wanted & set(answered)), tuple(advisories), unanswered)


def _found(pin: str, entry: dict[str, Any], first_seen: date) -> Advisory:
    return Advisory(pin, entry["id"], tuple(entry["aliases"]), tuple(entry["fix_versions"]), first_seen)


def _advisory(entry: dict[str, Any]) -> Advisory:
    first_seen = date.fromisoformat(entry["first_seen"])
    return Advisory(entry["pin"], entry["id"], tuple(entry["aliases"]), tuple(entry["fixed_in"]), first_seen)
