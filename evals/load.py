"""Many visitors asking a web chat at once, without a pause for thought: how long they wait and what fails.

It does not judge answers (`python -m evals run` does), only whether one came and when.
"""

from __future__ import annotations

import itertools
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from evals.errors import BadInput
from evals.summary import milliseconds, percentile
from evals.types import Case
from evals.visitor import NoAnswer, Visitor

KINDS_SHOWN = 5
STRIDE = 7
"""How far apart in the list two visitors begin: prime to its usual lengths, so that they ask different things."""


@dataclass(slots=True)
class Tally:
    """What one visitor met: seconds of each answer that came, and how often each failure did."""

    seconds: list[float] = field(default_factory=list)
    faults: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Load:
    """What all visitors met together. `seconds` are sorted; `lasted` is from the first question to the last answer."""

    visitors: int
    seconds: tuple[float, ...]
    faults: dict[str, int]
    lasted: float

    @property
    def errors(self) -> int:
        """How many questions brought no answer."""
        return sum(self.faults.values())


def settle(url: str) -> None:
    """Wait until the chat at `url` has loaded all it loads beside its first visitors. Raises BadInput where it does not."""
    visitor = Visitor(url)
    try:
        visitor.wait_for_api()
    except NoAnswer as fault:
        raise BadInput(f"no chat answers there ({fault})", where=url, next_step="open it with `python app.py`, or leave --url out") from fault
    finally:
        visitor.close()


def run_load(
    url: str, cases: Sequence[Case], visitors: int, seconds: float, fresh: bool = False, through_api: bool = False,
    visitor: Callable[[str], Any] = Visitor,
) -> Load:  # fmt: skip
    """Let `visitors` ask the chat at `url` questions of `cases` for some seconds, each the next as soon as it is answered.

    Each opens the page first, which may hand out a cookie, and they begin together. `fresh` words every question as it was
    not asked before (by blanks at its end), so that no answer kept in memory helps; `through_api` asks through Gradio's
    API, as programs do, and not as the page does. Raises nothing: faults are counted.
    """
    numbers = itertools.count(1)

    def ask(one: Any, case: Case) -> None:
        question = case.question + _blanks(next(numbers)) if fresh else case.question
        (one.ask_api if through_api else one.ask)(question, case.conversation)

    tallies = [Tally() for _ in range(visitors)]
    ready = threading.Barrier(visitors + 1)
    threads = [
        threading.Thread(target=_visit, args=(visitor(url), ask, cases, number * STRIDE, seconds, ready, tally), daemon=True)
        for number, tally in enumerate(tallies)
    ]
    for thread in threads:
        thread.start()
    ready.wait()
    started = time.perf_counter()
    for thread in threads:
        thread.join()
    lasted = time.perf_counter() - started
    faults = sum((tally.faults for tally in tallies), Counter())
    return Load(visitors, tuple(sorted(s for tally in tallies for s in tally.seconds)), dict(faults.most_common()), lasted)


def _blanks(number: int) -> str:
    """A number as blanks: other ones for every number, and none that changes a question."""
    return f"{number:b}".replace("0", " ").replace("1", "\t")


def _visit(
    visitor: Any, ask: Callable[[Any, Case], None], cases: Sequence[Case], first: int, seconds: float,
    ready: threading.Barrier, tally: Tally,
) -> None:  # fmt: skip
    try:
        visitor.open_page()
    except NoAnswer as fault:
        tally.faults[f"page: {fault}"] += 1
    ready.wait()
    until = time.perf_counter() + seconds
    place = first
    while time.perf_counter() < until:
        case = cases[place % len(cases)]
        place += 1
        began = time.perf_counter()
        try:
            ask(visitor, case)
        except NoAnswer as fault:
            tally.faults[str(fault)] += 1
            time.sleep(0.1)  # a server that refuses at once is not to be asked in a busy loop
        else:
            tally.seconds.append(time.perf_counter() - began)
    visitor.close()


def terminal_report(load: Load) -> str:
    """The most frequent failures, one a line; "" where there were none."""
    return "\n".join(f"{count} × {fault}" for fault, count in list(load.faults.items())[:KINDS_SHOWN])


def closing_line(load: Load, processor: float | None = None) -> str:
    """The load in one line of figures; `processor` are the seconds of processor time that the chat took for it."""
    times = [median(load.seconds), percentile(load.seconds, 95), load.seconds[-1]] if load.seconds else [None] * 3
    shown = ", ".join(f"{name} {milliseconds(value)}" for name, value in zip(("median", "p95", "longest"), times, strict=True))
    rate = len(load.seconds) / load.lasted if load.lasted else 0
    asked = len(load.seconds) + load.errors
    line = f"load: {load.visitors} visitors, {asked} questions, {load.errors} errors; {shown}; {rate:.1f} answers a second"
    if processor is None or not load.seconds:
        return line
    return f"{line}; {milliseconds(processor / len(load.seconds))} of processor an answer"
