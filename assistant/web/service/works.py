"""Work off the server's own thread: so many pieces at a time, in the order they came, each within its time.

It knows nothing of what the work is. A piece that takes too long is answered at once and ends at its next safe point
(`assistant.time_limit`); until it has ended it keeps its place, so that work given up cannot pile up.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from typing import TypeVar

import anyio
import anyio.to_thread

from assistant.time_limit import Effort, OutOfTime, check_time, limited
from assistant.web.service.admission import WHEN_CROWDED, Admission, Refused
from assistant.web.service.bodies import Gone
from assistant.web.service.settings import ServiceSettings

ASIDE_SECONDS = 10
"""Seconds that work beside an answer may take, waiting included: later its reader has gone on."""
ASIDE_PART = 4
"""Work beside answers may take this part of the queue."""

Result = TypeVar("Result")


class Works:
    """Takes in pieces of work, as far as `admission` has room, and has them done within their seconds, waiting included."""

    def __init__(self, admission: Admission, settings: ServiceSettings) -> None:
        self._admission = admission
        self._seconds, self._at_once = settings.seconds, settings.at_once
        self._asides_wait = settings.queue // ASIDE_PART
        self._places: anyio.CapacityLimiter | None = None
        self._aside: anyio.CapacityLimiter | None = None
        self._asides = 0
        self._under_way: set[asyncio.Task] = set()

    async def run(self, work: Callable[[], Result], gone: Callable[[], Awaitable[None]], aside: bool = False) -> Result:
        """What `work` returns, done in a thread. `gone` returns when nobody waits for it any more.

        Work done `aside` of an answer (what can be asked next) never holds up the answers of others: one at a time, and when
        many ask it is the first that is not taken.
        Raises Refused where there is no room, OutOfTime where it takes too long, Gone then, and what `work` raises.
        """
        effort = Effort(min(self._seconds, ASIDE_SECONDS) if aside else self._seconds)
        task, left = self._begin(work, effort, aside), asyncio.ensure_future(gone())
        try:
            await asyncio.wait({task, left}, timeout=effort.left, return_when=asyncio.FIRST_COMPLETED)
            if task.done():
                return task.result()
            if left.done():
                raise Gone
        finally:
            left.cancel()
            if not task.done():
                effort.give_up()
        raise OutOfTime("this took longer than it may", None, "Ask again in a moment, or ask for less at once.")

    def _begin(self, work: Callable[[], Result], effort: Effort, aside: bool) -> asyncio.Task[Result]:
        if self._places is None:  # they belong to the event loop, which is running only now
            self._places, self._aside = anyio.CapacityLimiter(self._at_once), anyio.CapacityLimiter(1)
        if aside and self._asides > self._asides_wait:
            raise Refused("crowded", 503, WHEN_CROWDED)
        place, limiter, one_aside = ExitStack(), self._places, self._aside
        place.enter_context(self._admission.piece())
        if aside:
            self._asides += 1
            place.callback(self._end_aside)

        def checked() -> Result:
            check_time()  # what has waited too long is not begun
            return work()

        async def done() -> Result:
            with place, limited(effort):
                if not aside:
                    return await anyio.to_thread.run_sync(checked, limiter=limiter)
                async with one_aside:
                    check_time()
                    return await anyio.to_thread.run_sync(checked, limiter=limiter)

        task = asyncio.create_task(done())
        self._under_way.add(task)  # a task that nobody holds may be lost
        task.add_done_callback(self._ended)
        return task

    def _end_aside(self) -> None:
        self._asides -= 1

    def _ended(self, task: asyncio.Task) -> None:
        self._under_way.discard(task)
        if not task.cancelled():
            task.exception()  # of work given up nobody asks: it is no fault to be told
