"""`python -m evals gate`: ask the shipped cases on a library built afresh, and fail where anything is worse than accepted."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from evals.accepted import ACCEPTED

if TYPE_CHECKING:
    from evals.accepted import AcceptedRun
    from evals.difference import Change, Difference
    from evals.summary import Summary

from evals.progress import watched_progress

NAME = "gate"
SHOWN = 40
REGRESSED = 1


def add(commands: argparse._SubParsersAction) -> None:
    """The options of the command."""
    gate = commands.add_parser(NAME, help="ask the shipped cases and fail on any regression since the last accepted run")
    gate.add_argument("--questions", type=Path, nargs="+", metavar="FILE", help="question files, JSONL (default: those of the project)")
    place = gate.add_mutually_exclusive_group()
    place.add_argument("--library", type=Path, metavar="DIR", help="a library that is built; without it, one is built afresh")
    place.add_argument("--reports", type=Path, nargs="+", default=[], metavar="PATH", help="build it of these instead of the shipped reports")
    gate.add_argument("--accepted", type=Path, default=ACCEPTED, metavar="FILE", help=f"the accepted run (default: evals/{ACCEPTED.name})")
    gate.add_argument("--accept", action="store_true", help="keep this run, and write the README's scores from it; refused while a number is ungrounded")
    gate.add_argument("--tolerance", type=int, default=0, metavar="N", help="cases a kind that may be declined or lose a citation (default: 0)")
    gate.add_argument("--twice", action="store_true", help="ask again in another process: every answer must be the same")
    gate.add_argument("--out", type=Path, metavar="DIR", help="folder to write run.json and run.html to")


def run(options: argparse.Namespace) -> int:
    """0 where nothing is worse (or the run was accepted), 1 on any regression."""
    from evals.accepted import AcceptedRun, accept, read_accepted
    from evals.again import asking_again, find_unsteady
    from evals.dataset import read_cases
    from evals.difference import compare
    from evals.report import prepare_folder, write_results
    from evals.run import run_cases
    from evals.shipped import shipped_cases
    from evals.solve import open_solver
    from evals.summary import summarize

    cases = [case for path in options.questions or shipped_cases() for case in read_cases(path)]
    accepted = read_accepted(options.accepted)
    if options.out:
        prepare_folder(options.out)
    with _library(options) as library, asking_again(library, cases) if options.twice else nullcontext() as again:
        with open_solver(library) as solver:
            rows = run_cases(cases, solver, progress=watched_progress())
        unsteady = find_unsteady(rows, again()) if again else ()
    difference = compare(accepted or AcceptedRun(), rows, options.tolerance)
    difference = replace(difference, regressions=(*unsteady, *difference.regressions))
    summary = summarize(rows)
    if options.out:
        print("written: " + ", ".join(str(path) for path in write_results(options.out, rows, summary, difference)))
    if options.accept:
        return _accept(options, accept(rows, accepted.flips if accepted else {}), difference, summary)
    if accepted is None:
        print(f"There is no accepted run at {options.accepted}: all cases are new. Accept this one with --accept.")
    return _tell(difference, summary)


@contextmanager
def _library(options: argparse.Namespace) -> Iterator[Path]:
    from evals.shipped import open_shipped

    if options.library:
        yield options.library
        return
    with open_shipped(reports=options.reports) as library:
        yield library


def _accept(options: argparse.Namespace, run: AcceptedRun, difference: Difference, summary: Summary) -> int:
    from evals.accepted import write_accepted
    from evals.scorecards import read_cards
    from evals.scores_page import BEGIN, README, scores_markdown, write_scores

    refused = [change for change in difference.regressions if change.never]
    if refused:
        _print("not accepted", refused)
        print(f"gate: not accepted, {len(refused)} faults that no run may have; {_figures(summary)}")
        return REGRESSED
    _print("regression, accepted", difference.regressions)
    write_accepted(options.accepted, run)
    print(f"written: {options.accepted}")
    if options.accepted.resolve() == ACCEPTED and BEGIN in README.read_text(encoding="utf-8"):
        write_scores(README, scores_markdown(run, read_cards()))
        print(f"written: {README.name}")
    print(f"gate: accepted, {len(difference.regressions)} regressions with it; {_figures(summary)}")
    return 0


def _tell(difference: Difference, summary: Summary) -> int:
    for name in ("regressions", "excused", "better", "changed", "new"):
        _print(name, getattr(difference, name))
    counts = ", ".join(f"{len(getattr(difference, name))} {name}" for name in ("better", "changed", "new"))
    passed = f"passed, 0 regressions{f' ({len(difference.excused)} excused)' if difference.excused else ''}"
    print(f"gate: {passed if difference.passes else f'failed, {len(difference.regressions)} regressions'}; {counts}; {_figures(summary)}")
    return 0 if difference.passes else REGRESSED


def _figures(summary: Summary) -> str:
    from evals.summary import closing_line

    return closing_line(summary).removeprefix("run: ").partition("; median")[0]


def _print(name: str, changes: Sequence[Change]) -> None:
    for change in changes[:SHOWN]:
        print(f"{name}: {change.case}  {change.what}" + (f"  {change.question}" if change.question else ""))
    if len(changes) > SHOWN:
        print(f"{name}: … and {len(changes) - SHOWN} more")
