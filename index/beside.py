"""The part of `index.swap` that is on servers: a library's next one as another schema and other collections.

The name is switched in one transaction of the database; readers see the one library or the other. Without servers every
function here does nothing.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from index.chroma import Chroma
from index.database import Database
from index.places import FILE, database_of, prefix_of, remember_vectors
from index.servers import NEXT, Servers, read_servers
from index.store import GENERATION, Store
from index.vectors import CELLS, TEXTS

COLLECTIONS = (TEXTS, CELLS)
BEFORE_NAME = "__before"
VECTORS_BEFORE = "vectors_before"
"""The setting that remembers the collections of the library whose place this one took, until they are dropped."""
TAKING = "taking"
"""A file in the folder of what is replaced: it names the library that takes the place, so that a stopped change can be told
from one that was complete on the server."""


def is_used() -> bool:
    """Whether a library's database is on a server."""
    return bool(read_servers().database)


@contextmanager
def held_everywhere(library: Path, wait: float) -> Iterator[bool]:
    """Hold the right to change a library against other machines as well; false where one of them has it."""
    database = database_of(library)
    try:
        with database.locked(wait) as held:
            yield held
    finally:
        database.close()


def make_next(library: Path, copy: bool) -> None:
    """Beside the library an empty place, or with `copy` one with all that it holds; a copy in the folder is made before."""
    servers = read_servers()
    if servers == Servers():
        return
    drop_next(library)
    drop_before(library)
    if not copy:
        return
    if servers.database:
        with _database(library, servers) as old, _database(library / NEXT, servers) as new:
            _copy_schema(old, new.schema)
    with _store(library, servers) as old_store, _store(library / NEXT, servers) as new_store:
        new_store.set_setting(GENERATION, uuid.uuid4().hex)
        before = prefix_of(old_store)
        if before:
            remember_vectors(new_store, library / NEXT, servers)
            source, target = _chroma(servers, before), _chroma(servers, prefix_of(new_store))
            for collection in COLLECTIONS:
                target.copy(collection, source)
            source.close()
            target.close()


def drop_next(library: Path) -> None:
    """Forget what was built beside the library; what the folder holds of it must still be there."""
    servers = read_servers()
    if servers == Servers():
        return
    folder = library / NEXT
    if servers.chroma and _is_made(folder, servers):
        with _store(folder, servers) as store:
            _drop_collections(servers, prefix_of(store))
    if servers.database:
        with _database(folder, servers) as database:
            _drop_schema(database, database.schema)


def prepare_taking(library: Path, before: Path) -> None:
    """Note which library is about to take the place, on the server and in the folder of what is replaced."""
    servers = read_servers()
    if servers == Servers():
        return
    with _store(library, servers) as old, _store(library / NEXT, servers) as new:
        new.set_setting(VECTORS_BEFORE, prefix_of(old))
        if servers.database:
            (before / TAKING).write_text(new.setting(GENERATION) or "", encoding="utf-8")


def take_next(library: Path) -> None:
    """Switch the name to the next library, in one transaction."""
    servers = read_servers()
    if not servers.database:
        return
    with _database(library, servers) as old, _database(library / NEXT, servers) as new, old.transaction() as connection:
        for name, to in ((old.schema, old.schema + BEFORE_NAME), (new.schema, old.schema)):
            connection.execute(sa.text(f"ALTER SCHEMA {_quoted(old, name)} RENAME TO {_quoted(old, to)}"))


def taken(library: Path, before: Path) -> bool:
    """Whether a change that was stopped was complete on the server. Raises LibraryError where that cannot be known."""
    servers = read_servers()
    if not servers.database or not (before / TAKING).is_file():
        return False
    with _store(library, servers) as store:
        return store.setting(GENERATION) == (before / TAKING).read_text(encoding="utf-8")


def drop_before(library: Path) -> None:
    """Forget the library whose place was taken."""
    servers = read_servers()
    if servers == Servers():
        return
    if servers.database:
        with _database(library, servers) as database:
            _drop_schema(database, database.schema + BEFORE_NAME)
    if servers.chroma and _is_made(library, servers):
        with _store(library, servers) as store:
            if before := store.setting(VECTORS_BEFORE):
                _drop_collections(servers, before)
                store.set_setting(VECTORS_BEFORE, "")


def drop_library(library: Path, servers: Servers | None = None) -> None:
    """Forget a whole library on the servers; its folder stays."""
    servers = read_servers() if servers is None else servers
    if servers.chroma and _is_made(library, servers):
        with _store(library, servers) as store:
            _drop_collections(servers, prefix_of(store))
    if servers.database:
        with _database(library, servers) as database:
            _drop_schema(database, database.schema)


def _is_made(library: Path, servers: Servers) -> bool:
    if not servers.database:
        return (library / FILE).exists()
    with _database(library, servers) as database:
        return database.is_made()


@contextmanager
def _database(library: Path, servers: Servers) -> Iterator[Database]:
    database = database_of(library, servers)
    try:
        yield database
    finally:
        database.close()


@contextmanager
def _store(library: Path, servers: Servers) -> Iterator[Store]:
    store = Store.of(database_of(library, servers))
    try:
        yield store
    finally:
        store.close()


def _chroma(servers: Servers, prefix: str) -> Chroma:
    return Chroma(None, servers.chroma, lambda: prefix)


def _drop_collections(servers: Servers, prefix: str) -> None:
    if prefix:
        chroma = _chroma(servers, prefix)
        chroma.drop(COLLECTIONS)
        chroma.close()


def _copy_schema(old: Database, schema: str) -> None:
    with old.transaction() as connection:
        connection.execute(sa.schema.CreateSchema(schema))
        for table in sorted(sa.inspect(connection).get_table_names(schema=old.schema)):
            source, target = (f"{_quoted(old, name)}.{_quoted(old, table)}" for name in (old.schema, schema))
            connection.execute(sa.text(f"CREATE TABLE {target} (LIKE {source} INCLUDING ALL)"))
            connection.execute(sa.text(f"INSERT INTO {target} SELECT * FROM {source}"))


def _drop_schema(database: Database, schema: str) -> None:
    with database.transaction() as connection:
        connection.execute(sa.schema.DropSchema(schema, cascade=True, if_exists=True))


def _quoted(database: Database, name: str) -> str:
    return database.engine.dialect.identifier_preparer.quote_identifier(name)
