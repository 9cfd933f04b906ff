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
    """Look at everything; 1 if anything is wrong."""
    from toubao.doors.cli.doctor.findings import examine

    found = examine()
    well = all(finding.good for finding in found)
    if chosen.json:
        print(json.dumps({"well": well, "findings": [asdict(finding) for finding in found]}, ensure_ascii=False))
    else:
        for finding in found:
            print(f"{'good ' if finding.good else 'WRONG'}  {finding.name:<14} {finding.words}")
    return 0 if well else 1
