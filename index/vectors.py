"""The vector store: passages, item labels and cells of tables in Chroma. The one home of chromadb and langchain-chroma.

Searching uses Chroma's own collection; writing goes through `langchain_chroma.Chroma`, so the folder can be opened by
any LangChain chain as well.
"""

from __future__ import annotations

import hashlib
import os
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from heapq import nsmallest
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
# The vectors of up to so many reports are compared one by one. Beyond, Chroma's graph is asked: it is faster there, but
# approximate, and as it is built anew at each start, near ties may come out otherwise.
MOST_EXACT = 150
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
        # by collection and file: ids, and their vectors as rows of length 1
        self._near: OrderedDict[tuple[str, str], tuple[list[str], np.ndarray]] = OrderedDict()

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
        self.forget()
        if client is not None:
            with _told(self._folder):
                client.close()

    def forget(self) -> None:
        """Keep no vectors in memory: what is stored was changed."""
        self._near.clear()

    def add(
        self, collection: str, ids: Sequence[str], texts: Sequence[str], metadatas: Sequence[dict],
        progress: Callable[[int], None] | None = None,
    ) -> None:  # fmt: skip
        """Embed and store texts. An id that is there already is overwritten. `progress` is told how many are done."""
        from langchain_chroma import Chroma

        self.forget()
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
        self.forget()
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
        """(id, cosine similarity) of the nearest texts of `files`, best first; of equally near ones the lower id.

        The same in every process, as long as there are no more than MOST_EXACT files.
        """
        found = self._collection(collection)
        if found is None or not files:
            return []
        if len(files) > MOST_EXACT:
            return self._nearest(found, vector, count, files)
        return _order(self._rows_of(found, collection, tuple(dict.fromkeys(files))), vector, count)

    def _rows_of(self, found, collection: str, files: Sequence[str]) -> list[tuple[list[str], np.ndarray]]:  # noqa: ANN001 - chromadb's own type
        """Ids and vectors of each file that has any."""
        missing = [file for file in files if (collection, file) not in self._near]
        if missing:
            self._read_rows(found, collection, missing)
        held = []
        for file in files:
            self._near.move_to_end((collection, file))
            held.append(self._near[collection, file])
        kept = sum(len(ids) for ids, _ in self._near.values())
        while kept > MOST_KEPT and len(self._near) > len(files):
            _, (ids, _) = self._near.popitem(last=False)
            kept -= len(ids)
        return [one for one in held if one[0]]

    def _read_rows(self, found, collection: str, files: Sequence[str]) -> None:  # noqa: ANN001 - chromadb's own type
        """Bring the vectors of files into memory."""
        with _told(self._folder):
            rows = found.get(where={"file": {"$in": list(files)}}, include=["embeddings", "metadatas"])
        read: dict[str, tuple[list[str], list]] = {file: ([], []) for file in files}
        for key, row, metadata in zip(rows["ids"], rows["embeddings"], rows["metadatas"], strict=True):
            ids, vectors = read[metadata["file"]]
            ids.append(key)
            vectors.append(row)
        for file, (ids, vectors) in read.items():
            matrix = np.asarray(vectors, dtype=np.float32)
            lengths = np.linalg.norm(matrix, axis=1, keepdims=True) if ids else 1.0
            self._near[collection, file] = (ids, matrix / np.maximum(lengths, SMALLEST_LENGTH))

    def _nearest(self, found, vector: Sequence[float], count: int, files: Sequence[str]) -> list[tuple[str, float]]:  # noqa: ANN001 - chromadb's own type
        """The nearest by Chroma's own search."""
        where = {"file": files[0]} if len(files) == 1 else {"file": {"$in": list(files)}}
        with _told(self._folder):
            result = found.query(query_embeddings=[list(vector)], n_results=count, where=where, include=["distances"])
        return [(key, 1.0 - distance) for key, distance in zip(result["ids"][0], result["distances"][0], strict=True)]

    def embedded(self, collection: str, texts: Sequence[str]) -> dict[str, np.ndarray]:
        """The vectors of texts, each text embedded once in the life of the folder by each model. No text may be empty."""
        names = {text: hashlib.sha256(f"{self._embedder.name}\n{text}".encode()).hexdigest()[:32] for text in dict.fromkeys(texts)}
        made = self._held(collection, names)
        missing = [text for text in names if text not in made]
        if missing:
            self.add(collection, [names[text] for text in missing], missing, [{"file": ""}] * len(missing))
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


def _order(held: Sequence[tuple[list[str], np.ndarray]], vector: Sequence[float], count: int) -> list[tuple[str, float]]:
    """The nearest of all rows to a vector."""
    asked = np.asarray(vector, dtype=np.float32)
    asked = asked / max(float(np.linalg.norm(asked)), SMALLEST_LENGTH)
    near = [
        (key, float(similarity))
        for ids, matrix in held
        for key, similarity in zip(ids, np.round(matrix @ asked, SIMILARITY_DECIMALS), strict=True)
    ]
    return nsmallest(count, near, key=lambda pair: (-pair[1], pair[0]))
