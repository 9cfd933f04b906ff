"""Measures how many policies one core typesets, signs, has stamped and checks a second, over the policies of a running system (its own
demo's, or one that is named); prints JSON. What is made is thrown away. See --help.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from itertools import pairwise
from statistics import median
from typing import Any

from bench.system import add_place, system, yardstick

STEPS = ("typeset", "signed_stamped_checked")


def main() -> None:
    """Run the measurement that the arguments name."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--policies", type=int, default=60, help="how many policies to make (default 60)")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    add_place(parser)
    chosen = parser.parse_args()
    if chosen.inside:
        print(json.dumps(measure(chosen.policies)))
        return
    with system(chosen, durable=False) as running:
        command = [sys.executable, "-m", "bench.policy", "--inside", "--policies", str(chosen.policies)]
        done = subprocess.run(command, env=running.environment, check=True, capture_output=True, text=True)
        print(json.dumps(json.loads(done.stdout.splitlines()[-1]), indent=1))


def measure(policies: int) -> dict[str, Any]:
    """Make each policy that there is anew, in turns, until there are so many; the first few, which load fonts and keys, don't count."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "toubao.config.settings")
    import django

    django.setup()
    from toubao.business import whose
    from toubao.business.policies.models import Policy
    from toubao.doors.clock import now

    with whose.system():
        there = list(Policy.objects.select_related("person__key")[:50])
        if not there:
            raise SystemExit("that system has no policy yet")
        for policy in there[:3]:
            _made(policy, now())
        took = [_made(there[number % len(there)], now()) for number in range(policies)]
    each = {step: round(median(one[at] for one in took), 2) for at, step in enumerate(STEPS)}
    return {
        "policies": policies,
        "cpu_ms_each": each,
        "a_second_on_one_core": round(1000 / sum(each.values()), 1),
        "yardstick_ms": yardstick(),
    }


def _made(policy: Any, at: Any) -> tuple[float, ...]:
    """Milliseconds of CPU for each step."""
    from toubao.business.policies import making
    from toubao.business.policies.paper import signing, typeset

    marks = [time.thread_time()]
    pdf = typeset.policy(making.policy_data(policy, now=at))
    marks.append(time.thread_time())
    _, holds = making.signed(pdf, reason=signing.REASON, now=at)
    marks.append(time.thread_time())
    if not holds:
        raise SystemExit(f"the signature of {policy.number} does not hold")
    return tuple((after - before) * 1000 for before, after in pairwise(marks))


if __name__ == "__main__":
    main()
