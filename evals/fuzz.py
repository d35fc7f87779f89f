"""Give the readers spoiled files of every form and count how they end. It judges no figure that is read from them.

Each file is read in a worker process with bounded memory; a worker that takes too long on a file is ended, one that dies
is replaced, and the next file goes on. File `n` of a seed is always the same, so a fault can be looked at again.
"""

from __future__ import annotations

import logging
import multiprocessing
import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnContext, SpawnProcess
from pathlib import Path

from evals.fuzz_mutations import mutate
from evals.fuzz_samples import samples
from index.errors import ReportError
from index.memory import MEGABYTE, peak_megabytes

MEMORY_LIMIT = 2 * 1024**3
# Loading the readers takes seconds on a busy machine; it is no part of any file's time.
SECONDS_TO_START = 120
READ, REFUSED, CRASHED, HUNG = "read", "refused", "crashed", "hung"


@dataclass(frozen=True, slots=True)
class FuzzFault:
    """A file that was neither read nor refused: its number under the seed, its name, and what happened."""

    number: int
    name: str
    outcome: str
    detail: str


@dataclass(slots=True)
class FuzzSummary:
    """How the files ended. `unforeseen` counts refusals that only the last net caught, by form and kind of fault."""

    count: int
    seed: int
    outcomes: Counter[str] = field(default_factory=Counter)
    forms: Counter[tuple[str, str]] = field(default_factory=Counter)
    faults: list[FuzzFault] = field(default_factory=list)
    unforeseen: Counter[str] = field(default_factory=Counter)
    slowest: tuple[float, int, str] = (0.0, -1, "")
    most_memory: int = 0
    seconds: float = 0.0

    def closing_line(self) -> str:
        """The line of figures that the command ends with."""
        good = self.outcomes[READ] + self.outcomes[REFUSED]
        return (
            f"fuzz: {good} of {self.count} read or refused with a message"
            f" ({self.outcomes[HUNG]} hung, {self.outcomes[CRASHED]} crashed)"
        )


def spoiled_file(number: int, seed: int) -> tuple[str, bytes]:
    """Name and bytes of file `number` under `seed`."""
    chance = random.Random(f"{seed}:{number}")
    names = sorted(_SAMPLES)
    name = names[number % len(names)]
    return name, mutate(_SAMPLES[name], chance)


_SAMPLES = samples()


def run_fuzz(
    count: int,
    seed: int,
    seconds_limit: float = 10,
    memory_limit: int = MEMORY_LIMIT,
    progress: Callable[[int, int], None] | None = None,
) -> FuzzSummary:
    """Read `count` spoiled files; `seconds_limit` is for one file, `memory_limit` in bytes for the worker."""
    summary = FuzzSummary(count, seed)
    begun = time.monotonic()
    number = 0
    while number < count:
        number = _run_worker(number, summary, seconds_limit, memory_limit, progress)
    summary.seconds = time.monotonic() - begun
    return summary


def _run_worker(
    number: int,
    summary: FuzzSummary,
    seconds_limit: float,
    memory_limit: int,
    progress: Callable[[int, int], None] | None,
) -> int:
    """Let one worker read from file `number` on; gives the number of the file that the next worker begins with."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    worker = _start(context, theirs, number, summary.count, summary.seed, memory_limit)
    theirs.close()
    patience: float = SECONDS_TO_START
    try:
        while number < summary.count:
            outcome, detail, seconds, memory = _next_result(ours, worker, patience)
            if outcome == "ready":
                patience = seconds_limit
                continue
            _note(summary, number, outcome, detail, seconds, memory)
            number += 1
            if progress:
                progress(number, summary.count)
            if outcome in (HUNG, CRASHED) and not worker.is_alive():
                break
    finally:
        ours.close()
        worker.kill()
        worker.join()
    return number


def _start(context: SpawnContext, results: Connection, *task: int) -> SpawnProcess:
    worker = context.Process(target=_work, args=(results, *task), daemon=True)
    worker.start()
    return worker


def _next_result(ours: Connection, worker: SpawnProcess, patience: float) -> tuple[str, str, float, int]:
    if not ours.poll(patience):
        worker.kill()
        worker.join()
        return HUNG, f"no end after {patience:g} s", patience, 0
    try:
        return ours.recv()
    except (EOFError, OSError):
        worker.join()
        return CRASHED, f"the worker died (exit code {worker.exitcode})", 0.0, 0


def _note(summary: FuzzSummary, number: int, outcome: str, detail: str, seconds: float, memory: int) -> None:
    name = spoiled_file(number, summary.seed)[0]
    summary.outcomes[outcome] += 1
    summary.forms[name, outcome] += 1
    summary.slowest = max(summary.slowest, (seconds, number, name))
    summary.most_memory = max(summary.most_memory, memory)
    if outcome in (CRASHED, HUNG):
        summary.faults.append(FuzzFault(number, name, outcome, detail))
    elif detail:
        summary.unforeseen[f"{name}: {detail}"] += 1


def _work(results: Connection, first: int, count: int, seed: int, memory_limit: int) -> None:
    """The worker: read file after file and report each."""
    from index.read import read_document

    logging.disable(logging.CRITICAL)  # parsers grumble about every spoiled byte
    _bound_memory(memory_limit)
    results.send(("ready", "", 0.0, 0))
    with tempfile.TemporaryDirectory(prefix="mingzhang-fuzz-") as folder:
        for number in range(first, count):
            name, data = spoiled_file(number, seed)
            path = Path(folder) / name
            path.write_bytes(data)
            begun = time.perf_counter()
            outcome, detail = _read(read_document, path)
            results.send((outcome, detail, time.perf_counter() - begun, _memory()))


def _read(read_document: Callable[[Path], object], path: Path) -> tuple[str, str]:
    try:
        read_document(path)
    except ReportError as fault:
        if not fault.next_step or path.name not in str(fault):
            return CRASHED, f"refused without file or next step: {fault}"
        caught = fault.__cause__ if " cannot be read as " in fault.what else None
        return REFUSED, f"{type(caught).__name__}: {str(caught)[:80]}" if caught else ""
    except Exception as fault:  # whatever it is, it is what this measures
        return CRASHED, f"{type(fault).__name__}: {str(fault)[:200]}"
    return READ, ""


def _bound_memory(limit: int) -> None:
    """Bound the worker's address space where the system can."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _memory() -> int:
    """The most memory the worker has used so far, in bytes; 0 where the system does not tell."""
    return round(peak_megabytes() * MEGABYTE)
