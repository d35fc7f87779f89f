"""`python -m evals model`: the product with a chat model beside the product without one, on the same library and questions."""

from __future__ import annotations

import argparse
import os
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from evals.progress import watched_progress

if TYPE_CHECKING:
    from evals.baselines.compare import Comparison, Contender

NAME = "model"
ALONE = "no model"


def add(commands: argparse._SubParsersAction) -> None:
    """The options of the command."""
    command = commands.add_parser(
        NAME, help="set the answers with the chat model that CHAT_MODEL names beside those without one",
        description="Ask the same questions without a chat model and with the one that CHAT_MODEL, CHAT_BASE_URL and CHAT_API_KEY name.",
    )  # fmt: skip
    command.add_argument("--questions", type=Path, nargs="+", required=True, metavar="FILE", help="question files, JSONL")
    command.add_argument("--library", type=Path, default=Path(".mingzhang"), metavar="DIR", help="library to ask (default: .mingzhang)")
    command.add_argument("--out", type=Path, metavar="DIR", help="folder to write compare.json, run.json and run.html to")


def run(options: argparse.Namespace) -> int:
    """Ask twice, print both columns. Raises MingzhangError where no model is named or there is no library."""
    from assistant.ask import Assistant
    from assistant.model.adviser import make_adviser
    from evals.baselines.compare import compare, terminal_report
    from evals.commands.compare import write_json, write_pages
    from evals.dataset import read_cases
    from evals.errors import BadInput
    from evals.report import prepare_folder
    from evals.solve import assistant_solver, open_assistant

    adviser = make_adviser(os.environ)
    if adviser is None:
        raise BadInput("no chat model is named", where="CHAT_MODEL", next_step="set CHAT_MODEL, and CHAT_BASE_URL for a server of your own")
    cases = [case for path in options.questions for case in read_cases(path)]
    if options.out:
        prepare_folder(options.out)
    with open_assistant(options.library) as assistant:
        advised = Assistant(assistant.library, assistant.embedder, adviser, assistant.reranker)
        solvers = {ALONE: assistant_solver(assistant), adviser.chat.name: assistant_solver(advised)}
        comparison = compare(cases, solvers, progress=watched_progress())
    print(terminal_report(comparison))
    for line in _changed(comparison):
        print(line)
    if options.out:
        print(f"written: {', '.join(map(str, (write_json(options.out, comparison), *write_pages(options.out, comparison))))}")
    print(closing_line(comparison))
    return 0


def _changed(comparison: Comparison) -> list[str]:
    """A line for every question that came out otherwise with the model."""
    alone, advised = comparison.contenders
    return [
        f"{one.case.id}: {one.outcome} → {other.outcome}  {one.case.question}"
        for one, other in zip(alone.rows, advised.rows, strict=True) if one.outcome != other.outcome
    ]  # fmt: skip


def closing_line(comparison: Comparison) -> str:
    """Right answers without and with the model, wrong ones and ungrounded numbers with it, and what the model did."""
    from evals.types import RIGHT, WRONG

    alone, advised = comparison.contenders
    did = _done(advised)
    ungrounded = sum(len(row.ungrounded) for row in advised.rows)
    counts = [alone.summary.overall.count(RIGHT), advised.summary.overall.count(RIGHT)]
    wrong = [alone.summary.overall.count(WRONG), advised.summary.overall.count(WRONG)]
    return (
        f"model: right {counts[0]} without, {counts[1]} with {advised.name}; wrong {wrong[0]} and {wrong[1]}; ungrounded {ungrounded}; "
        f"planned {did['planned']}, phrased {did['phrased']}, asked in vain {did['fault']}"
    )


def _done(one: Contender) -> Counter[str]:
    """How often the model planned, phrased, and failed."""
    did: Counter[str] = Counter()
    for row in one.rows:
        use = (row.answer or {}).get("model") or {}
        did.update(key for key in ("planned", "phrased", "fault") if use.get(key))
    return did
