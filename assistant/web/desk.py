"""What the parts of the web chat share: the open library, the visitors' own reports, and the lock around them.

It answers nothing itself; it says which assistant a visitor speaks to.
"""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from index.originals import find_original
from index.types import Report

if TYPE_CHECKING:
    from assistant.ask import Assistant

KEPT_RESULTS = 2000
"""Results kept in memory. An answer depends on the question and the library alone, so it need not be worked out twice."""


HANDED_OVER = -1
"""Stands for the thread that is about to wake; no thread has this number."""


class FairLock:
    """A lock that is given in the order it was asked for, so that nobody waits long; its holder may take it again.

    A plain lock goes to whoever comes by when it is free, and under load some wait many times as long as others.
    """

    def __init__(self) -> None:
        self._gate = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._holder: int | None = None
        self._depth = 0

    def __enter__(self) -> FairLock:
        me = threading.get_ident()
        with self._gate:
            if self._holder in (None, me):
                self._holder, self._depth = me, self._depth + 1
                return self
            turn = threading.Event()
            self._waiting.append(turn)
        turn.wait()
        with self._gate:  # handed over: free for this one only
            self._holder, self._depth = me, 1
        return self

    def __exit__(self, *fault: object) -> None:
        with self._gate:
            self._depth -= 1
            if self._depth:
                return
            if self._waiting:
                self._holder = HANDED_OVER
                self._waiting.popleft().set()
            else:
                self._holder = None


class Desk:
    """One open library and all that the web chat serves from it.

    Hold `lock` around any use of an assistant: its prepared evidence is shared by all.
    """

    def __init__(self, assistant: Assistant, folder: Path | None = None) -> None:
        self.public = assistant
        self.folder = folder
        self.lock = FairLock()
        self._kept: OrderedDict[tuple, dict] = OrderedDict()

    def assistant(self, visitor: str | None = None, files: Sequence[str] | None = None) -> Assistant:
        """The assistant of a visitor, over these files only where some are named. Unknown file names name nothing.

        Where no named file is held, no report is: every question is declined.
        """
        opened = self.public
        return opened if files is None else opened.narrowed(tuple(files))

    def reports(self, visitor: str | None = None) -> tuple[Report, ...]:
        """The reports that a visitor may see."""
        return self.public.reports()

    def is_own(self, visitor: str | None, file: str) -> bool:
        """Whether a report is one that the visitor brought."""
        return False

    def original(self, visitor: str | None, file: str) -> Path | None:
        """The file of a report that the visitor may see, where it is kept."""
        held = {report.file for report in self.reports(visitor)}
        return find_original(self.folder, file) if self.folder and file in held else None

    def reader(self, visitor: str | None) -> str:
        """Whose library a result is made from: "" for all who see the public one only."""
        return ""

    def remembered(self, key: tuple, make: Callable[[], dict]) -> dict:
        """The result for `key`, made at most once while it is kept; one that is a fault is not kept."""
        with self.lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
            made = make()
            if made.get("status") != "error":
                self._kept[key] = made
                if len(self._kept) > KEPT_RESULTS:
                    self._kept.popitem(last=False)
            return made

    def forget(self) -> None:
        """Drop every kept result: the library changed."""
        with self.lock:
            self._kept.clear()
