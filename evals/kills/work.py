"""What is done in the processes that are killed, and what is looked at afterwards in another. Run by `evals.kills.nursery`.

Moments are counted: each statement and commit of the database, each call of the vector store, each file that is renamed. The files
are read in the process itself, which is quicker; all else is as `python -m index` does it.
"""

from __future__ import annotations

import hashlib
import os
import signal
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from assistant.ask import Assistant
from index import build as index_build
from index import rebuild as index_rebuild
from index.errors import MingzhangError
from index.extraction import extract
from index.places import vectors_of
from index.remove import remove_report
from index.vectors import Vectors
from index.verify import verify_library
from index.workers import Outcome

STAGES = ("statement", "commit", "committed", "store", "stored", "drop", "dropped", "rename", "renamed")


class Embedder:
    """Sixteen numbers a text, the same for the same text."""

    name = "fake:sixteen-numbers"

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [self.embed_query(text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        return [1.0 + byte for byte in hashlib.sha256(text.encode()).digest()[:16]]


class Moments:
    """Counts the moments of a process by stage, and kills it at one of them, `delay` seconds after it began."""

    def __init__(self, stage: str = "", at: int = 0, delay: float = 0.0) -> None:
        self.counts: Counter[str] = Counter()
        self._stage, self._at, self._delay = stage, at, delay

    def reach(self, stage: str) -> None:
        """A moment of this stage is there."""
        self.counts[stage] += 1
        if (stage, self.counts[stage]) == (self._stage, self._at):
            if self._delay:
                threading.Timer(self._delay, _die).start()
            else:
                _die()

    def watch(self) -> None:
        """Count from now on."""
        sa.event.listen(sa.Engine, "before_cursor_execute", lambda *_: self.reach("statement"))
        sa.event.listen(sa.Engine, "commit", lambda *_: self.reach("commit"))
        for owner, name, before, after in (
            (Vectors, "_add", "store", "stored"), (Vectors, "remove", "drop", "dropped"),
            (Path, "rename", "rename", "renamed"), (Path, "replace", "rename", "renamed"),
        ):  # fmt: skip
            setattr(owner, name, self._wrapped(getattr(owner, name), before, after))
        begin = sa.Engine.begin

        @contextmanager
        def begun(engine: sa.Engine) -> Iterator[sa.Connection]:
            with begin(engine) as connection:
                yield connection
            self.reach("committed")

        sa.Engine.begin = begun  # type: ignore[method-assign]

    def _wrapped(self, call: Callable, before: str, after: str) -> Callable:
        def wrapped(*arguments: Any, **named: Any) -> Any:
            self.reach(before)
            done = call(*arguments, **named)
            self.reach(after)
            return done

        return wrapped


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class _ReadHere:
    """Stands in the place of `Workers`: reads each file in this process when it is its turn."""

    def __init__(self, paths: Sequence[Path], limits: object = None) -> None:
        self._paths = list(paths)

    def __enter__(self) -> _ReadHere:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing was started."""

    def __iter__(self) -> Iterator[Outcome]:
        for path in self._paths:
            yield Outcome(path, extract(path))


def change(job: dict) -> dict:
    """Do one command of `python -m index`; gives the moments counted, where it was not killed."""
    moments = Moments(job.get("stage", ""), job.get("at", 0), job.get("delay", 0.0))
    moments.watch()
    index_build.Workers = index_rebuild.Workers = _ReadHere  # type: ignore[assignment, misc]
    _limit(job)
    library = Path(job["library"])
    told: dict[str, Any] = {}
    try:
        if job["kind"] == "remove":
            remove_report(job["file"], library, Embedder())
        elif job["kind"] == "rebuild":
            index_rebuild.rebuild_library(library, Embedder())
        else:
            paths = None if job.get("paths") is None else [Path(path) for path in job["paths"]]
            summary = index_build.build_library(paths, library, Embedder())
            told["failed"] = summary.failed
    except MingzhangError as fault:
        told["fault"] = str(fault)
    return {**told, "counts": dict(moments.counts)}


def _limit(job: dict) -> None:
    """Let no file of this process grow beyond so many bytes, as on a disk that is full."""
    if job.get("largest"):
        import resource

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (job["largest"], job["largest"]))


def look(job: dict) -> dict:
    """What the library is after a kill, as the next start sees it: faults, notes, what is held with how many facts, answers."""
    library, embedder = Path(job["library"]), Embedder()
    try:
        told = verify_library(library, embedder)
        store = index_build.open_store(library, embedder)
        held = {
            report.file: [report.sha256, len(store.facts(report.file)), report.line_count, report.version] for report in store.versions()
        }
        pending = [file for file, _ in store.pending()]
        store.close()
        answers = _ask(library, embedder, job["questions"]) if held else []
    except MingzhangError as fault:
        return {"fault": str(fault)}
    return {"faults": [str(fault) for fault in told.faults], "notes": told.notes, "held": held, "pending": pending, "answers": answers}


def _ask(library: Path, embedder: Embedder, questions: Sequence[str]) -> list[str | None]:
    assistant = Assistant.open(library, embedder)
    try:
        answers = [assistant.ask(question) for question in questions]
    finally:
        assistant.close()
    return [answer.figures[0].value if answer.status == "answered" and answer.figures else None for answer in answers]


def contents(job: dict) -> dict:
    """All that answers are from, as one hash a report, and the ids of the vectors: two libraries of the same files are equal."""
    library, embedder = Path(job["library"]), Embedder()
    store = index_build.open_store(library, embedder)
    vectors = vectors_of(library, store, embedder)
    try:
        made = {report.file: [report.sha256, store.digest(report.file)] for report in store.reports()}
        names = sorted(vectors.names())
        rows = vectors.held(names)
        right = all(_near(rows[vectors.name(text)], embedder.embed_query(text)) for text in _texts(store))
    finally:
        store.close()
        vectors.close()
    return {"reports": made, "vectors": names, "right": right}


def _texts(store: Any) -> set[str]:
    return {text for report in store.reports() for text in index_build.texts_of(index_build.stored_reading(store, report))}


def _near(one: Any, other: Any) -> bool:
    return all(abs(left - right) < 1e-3 for left, right in zip(one, other, strict=True))
