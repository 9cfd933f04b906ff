"""`toubao doctor`: is everything in order? One line for each thing that is looked at."""

import argparse
import json
from dataclasses import asdict
from typing import Any


def register(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("doctor", help="is everything in order? configuration, database, worker, keys, sandbox, allowances, time")
    parser.add_argument("--json", action="store_true", help="print the findings as JSON")
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Look at everything; 1 if anything is wrong. What is unknown is neither wrong nor good, and is said."""
    from toubao.doors.cli.doctor.finding import Standing
    from toubao.doors.cli.doctor.findings import examine

    found = examine()
    worst = max((finding.standing for finding in found), key=list(Standing).index)
    if chosen.json:
        print(json.dumps({"standing": worst, "findings": [asdict(finding) for finding in found]}, ensure_ascii=False))
    else:
        for finding in found:
            said = "WRONG" if finding.standing is Standing.WRONG else finding.standing.value
            print(f"{said:<7}  {finding.name:<14} {finding.words}")
    return 1 if worst is Standing.WRONG else 0
