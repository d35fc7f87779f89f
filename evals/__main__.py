"""The commands `python -m evals …`: `run`, `pairs` and `calculator` measure answers, `load` and `page` the web chat, the
others the reading of reports.

Exit codes: 0 the run finished (whatever its scores; of `load`, without an error), 1 `load` met errors, 2 it could not be
run: bad input, told on stderr.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from tempfile import TemporaryDirectory

from evals.commands import COMMANDS
from evals.commands.load import ASKED, CASES
from evals.progress import watched_progress
from evals.scorecards import add_record, record_line
from evals.types import Case, Solver
from index.errors import MingzhangError

BAD_INPUT = 2
MISMATCHES_SHOWN = 20
GOLDEN = Path(__file__).parent / "golden"


OpenSolver = Callable[[Path], AbstractContextManager[Solver]]


def main(arguments: Sequence[str] | None = None, open_solver: OpenSolver | None = None) -> int:
    """Run one command; gives the exit code. The last line on stdout holds the figures.

    `open_solver` opens what is measured from the library folder; without it, the assistant.
    """
    options = _parser().parse_args(arguments)
    try:
        asks = {"run": _run, "pairs": _pairs}.get(options.command)
        return asks(options, open_solver) if asks else _MEASURES[options.command](options)
    except MingzhangError as fault:
        print(f"evals: {fault}", file=sys.stderr)
        return BAD_INPUT


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m evals", description="Measure the assistant and its reading.")
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run", help="answer question files and score the answers")
    pairs = commands.add_parser("pairs", help="compare the answers to questions asked in two languages")
    for command in (run, pairs):
        command.add_argument("--questions", type=Path, nargs="+", required=True, metavar="FILE", help="question files, JSONL")
        command.add_argument(
            "--library", type=Path, default=Path(".mingzhang"), metavar="DIR", help="library to ask (default: .mingzhang)"
        )
    run.add_argument("--out", type=Path, metavar="DIR", help="folder to write run.json and run.html to")
    programs = commands.add_parser("calculator", help="check the calculator on programs with a printed result")
    programs.add_argument("--programs", type=Path, required=True, metavar="FILE", help="program file, JSONL")
    add_record(programs)
    _add_readings(commands)
    _add_page(commands)
    for module in COMMANDS:
        module.add(commands)
    return parser


def _add_page(commands: argparse._SubParsersAction) -> None:
    page = commands.add_parser("page", help="time the first page of the web chat, and its answers as a browser paints them")
    page.add_argument(
        "--library", type=Path, default=Path(".mingzhang"), metavar="DIR", help="library to start the chat on (default: .mingzhang)"
    )
    page.add_argument(
        "--questions", type=Path, nargs="+", default=[CASES / name for name in ASKED], metavar="FILE",
        help=f"question files, JSONL (default: {', '.join(ASKED)} of the project)",
    )  # fmt: skip
    page.add_argument("--count", type=_count, default=12, metavar="N", help="how many answers to time (default: 12)")


def _add_readings(commands: argparse._SubParsersAction) -> None:
    """The commands that measure the reading of reports."""
    tables = commands.add_parser(
        "tables", help="score the facts of official tables against golden amounts, or answers about cells of tables"
    )
    notes = commands.add_parser("notes", help="score the facts of short disclosures against golden figures")
    checks = commands.add_parser("checks", help="score the findings of checks against golden documents")
    reading = commands.add_parser("reading", help="measure seconds and memory of reading reports")
    source = tables.add_mutually_exclusive_group(required=True)
    source.add_argument("--reports", type=Path, metavar="DIR", help="folder of the reports")
    source.add_argument("--data", type=Path, metavar="DIR", help="folder of tables and questions about their cells, JSON")
    tables.add_argument("--part", action="append", metavar="NAME", help="with --data: questions of train, dev or test; may be repeated")
    tables.add_argument("--out", type=Path, metavar="DIR", help="with --data: folder for the predictions, keeps the vectors too")
    for command in (tables, notes, checks):
        add_record(command)
    for command in (notes, checks, reading):
        command.add_argument("--reports", type=Path, required=True, metavar="DIR", help="folder of the reports")
    for command, name in ((tables, "tables.jsonl"), (notes, "notes.jsonl")):
        command.add_argument(
            "--golden", type=Path, default=GOLDEN / name, metavar="FILE", help=f"golden data (default: {name})"
        )
    checks.add_argument("--golden", type=Path, required=True, metavar="FILE", help="golden documents, JSONL")
    tables.add_argument("--misses", type=_count, default=0, metavar="N", help="show the first N misses (default: 0)")
    notes.add_argument("--sample", type=_count, default=200, metavar="N", help="size of the sample (default: 200)")
    reading.add_argument("--baseline", action="store_true", help="compare PDFs with plain text extraction")
    for command in (tables, reading):
        command.add_argument("--file", action="append", metavar="NAME", help="only this report; may be repeated")
    fuzz = commands.add_parser("fuzz", help="read spoiled files and count how they end")
    fuzz.add_argument("--count", type=_count, default=1000, metavar="N", help="number of files (default: 1000)")
    fuzz.add_argument("--seed", type=_count, default=0, metavar="S", help="which files (default: 0)")


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number")
    return int(text)


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
        rows = run_cases(cases, solver, progress=watched_progress())
    summary = summarize(rows)
    print(terminal_report(rows, summary))
    if options.out:
        print("written: " + ", ".join(str(path) for path in write_results(options.out, rows, summary)))
    print(closing_line(summary))
    return 0


def _pairs(options: argparse.Namespace, open_solver: OpenSolver | None) -> int:
    from evals.dataset import read_cases
    from evals.errors import BadInput
    from evals.pairs import closing_line, compare_pairs, paired, terminal_report
    from evals.run import run_cases

    cases = paired([case for path in options.questions for case in read_cases(path)])
    if not cases:
        where = ", ".join(map(str, options.questions))
        raise BadInput("no two rows share a pair", where=where, next_step='give both rows of a pair the same "pair"')
    if open_solver is None:
        from evals.solve import open_solver

    with open_solver(options.library) as solver:
        rows = run_cases(cases, solver, progress=watched_progress())
    count, unequal = compare_pairs(rows)
    return _tell(terminal_report(unequal), closing_line(count, unequal))


def _calculator(options: argparse.Namespace) -> int:
    from assistant.calculator import calculate
    from evals.calculator import read_programs, score_programs

    programs = read_programs(options.programs)
    mismatches = score_programs(programs, calculate)
    for mismatch in mismatches[:MISMATCHES_SHOWN]:
        print(f"{mismatch.program.id}  {mismatch.program.expression}  {mismatch.reason}")
    if len(mismatches) > MISMATCHES_SHOWN:
        print(f"… and {len(mismatches) - MISMATCHES_SHOWN} more")
    return _tell("", f"calculator: {len(programs) - len(mismatches)} of {len(programs)}", options)


def _tables(options: argparse.Namespace) -> int:
    if options.data:
        return _grids(options)
    from evals.tables import closing_line, score_tables, terminal_report

    summary = score_tables(options.golden, options.reports, files=options.file or ())
    return _tell(terminal_report(summary, options.misses), closing_line(summary), options)


def _grids(options: argparse.Namespace) -> int:
    from evals.grids import answer_grids, closing_line, terminal_report, write_predictions
    from evals.grids_data import read_grids
    from evals.report import prepare_folder
    from index.embed import embedder_of
    from index.vectors import Vectors

    data = read_grids(options.data, options.part or ())
    if options.out:
        prepare_folder(options.out)
    with TemporaryDirectory(ignore_cleanup_errors=True) as spare:
        vectors = Vectors((options.out or Path(spare)) / "vectors", embedder_of(os.environ))
        run = answer_grids(data, vectors, progress=watched_progress())
    if options.out:
        print("written: " + ", ".join(str(path) for path in write_predictions(options.out, run)))
    return _tell(terminal_report(data, run), closing_line(data, run), options)


def _notes(options: argparse.Namespace) -> int:
    from evals.notes import closing_line, read_golden, score_notes, terminal_report

    summary = score_notes(read_golden(options.golden), options.reports)
    return _tell(terminal_report(summary, options.sample), closing_line(summary), options)


def _checks(options: argparse.Namespace) -> int:
    from evals.checks import closing_line, read_golden, score_checks, terminal_report

    summary = score_checks(read_golden(options.golden), options.reports)
    return _tell(terminal_report(summary), closing_line(summary), options)


def _reading(options: argparse.Namespace) -> int:
    from evals.reading import closing_line, measure_reading, terminal_report

    summary = measure_reading(options.reports, options.baseline, options.file or ())
    return _tell(terminal_report(summary), closing_line(summary))


def _page(options: argparse.Namespace) -> int:
    from evals.painting import closing_line, measure_painting

    cases = [case for case in _asked(options.questions) if not case.conversation][: max(1, options.count)]
    return _tell("", closing_line(measure_painting(options.library, cases)))


def _asked(files: Sequence[Path]) -> list[Case]:
    from evals.dataset import read_cases

    return [case for path in files for case in read_cases(path)]


def _fuzz(options: argparse.Namespace) -> int:
    from evals.fuzz import run_fuzz

    summary = run_fuzz(options.count, options.seed, progress=watched_progress())
    faults = [f"file {fault.number} ({fault.name}) {fault.outcome}: {fault.detail}" for fault in summary.faults]
    seconds, number, name = summary.slowest
    faults.append(f"slowest: file {number} ({name}), {seconds:.1f} s; most memory: {summary.most_memory >> 20} MB")
    return _tell("\n".join(faults), summary.closing_line())


_MEASURES = {
    "calculator": _calculator, "tables": _tables, "notes": _notes, "checks": _checks, "reading": _reading, "fuzz": _fuzz,
    "page": _page, **{module.NAME: module.run for module in COMMANDS},
}  # fmt: skip


def _tell(report: str, closing: str, options: argparse.Namespace | None = None) -> int:
    """Print, and keep the last line where that is asked."""
    if report:
        print(report)
    print(closing)
    if options is not None:
        record_line(options, closing)
    return 0



if __name__ == "__main__":
    sys.exit(main())
