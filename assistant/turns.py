"""Turns at a library: those who use it are let in one at a time, in the order they came. It knows nothing of libraries.

Taking a turn is where work that takes too long is given up (`assistant.time_limit`): its turn goes on to the next.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from assistant.time_limit import check_time

HANDED_OVER = -1
"""Stands for the thread that is about to wake; no thread has this number."""


class FairLock:
    """A lock that is given in the order it was asked for, so that nobody waits long; its holder may take it again.

    A plain lock goes to whoever comes by when it is free, and under load some wait many times as long as others.
    Raises OutOfTime, and is not held, where the time of the one who takes it is over.
    """

    def __init__(self) -> None:
        self._gate = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._holder: int | None = None
        self._depth = 0

    def __enter__(self) -> FairLock:
        check_time()
        me = threading.get_ident()
        with self._gate:
            if self._holder in (None, me):
                self._holder, self._depth = me, self._depth + 1
                return self
            turn = threading.Event()
            self._waiting.append(turn)
        try:
            turn.wait()
            check_time()
        except BaseException:  # a signal or the time limit ends the wait: the turn must not be handed to one who is gone
            with self._gate:
                if turn in self._waiting:
                    self._waiting.remove(turn)
                else:
                    self._hand_over()
            raise
        with self._gate:  # handed over: free for this one only
            self._holder, self._depth = me, 1
        return self

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Let others in for work that touches nothing of what is locked; then it is this one's again, before all who wait.

        What was read before may have changed meanwhile. Does nothing for one who does not hold the lock.
        """
        with self._gate:
            depth = self._depth if self._holder == threading.get_ident() else 0
            if depth:
                self._depth = 0
                self._hand_over()
        try:
            yield
        finally:
            if depth:
                self._take_back(depth)

    def _take_back(self, depth: int) -> None:
        with self._gate:
            if self._holder is None:
                self._holder, self._depth = threading.get_ident(), depth
                return
            turn = threading.Event()
            self._waiting.appendleft(turn)
        broken_off: BaseException | None = None
        while not turn.is_set():
            try:
                turn.wait()
            except BaseException as signal:  # the blocks around give back what they took: it must be held before they end
                broken_off = signal
        with self._gate:
            self._holder, self._depth = threading.get_ident(), depth
        if broken_off is not None:
            raise broken_off

    def __exit__(self, *fault: object) -> None:
        with self._gate:
            self._depth -= 1
            if not self._depth:
                self._hand_over()

    def _hand_over(self) -> None:
        """Let the next one in. The gate is held."""
        if self._waiting:
            self._holder = HANDED_OVER
            self._waiting.popleft().set()
        else:
            self._holder = None
