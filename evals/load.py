"""Many visitors asking a web chat at once: how long they wait, what fails, and whether each gets the answer to its own question.

It does not judge answers (`python -m evals run` does): an answer must be the one that the same question gets when nobody else
asks.
"""

from __future__ import annotations

import itertools
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from evals.errors import BadInput
from evals.summary import milliseconds, percentile
from evals.types import Case
from evals.visitor import BESIDE, NoAnswer, Visitor

KINDS_SHOWN = 5
STRIDE = 7
"""How far apart in the list two visitors begin: prime to its usual lengths, so that they ask different things."""
MEGABYTE = 1 << 20
SETTLING = 5
"""How often a visitor's patience is waited for a chat that still loads."""


@dataclass(frozen=True, slots=True)
class Habits:
    """How visitors behave. `think` are the seconds between an answer and the next question, half to one and a half times as
    many in turn, 0 for none. `fresh`: every question is worded as none before (by blanks at its end), so that no answer kept
    in memory helps. `through_api`: through Gradio's API, as programs do. `as_page`: after each answer the visitor's page asks
    what else can be asked and drawn, as the real one does; that is not timed. Where the chat leaves it out, as it does
    when many ask, that is counted apart; where it fails, it is an error.
    """

    think: float = 0.0
    fresh: bool = False
    through_api: bool = False
    as_page: bool = False


@dataclass(slots=True)
class Tally:
    """What one visitor met: seconds of each answer that came, how often each failure did, questions whose answer was another."""

    seconds: list[float] = field(default_factory=list)
    faults: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)
    mixed: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Load:
    """What all visitors met together. `seconds` are sorted; `lasted` is from the first question to the last answer.

    `memory` are the bytes of the chat's process before, in the middle and after, () where they are not known. `mixed` are
    questions whose answer differed from the one they get alone; `left_out` is what stands beside answers and was refused in words.
    """

    visitors: int
    seconds: tuple[float, ...]
    faults: dict[str, int]
    lasted: float
    refused: dict[str, int] = field(default_factory=dict)
    mixed: tuple[str, ...] = ()
    memory: tuple[int, ...] = ()
    left_out: dict[str, int] = field(default_factory=dict)

    @property
    def errors(self) -> int:
        """How many requests brought nothing and were not refused in words."""
        return sum(self.faults.values())

    @property
    def refusals(self) -> int:
        """How many requests were refused in words: too many at once."""
        return sum(self.refused.values())

    @property
    def is_sound(self) -> bool:
        """Whether every question brought its own answer."""
        return bool(self.seconds) and not (self.faults or self.refused or self.mixed)


Told = Mapping[str, str]
"""Case id → what its answer says when it is asked alone."""


def settle(url: str) -> None:
    """Wait until the chat at `url` has loaded all it loads beside its first visitors. Raises BadInput where it does not."""
    for left in reversed(range(SETTLING)):
        visitor = Visitor(url)
        try:
            return visitor.wait_for_api()
        except NoAnswer as fault:
            if not left or "TimeoutError" not in str(fault):  # on a busy machine loading takes longer than a visitor waits
                raise BadInput(f"no chat answers there ({fault})", where=url, next_step="open it with `python app.py`, or leave --url out") from fault
        finally:
            visitor.close()


def ask_alone(url: str, cases: Sequence[Case], progress: Callable[[int, int], None] | None = None) -> dict[str, str]:
    """What each question is answered when nobody else asks, by the id of its case. Raises BadInput where one brings no answer."""
    told, visitor = {}, Visitor(url)
    try:
        for done, case in enumerate(cases, start=1):
            told[case.id] = says(visitor.ask(case.question, case.conversation, case.files))
            if progress is not None:
                progress(done, len(cases))
    except NoAnswer as fault:
        raise BadInput(f"a question asked alone brought no answer ({fault})", case.source, "Leave it out, or see the log of the chat.") from fault
    finally:
        visitor.close()
    return told


def says(payload: Mapping[str, Any]) -> str:
    """All of an answer that may not differ: its end, its text, its figures, its workings and its citations."""
    return repr([payload.get(name) for name in ("status", "text", "figures", "calculations", "citations", "notes")])


