"""`python -m evals kills`: kill commands that change a library at random moments, and count what was damaged, lost or doubled."""

from __future__ import annotations

import argparse
from pathlib import Path

NAME = "kills"


def add(commands: argparse._SubParsersAction) -> None:
    """The options of the command."""
    command = commands.add_parser(NAME, help="kill indexing at random moments, and look whether the library is whole")
    command.add_argument("--data", type=Path, required=True, metavar="DIR", help="folder to work in; its library is made anew")
    command.add_argument("--kills", type=int, default=100, metavar="N", help="how many kills (default: 100)")
    command.add_argument("--seed", type=int, default=1, metavar="S", help="which commands and moments (default: 1)")


def run(options: argparse.Namespace) -> int:
    """Exit code 1 where anything was damaged, lost or doubled."""
    import signal

    from evals.errors import BadInput
    from evals.kills.run import run_kills

    if not hasattr(signal, "SIGKILL"):
        raise BadInput("this system knows no SIGKILL", where="--kills", next_step="run it on Linux or macOS")
    told = run_kills(options.data, max(1, options.kills), options.seed)
    print("moments: " + ", ".join(f"{stage} {count}" for stage, count in sorted(told.stages.items())))
    print(told.closing_line())
    return 1 if told.problems else 0
