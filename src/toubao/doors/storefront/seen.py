"""Remembers, in this process, what was done lately, so that it is done seldom; asks and writes nothing."""

from collections import OrderedDict
from typing import Final
from uuid import UUID

MOST: Final = 20_000


class Seldom:
    """When something was last due for each id; the oldest are forgotten, which costs no more than doing it once too often."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._last: OrderedDict[UUID, float] = OrderedDict()

    def due(self, wanted: UUID, *, since: float, at: float, every: float) -> bool:
        """Whether `every` seconds have passed since the beginning (`since`) and since it was due last; then it counts as done."""
        if at - max(since, self._last.get(wanted, 0.0)) < every:
            return False
        self._last[wanted] = at
        self._last.move_to_end(wanted)
        if len(self._last) > self._most:
            self._last.popitem(last=False)
        return True
