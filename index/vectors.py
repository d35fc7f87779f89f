"""The vector store: passages and item labels in Chroma. The one home of chromadb and langchain-chroma.

Searching uses Chroma's own collection; writing goes through `langchain_chroma.Chroma`, so the folder can be opened by
any LangChain chain as well.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

# Before chromadb is imported: it reads the setting once.
os.environ.setdefault("ANONYMIZED_TELEMETRY", "False")

from index.embed import Embedder
from index.errors import LibraryError

PASSAGES = "passages"
LABELS = "labels"
BATCH = 256


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
            try:
                self._client = chromadb.PersistentClient(path=str(self._folder), settings=settings)
            except Exception as fault:  # chromadb raises errors of many makes, its Rust core's among them
                raise LibraryError(
                    f"the vector store cannot be opened ({fault})", str(self._folder), "Build the library again."
                ) from fault
        return self._client

    def add(self, collection: str, ids: Sequence[str], texts: Sequence[str], metadatas: Sequence[dict]) -> None:
        """Embed and store texts. An id that is there already is overwritten."""
        from langchain_chroma import Chroma

        store = Chroma(
            collection_name=collection,
            embedding_function=self._embedder,  # type: ignore[arg-type] - it asks for the two methods only
            client=self._open(),
            collection_metadata={"hnsw:space": "cosine"},
        )
        for start in range(0, len(ids), BATCH):
            end = start + BATCH
            store.add_texts(list(texts[start:end]), metadatas=list(metadatas[start:end]), ids=list(ids[start:end]))

    def remove(self, file: str) -> None:
        """Forget every vector of a report."""
        for name in (PASSAGES, LABELS):
            collection = self._collection(name)
            if collection is not None:
                collection.delete(where={"file": file})

    def count(self, collection: str) -> int:
        """How many vectors a collection holds."""
        found = self._collection(collection)
        return 0 if found is None else found.count()

    def search(self, collection: str, vector: Sequence[float], count: int, files: Sequence[str]) -> list[tuple[str, float]]:
        """(id, cosine similarity) of the nearest texts of `files`, best first."""
        found = self._collection(collection)
        if found is None or not files:
            return []
        where = {"file": files[0]} if len(files) == 1 else {"file": {"$in": list(files)}}
        result = found.query(query_embeddings=[list(vector)], n_results=count, where=where, include=["distances"])
        return [(key, 1.0 - distance) for key, distance in zip(result["ids"][0], result["distances"][0], strict=True)]

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
