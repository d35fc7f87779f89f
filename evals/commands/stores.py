"""`python -m evals stores`: the answers from a library's folder beside those from PostgreSQL and a Chroma server."""

from __future__ import annotations

import argparse
import os
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from index.servers import DATABASE, VECTORS

NAME = "stores"
DIFFERENT = 1
SHOWN = 20


def add(commands: argparse._SubParsersAction) -> None:
    """The options of the command."""
    command = commands.add_parser(
        NAME, help="ask the same of a library in its folder and of one on servers: every answer must be the same",
        description="Build the same reports twice, in a folder and on servers, ask both the same questions in turn and compare "
        "every part of the answers but the seconds. Without --library the library on the servers is dropped at the end.",
    )  # fmt: skip
    command.add_argument("--questions", type=Path, nargs="+", required=True, metavar="FILE", help="question files, JSONL")
    command.add_argument("--reports", type=Path, nargs="+", required=True, metavar="PATH", help="reports, or folders of them")
    command.add_argument("--library", type=Path, metavar="DIR", help="folder to keep both libraries in (default: none is kept)")
    command.add_argument("--database", default=os.environ.get(DATABASE, ""), metavar="URL", help=f"the database (default: {DATABASE})")
    command.add_argument("--vectors", default=os.environ.get(VECTORS, ""), metavar="URL", help=f"the Chroma server (default: {VECTORS})")
    command.add_argument("--out", type=Path, metavar="FILE", help="file to write both answers to what was answered otherwise to, JSONL")


def run(options: argparse.Namespace) -> int:
    """0 where every answer is the same, 1 where one is not. Raises MingzhangError on bad input."""
    from evals.dataset import read_cases
    from evals.errors import BadInput
    from evals.stores import ask_both, build, environments, places, report, write
    from index.beside import drop_library
    from index.servers import read_servers

    if not options.database and not options.vectors:
        raise BadInput("no server is named", where="evals stores", next_step=f"give --database, --vectors or both, or set {DATABASE}")
    cases = [case for path in options.questions for case in read_cases(path)]
    both = environments(options.database, options.vectors)
    with ExitStack() as stack:
        folder = options.library or Path(stack.enter_context(TemporaryDirectory(prefix="mingzhang-", ignore_cleanup_errors=True)))
        libraries = places(folder)
        if not options.library:
            stack.callback(drop_library, libraries[1], read_servers(both[1]))
        for library, environment in zip(libraries, both, strict=True):
            build(options.reports, library, environment)
        comparison = ask_both(cases, folder, options.database, options.vectors)
    if options.out:
        write(options.out, comparison)
    print(report(comparison, SHOWN))
    return DIFFERENT if comparison.differences() else 0
