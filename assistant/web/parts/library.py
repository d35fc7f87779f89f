"""What the library holds, for the library view and its filters."""

from __future__ import annotations

from collections.abc import Callable

from assistant.web.desk import Desk
from assistant.web.guard import guarded
from assistant.web.payload import show_held


def endpoints(desk: Desk) -> dict[str, Callable]:
    """`/reports`."""

    def reports(visitor: str | None) -> dict:
        """The reports held: `{"reports": [{"file", "name", "title", "year", "kind", "lines", "pages", "own", "original"}]}`."""
        return guarded(lambda: {"reports": show_held(desk, visitor)})

    return {"reports": reports}
