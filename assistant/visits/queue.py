"""Work that waits, taken from each visitor in turn: one who brings many files keeps nobody else waiting for all of them."""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from typing import Any


class Rotation:
    """Jobs by visitor. `take` goes round the visitors; after `close` there is nothing more to take."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._jobs: OrderedDict[str, deque[Any]] = OrderedDict()
        self._closed = False

    def put(self, visitor: str, job: Any) -> None:
        """Add a job behind those that the visitor has."""
        with self._changed:
            self._jobs.setdefault(visitor, deque()).append(job)
            self._changed.notify()

    def take(self, seconds: float | None = None) -> tuple[str, Any] | None:
        """(visitor, job) of the visitor whose turn it is, waited for; None when closed, or after `seconds` without one."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._jobs, seconds)
            if self._closed or not self._jobs:
                return None
            visitor, jobs = self._jobs.popitem(last=False)
            job = jobs.popleft()
            if jobs:
                self._jobs[visitor] = jobs  # behind the others
            return visitor, job

    def drop(self, visitor: str) -> None:
        """Forget the jobs of a visitor."""
        with self._changed:
            self._jobs.pop(visitor, None)

    def close(self) -> None:
        """End all waiting."""
        with self._changed:
            self._closed = True
            self._jobs.clear()
            self._changed.notify_all()
