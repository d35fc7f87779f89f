"""`python -m evals compare`: the product beside plain retrieval on the same reports, questions and scorers."""

from __future__ import annotations

import argparse
import json
import os
import sys
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evals.baselines.compare import Comparison

from evals.progress import watched_progress

NAME = "compare"
JSON_NAME = "compare.json"


def add(commands: argparse._SubParsersAction) -> None:
    """The options of `compare`."""
    command = commands.add_parser(
        NAME, help="set the product beside plain retrieval, and a chat model where CHAT_MODEL names one",
        description="Ask the product and plain LangChain retrieval the same questions on the same reports. With CHAT_MODEL "
        '(such as "openai:deepseek-chat"), CHAT_BASE_URL and CHAT_API_KEY set, a chat model reads the same passages as well.',
    )  # fmt: skip
    command.add_argument("--questions", type=Path, nargs="+", required=True, metavar="FILE", help="question files, JSONL")
    command.add_argument("--reports", type=Path, nargs="+", required=True, metavar="PATH", help="reports, or folders of them")
    command.add_argument("--library", type=Path, metavar="DIR", help="folder to keep both libraries in (default: none is kept)")
    command.add_argument("--out", type=Path, metavar="DIR", help=f"folder to write {JSON_NAME}, run.json and run.html to")
    command.add_argument("--record", action="store_true", help="keep the figures as a scorecard, for the README")


def run(options: argparse.Namespace) -> int:
    """Build, ask, print. Raises MingzhangError on bad input."""
    from evals.baselines.chat import chat_settings
    from evals.baselines.compare import closing_line, compare, terminal_report
    from evals.baselines.libraries import build_both, files_of, open_solvers
    from evals.dataset import read_cases
    from evals.report import prepare_folder
    from index.embed import embedder_of

    cases = [case for path in options.questions for case in read_cases(path)]
    files = files_of(options.reports)
    chat_settings()  # bad settings are told before anything is built
    if options.out:
        prepare_folder(options.out)
    with ExitStack() as stack:
        folder = options.library or Path(stack.enter_context(TemporaryDirectory(ignore_cleanup_errors=True)))
        embedder = embedder_of(os.environ)
        built = build_both(files, folder, embedder)
        for message in built.failed:
            print(f"not read: {message}", file=sys.stderr)
        solvers = stack.enter_context(open_solvers(folder, embedder))
        comparison = compare(cases, solvers, built.seconds, watched_progress())
    print(terminal_report(comparison))
    if options.out:
        print(f"written: {', '.join(map(str, (write_json(options.out, comparison), *write_pages(options.out, comparison))))}")
    if options.record:
        _record(comparison)
    print(closing_line(comparison))
    return 0


def write_json(folder: Path, comparison: Comparison) -> Path:
    """Write the comparison to the folder. Raises BadInput where it cannot be written."""
    from evals.baselines.compare import comparison_json
    from evals.errors import BadInput

    path = folder / JSON_NAME
    try:
        path.write_text(json.dumps(comparison_json(comparison), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as fault:
        raise BadInput(f"cannot be written: {fault.strerror}", where=str(path), next_step="free the path") from fault
    return path


def write_pages(folder: Path, comparison: Comparison) -> tuple[Path, Path]:
    """The report of the product's run with the other solvers in columns beside it."""
    from evals.page import Beside
    from evals.report import write_results

    product, *others = comparison.contenders
    return write_results(folder, product.rows, product.summary, beside=[Beside(one.name, one.summary, one.rows) for one in others])


def _record(comparison: Comparison) -> None:
    from evals.baselines.compare import points
    from evals.scorecards import Card, record
    from evals.types import DECLINED, WRONG

    rows = []
    for one in comparison.contenders:
        overall = one.summary.overall
        counts = [overall.total, points(overall), overall.count(WRONG), overall.count(DECLINED)]
        rows.append((one.name, *("–" if count is None else str(count) for count in counts), f"{overall.cited_right} of {overall.cited_of}"))
    columns = ("", "questions", "as they should be, %", "wrong", "declined", "cited")
    command = "python -m evals compare --questions … --reports … --record"
    record("compare", Card("The product beside plain retrieval: same reports, questions and scorers", command, columns, tuple(rows)))