def run_load(
    url: str, cases: Sequence[Case], visitors: int, seconds: float, habits: Habits = Habits(), told: Told | None = None,
    memory: Callable[[], int | None] = lambda: None, visitor: Callable[[str], Any] = Visitor,
) -> Load:  # fmt: skip
    """Let `visitors` ask the chat at `url` questions of `cases` for some seconds.

    Each opens the page first, which may hand out a cookie. Without time to think they begin together, else one after another
    within it. Each answer is held against `told`, where that is given. Raises nothing: faults are counted.
    """
    numbers, tallies = itertools.count(1), [Tally() for _ in range(visitors)]
    ready = threading.Barrier(visitors + 1)
    threads = [
        threading.Thread(
            target=_Visit(visitor(url), cases, number, habits, told or {}, numbers, tally).run, args=(seconds, ready), daemon=True
        )
        for number, tally in enumerate(tallies)
    ]
    for thread in threads:
        thread.start()
    ready.wait()
    held, started = [memory()], time.perf_counter()
    middle = threading.Timer(seconds / 2, lambda: held.append(memory()))
    middle.start()
    for thread in threads:
        thread.join()
    lasted = time.perf_counter() - started
    middle.join()
    held.append(memory())
    return Load(
        visitors, tuple(sorted(s for tally in tallies for s in tally.seconds)), _sum(tally.faults for tally in tallies), lasted,
        _sum(tally.refused for tally in tallies), tuple(one for tally in tallies for one in tally.mixed),
        tuple(one for one in held if one is not None), _sum(tally.left_out for tally in tallies),
    )  # fmt: skip


def _sum(counts: Any) -> dict[str, int]:
    return dict(sum(counts, Counter()).most_common())


def _blanks(number: int) -> str:
    """A number as blanks: other ones for every number, and none that changes a question."""
    return f"{number:b}".replace("0", " ").replace("1", "\t")


@dataclass(slots=True)
class _Visit:
    """One visitor of the load: `number` decides where in the list it begins and how long it thinks."""

    visitor: Any
    cases: Sequence[Case]
    number: int
    habits: Habits
    told: Told
    numbers: itertools.count
    tally: Tally

    def run(self, seconds: float, ready: threading.Barrier) -> None:
        """Open the page, wait for the others, then ask until the time is over."""
        self._try(self.visitor.open_page)
        ready.wait()
        until, place, pauses = time.perf_counter() + seconds, self.number * STRIDE, random.Random(self.number)
        time.sleep(pauses.random() * min(self.habits.think, seconds))
        while time.perf_counter() < until:
            self._ask(self.cases[place % len(self.cases)])
            place += 1
            pause = self.habits.think * (0.5 + pauses.random())
            time.sleep(max(0.0, min(pause, until - time.perf_counter())))
        self.visitor.close()

    def _ask(self, case: Case) -> None:
        question = case.question + _blanks(next(self.numbers)) if self.habits.fresh else case.question
        began = time.perf_counter()
        if self.habits.through_api:
            answer = self._try(lambda: self.visitor.ask_api(question, case.conversation, case.files))
        else:
            answer = self._try(lambda: self.visitor.ask(question, case.conversation, case.files))
        if answer is None:
            time.sleep(0.1)  # a server that refuses at once is not to be asked in a busy loop
            return
        self.tally.seconds.append(time.perf_counter() - began)
        if case.id in self.told and says(answer) != self.told[case.id]:
            self.tally.mixed.append(case.question)
        if self.habits.as_page and answer.get("status") != "declined":
            for name in BESIDE:
                self._try(lambda name=name: self.visitor.ask_beside(name, question, case.conversation, case.files), self.tally.left_out)

    def _try(self, step: Callable[[], Any], refused: Counter[str] | None = None) -> Any:
        try:
            return step()
        except NoAnswer as fault:
            refusals = self.tally.refused if refused is None else refused
            (refusals if fault.refused else self.tally.faults)[str(fault)] += 1
            return None


def terminal_report(load: Load) -> str:
    """The most frequent failures and refusals and the first answers that were another's, one a line; "" where there were none."""
    lines = [f"{count} × {fault}" for fault, count in [*load.faults.items(), *load.refused.items(), *load.left_out.items()][:KINDS_SHOWN]]
    return "\n".join([*lines, *(f"another answer than alone: {question}" for question in load.mixed[:KINDS_SHOWN])])


def closing_line(load: Load, processor: float | None = None) -> str:
    """The load in one line of figures; `processor` are the seconds of processor time that the chat took for it."""
    times = [median(load.seconds), percentile(load.seconds, 95), load.seconds[-1]] if load.seconds else [None] * 3
    shown = ", ".join(f"{name} {milliseconds(value)}" for name, value in zip(("median", "p95", "longest"), times, strict=True))
    rate = len(load.seconds) / load.lasted if load.lasted else 0
    line = (
        f"load: {load.visitors} visitors, {len(load.seconds)} answers, {load.errors} errors, {load.refusals} refused, "
        f"{len(load.mixed)} mixed up; {shown}; {rate:.1f} answers a second"
    )
    if load.left_out:
        line += f"; {sum(load.left_out.values())} left out beside answers"
    if processor is not None and load.seconds:
        line += f"; {milliseconds(processor / len(load.seconds))} of processor an answer"
    if load.memory:
        line += f"; memory {' → '.join(str(one // MEGABYTE) for one in load.memory)} MB"
    return line
