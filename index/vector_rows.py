"""Vectors in the library's own database: rows beside its other tables. It searches nothing and knows no text.

A search compares each of the texts that may be found with the question (`index.vectors`), so an index for neighbours
would have nothing to do and no extension of the database is needed: the numbers are bytes. Where the database has pgvector
they can be of its type instead, for other programs that read them; the same numbers come back.
What Chroma keeps in a collection stands here under its name.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import sqlalchemy as sa

from index.database import Database
from index.embed import Embedder
from index.errors import LibraryError
from index.servers import PGVECTOR, VECTORS

GET_BATCH = 500
_KIND = np.dtype("<f4")


class _Bytes(sa.TypeDecorator):
    """A vector as the bytes of its numbers."""

    impl = sa.LargeBinary
    cache_ok = True

    def process_bind_param(self, value: np.ndarray | None, dialect: sa.Dialect) -> bytes | None:
        return None if value is None else value.tobytes()

    def process_result_value(self, value: bytes | None, dialect: sa.Dialect) -> np.ndarray | None:
        return None if value is None else np.frombuffer(value, dtype=_KIND)


def _table(kind: sa.types.TypeEngine) -> sa.Table:
    return sa.Table(
        "vector_rows", sa.MetaData(), sa.Column("collection", sa.Text, primary_key=True), sa.Column("name", sa.Text, primary_key=True),
        sa.Column("vector", kind, nullable=False),
    )  # fmt: skip


def _as_bytes() -> tuple[sa.Table, sa.ColumnElement[int]]:
    """The table, and what counts the numbers of a vector in it."""
    rows = _table(_Bytes())
    return rows, sa.func.length(rows.c.vector) // _KIND.itemsize


def _as_extension() -> tuple[sa.Table, sa.ColumnElement[int]]:
    """The same for pgvector's type. Raises LibraryError where the package for it is not installed."""
    try:
        from pgvector.sqlalchemy import VECTOR
    except ImportError as fault:
        raise LibraryError(
            f"the package for {VECTORS}={PGVECTOR} is not installed ({fault.name})", None, "Install it: pip install 'mingzhang[postgres]'"
        ) from fault
    rows = _table(VECTOR())
    return rows, sa.func.vector_dims(rows.c.vector)


class VectorRows:
    """The vectors of one library in its database, which belongs to others. Reading makes no table.

    `as_extension` keeps them as pgvector's type; raises LibraryError where its package is missing, and when the first vector is
    stored where the database has no such extension.
    """

    def __init__(self, database: Database, as_extension: bool = False) -> None:
        self.place = database.place
        self._database = database
        self._as_extension = as_extension
        self._rows, self._width = _as_extension() if as_extension else _as_bytes()
        self._made = False

    on_server = True

    def close(self) -> None:
        """The database belongs to the store."""

    def _exists(self) -> bool:
        if not self._made:
            with self._database.transaction() as connection:
                self._made = sa.inspect(connection).has_table(self._rows.name, schema=self._database.schema or None)
        return self._made

    def held(self, collection: str, names: Sequence[str]) -> set[str]:
        """Which of these ids are stored."""
        found: set[str] = set()
        for part in _batches(names) if self._exists() else ():
            query = sa.select(self._rows.c.name).where(self._rows.c.collection == collection, self._rows.c.name.in_(part))
            with self._database.transaction() as connection:
                found.update(connection.execute(query).scalars())
        return found

    def add(self, collection: str, names: Sequence[str], texts: Sequence[str], embedder: Embedder) -> None:
        """Embed texts and store them by these ids; no text may be empty."""
        from sqlalchemy.dialects.postgresql import insert

        vectors = embedder.embed_documents(list(texts))
        if not self._exists():
            self._make()
        rows = [
            {"collection": collection, "name": name, "vector": np.asarray(vector, dtype=_KIND)}
            for name, vector in zip(names, vectors, strict=True)
        ]
        if rows:
            with self._database.transaction() as connection:  # what another process stored meanwhile is the same
                connection.execute(insert(self._rows).on_conflict_do_nothing(), rows)

    def _make(self) -> None:
        if self._as_extension:
            try:
                with self._database.transaction() as connection:
                    # at once for all who begin: two that make an extension at a time fail
                    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(PGVECTOR, 1))))
                    connection.execute(sa.text("CREATE EXTENSION IF NOT EXISTS vector"))
            except LibraryError as fault:
                raise LibraryError(
                    f"the database has no extension pgvector ({fault.what})", self.place,
                    f"Install it on the server, or leave {VECTORS} empty: the vectors are kept as bytes then.",
                ) from fault
        self._database.make(self._rows.metadata)

    def names(self, collection: str) -> set[str]:
        """The ids of all vectors stored."""
        return set(self._column(sa.select(self._rows.c.name).where(self._rows.c.collection == collection)))

    def remove(self, collection: str, names: Sequence[str]) -> None:
        """Forget vectors by their ids."""
        for part in _batches(names) if self._exists() else ():
            with self._database.transaction() as connection:
                connection.execute(self._rows.delete().where(self._rows.c.collection == collection, self._rows.c.name.in_(part)))

    def count(self, collection: str) -> int:
        """How many vectors a collection holds."""
        found = self._column(sa.select(sa.func.count()).select_from(self._rows).where(self._rows.c.collection == collection))
        return int(found[0]) if found else 0

    def width(self, collection: str) -> int:
        """How many numbers a vector has; 0 where none is stored."""
        found = self._column(sa.select(self._width).where(self._rows.c.collection == collection).order_by(self._rows.c.name).limit(1))
        return int(found[0]) if found else 0

    def rows(self, collection: str, names: Sequence[str]) -> dict[str, np.ndarray]:
        """The vectors that are stored of these ids."""
        made: dict[str, np.ndarray] = {}
        for part in _batches(names) if self._exists() else ():
            query = sa.select(self._rows.c.name, self._rows.c.vector).where(self._rows.c.collection == collection, self._rows.c.name.in_(part))
            with self._database.transaction() as connection:
                made.update(map(tuple, connection.execute(query)))
        return made

    def _column(self, query: sa.Select) -> list:
        if not self._exists():
            return []
        with self._database.transaction() as connection:
            return list(connection.execute(query).scalars())


def _batches(names: Sequence[str]) -> list[list[str]]:
    return [list(names[start : start + GET_BATCH]) for start in range(0, len(names), GET_BATCH)]
