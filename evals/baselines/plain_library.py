"""The plain pipeline's library: passages in a Chroma collection through LangChain, as its tutorials do it.

A folder: `vectors/` (Chroma) and `held.json` (which files are in it). Adding reports to a library keeps those that it has.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from evals.baselines.passages import Passage, split_report
from evals.errors import BadInput
from index.embed import Embedder
from index.errors import ReportError
from index.types import SourceLine

if TYPE_CHECKING:
    from langchain_chroma import Chroma

COLLECTION = "plain"
HELD = "held.json"
TOP = 4
# By several threads the index is wired differently each time, and now and then finds other passages.
INDEX = {"hnsw:space": "cosine", "hnsw:num_threads": 1}
BATCH = 64
# The shape of the records and how passages are cut; a library of another make is not added to.
MAKE = "1"


class PlainLibrary:
    """Passages of reports and the nearest of them to a question. Close it when done."""

    def __init__(self, folder: Path, embedder: Embedder) -> None:
        self._folder = folder
        self._embedder = embedder
        folder.mkdir(parents=True, exist_ok=True)
        self._held = self._read_held()
        self._client = None
        self._store: Chroma | None = None

    @property
    def files(self) -> tuple[str, ...]:
        """The reports held, by file name."""
        return tuple(sorted(self._held))

    def add(self, paths: Iterable[Path], progress: Callable[[int], None] | None = None) -> tuple[list[str], list[str]]:
        """Bring report files in that are not held yet; gives the names added, and the messages of those not read.

        `progress` is told how many files are done. Raises BadInput where a held file has changed.
        """
        added, faults = [], []
        try:
            for number, path in enumerate(paths, start=1):
                try:
                    if self._bring_in(path):
                        added.append(path.name)
                except ReportError as fault:
                    faults.append(str(fault))
                if progress:
                    progress(number)
        finally:  # stopped half-way, the next call goes on from here
            self._write_held()
        return added, faults

    def _bring_in(self, path: Path) -> bool:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        if self._held.get(path.name) == digest:
            return False
        if path.name in self._held:
            raise BadInput(
                "the report is not the one that the plain library holds", where=str(path),
                next_step=f"remove {self._folder} and run again",
            )  # fmt: skip
        self._write(path.name, split_report(path))
        self._held[path.name] = digest
        return True

    def _write(self, file: str, passages: Sequence[Passage]) -> None:
        store = self._open()
        for start in range(0, len(passages), BATCH):
            part = passages[start : start + BATCH]
            store.add_texts(
                [passage.text for passage in part],
                metadatas=[{"file": file, "lines": _dump(passage.lines)} for passage in part],
                ids=[f"{file}#{number}" for number in range(start, start + len(part))],
            )

    def nearest(
        self, question: str, files: Sequence[str] | None = None, count: int = TOP
    ) -> list[tuple[str, Passage, float]]:
        """(file, passage, cosine similarity) of the passages nearest to a question, best first; of `files` only, where given."""
        asked = [file for file in files if file in self._held] if files is not None else None
        if not self._held or asked == []:
            return []
        where = None if asked is None else {"file": asked[0]} if len(asked) == 1 else {"file": {"$in": asked}}
        found = self._open().similarity_search_with_score(question, k=count, filter=where)
        return [
            (document.metadata["file"], Passage(document.page_content, _load(document.metadata["lines"])), 1.0 - distance)
            for document, distance in found
        ]

    def close(self) -> None:
        """Give back the store's files."""
        client, self._client, self._store = self._client, None, None
        if client is not None:
            client.close()

    def _open(self) -> Chroma:
        if self._store is None:
            os.environ.setdefault("ANONYMIZED_TELEMETRY", "False")
            import chromadb
            from chromadb.config import Settings
            from langchain_chroma import Chroma

            settings = Settings(anonymized_telemetry=False, is_persistent=True, persist_directory=str(self._folder / "vectors"))
            self._client = chromadb.PersistentClient(path=str(self._folder / "vectors"), settings=settings)
            self._store = Chroma(
                collection_name=COLLECTION, embedding_function=self._embedder, client=self._client,  # type: ignore[arg-type]
                collection_metadata=INDEX,
            )  # fmt: skip
        return self._store

    def _read_held(self) -> dict[str, str]:
        path = self._folder / HELD
        if not path.exists():
            return {}
        try:
            written = json.loads(path.read_text(encoding="utf-8"))
            make, held = written["make"], dict(written["files"])
        except (OSError, ValueError, KeyError, TypeError):
            make, held = None, {}
        if make != self._make():
            raise BadInput(
                "the plain library is of another make or embedding model", where=str(self._folder),
                next_step="remove it and run again",
            )  # fmt: skip
        return held

    def _write_held(self) -> None:
        written = {"make": self._make(), "files": dict(sorted(self._held.items()))}
        (self._folder / HELD).write_text(json.dumps(written, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")

    def _make(self) -> str:
        return f"{MAKE} {self._embedder.name}"


def _dump(lines: Iterable[SourceLine]) -> str:
    """Lines as one text, which is what Chroma keeps beside a passage."""
    return json.dumps([[line.number, line.page, line.text] for line in lines], ensure_ascii=False)


def _load(text: str) -> tuple[SourceLine, ...]:
    return tuple(SourceLine(number, words, page) for number, page, words in json.loads(text))
