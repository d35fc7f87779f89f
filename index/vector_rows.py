"""Vectors in the library's own database: rows of bytes beside its other tables. It searches nothing and knows no text.

A search compares each of the texts that may be found with the question (`index.vectors`), so an index for neighbours
would have nothing to do: no extension of the database is needed. What Chroma keeps in a collection stands here under its name.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import sqlalchemy as sa

from index.database import Database
from index.embed import Embedder

GET_BATCH = 500
_metadata = sa.MetaData()
_rows = sa.Table(
    "vector_rows", _metadata,
    sa.Column("collection", sa.Text, primary_key=True), sa.Column("name", sa.Text, primary_key=True),
    sa.Column("vector", sa.LargeBinary, nullable=False),
)  # fmt: skip
_KIND = np.dtype("<f4")


class VectorRows:
    """The vectors of one library in its database, which belongs to others. Reading makes no table."""

    def __init__(self, database: Database) -> None:
        self.place = database.place
        self._database = database
        self._made = False

    on_server = True

    def close(self) -> None:
        """The database belongs to the store."""

    def _exists(self) -> bool:
        if not self._made:
            with self._database.transaction() as connection:
                self._made = sa.inspect(connection).has_table(_rows.name, schema=self._database.schema or None)
        return self._made

    def held(self, collection: str, names: Sequence[str]) -> set[str]:
        """Which of these ids are stored."""
        found: set[str] = set()
        for part in _batches(names) if self._exists() else ():
            query = sa.select(_rows.c.name).where(_rows.c.collection == collection, _rows.c.name.in_(part))
            with self._database.transaction() as connection:
                found.update(connection.execute(query).scalars())
        return found

    def add(self, collection: str, names: Sequence[str], texts: Sequence[str], embedder: Embedder) -> None:
        """Embed texts and store them by these ids; no text may be empty."""
        from sqlalchemy.dialects.postgresql import insert

        vectors = embedder.embed_documents(list(texts))
        if not self._exists():
            self._database.make(_metadata)
        rows = [
            {"collection": collection, "name": name, "vector": np.asarray(vector, dtype=_KIND).tobytes()}
            for name, vector in zip(names, vectors, strict=True)
        ]
        if rows:
            with self._database.transaction() as connection:  # what another process stored meanwhile is the same
                connection.execute(insert(_rows).on_conflict_do_nothing(), rows)

    def names(self, collection: str) -> set[str]:
        """The ids of all vectors stored."""
        return set(self._column(sa.select(_rows.c.name).where(_rows.c.collection == collection)))

    def remove(self, collection: str, names: Sequence[str]) -> None:
        """Forget vectors by their ids."""
        for part in _batches(names) if self._exists() else ():
            with self._database.transaction() as connection:
                connection.execute(_rows.delete().where(_rows.c.collection == collection, _rows.c.name.in_(part)))

    def count(self, collection: str) -> int:
        """How many vectors a collection holds."""
        found = self._column(sa.select(sa.func.count()).select_from(_rows).where(_rows.c.collection == collection))
        return int(found[0]) if found else 0

    def width(self, collection: str) -> int:
        """How many numbers a vector has; 0 where none is stored."""
        query = sa.select(sa.func.length(_rows.c.vector)).where(_rows.c.collection == collection).order_by(_rows.c.name).limit(1)
        found = self._column(query)
        return int(found[0]) // _KIND.itemsize if found else 0

    def rows(self, collection: str, names: Sequence[str]) -> dict[str, np.ndarray]:
        """The vectors that are stored of these ids."""
        made: dict[str, np.ndarray] = {}
        for part in _batches(names) if self._exists() else ():
            query = sa.select(_rows.c.name, _rows.c.vector).where(_rows.c.collection == collection, _rows.c.name.in_(part))
            with self._database.transaction() as connection:
                made.update((name, np.frombuffer(vector, dtype=_KIND)) for name, vector in connection.execute(query))
        return made

    def _column(self, query: sa.Select) -> list:
        if not self._exists():
            return []
        with self._database.transaction() as connection:
            return list(connection.execute(query).scalars())


def _batches(names: Sequence[str]) -> list[list[str]]:
    return [list(names[start : start + GET_BATCH]) for start in range(0, len(names), GET_BATCH)]
