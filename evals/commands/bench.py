"""`python -m evals bench`: what a library costs as it grows, beside the plain pipeline in the same run."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

NAME = "bench"
SIZES = (1, 100, 1000, 3000)
OUT = Path("evals/output/bench")
PLOT_NAME = "bench.svg"


def add(commands: argparse._SubParsersAction) -> None:
    """The options of `bench`."""
    command = commands.add_parser(NAME, help="measure reading, indexing, answers, memory and disk as the library grows")
    command.add_argument(
        "--sizes", type=_sizes, default=SIZES, metavar="N,N,…", help="numbers of reports (default: 1,100,1000,3000)"
    )
    command.add_argument("--out", type=Path, default=OUT, metavar="DIR", help=f"folder for the results (default: {OUT})")
    command.add_argument("--seed", type=int, default=0, metavar="S", help="which reports and questions (default: 0)")
    command.add_argument("--resume", action="store_true", help="go on where a benchmark in --out was stopped")
    command.add_argument("--record", action="store_true", help="keep the figures as a scorecard, for the README")
    command.add_argument("--keep", action="store_true", help="keep the reports and libraries that were measured")


def _sizes(text: str) -> tuple[int, ...]:
    parts = text.split(",")
    if not all(part.strip().isascii() and part.strip().isdigit() and int(part) > 0 for part in parts):
        raise argparse.ArgumentTypeError(f"{text!r} is not a list of numbers above 0, such as 1,100,1000")
    return tuple(int(part) for part in parts)


def run(options: argparse.Namespace) -> int:
    """Measure, print, draw. Raises MingzhangError on bad input."""
    from evals.bench.plot import draw_bench
    from evals.bench.report import bench_card, closing_line, terminal_report
    from evals.bench.run import JSON_NAME, clear_work, run_bench
    from evals.report import prepare_folder
    from evals.scorecards import record
    from index.embed import embedder_of

    prepare_folder(options.out)
    embedder = embedder_of(os.environ)
    bench = run_bench(options.sizes, options.out, options.seed, embedder, options.resume, _tell)
    (options.out / PLOT_NAME).write_text(draw_bench(bench), encoding="utf-8")
    if not options.keep:
        clear_work(options.out)
    print(terminal_report(bench))
    print(f"written: {options.out / JSON_NAME}, {options.out / PLOT_NAME}")
    print(closing_line(bench))
    if options.record:
        record("bench", bench_card(bench))
    return 0


def _tell(message: str) -> None:
    print(message, file=sys.stderr, flush=True)
