"""The product's and the plain library over the same reports, in one folder: `product/`, `plain/` and `seconds.json`."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from evals.baselines.plain_library import PlainLibrary
from evals.errors import BadInput
from evals.types import Solver
from index.embed import Embedder
from index.read import READABLE

PRODUCT, PLAIN, CHAT = "product", "plain", "chat"
SECONDS = "seconds.json"


@dataclass(frozen=True, slots=True)
class Built:
    """What building took, by solver ("product", "plain"; None where it was built before and not timed), and what failed."""

    seconds: dict[str, float | None]
    failed: tuple[str, ...] = ()


def files_of(paths: Sequence[Path]) -> list[Path]:
    """The report files of files and folders, in the order given. Raises BadInput where there are none."""
    found: list[Path] = []
    for path in paths:
        inside = sorted(p for p in path.iterdir() if p.is_file() and p.suffix.lower() in READABLE) if path.is_dir() else [path]
        missing = [one for one in inside if not one.is_file()]
        if missing or not inside:
            raise BadInput("there is no report", where=str(path), next_step="give report files or folders of them")
        found += inside
    return found


def build_both(files: Sequence[Path], folder: Path, embedder: Embedder) -> Built:
    """Bring the same reports into both libraries of a folder; those that are held are kept.

    Raises BadInput where a library then holds other reports than the files given.
    """
    from index.build import build_library

    embedder.embed_query("预算")  # the model is loaded for both, so neither is charged with it
    started = time.perf_counter()
    summary = build_library(files, folder / PRODUCT, embedder)
    seconds = {PRODUCT: time.perf_counter() - started}
    library = PlainLibrary(folder / PLAIN, embedder)
    try:
        started = time.perf_counter()
        added, _ = library.add(files)
        seconds[PLAIN] = time.perf_counter() - started
        _check_same(library.files, files, summary.failed, folder)
    finally:
        library.close()
    fresh = len(added) == len(library.files) and not summary.unchanged
    return Built(_kept(folder / SECONDS, seconds if fresh else None), tuple(message for _, message in summary.failed))


def _check_same(plain: Sequence[str], files: Sequence[Path], failed: Sequence[tuple[str, str]], folder: Path) -> None:
    from index.build import open_to_read

    store = open_to_read(folder / PRODUCT)
    held = {report.file for report in store.reports()}
    store.close()
    wanted = {path.name for path in files} - {name for name, _ in failed}
    if held != set(plain) or held != wanted:
        raise BadInput(
            "the libraries hold other reports than those given", where=str(folder),
            next_step="give an empty folder to --library, or remove this one",
        )  # fmt: skip


def _kept(path: Path, seconds: dict[str, float] | None) -> dict[str, float | None]:
    """The seconds of the build that made the libraries: written down when they are made, read where they were there."""
    if seconds is not None:
        path.write_text(json.dumps(seconds) + "\n", encoding="utf-8")
        return dict(seconds)
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
        return {name: float(read[name]) for name in (PRODUCT, PLAIN)}
    except (OSError, ValueError, KeyError, TypeError):
        return {PRODUCT: None, PLAIN: None}


@contextmanager
def open_solvers(folder: Path, embedder: Embedder) -> Iterator[dict[str, Solver]]:
    """The product and the baselines on the libraries of a folder, closed at the end; "chat" where CHAT_MODEL names one.

    All are judged by the product's view of the reports (lines, names, what is held), so that the scorers see the same.
    """
    from assistant.ask import Assistant
    from evals.baselines.chat import chat_settings, chat_solver
    from evals.baselines.plain import plain_solver
    from evals.solve import assistant_solver

    settings = chat_settings()
    assistant = Assistant.open(folder / PRODUCT, embedder)
    library = PlainLibrary(folder / PLAIN, embedder)
    try:
        product = assistant_solver(assistant)
        solvers = {PRODUCT: product, PLAIN: plain_solver(library)}
        if settings:
            solvers[CHAT] = chat_solver(library, settings)
        yield {name: replace(product, answer=solver.answer) for name, solver in solvers.items()}
    finally:
        assistant.close()
        library.close()
