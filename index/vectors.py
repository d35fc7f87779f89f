"""The vector store: each distinct text once, with the vectors that were used last in memory. It opens no database itself.

Reports of one template repeat each other's sentences and labels, and figures are masked before a text is embedded: over
a library most texts are known already. Which report holds which text is the database's to tell; a search is given the
texts that may be found. Where the vectors lie (`index.chroma`, `index.vector_rows`) makes no difference to what is found.
"""

from __future__ import annotations

import hashlib
import shutil
from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from heapq import nsmallest
from pathlib import Path
from typing import Protocol

import numpy as np

from index.chroma import Chroma
from index.embed import Embedder
from index.errors import LibraryError

TEXTS = "texts"
CELLS = "cells"
BATCH = 64
# So many vectors are kept in memory for the next question (384 dimensions: some 60 MB).
MOST_KEPT = 40_000
# Equal texts have equal vectors, but the last bits of a product depend on where a row stands.
SIMILARITY_DECIMALS = 6
SMALLEST_LENGTH = 1e-12


class VectorSearch(Protocol):
    """Where the nearest of some texts are found."""

    def search(self, vector: Sequence[float], texts: Sequence[str], count: int) -> list[tuple[str, float]]:
        """(text, cosine similarity) of the nearest of `texts`, best first. Texts without a vector are not found."""
        ...


class VectorPlace(Protocol):
    """Where vectors lie: by collection and id. Faults are LibraryErrors that name the `place`."""

    place: str

    def held(self, collection: str, names: Sequence[str]) -> set[str]: ...

    def add(self, collection: str, names: Sequence[str], texts: Sequence[str], embedder: Embedder) -> None: ...

    def names(self, collection: str) -> set[str]: ...

    def remove(self, collection: str, names: Sequence[str]) -> None: ...

    def count(self, collection: str) -> int: ...

    def width(self, collection: str) -> int: ...

    def rows(self, collection: str, names: Sequence[str]) -> dict[str, np.ndarray]: ...

    def close(self) -> None: ...


class Vectors:
    """Texts with their vectors, in a Chroma folder or another place. An id is the hash of the model's name and the text."""

    def __init__(self, place: Path | VectorPlace, embedder: Embedder) -> None:
        self._place: VectorPlace = Chroma(place) if isinstance(place, Path) else place
        self._embedder = embedder
        # by text, of length 1; None where no vector is stored
        self._near: OrderedDict[str, np.ndarray | None] = OrderedDict()

    @property
    def embedder(self) -> Embedder:
        """The model that the texts are embedded with."""
        return self._embedder

    def close(self) -> None:
        """Give back the store's files, so that others can be put in their place. It opens again when it is next used."""
        self.forget()
        self._place.close()

    def start_anew(self) -> None:
        """Throw the store away, vectors and all: it is damaged, and can be made again from the texts.

        One that others use as well is not: what is wrong with it is told again. Raises LibraryError.
        """
        if not isinstance(self._place, Chroma) or self._place.on_server:
            self.count()
            self.width()
            return
        with suppress(LibraryError):
            self.close()
        shutil.rmtree(self._place.place, ignore_errors=True)
        with suppress(LibraryError):  # chromadb keeps what it failed to open until it has failed at it once more
            self._place.count(TEXTS)

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

    def take(self, texts: Sequence[str], source: Vectors) -> None:
        """Store texts with the vectors that another store of the same model has of them: nothing is embedded."""
        names = {self.name(text): text for text in texts}
        missing = self._missing(TEXTS, list(names))
        self.forget()
        for start in range(0, len(missing), BATCH):
            part = missing[start : start + BATCH]
            rows = source.held(part)
            known = _Known({names[name]: rows[name].tolist() for name in part if name in rows}, self._embedder)
            part = [name for name in part if name in rows]
            if part:
                self._place.add(TEXTS, part, [names[name] for name in part], known)

    def _missing(self, collection: str, names: Sequence[str]) -> list[str]:
        held = self._place.held(collection, names)
        return [name for name in names if name not in held]

    def _add(self, collection: str, names: Sequence[str], texts: Sequence[str]) -> None:
        self.forget()
        self._place.add(collection, names, texts, self._embedder)

    def names(self, collection: str = TEXTS) -> set[str]:
        """The ids of all vectors stored."""
        return self._place.names(collection)

    def remove(self, names: Sequence[str], collection: str = TEXTS) -> None:
        """Forget vectors by their ids."""
        self.forget()
        self._place.remove(collection, names)

    def count(self, collection: str = TEXTS) -> int:
        """How many vectors a collection holds."""
        return self._place.count(collection)

    def width(self, collection: str = TEXTS) -> int:
        """How many numbers a vector has; 0 where none is stored."""
        return self._place.width(collection)

    def search(self, vector: Sequence[float], texts: Sequence[str], count: int) -> list[tuple[str, float]]:
        """(text, cosine similarity) of the nearest of `texts`, best first; of equally near ones the lower text.

        Each is compared, none is guessed to be far: the same in every process, and for every order of the texts.
        """
        return nearest(self._rows(dict.fromkeys(texts)), vector, count)

    def _rows(self, texts: Collection[str]) -> dict[str, np.ndarray]:
        """The vectors of texts, of length 1, from memory where they are there."""
        missing = {self.name(text): text for text in texts if text not in self._near}
        found = self._place.rows(TEXTS, list(missing))  # where this fails, nothing is taken for known
        self._near.update((text, unit(found[name]) if name in found else None) for name, text in missing.items())
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
        held = self._place.rows(collection, list(names.values()))
        return {text: held[name] for text, name in names.items()}

    def held(self, names: Sequence[str], collection: str = TEXTS) -> dict[str, np.ndarray]:
        """The vectors that are stored of these ids."""
        return self._place.rows(collection, names)

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question, by the model the library was built with."""
        return self._embedder.embed_query(text)


class _Known:
    """In the place of an embedding model: the vectors that are known."""

    def __init__(self, vectors: Mapping[str, list[float]], embedder: Embedder) -> None:
        self.name = embedder.name
        self._vectors = vectors
        self.embed_query = embedder.embed_query

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [self._vectors[text] for text in texts]


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
