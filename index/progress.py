"""How far a long command of the library is: a bar on stderr where a person watches it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tqdm import tqdm

from index.build import Progress

_FORM = "{desc} {percentage:3.0f}% |{bar}| {n:.2f}/{total} [{elapsed}<{remaining}{postfix}]"


@contextmanager
def shown_progress(doing: str) -> Iterator[Progress]:
    """What is to be told of each file under way; nothing is shown where stderr is no terminal."""
    with tqdm(total=1, unit="report", desc=doing, disable=None, bar_format=_FORM) as bar:

        def show(name: str, done: float, total: int) -> None:
            bar.total = max(total, 1)
            bar.n = done
            bar.set_postfix_str(name)

        yield show
