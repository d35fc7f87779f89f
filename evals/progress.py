"""How far a long command has come, on stderr, where a person watches it."""

from __future__ import annotations

import sys
from collections.abc import Callable


def watched_progress(what: str = "") -> Callable[[int, int], None] | None:
    """What is to be told how many are done of how many; None where stderr is no terminal. `what` stands before the numbers."""

    def show(done: int, total: int) -> None:
        print(f"\r{what}{done}/{total}", end="\n" if done == total else "", file=sys.stderr, flush=True)

    return show if sys.stderr.isatty() else None
