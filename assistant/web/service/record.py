"""What is noted of one request while it is served, for its line in the log and for the metrics. It holds no text of a question
unless the settings ask for it.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field


@dataclass(slots=True)
class Record:
    """One request. `id` is what a visitor can quote; `told` is what is known of its answer; `kept` that it was made before;
    `question` is its text, only where the settings ask for that.
    """

    endpoint: str = "other"
    id: str = field(default_factory=lambda: secrets.token_hex(6))
    began: float = field(default_factory=time.perf_counter)
    status: int = 0
    told: dict[str, object] = field(default_factory=dict)
    kept: bool | None = None
    refused: str | None = None
    question: str | None = None

    @property
    def seconds(self) -> float:
        """Seconds since it came."""
        return time.perf_counter() - self.began

    def line(self) -> dict[str, object]:
        """What the log says of it."""
        line: dict[str, object] = {"request": self.id, "endpoint": self.endpoint, "status": self.status, "seconds": round(self.seconds, 4)}
        line |= {name: value for name, value in self.told.items() if value is not None}
        for name in ("kept", "refused", "question"):
            if getattr(self, name) is not None:
                line[name] = getattr(self, name)
        return line


_record: ContextVar[Record | None] = ContextVar("record", default=None)


def current() -> Record | None:
    """The record of the request that this thread or task works for."""
    return _record.get()


@contextmanager
def recorded(record: Record) -> Iterator[Record]:
    """Work for this request until the block ends."""
    token = _record.set(record)
    try:
        yield record
    finally:
        _record.reset(token)
