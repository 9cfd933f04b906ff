"""How long and how often we ask: attempts, pauses with jitter, the circuit breaker and the evidence; knows no protocol."""

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from toubao.gateways.answers import Answer, WrongAnswer
from toubao.gateways.breaker import Breaker
from toubao.gateways.bulkhead import BULKHEAD, Full
from toubao.gateways.evidence import Crowded, Evidence, NoAnswer, NotAsked, Rejected, Unreachable, scrub, veil
from toubao.gateways.operations import Operation
from toubao.rules.personal import Personal

R = TypeVar("R")
SHORTEST_ATTEMPT = 0.05


@dataclass(frozen=True, slots=True)
class Patience:
    """Bounds in seconds: to connect, for one attempt, for all of them; how many attempts; the first pause (it doubles)."""

    connect: float = 2.0
    attempt: float = 5.0
    total: float = 12.0
    attempts: int = 3
    pause: float = 0.2


class Failed(Exception):
    """One attempt brought no valid answer; `acted` says whether the institution may have acted on it."""

    def __init__(self, reason: str, *, acted: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.acted = acted


class Refused(Exception):
    """One attempt was answered no. `own` says whether the institution itself said so, by a code of its own; whether that is a refusal or
    an answer that says nothing, the operation's table knows (`operations.py`).
    """

    def __init__(self, code: str, detail: str, answer: Mapping[str, Any], *, own: bool = True) -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail
        self.answer = answer
        self.own = own


@dataclass(frozen=True, slots=True)
class Nerves:
    """Where time and chance come from, so that tests can hold them: growing seconds, a sleep, a random share of one."""

    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    chance: Callable[[], float] = random.random


@dataclass
class _Course:
    """One question on its way."""

    operation: Operation
    question: Mapping[str, Any]
    started: float
    most: int
    attempts: int = 0
    acted: bool = False
    last: Mapping[str, Any] | None = None
    reasons: list[str] = field(default_factory=list)


class Persistence:
    """Asks one institution again and again within `patience`; every question must be safe to repeat. Thread-safe."""

    def __init__(self, institution: str, *, patience: Patience, breaker: Breaker | None = None, nerves: Nerves | None = None) -> None:
        self.institution = institution
        self.patience = patience
        self.nerves = nerves or Nerves()
        self.breaker = breaker or Breaker(clock=self.nerves.clock)

    def ask(
        self,
        operation: Operation,
        question: Mapping[str, Any],
        attempt: Callable[[float], dict[str, Any]],
        read: Callable[[Answer, Evidence], R],
        *,
        attempts: int | None = None,
    ) -> R:
        """Ask, at most as often as `attempts` says or else our patience, until `read` accepts what `attempt(seconds left)` brings.

        Raises Unreachable (also NotAsked, Crowded), NoAnswer or Rejected and nothing else of the world outside; an error of our own
        programming passes through. Rejected is raised only for a code that `operation` lists; whatever else may have acted is NoAnswer.
        """
        course = _Course(operation, question, self.nerves.clock(), attempts or self.patience.attempts)
        try:
            with BULKHEAD.room(self.institution):
                return self._ask(course, attempt, read)
        except Full:
            raise Crowded(self._evidence(course, None), "too many wait") from None

    def _ask(self, course: _Course, attempt: Callable[[float], dict[str, Any]], read: Callable[[Answer, Evidence], R]) -> R:
        while self._may_try(course):
            course.attempts += 1
            try:
                return self._try(course, attempt, read)
            except Failed as failure:
                course.acted = course.acted or failure.acted
                course.reasons.append(failure.reason)
        if not course.attempts:
            raise NotAsked(self._evidence(course, None), "circuit open")
        raise (NoAnswer if course.acted else Unreachable)(self._evidence(course, course.last), course.reasons[-1])

    def _may_try(self, course: _Course) -> bool:
        if course.attempts:
            if course.attempts >= course.most:
                return False
            pause = self.patience.pause * 2 ** (course.attempts - 1) * (0.5 + self.nerves.chance())
            if pause + SHORTEST_ATTEMPT > self._left(course):
                return False
            self.nerves.sleep(pause)
        return self.breaker.admits()

    def _try(self, course: _Course, attempt: Callable[[float], dict[str, Any]], read: Callable[[Answer, Evidence], R]) -> R:
        answered = False
        try:
            fields = attempt(max(SHORTEST_ATTEMPT, min(self.patience.attempt, self._left(course))))
            reply = read(Answer(fields), self._evidence(course, fields))
        except WrongAnswer as wrong:
            raise Failed(str(wrong), acted=True) from None
        except Refused as no:
            answered = no.own
            if not course.operation.refuses(no.code, after_acting=course.acted):
                course.last = no.answer
                raise Failed(f"no known answer: {no.code}", acted=True) from None
            evidence = self._evidence(course, no.answer)
            raise Rejected(evidence, no.code, str(scrub({"detail": no.detail}, course.question)["detail"])) from None
        else:
            answered = True
            return reply
        finally:
            (self.breaker.succeeded if answered else self.breaker.failed)()

    def _left(self, course: _Course) -> float:
        return self.patience.total - (self.nerves.clock() - course.started)

    def _evidence(self, course: _Course, answer: Mapping[str, Any] | None) -> Evidence:
        return Evidence(
            institution=self.institution,
            operation=course.operation.name,
            question=veil(course.question),
            answer=None if answer is None else scrub(answer, course.question),
            latency_ms=round((self.nerves.clock() - course.started) * 1000),
            attempts=course.attempts,
            bare=Personal((course.question, answer)),
        )
