"""`python -m index rebuild`: its options, and what it tells. The work is done by `index.rebuild`."""

from __future__ import annotations

import argparse
import os
import sys

from index.embed import embedder_of, embedding_of, make_embedder
from index.embedding import BUNDLED, PREFIX, Embedding, read_embedding_settings, shell_word
from index.errors import MingzhangError
from index.progress import shown_progress
from index.rebuild import RebuildSummary, rebuild_library
from index.workers import Limits

STOPPED = 130


def add_rebuild(command: argparse.ArgumentParser) -> None:
    """The command's options, but for the library and the limits of reading."""
    command.add_argument(
        "--embedding", metavar="MODEL",
        help="embedding model: bundled, a folder, or a model of the Hugging Face hub (default: what EMBEDDING_MODEL says)",
    )  # fmt: skip
    command.add_argument(
        "--read-again", action="store_true",
        help="read the files anew also where only the model changes (where it does not change, they always are)",
    )  # fmt: skip
    command.add_argument(
        "--keep-going", action="store_true",
        help="take reports that cannot be read anew over as they were read before, instead of stopping",
    )  # fmt: skip
    command.set_defaults(run=run_rebuild)


def run_rebuild(options: argparse.Namespace) -> int:
    """Rebuild the library; 0 when the new one is in its place, 2 where it stays as it was or a report was taken over unread."""
    settings = read_embedding_settings(os.environ)
    if options.embedding is not None:
        settings = settings.of(options.embedding.strip().removeprefix(PREFIX))
    embedder = make_embedder(settings)
    limits = Limits(options.jobs, options.time_limit, options.memory_limit)
    try:
        with shown_progress("rebuilding") as show:
            summary = rebuild_library(options.library, embedder, options.read_again, options.keep_going, show, limits)
    except KeyboardInterrupt:
        print("Stopped. The library is as it was.", file=sys.stderr)
        return STOPPED
    for _, message in summary.failed:
        print(message, file=sys.stderr)
    if not summary.swapped:
        print(
            f"The library is as it was: {len(summary.failed)} report(s) cannot be read anew. Put their files right with "
            "python -m index build, or take them over as they were read before with --keep-going.", file=sys.stderr,
        )  # fmt: skip
        return 2
    _tell(summary, embedding_of(embedder))
    return 2 if summary.failed else 0


def _tell(summary: RebuildSummary, embedding: Embedding) -> None:
    """What was done, and what to set from now on where that is another model than the environment names."""
    for file in summary.carried:
        print(f"taken over as it was read before: {file}")
    how = "read and embedded anew" if summary.read else "embedded anew, no file was read again"
    print(f"{len(summary.done)} report(s) {how}: {summary.texts} texts with {embedding.shown()}")
    if summary.remark:
        print(summary.remark, file=sys.stderr)
    try:
        now: Embedding | None = embedding_of(embedder_of(os.environ))
    except MingzhangError:
        now = None
    if now is None or not now.same_space(embedding):
        if embedding.model == BUNDLED:
            print("From now on leave EMBEDDING_MODEL unset for this library.")
        else:
            print(f"From now on set EMBEDDING_MODEL={shell_word(embedding.model)} for this library.")
