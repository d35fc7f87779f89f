"""Open the stores of a library, wherever they are: in its folder, or on the servers that the environment names.

The library remembers where its vectors were put; asked for elsewhere they would silently be missing, so that is refused.
"""

from __future__ import annotations

import re
import uuid
from pathlib import Path

from index.chroma import Chroma
from index.database import Database
from index.embed import Embedder
from index.errors import LibraryError
from index.servers import DATABASE, VECTORS, Servers, name_of, read_servers
from index.store import Store
from index.vector_rows import VectorRows
from index.vectors import Vectors

FILE = "library.sqlite"
FOLDER = "vectors"
VECTORS_AT = "vectors_at"
"""The setting that remembers where the vectors are: one of the words below, a server's with the prefix of its collections."""
IN_FOLDER, IN_DATABASE, AS_EXTENSION, ON_SERVER = "folder", "database", "pgvector", "server:"


def database_of(library: Path, servers: Servers | None = None) -> Database:
    """The database of a library, whether it is made or not. Raises LibraryError for settings that are wrong."""
    servers = read_servers() if servers is None else servers
    if servers.database:
        return Database.of_server(servers.database, name_of(library))
    return Database.of_file(library / FILE)


def open_database(library: Path, create: bool = False, servers: Servers | None = None) -> Store:
    """The store of a library, made with `create` where it is not there yet. Raises LibraryError."""
    servers = read_servers() if servers is None else servers
    store = Store.of(database_of(library, servers), create)
    if create and store.setting(VECTORS_AT) is None and not store.reports():
        remember_vectors(store, library, servers)
    return store


def is_built(library: Path, servers: Servers | None = None) -> bool:
    """Whether there is a library, also where its folder is not on this machine. Raises LibraryError for a server that is down."""
    database = database_of(library, servers)
    try:
        return database.is_made() if database.on_server else library.exists()
    finally:
        database.close()


def remember_vectors(store: Store, library: Path, servers: Servers) -> None:
    """Note where the vectors of a new library go."""
    at = _meant(servers)
    if at == ON_SERVER:
        word = re.sub(r"[^a-z0-9]+", "-", name_of(library)).strip("-")
        at = f"{ON_SERVER}{word}-{uuid.uuid4().hex[:12]}"
    store.set_setting(VECTORS_AT, at)


def _meant(servers: Servers) -> str:
    """Which of the kinds of places the settings say."""
    if servers.chroma:
        return ON_SERVER
    if servers.pgvector:
        return AS_EXTENSION
    return IN_DATABASE if servers.database else IN_FOLDER


def prefix_of(store: Store) -> str:
    """What the names of a library's collections on a Chroma server begin with; "" where it has none there."""
    at = store.setting(VECTORS_AT) or IN_FOLDER
    return at.removeprefix(ON_SERVER) if at.startswith(ON_SERVER) else ""


def vectors_of(library: Path, store: Store, embedder: Embedder, servers: Servers | None = None) -> Vectors:
    """The vectors of an opened library. Raises LibraryError where the settings say another place than it was built with."""
    servers = read_servers() if servers is None else servers
    at = store.setting(VECTORS_AT) or IN_FOLDER
    kind = ON_SERVER if at.startswith(ON_SERVER) else at
    meant = _meant(servers)
    if kind != meant:
        raise LibraryError(
            f"the library's vectors are {_SAID[kind]}, and the settings say that they are {_SAID[meant]}", str(library),
            f"Set {VECTORS} and {DATABASE} as they were, or put the vectors there: python -m index rebuild",
        )  # fmt: skip
    if kind == ON_SERVER:
        return Vectors(Chroma(None, servers.chroma, lambda: prefix_of(store)), embedder)
    return Vectors(library / FOLDER if kind == IN_FOLDER else VectorRows(store.database, as_extension=kind == AS_EXTENSION), embedder)


_SAID = {
    ON_SERVER: "on a Chroma server", IN_DATABASE: "in its database", AS_EXTENSION: "in its database as pgvector's", IN_FOLDER: "in its folder",
}  # fmt: skip
