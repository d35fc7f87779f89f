"""One visitor's reports: their files, what was read from them, and how far each is. It starts no process and no thread."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from assistant.library import Library
from assistant.visits.memory_vectors import MemoryVectors
from assistant.vocabulary import load_vocabulary
from index.build import open_store
from index.embed import Embedder
from index.extraction import ExtractionReport
from index.reading import Reading
from index.servers import LOCAL

State = Literal["queued", "reading", "ready", "done", "refused"]
"""queued → reading → ready (its figures can be asked; `part` of its texts are embedded) → done; or refused."""


@dataclass(frozen=True, slots=True)
class FileState:
    """A visitor's file and how far it is: `part` 0…1 of its texts embedded, `message` why it is refused, by language."""

    id: str
    name: str
    size: int
    state: State = "queued"
    part: float = 0.0
    message: Mapping[str, str] = field(default_factory=dict)


class Shelf:
    """A library of one visitor in a folder of its own. `library` is None until a report is ready.

    Its owner (`Visits`) holds a lock around every method that changes it, but for `store`, which changes files only.
    """

    def __init__(self, folder: Path, embedder: Embedder, key: str) -> None:
        self.folder = folder
        self.key = key
        self.vectors = MemoryVectors()
        self.files: dict[str, FileState] = {}
        self.version = 0
        self.used = 0.0
        self.gone = False
        self.library: Library | None = None
        self._embedder = embedder
        (folder / "originals").mkdir(mode=0o700)
        self._store = open_store(folder, embedder, create=True, servers=LOCAL)

    def path(self, file: FileState) -> Path:
        """Where a file lies."""
        return self.folder / "originals" / file.name

    def set(self, id: str, **changes: object) -> None:
        """Change what is known of a file, if it is still there."""
        if id in self.files:
            self.files[id] = replace(self.files[id], **changes)  # type: ignore[arg-type]
            self.version += 1

    def store(self, reading: Reading, extraction: ExtractionReport) -> None:
        """Store what was read, wholly or not at all. Questions are answered from it after `open_library`."""
        self._store.add(
            reading.report, "", reading.lines, reading.sections, reading.facts, reading.chunks, extraction
        )

    def open_library(self) -> None:
        """Let questions be answered from all that is stored now. Hold the lock of the assistants."""
        if self.library is None:
            self.library = Library(self.folder, self._embedder, load_vocabulary(), self.vectors, servers=LOCAL)
        else:
            self.library = self.library.refreshed()
        if not self.library.reports:
            self.library.close()
            self.library = None
        self.version += 1

    def drop(self, id: str) -> None:
        """Forget one file and all that was read from it. Hold the lock of the assistants."""
        file = self.files.pop(id)
        if self.library is not None:
            self.library.retire()
        self.forget(file.name)
        self.path(file).unlink(missing_ok=True)
        if self.library is not None:
            self.open_library()
        self.version += 1

    def forget(self, name: str) -> None:
        """Forget all that was read from a file."""
        self._store.remove(name)
        self.vectors.remove(name)

    def close(self) -> None:
        """Forget all, folder and files included. Hold the lock of the assistants."""
        self.gone = True
        self.files.clear()
        if self.library is not None:
            self.library.close()
            self.library = None
        self._store.close()
        shutil.rmtree(self.folder, ignore_errors=True)
