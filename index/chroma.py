"""Vectors in Chroma: a folder of this machine, or a server that many share. The one home of chromadb and langchain-chroma.

It keeps and gives back vectors by their ids, in collections; it searches nothing. Writing goes through
`langchain_chroma.Chroma`, so any LangChain chain can open the same collections.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import unquote, urlunsplit

# Before chromadb is imported: it reads the setting once.
os.environ.setdefault("ANONYMIZED_TELEMETRY", "False")

import contextlib

import numpy as np

from index.embed import Embedder
from index.errors import LibraryChanged, LibraryError
from index.servers import VECTORS, hidden, split, without_password

# SQLite takes at most 999 values in one question in its oldest builds.
GET_BATCH = 500
SERVER_SECONDS = 60.0
"""How long a server may take for one answer."""
MOST_WORDS = 300
"""Signs of a server's own message that are told."""
Made = TypeVar("Made")


class Chroma:
    """The collections of one library. `prefix` gives what their names begin with on a server, where other libraries are too."""

    def __init__(self, folder: Path | None, url: str = "", prefix: Callable[[], str] = str) -> None:
        self.place = str(folder) if folder is not None else hidden(url)
        self._folder = folder
        self._url = url
        self._read_prefix = prefix
        self._prefix: str | None = None
        self._client: Any = None
        self._collections: dict[str, Any] = {}
        self._writers: dict[str, Any] = {}

    @property
    def on_server(self) -> bool:
        """Whether other processes use it as well."""
        return self._folder is None

    def _told(self, ask: Callable[[], Made]) -> Made:
        """What `ask` gives, faults as one kind: chromadb raises errors of many makes, its Rust core's among them.

        A server that was started anew in between is asked once more.
        """
        try:
            try:
                return ask()
            except Exception as fault:
                if not self.on_server or not _is_lost(fault):
                    raise
                self._drop_client()
                return ask()
        except LibraryError:
            raise
        except Exception as fault:
            raise self._fault(fault) from fault

    def _fault(self, fault: Exception) -> LibraryError:
        words = without_password(" ".join(str(fault).split()), self._url)
        if not self.on_server:
            return LibraryError(f"the vector store cannot be opened or used ({fault})", self.place, "Build the library again.")
        if _is_missing(fault) and self._read_prefix() != self._prefix:
            return LibraryChanged("another library was put in the place of this one", self.place, "Ask again.")
        what = "cannot be reached or gave up" if _is_lost(fault) else "refused what was asked"
        return LibraryError(
            f"the vector server {what} ({words[:MOST_WORDS]})", self.place,
            f"See that it runs and that {VECTORS} is right, then do the same again.",
        )  # fmt: skip

    def _open(self) -> Any:
        if self._client is None:
            import chromadb
            from chromadb.config import Settings

            if self._folder is not None:
                settings = Settings(anonymized_telemetry=False, is_persistent=True, persist_directory=str(self._folder))
                self._client = chromadb.PersistentClient(path=str(self._folder), settings=settings)
            else:
                self._client = self._connect(Settings(anonymized_telemetry=False))
                self._prefix = self._read_prefix()
        return self._client

    def _connect(self, settings: Any) -> Any:
        import chromadb

        parts = split(self._url)
        host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
        place = f"{host}:{parts.port}" if parts.port else str(host)
        headers = {}
        if parts.username:
            login = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
            headers["Authorization"] = "Basic " + base64.b64encode(login.encode()).decode()
        client = chromadb.HttpClient(
            host=urlunsplit((parts.scheme, place, parts.path.rstrip("/"), "", "")), port=parts.port or 8000,
            ssl=parts.scheme == "https", headers=headers, settings=settings,
        )  # fmt: skip
        session = getattr(getattr(client, "_server", None), "_session", None)
        if hasattr(session, "timeout"):  # chromadb would wait for ever for a server that hangs
            session.timeout = SERVER_SECONDS
        return client

    def _drop_client(self) -> Any:
        client, self._client, self._collections, self._writers = self._client, None, {}, {}
        return client

    def close(self) -> None:
        """Give back the files or connections. It opens again when it is next used."""
        client = self._drop_client()
        if client is not None:
            self._told(client.close)

    def _name(self, collection: str) -> str:
        self._open()
        return f"{self._prefix}-{collection}" if self.on_server else collection

    def _collection(self, collection: str) -> Any:
        """The collection; None where nothing was stored in it yet."""
        if collection not in self._collections:
            from chromadb.errors import NotFoundError

            name = self._name(collection)
            try:
                self._collections[collection] = self._open().get_collection(name, embedding_function=None)
            except NotFoundError:
                if self.on_server and self._read_prefix() != self._prefix:
                    raise
                return None
        return self._collections[collection]

    def _asked(self, collection: str, ask: Callable[[Any], Made], empty: Made) -> Made:
        """What `ask` gives of a collection, `empty` where there is none."""

        def run() -> Made:
            found = self._collection(collection)
            return empty if found is None else ask(found)

        return self._told(run)

    def held(self, collection: str, names: Sequence[str]) -> set[str]:
        """Which of these ids are stored."""
        found: set[str] = set()
        for part in _batches(names):
            found.update(self._asked(collection, lambda one, part=part: one.get(ids=part, include=[])["ids"], []))
        return found

    def add(self, collection: str, names: Sequence[str], texts: Sequence[str], embedder: Embedder) -> None:
        """Embed texts and store them by these ids; no text may be empty."""
        self._told(lambda: self._writer(collection, embedder).add_texts(list(texts), ids=list(names)))

    def _writer(self, collection: str, embedder: Embedder) -> Any:
        """LangChain's store of a collection. Kept: making one reads the settings anew, which takes as long as a report's texts."""
        if collection not in self._writers or self._writers[collection][0] is not embedder:
            from langchain_chroma import Chroma as Writer

            made = Writer(
                collection_name=self._name(collection),
                embedding_function=embedder,  # type: ignore[arg-type] - it asks for the two methods only
                client=self._open(),
                collection_metadata={"hnsw:space": "cosine"},
            )
            self._writers[collection] = (embedder, made)
        return self._writers[collection][1]

    def names(self, collection: str) -> set[str]:
        """The ids of all vectors stored."""
        return set(self._asked(collection, lambda one: one.get(include=[])["ids"], []))

    def remove(self, collection: str, names: Sequence[str]) -> None:
        """Forget vectors by their ids."""
        for part in _batches(names):
            self._asked(collection, lambda one, part=part: one.delete(ids=part), None)

    def count(self, collection: str) -> int:
        """How many vectors a collection holds."""
        return self._asked(collection, lambda one: one.count(), 0)

    def width(self, collection: str) -> int:
        """How many numbers a vector has; 0 where none is stored."""
        rows = self._asked(collection, lambda one: one.get(limit=1, include=["embeddings"])["embeddings"], [])
        return len(rows[0]) if len(rows) else 0

    def rows(self, collection: str, names: Sequence[str]) -> dict[str, np.ndarray]:
        """The vectors that are stored of these ids."""
        made: dict[str, np.ndarray] = {}
        for part in _batches(names):
            found = self._asked(collection, lambda one, part=part: one.get(ids=part, include=["embeddings"]), None)
            if found is not None:
                made.update(zip(found["ids"], np.asarray(found["embeddings"], dtype=np.float32), strict=True))
        return made

    def copy(self, collection: str, other: Chroma) -> None:
        """Store all that another holds in a collection here as well."""
        names = sorted(other.names(collection))
        for part in _batches(names):
            found = other._asked(collection, lambda one, part=part: one.get(ids=part, include=["embeddings", "documents"]), None)
            if found is not None:
                self._told(lambda found=found: self._made(collection).upsert(found["ids"], found["embeddings"], documents=found["documents"]))

    def _made(self, collection: str) -> Any:
        return self._open().get_or_create_collection(
            self._name(collection), metadata={"hnsw:space": "cosine"}, embedding_function=None
        )

    def drop(self, collections: Sequence[str]) -> None:
        """Forget whole collections; those that are not there are no matter."""
        from chromadb.errors import NotFoundError

        def one(name: str) -> None:
            with contextlib.suppress(NotFoundError):
                self._open().delete_collection(name)

        for collection in collections:
            self._told(lambda collection=collection: one(self._name(collection)))
        self._collections, self._writers = {}, {}


def _batches(names: Sequence[str]) -> list[list[str]]:
    return [list(names[start : start + GET_BATCH]) for start in range(0, len(names), GET_BATCH)]


def _is_lost(fault: BaseException) -> bool:
    """Whether the connection was lost, or the client made anew may find what this one does not."""
    import httpx

    return isinstance(fault, (httpx.TransportError, ConnectionError)) or (isinstance(fault, ValueError) and "connect" in str(fault).lower())


def _is_missing(fault: BaseException) -> bool:
    from chromadb.errors import NotFoundError

    return isinstance(fault, NotFoundError)
