"""`python -m evals retrieval`: how well documents are found by meaning, by words and by both. Heavy parts load when it runs."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from tempfile import TemporaryDirectory

from evals.progress import watched_progress
from evals.scorecards import add_record, record_line

NAME = "retrieval"


def add(commands: argparse._SubParsersAction) -> None:
    """The command's options."""
    command = commands.add_parser(NAME, help="score the finding of documents on a collection in the format of BEIR")
    command.add_argument(
        "--data", type=Path, required=True, metavar="DIR", help="folder with corpus.jsonl, queries.jsonl and qrels.tsv (or qrels/test.tsv)"
    )
    command.add_argument("--out", type=Path, metavar="DIR", help="folder for the rankings (TREC and JSONL), keeps the vectors too")
    command.add_argument("--limit", type=_positive, metavar="N", help="only the first N queries")
    add_record(command)


def _positive(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number above 0")
    return int(text)


def run(options: argparse.Namespace) -> int:
    """Rank, score, print; the last line holds the figures."""
    from evals.beir import read_beir
    from evals.report import prepare_folder
    from evals.retrieval import closing_line, rank_collection, terminal_report, write_runs
    from index.embed import embedder_of
    from index.vectors import Vectors

    collection = read_beir(options.data, options.limit)
    if options.out:
        prepare_folder(options.out)
    with TemporaryDirectory(ignore_cleanup_errors=True) as spare:
        vectors = Vectors((options.out or Path(spare)) / "vectors", embedder_of(os.environ))
        ranked = rank_collection(collection, vectors, progress=watched_progress("embedded "))
        vectors.close()
    print(terminal_report(collection, ranked))
    if options.out:
        print("written: " + ", ".join(str(path) for path in write_runs(options.out, ranked)))
    line = closing_line(collection, ranked)
    print(line)
    record_line(options, line)
    return 0
