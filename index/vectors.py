"""The vector store: passages, item labels and cells of tables in Chroma. The one home of chromadb and langchain-chroma.

Searching uses Chroma's own collection; writing goes through `langchain_chroma.Chroma`, so the folder can be opened by
any LangChain chain as well.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

# Before chromadb is imported: it reads the setting once.
os.environ.setdefault("ANONYMIZED_TELEMETRY", "False")

import numpy as np

from index.embed import Embedder
from index.errors import LibraryError

PASSAGES = "passages"
LABELS = "labels"
CELLS = "cells"
BATCH = 64
# SQLite takes at most 999 values in one question in its oldest builds.
GET_BATCH = 500


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    """Faults of the vector store as one kind: chromadb raises errors of many makes, its Rust core's among them."""
    try:
        yield
    except LibraryError:
        raise
    except Exception as fault:
        raise LibraryError(
            f"the vector store cannot be opened or used ({fault})", str(folder), "Build the library again."
        ) from fault


class VectorSearch(Protocol):
    """Where the nearest texts of some files are found."""

    def search(
        self, collection: str, vector: Sequence[float], count: int, files: Sequence[str]
    ) -> list[tuple[str, float]]:
        """(id, cosine similarity) of the nearest texts of `files`, best first. Files without vectors give none."""
        ...


class Vectors:
    """Two collections of one library: passages (texts for meaning) and labels (what figures are of)."""

    def __init__(self, folder: Path, embedder: Embedder) -> None:
        self._folder = folder
        self._embedder = embedder
        self._client = None
        self._collections: dict = {}

    def _open(self):  # noqa: ANN202 - chromadb's own type
        if self._client is None:
            import chromadb
            from chromadb.config import Settings

            settings = Settings(anonymized_telemetry=False, is_persistent=True, persist_directory=str(self._folder))
            with _told(self._folder):
                self._client = chromadb.PersistentClient(path=str(self._folder), settings=settings)
        return self._client

    def close(self) -> None:
        """Give back the store's files, so that others can be put in their place. It opens again when it is next used."""
        client, self._client, self._collections = self._client, None, {}
        if client is not None:
            with _told(self._folder):
                client.close()

    def add(
        self, collection: str, ids: Sequence[str], texts: Sequence[str], metadatas: Sequence[dict],
        progress: Callable[[int], None] | None = None,
    ) -> None:  # fmt: skip
        """Embed and store texts. An id that is there already is overwritten. `progress` is told how many are done."""
        from langchain_chroma import Chroma

        store = Chroma(
            collection_name=collection,
            embedding_function=self._embedder,  # type: ignore[arg-type] - it asks for the two methods only
            client=self._open(),
            collection_metadata={"hnsw:space": "cosine"},
        )
        for start in range(0, len(ids), BATCH):
            end = start + BATCH
            with _told(self._folder):
                store.add_texts(list(texts[start:end]), metadatas=list(metadatas[start:end]), ids=list(ids[start:end]))
            if progress:
                progress(min(end, len(ids)))

    def remove(self, file: str, keep: Sequence[str] = ()) -> None:
        """Forget the vectors of a report, but for the ids to `keep`."""
        kept = set(keep)
        for name in (PASSAGES, LABELS):
            collection = self._collection(name)
            if collection is None:
                continue
            with _told(self._folder):
                held = collection.get(where={"file": file}, include=[])["ids"]
                gone = [key for key in held if key not in kept]
                for start in range(0, len(gone), BATCH):
                    collection.delete(ids=gone[start : start + BATCH])

    def count(self, collection: str) -> int:
        """How many vectors a collection holds."""
        found = self._collection(collection)
        return 0 if found is None else found.count()

    def search(
        self, collection: str, vector: Sequence[float], count: int, files: Sequence[str]
    ) -> list[tuple[str, float]]:
        """(id, cosine similarity) of the nearest texts of `files`, best first."""
        found = self._collection(collection)
        if found is None or not files:
            return []
        where = {"file": files[0]} if len(files) == 1 else {"file": {"$in": list(files)}}
        with _told(self._folder):
            result = found.query(query_embeddings=[list(vector)], n_results=count, where=where, include=["distances"])
        return [(key, 1.0 - distance) for key, distance in zip(result["ids"][0], result["distances"][0], strict=True)]

    def embedded(
        self, collection: str, texts: Sequence[str], progress: Callable[[int, int], None] | None = None
    ) -> dict[str, np.ndarray]:
        """The vectors of texts, each text embedded once in the life of the folder by each model. No text may be empty.

        `progress` is told how many of those not held yet are done of how many.
        """
        names = {text: hashlib.sha256(f"{self._embedder.name}\n{text}".encode()).hexdigest()[:32] for text in dict.fromkeys(texts)}
        made = self._held(collection, names)
        missing = [text for text in names if text not in made]
        if missing:
            tell = (lambda done: progress(done, len(missing))) if progress else None
            self.add(collection, [names[text] for text in missing], missing, [{"file": ""}] * len(missing), tell)
            made |= self._held(collection, {text: names[text] for text in missing})
        return {text: made[text] for text in names}

    def _held(self, collection: str, names: dict[str, str]) -> dict[str, np.ndarray]:
        """The vectors that are stored already, by text."""
        found = self._collection(collection)
        made: dict[str, np.ndarray] = {}
        listed = list(names.values())
        for start in range(0, len(listed) if found is not None else 0, GET_BATCH):
            with _told(self._folder):
                rows = found.get(ids=listed[start : start + GET_BATCH], include=["embeddings"])
            made.update(zip(rows["ids"], np.asarray(rows["embeddings"], dtype=np.float32), strict=True))
        return {text: made[name] for text, name in names.items() if name in made}

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question, by the model the library was built with."""
        return self._embedder.embed_query(text)

    def _collection(self, name: str):  # noqa: ANN202 - chromadb's own type
        if name not in self._collections:
            from chromadb.errors import NotFoundError

            try:
                self._collections[name] = self._open().get_collection(name, embedding_function=None)
            except NotFoundError:
                return None
        return self._collections[name]
