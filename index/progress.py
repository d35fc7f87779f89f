"""How far a long command of the library is: a bar on stderr where a person watches it, elsewhere a line twice a minute."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tqdm import tqdm

from index.build import Progress

_FORM = "{desc} {percentage:3.0f}% |{bar}| {n:.2f}/{total} [{elapsed}<{remaining}, {rate_noinv_fmt}{postfix}]"
EVERY = 30.0
"""Seconds between two lines in a log."""


@contextmanager
def shown_progress(doing: str) -> Iterator[Progress]:
    """What is to be told of each file under way: it shows how many are done, how many a second, and the time left."""
    with tqdm(total=1, unit=" reports", desc=doing, disable=None, bar_format=_FORM) as bar:
        lines = lines_of_progress(doing) if bar.disable else None

        def show(name: str, done: float, total: int) -> None:
            if lines is not None:
                lines(name, done, total)
                return
            bar.total = max(total, 1)
            bar.n = done
            bar.set_postfix_str(name)

        yield show


def lines_of_progress(
    doing: str, write: Callable[[str], object] = lambda line: print(line, file=sys.stderr, flush=True),
    clock: Callable[[], float] = time.monotonic,
) -> Progress:  # fmt: skip
    """Tells in lines, at most one in `EVERY` seconds, none in a command that is done sooner."""
    begun = told = clock()

    def show(name: str, done: float, total: int) -> None:
        nonlocal told
        now = clock()
        if now - told < EVERY or not name:
            return
        told = now
        rate = done / (now - begun)
        left = f", {tqdm.format_interval((total - done) / rate)} left" if rate else ""
        write(f"{doing}: {done:.1f} of {total} reports, {rate:.2f} reports/s{left}: {name}")

    return show
