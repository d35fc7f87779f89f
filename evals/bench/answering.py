"""Ask one pipeline in a process of its own and tell what it took: `python -m evals.bench.answering product|plain …`.

Its memory is that of the answering process alone: nothing was built in it.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

STARTED = time.perf_counter()


def main(arguments: Sequence[str] | None = None) -> int:
    """Ask the questions of a file; prints one JSON object. With --first, only the first question; with --warmed, the product has
    brought its reports into memory before, as the web chat does in its first quiet moment."""
    parser = argparse.ArgumentParser(prog="python -m evals.bench.answering")
    parser.add_argument("pipeline", choices=("product", "plain"))
    parser.add_argument("--library", type=Path, required=True)
    parser.add_argument("--questions", type=Path, required=True)
    parser.add_argument("--first", action="store_true")
    parser.add_argument("--warmed", action="store_true")
    options = parser.parse_args(arguments)
    print(json.dumps(measure(options.pipeline, options.library, options.questions, options.first, options.warmed)))
    return 0


def measure(pipeline: str, library: Path, questions: Path, first: bool = False, warmed: bool = False) -> dict:
    """Seconds to be ready and of each answer (the first apart: it loads and warms), outcomes, and megabytes in use."""
    from evals.dataset import read_cases
    from evals.run import run_cases
    from evals.types import RIGHT
    from index.memory import peak_megabytes, used_megabytes

    cases = read_cases(questions)
    with ExitStack() as stack:
        solver, warm_up = _open(pipeline, library, stack)
        ready = time.perf_counter() - STARTED
        head = run_cases(cases[:1], solver)
        if warmed:
            warm_up()
        rows = () if first else run_cases(cases, solver)
        memory, peak = used_megabytes(), peak_megabytes()
    outcomes = [row.outcome for row in rows]
    return {
        "ready": ready, "first": head[0].seconds, "seconds": [row.seconds for row in rows], "outcomes": outcomes,
        "misses": [f"{row.case.question} {row.explanation}" for row in rows if row.outcome != RIGHT][:10],
        "megabytes": memory, "peak_megabytes": peak,
    }  # fmt: skip


def _open(pipeline: str, library: Path, stack: ExitStack):  # noqa: ANN202 - Solver, imported where it is used, and what warms it
    import os

    from index.embed import embedder_of

    embedder = embedder_of(os.environ)
    if pipeline == "plain":
        from evals.baselines.plain import plain_solver
        from evals.baselines.plain_library import PlainLibrary

        held = PlainLibrary(library, embedder)
        stack.callback(held.close)
        return plain_solver(held), lambda: None
    from assistant.ask import Assistant
    from evals.types import Solver

    assistant = Assistant.open(library, embedder)
    stack.callback(assistant.close)
    return Solver(lambda question: assistant.ask(question).to_json()), assistant.warm_up


if __name__ == "__main__":
    sys.exit(main())
