"""A limit on the time that a piece of work may take: it is given up at its next safe point, never in the middle of a step.

A safe point is where the work takes its turn at a library (`assistant.turns`). Nothing here stops a thread.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from index.errors import MingzhangError


class OutOfTime(MingzhangError):
    """The work has taken longer than it may, or nobody waits for it any more."""


class Effort:
    """One piece of work and until when it is worth going on. `seconds` None: without end."""

    def __init__(self, seconds: float | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._until = None if seconds is None else clock() + seconds
        self._given_up = False

    @property
    def left(self) -> float | None:
        """Seconds left, 0 where none is; None without end."""
        if self._given_up:
            return 0.0
        return None if self._until is None else max(0.0, self._until - self._clock())

    def give_up(self) -> None:
        """Let the work end at its next safe point: nobody waits for it any more. Any thread may say so."""
        self._given_up = True

    def check(self) -> None:
        """Raise OutOfTime where the work is not worth going on."""
        if self.left == 0.0:
            raise OutOfTime("this took longer than it may", None, "Ask again in a moment, or ask for less at once.")


_under_way: ContextVar[Effort | None] = ContextVar("effort", default=None)


@contextmanager
def limited(effort: Effort) -> Iterator[Effort]:
    """Work for this effort, in this thread or task and those it starts, until the block ends."""
    token = _under_way.set(effort)
    try:
        yield effort
    finally:
        _under_way.reset(token)


def check_time() -> None:
    """A safe point: raise OutOfTime where the work under way has taken too long. Without a limit, nothing."""
    effort = _under_way.get()
    if effort is not None:
        effort.check()
