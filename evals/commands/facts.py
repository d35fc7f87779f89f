"""`python -m evals facts`: score what the product reads from synthetic reports against their truth."""

from __future__ import annotations

import argparse
from pathlib import Path

from evals.scorecards import add_record, record_line

NAME = "facts"


def add(commands: argparse._SubParsersAction) -> None:
    """The options of the command."""
    command = commands.add_parser(NAME, help="score the facts, identities and findings of synthetic reports against their truth")
    command.add_argument("--data", type=Path, required=True, metavar="DIR", help="folder written by `synthesize`")
    add_record(command)


def run(options: argparse.Namespace) -> int:
    """Read every report of the folder and tell what was missed. Raises BadInput where the folder holds no truth."""
    from evals.synthetic.score import closing_line, score_library, terminal_report

    score = score_library(options.data)
    print(terminal_report(score))
    line = closing_line(score)
    print(line)
    record_line(options, line)
    return 0
