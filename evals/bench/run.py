"""Run a benchmark: libraries that grow from size to size, every answer in a process of its own, written down as it comes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from evals.baselines.passages import split_report
from evals.baselines.plain_library import PlainLibrary
from evals.bench.measures import Bench, Cost, Reading, Step, describe_machine
from evals.bench.questions import make_questions, read_truth
from evals.errors import BadInput
from evals.summary import percentile
from evals.types import RIGHT
from index.build import build_library
from index.embed import Embedder
from index.extraction import extract

JSON_NAME = "bench.json"
WORK = "libraries"
YEARS = (2021, 2022, 2023)
# Final accounts and the short notice on travel, vehicles and reception that each body publishes beside them.
KINDS = ("决算", "三公")
QUESTIONS = 60
COLD_STARTS = 3
READ_ALONE = 60
SECONDS_A_PROCESS = 1800

Tell = Callable[[str], None]


def run_bench(
    sizes: Sequence[int], out: Path, seed: int, embedder: Embedder, resume: bool = False, tell: Tell = print,
    questions: int = QUESTIONS,
) -> Bench:  # fmt: skip
    """Measure both pipelines at each size, smallest first. `out` must be a folder; bench.json in it is renewed at each size.

    With `resume`, sizes measured before are kept. Raises BadInput where there is nothing to go on from.
    """
    sizes = sorted(set(sizes))
    bench = _begin(sizes, out, seed, questions, resume)
    work = out / WORK
    files = _reports(work, max(sizes), seed, tell)
    embedder.embed_query("预算")
    if not bench.reading:
        bench.reading = measure_reading(files[:READ_ALONE])
        _write(bench, out)
    for size in sizes[len(bench.steps) :]:
        bench.steps.append(_step(files[:size], work, seed, questions, embedder, tell))
        _write(bench, out)
    return bench


def clear_work(out: Path) -> None:
    """Remove the reports and libraries that were measured."""
    shutil.rmtree(out / WORK, ignore_errors=True)


def _begin(sizes: list[int], out: Path, seed: int, questions: int, resume: bool) -> Bench:
    settings = {"sizes": sizes, "seed": seed, "questions": questions}
    if not resume:
        clear_work(out)
        return Bench(settings, describe_machine())
    path = out / JSON_NAME
    try:
        bench = Bench.from_json(json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return Bench(settings, describe_machine())
    except (OSError, ValueError, KeyError, TypeError) as fault:
        raise BadInput("is not what a benchmark wrote", where=str(path), next_step="run without --resume") from fault
    if bench.settings != settings or bench.machine != describe_machine():
        raise BadInput(
            "that benchmark ran with other sizes, another seed or on another machine", where=str(path),
            next_step="give the same --sizes and --seed, or run without --resume",
        )  # fmt: skip
    return bench


def _reports(work: Path, count: int, seed: int, tell: Tell) -> list[Path]:
    """`count` short reports of bodies and years in turn; those of a smaller count are the first of them."""
    from evals.synthetic.library import write_library

    tell(f"writing {count} reports")
    folder = work / "reports"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    written = write_library(folder, -(-count // (len(YEARS) * len(KINDS))), YEARS, seed, kinds=KINDS, size="short")
    return [folder / report.file for report in written[:count]]


def measure_reading(files: Sequence[Path]) -> dict[str, Reading]:
    """Reading alone, by pipeline, each report once; the first is read before the clock runs."""
    extract(files[0])
    split_report(files[0])
    started = time.perf_counter()
    facts = sum(len(extract(path)[0].facts) for path in files)
    product = time.perf_counter() - started
    started = time.perf_counter()
    for path in files:
        split_report(path)
    return {
        "product": Reading(len(files), product, facts),
        "plain": Reading(len(files), time.perf_counter() - started),
    }


def _step(files: Sequence[Path], work: Path, seed: int, count: int, embedder: Embedder, tell: Tell) -> Step:
    size = len(files)
    questions = work / f"questions-{size}.jsonl"
    rows = make_questions(read_truth(work / "reports"), [path.name for path in files], count, seed)
    questions.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    costs = {}
    for name, grow in (("product", _grow_product), ("plain", _grow_plain)):
        tell(f"{size} reports: indexing, {name}")
        started = time.perf_counter()
        added = grow(files, work / name, embedder, tell)
        seconds = time.perf_counter() - started
        tell(f"{size} reports: {added} added in {seconds:.1f} s; asking, {name}")
        costs[name] = _cost(name, work / name, questions, added, seconds)
    return Step(size, costs["product"], costs["plain"])


def _grow_product(files: Sequence[Path], library: Path, embedder: Embedder, tell: Tell) -> int:
    summary = build_library(files, library, embedder, progress=_every(len(files), tell))
    if summary.failed:
        raise BadInput(f"a report could not be read: {summary.failed[0][1]}", where=str(library), next_step="see the message")
    return len(summary.added)


def _grow_plain(files: Sequence[Path], library: Path, embedder: Embedder, tell: Tell) -> int:
    held = PlainLibrary(library, embedder)
    told = _every(len(files), tell)
    try:
        return len(held.add(files, lambda done: told("", done, len(files)))[0])
    finally:
        held.close()


def _every(count: int, tell: Tell) -> Callable[[str, float, int], None]:
    """Tells each tenth of a large build, once."""
    said = {0}

    def told(_: str, done: float, total: int) -> None:
        tenth = int(10 * done / max(1, total))
        if count >= 100 and tenth not in said:
            said.add(tenth)
            tell(f"  {int(done)} of {total}")

    return told


def _cost(name: str, library: Path, questions: Path, added: int, seconds: float) -> Cost:
    colds = []
    for _ in range(COLD_STARTS):
        started = time.perf_counter()
        ask_apart(name, library, questions, first=True)
        colds.append(time.perf_counter() - started)
    asked = ask_apart(name, library, questions)
    times = sorted(asked["seconds"])
    return Cost(
        added=added, index_seconds=seconds, cold=median(colds), median=median(times), seconds_95=percentile(times, 95),
        right=100 * asked["outcomes"].count(RIGHT) / len(times), questions=len(times), memory=asked["megabytes"],
        disk=sum(path.stat().st_size for path in library.rglob("*") if path.is_file()) / (1 << 20),
        misses=tuple(asked["misses"]),
    )  # fmt: skip


def ask_apart(name: str, library: Path, questions: Path, first: bool = False, warmed: bool = False) -> dict[str, Any]:
    """What `evals.bench.answering` prints, asked in a fresh process. Raises BadInput where that fails."""
    command = [sys.executable, "-m", "evals.bench.answering", name, "--library", str(library), "--questions", str(questions)]
    root = Path(__file__).resolve().parents[2]
    run = subprocess.run(
        [*command, *(["--first"] if first else []), *(["--warmed"] if warmed else [])], cwd=root, capture_output=True, text=True, encoding="utf-8",
        timeout=SECONDS_A_PROCESS, check=False, env={**os.environ, "PYTHONUTF8": "1"},
    )  # fmt: skip
    if run.returncode:
        last = (run.stderr.strip().splitlines() or ["no message"])[-1]
        raise BadInput(f"the {name} pipeline could not be asked: {last}", where=str(library), next_step="see the message")
    return json.loads(run.stdout.strip().splitlines()[-1])


def _write(bench: Bench, out: Path) -> None:
    """In one move, so that a stop leaves the figures of the sizes before."""
    path = out / JSON_NAME
    draft = path.with_suffix(".part")
    draft.write_text(json.dumps(bench.to_json(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    draft.replace(path)
