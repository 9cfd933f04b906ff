"""Two versions measured in turns on one machine within one hour: what a neighbour takes from one it takes from the other too."""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

GIT = shutil.which("git") or "git"


def in_turns(module: str, words: Sequence[str], *, against: str, rounds: int, compared: Sequence[str]) -> dict[str, Any]:
    """Measure that revision and this tree in turns with the same `words`; each round of both, and the ratios (this to that) of what is
    `compared`, from the medians. The measuring is this tree's on both sides.
    """
    found: dict[str, list[dict[str, Any]]] = {"before": [], "after": []}
    with _checked_out(against) as source:
        for number in range(rounds):
            for name, more in (("before", ["--source", str(source)]), ("after", [])):
                measured = _measured(module, [*words, *more])
                found[name].append({each: measured[each] for each in compared})
                print(f"round {number + 1} of {rounds}, {name}: {json.dumps(found[name][-1])}", file=sys.stderr)
    middles = {name: _middle(each) for name, each in found.items()}
    return {"against": against, "rounds": found, **middles, "ratio": _ratio(middles["after"], middles["before"])}


@contextmanager
def _checked_out(revision: str) -> Iterator[Path]:
    """The sources of a revision, in a folder that goes away again."""
    with tempfile.TemporaryDirectory(prefix="toubao-version-") as folder:
        place = Path(folder) / "tree"
        subprocess.run([GIT, "worktree", "add", "--quiet", "--detach", str(place), revision], check=True)
        try:
            yield place / "src"
        finally:
            subprocess.run([GIT, "worktree", "remove", "--force", str(place)], check=True)


def _measured(module: str, words: Sequence[str]) -> dict[str, Any]:
    """What a measurement printed."""
    done = subprocess.run([sys.executable, "-m", module, *words], check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _middle(rounds: Sequence[Any]) -> Any:
    """The median of every figure."""
    first = rounds[0]
    if isinstance(first, dict):
        return {name: _middle([each[name] for each in rounds]) for name in first if all(name in each for each in rounds)}
    return round(median(rounds), 2)


def _ratio(after: Any, before: Any) -> Any:
    """This to that, figure by figure; None where there was nothing."""
    if isinstance(after, dict):
        return {name: _ratio(each, before[name]) for name, each in after.items() if name in before}
    return round(after / before, 3) if before else None
