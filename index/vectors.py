"""The vector store: each distinct text once, in Chroma. The one home of chromadb and langchain-chroma.

Reports of one template repeat each other's sentences and labels, and figures are masked before a text is embedded: over
a library most texts are known already. Which report holds which text is the database's to tell; a search is given the
texts that may be found. Writing goes through `langchain_chroma.Chroma`, so any LangChain chain can open the folder.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from heapq import nsmallest
from pathlib import Path
from typing import Protocol

# Before chromadb is imported: it reads the setting once.
os.environ.setdefault("ANONYMIZED_TELEMETRY", "False")

import numpy as np

from index.embed import Embedder
from index.errors import LibraryError

TEXTS = "texts"
CELLS = "cells"
BATCH = 64
# SQLite takes at most 999 values in one question in its oldest builds.
GET_BATCH = 500
# So many vectors are kept in memory for the next question (384 dimensions: some 60 MB).
MOST_KEPT = 40_000
# Equal texts have equal vectors, but the last bits of a product depend on where a row stands.
SIMILARITY_DECIMALS = 6
SMALLEST_LENGTH = 1e-12


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
    """Where the nearest of some texts are found."""

    def search(self, vector: Sequence[float], texts: Sequence[str], count: int) -> list[tuple[str, float]]:
        """(text, cosine similarity) of the nearest of `texts`, best first. Texts without a vector are not found."""
        ...


class Vectors:
    """The texts of one folder with their vectors. An id is the hash of the model's name and the text."""

    def __init__(self, folder: Path, embedder: Embedder) -> None:
        self._folder = folder
        self._embedder = embedder
        self._client = None
        self._collections: dict = {}
        self._writers: dict = {}
        # by text, of length 1; None where no vector is stored
        self._near: OrderedDict[str, np.ndarray | None] = OrderedDict()

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
        client, self._client, self._collections, self._writers = self._client, None, {}, {}
        self.forget()
        if client is not None:
            with _told(self._folder):
                client.close()

    def start_anew(self) -> None:
        """Throw the store away, vectors and all: it is damaged, and can be made again from the texts."""
        with suppress(LibraryError):
            self.close()
        shutil.rmtree(self._folder, ignore_errors=True)
        with suppress(LibraryError):  # chromadb keeps what it failed to open until it has failed at it once more
            self._open()

    def forget(self) -> None:
        """Keep no vectors in memory: what is stored was changed."""
        self._near.clear()

    def name(self, text: str) -> str:
        """The id of a text's vector."""
        return hashlib.sha256(f"{self._embedder.name}\n{text}".encode()).hexdigest()[:32]

    def store(self, texts: Sequence[str], collection: str = TEXTS, progress: Callable[[int], None] | None = None) -> None:
        """Embed and store the texts that are not stored yet. None may be empty. `progress` is told how many are done."""
        names = {self.name(text): text for text in texts}
        missing = self._missing(collection, list(names))
        told = len(names) - len(missing)
        for start in range(0, len(missing), BATCH):
            part = missing[start : start + BATCH]
            self._add(collection, part, [names[name] for name in part])
            if progress:
                progress(told + start + len(part))
        if progress and not missing:
            progress(told)

    def _missing(self, collection: str, names: Sequence[str]) -> list[str]:
        found = self._collection(collection)
        if found is None:
            return list(names)
        held: set[str] = set()
        for start in range(0, len(names), GET_BATCH):
            with _told(self._folder):
                held.update(found.get(ids=list(names[start : start + GET_BATCH]), include=[])["ids"])
        return [name for name in names if name not in held]

    def _add(self, collection: str, names: Sequence[str], texts: Sequence[str]) -> None:
        self.forget()
        store = self._writer(collection)
        with _told(self._folder):
            store.add_texts(list(texts), ids=list(names))

    def _writer(self, collection: str):  # noqa: ANN202 - langchain_chroma's own type
        """LangChain's store of a collection. Kept: making one reads the settings anew, which takes as long as a report's texts."""
        if collection not in self._writers:
            from langchain_chroma import Chroma

            client = self._open()
            with _told(self._folder):
                self._writers[collection] = Chroma(
                    collection_name=collection,
                    embedding_function=self._embedder,  # type: ignore[arg-type] - it asks for the two methods only
                    client=client,
                    collection_metadata={"hnsw:space": "cosine"},
                )
        return self._writers[collection]

    def names(self, collection: str = TEXTS) -> set[str]:
        """The ids of all vectors stored."""
        found = self._collection(collection)
        if found is None:
            return set()
        with _told(self._folder):
            return set(found.get(include=[])["ids"])

    def remove(self, names: Sequence[str], collection: str = TEXTS) -> None:
        """Forget vectors by their ids."""
        self.forget()
        found = self._collection(collection)
        for start in range(0, len(names) if found is not None else 0, GET_BATCH):
            with _told(self._folder):
                found.delete(ids=list(names[start : start + GET_BATCH]))

    def count(self, collection: str = TEXTS) -> int:
        """How many vectors a collection holds."""
        found = self._collection(collection)
        return 0 if found is None else found.count()

    def width(self, collection: str = TEXTS) -> int:
        """How many numbers a vector has; 0 where none is stored."""
        found = self._collection(collection)
        if found is None:
            return 0
        with _told(self._folder):
            rows = found.get(limit=1, include=["embeddings"])["embeddings"]
        return len(rows[0]) if len(rows) else 0

    def search(self, vector: Sequence[float], texts: Sequence[str], count: int) -> list[tuple[str, float]]:
        """(text, cosine similarity) of the nearest of `texts`, best first; of equally near ones the lower text.

        Each is compared, none is guessed to be far: the same in every process, and for every order of the texts.
        """
        return nearest(self._rows(dict.fromkeys(texts)), vector, count)

    def _rows(self, texts: Collection[str]) -> dict[str, np.ndarray]:
        """The vectors of texts, of length 1, from memory where they are there."""
        missing = {self.name(text): text for text in texts if text not in self._near}
        self._near.update(dict.fromkeys(missing.values()))
        for name, row in self._held(TEXTS, list(missing)).items():
            self._near[missing[name]] = unit(row)
        rows = {}
        for text in texts:
            self._near.move_to_end(text)
            if (row := self._near[text]) is not None:
                rows[text] = row
        while len(self._near) > max(MOST_KEPT, len(texts)):
            self._near.popitem(last=False)
        return rows

    def embedded(self, collection: str, texts: Sequence[str]) -> dict[str, np.ndarray]:
        """The vectors of texts, each text embedded once in the life of the folder by each model. No text may be empty."""
        names = {text: self.name(text) for text in dict.fromkeys(texts)}
        self.store(list(names), collection)
        held = self._held(collection, list(names.values()))
        return {text: held[name] for text, name in names.items()}

    def _held(self, collection: str, names: Sequence[str]) -> dict[str, np.ndarray]:
        """The vectors that are stored, by id."""
        found = self._collection(collection)
        made: dict[str, np.ndarray] = {}
        for start in range(0, len(names) if found is not None else 0, GET_BATCH):
            with _told(self._folder):
                rows = found.get(ids=list(names[start : start + GET_BATCH]), include=["embeddings"])
            made.update(zip(rows["ids"], np.asarray(rows["embeddings"], dtype=np.float32), strict=True))
        return made

    def held(self, names: Sequence[str], collection: str = TEXTS) -> dict[str, np.ndarray]:
        """The vectors that are stored of these ids."""
        return self._held(collection, names)

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



def unit(vector: Sequence[float]) -> np.ndarray:
    """The vector with length 1."""
    row = np.asarray(vector, dtype=np.float32)
    return row / max(float(np.linalg.norm(row)), SMALLEST_LENGTH)


def nearest(rows: Mapping[str, np.ndarray], vector: Sequence[float], count: int) -> list[tuple[str, float]]:
    """(text, cosine similarity) of the texts whose vectors (of length 1) are nearest to one, best first; of equally near ones
    the lower text."""
    if not rows:
        return []
    near = np.round(np.stack(list(rows.values())) @ unit(vector), SIMILARITY_DECIMALS)
    return nsmallest(count, zip(rows, map(float, near), strict=True), key=lambda one: (-one[1], one[0]))
