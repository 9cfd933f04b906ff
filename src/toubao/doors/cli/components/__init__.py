"""`toubao components`: what of others the system consists of, what is known against it, and the bill of materials."""

import argparse
import importlib.metadata
from datetime import date
from typing import Any

from toubao.doors import checkout, clock
from toubao.doors.cli.components.advisories import NAME, ask, newest, read
from toubao.doors.cli.components.inventory import declared, inventory
from toubao.doors.cli.components.judging import Judgement, judge, policy, unused
from toubao.doors.cli.components.sbom import bill
from toubao.doors.cli.counting import counted

HERE = checkout.ROOT / "requirements" / NAME


def register(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("components", help="packages and files of others: known vulnerabilities, ages, bill of materials")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--sbom", action="store_true", help="write the bill of materials (CycloneDX) into docs/generated/sbom.json")
    form.add_argument("--renew", action="store_true", help="ask the advisory services and keep their answer; needs the network")
    parser.add_argument("--osv-url", metavar="URL", help="with --renew: the query address of an OSV service of your own")
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Judge, write the bill, or renew the copy and judge; 1 if a known vulnerability stands without an exception, or nobody answered."""
    if chosen.sbom:
        print(f"Written: {checkout.write_generated('sbom.json', materials())}")
        return 0
    if chosen.renew:
        _renew(chosen.osv_url)
    found = examine()
    for line in (found.words, *found.vulnerable, *found.stale):
        print(line)
    return 1 if found.vulnerable or (chosen.renew and found.stale) else 0


def _renew(osv_url: str | None) -> None:
    """Ask, and keep what was answered. An answer of before isn't replaced by silence."""
    before = read(HERE) if HERE.is_file() else None
    files = [checkout.ROOT / "requirements.txt", checkout.ROOT / "requirements" / "postgres.txt"]
    copy = ask(files, inventory(checkout.ROOT).packages, today=clock.real_now().date(), before=before, osv_url=osv_url)
    for service, why in copy.unanswered.items():
        print(f"No answer from {service}: {why}")
    if before is not None and before.answered and not copy.answered:
        print(f"Not renewed: the copy of {before.asked} stays")
        return
    HERE.write_text(copy.as_text(), "utf-8")
    print(f"Kept: {copy.source}, {counted(len(copy.answered), 'package')} answered for")


def materials() -> str:
    """The bill of materials of this checkout."""
    return bill(inventory(checkout.ROOT), version=importlib.metadata.version("toubao"))


def examine(*, today: date | None = None) -> Judgement:
    """Judge the pinned packages of this checkout by the newest copy: its own, or one that the operator put into TOUBAO_HOME."""
    from toubao.config.environment import read_environment

    rules = policy(declared(checkout.ROOT))
    copy = newest(HERE, read_environment().home / NAME)
    parts = inventory(checkout.ROOT)
    found = judge(parts, copy, rules, today=today or clock.real_now().date())
    spare = tuple(f"the exception for {each.package} {each.id} covers nothing: take it out" for each in unused(parts, copy, rules))
    return Judgement(found.vulnerable + spare, found.stale, found.words)
