"""The commands `python -m evals run` and `python -m evals calculator`.

Exit codes: 0 the run finished (whatever its scores), 2 it could not be run: bad input, told on stderr.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

from evals.types import Solver
from index.errors import MingzhangError

BAD_INPUT = 2
MISMATCHES_SHOWN = 20


OpenSolver = Callable[[Path], AbstractContextManager[Solver]]


def main(arguments: Sequence[str] | None = None, open_solver: OpenSolver | None = None) -> int:
    """Run one command; gives the exit code. The last line on stdout holds the figures.

    `open_solver` opens what is measured from the library folder; without it, the assistant.
    """
    options = _parser().parse_args(arguments)
    try:
        return _calculator(options) if options.command == "calculator" else _run(options, open_solver)
    except MingzhangError as fault:
        print(f"evals: {fault}", file=sys.stderr)
        return BAD_INPUT


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m evals", description="Measure the assistant.")
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run", help="answer question files and score the answers")
    run.add_argument("--questions", type=Path, nargs="+", required=True, metavar="FILE", help="question files, JSONL")
    run.add_argument(
        "--library", type=Path, default=Path(".mingzhang"), metavar="DIR", help="library to ask (default: .mingzhang)"
    )
    run.add_argument("--out", type=Path, metavar="DIR", help="folder to write run.json and run.html to")
    programs = commands.add_parser("calculator", help="check the calculator on programs with a printed result")
    programs.add_argument("--programs", type=Path, required=True, metavar="FILE", help="program file, JSONL")
    return parser


def _run(options: argparse.Namespace, open_solver: OpenSolver | None) -> int:
    from evals.dataset import read_cases
    from evals.report import prepare_folder, terminal_report, write_results
    from evals.run import run_cases
    from evals.summary import closing_line, summarize

    cases = [case for path in options.questions for case in read_cases(path)]
    if options.out:
        prepare_folder(options.out)
    if open_solver is None:  # only now: the assistant's imports take longer than reading the questions
        from evals.solve import open_solver

    with open_solver(options.library) as solver:
        rows = run_cases(cases, solver, progress=_show_progress if sys.stderr.isatty() else None)
    summary = summarize(rows)
    print(terminal_report(rows, summary))
    if options.out:
        print("written: " + ", ".join(str(path) for path in write_results(options.out, rows, summary)))
    print(closing_line(summary))
    return 0


def _calculator(options: argparse.Namespace) -> int:
    from assistant.calculator import calculate
    from evals.calculator import read_programs, score_programs

    programs = read_programs(options.programs)
    mismatches = score_programs(programs, calculate)
    for mismatch in mismatches[:MISMATCHES_SHOWN]:
        print(f"{mismatch.program.id}  {mismatch.program.expression}  {mismatch.reason}")
    if len(mismatches) > MISMATCHES_SHOWN:
        print(f"… and {len(mismatches) - MISMATCHES_SHOWN} more")
    print(f"calculator: {len(programs) - len(mismatches)} of {len(programs)}")
    return 0


def _show_progress(done: int, total: int) -> None:
    print(f"\r{done}/{total}", end="\n" if done == total else "", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
