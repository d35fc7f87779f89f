"""One library's database, SQLite in its folder or a schema of PostgreSQL: connections, transactions and faults in words.

It knows no table. Both give the same rows in the same order: texts are compared by their bytes (collation "C"), and what
PostgreSQL cannot keep in a text, the character NUL, is written another way and read back.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from index.errors import LibraryError
from index.servers import DATABASE, hidden, without_password

CONNECT_SECONDS = 5
"""How long a server that does not answer is waited for."""
KEEP_ALIVE_SECONDS = 30
"""After so long without a word a connection says that it is there, so that nothing between forgets it."""
BUSY_SECONDS = 30
"""How long another writer of the same SQLite file is waited for."""
AGAIN_SECONDS = 0.1
# The disk is asked after every report whether it has it, and after the removal of the journal as well: what is told to be
# stored is there when the power goes. (FULL leaves the last of these to chance.)
_SURE = "PRAGMA synchronous = EXTRA"
_ESCAPE = "\U0010ffff"  # no character of any text: Unicode keeps it free for a program's own use


class Words(sa.TypeDecorator):
    """Text of any characters, in the order of its bytes."""

    impl = sa.Text
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> sa.types.TypeEngine:
        return dialect.type_descriptor(sa.Text(collation="C") if dialect.name == "postgresql" else sa.Text())

    def process_bind_param(self, value: str | None, dialect: sa.Dialect) -> str | None:
        if value is None or dialect.name != "postgresql" or ("\0" not in value and _ESCAPE not in value):
            return value
        return value.replace(_ESCAPE, f"{_ESCAPE}1").replace("\0", f"{_ESCAPE}0")

    def result_processor(self, dialect: sa.Dialect, coltype: object) -> Any:
        """None where texts come back as they were written: a report has thousands of them."""
        return super().result_processor(dialect, coltype) if dialect.name == "postgresql" else None

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> str | None:
        if value is None or _ESCAPE not in value:
            return value
        return value.replace(f"{_ESCAPE}0", "\0").replace(f"{_ESCAPE}1", _ESCAPE)


class Database:
    """The tables of one library. `place` is how messages name it; `path` is None for one on a server."""

    def __init__(self, engine: sa.Engine, place: str, path: Path | None = None, schema: str = "", url: str = "") -> None:
        self.engine = engine
        self.place = place
        self.path = path
        self.schema = schema
        self._url = url
        self._file = _identity(path)

    @classmethod
    def of_file(cls, path: Path) -> Database:
        """The SQLite file of a library's folder."""
        engine = sa.create_engine(f"sqlite:///{path}", connect_args={"timeout": BUSY_SECONDS})
        sa.event.listen(engine, "connect", lambda connection, _: connection.execute(_SURE))
        return cls(engine, str(path), path)

    @classmethod
    def of_server(cls, url: str, schema: str) -> Database:
        """A schema of a PostgreSQL database. Raises LibraryError where the driver is not installed."""
        # no statement is kept by the server: tables are renamed under it, and poolers between may not have it either;
        # and one that holds a lock for hours says that it is alive
        own = {"prepare_threshold": None, "keepalives_idle": KEEP_ALIVE_SECONDS} if sa.make_url(url).get_driver_name() == "psycopg" else {}
        try:
            engine = sa.create_engine(
                url, pool_pre_ping=True, connect_args={"connect_timeout": CONNECT_SECONDS, **own},
                execution_options={"schema_translate_map": {None: schema}},
            )  # fmt: skip
        except ImportError as fault:
            raise LibraryError(
                f"the driver of {DATABASE} is not installed ({fault.name})", hidden(url), "Install it: pip install 'mingzhang[postgres]'"
            ) from fault
        return cls(engine, f"{hidden(url)} (schema {schema})", None, schema, url)

    @property
    def on_server(self) -> bool:
        """Whether other machines use it as well."""
        return self.path is None

    @contextmanager
    def transaction(self) -> Iterator[sa.Connection]:
        """A connection whose faults are told as a library's: damage shows when a page is read, not when the file is opened."""
        try:
            with self.engine.begin() as connection:
                yield connection
        except sa.exc.DatabaseError as fault:
            raise self._told(fault) from fault

    def _told(self, fault: sa.exc.DatabaseError) -> LibraryError:
        """What happened and what to do; a server's words hold no password, and none of the values that were sent."""
        words = without_password(str(fault.orig), self._url).strip().splitlines()
        said = words[0] if words else type(fault.orig).__name__
        if not self.on_server:
            return LibraryError(
                f"the library's database cannot be used ({fault.orig})", str(self.path),
                "Free the disk or move the library away, then build it again: python -m index build reports/",
            )  # fmt: skip
        if fault.connection_invalidated or isinstance(fault, (sa.exc.OperationalError, sa.exc.InterfaceError)):
            return LibraryError(
                f"the database server cannot be reached or gave up ({said})", self.place,
                f"See that it runs and that {DATABASE} is right, then do the same again.",
            )  # fmt: skip
        return LibraryError(f"the database refused what was asked ({said})", self.place, "The server's log says more; see the rights of the user.")

    def is_made(self) -> bool:
        """Whether there are tables. Raises LibraryError where it cannot be looked at."""
        return bool(self.tables())

    def make(self, metadata: sa.MetaData) -> None:
        """Make the tables that are missing."""
        with self.transaction() as connection:
            if self.on_server:  # two who begin at once: the second finds all made
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(self.schema, 1))))
                connection.execute(sa.schema.CreateSchema(self.schema, if_not_exists=True))
            metadata.create_all(connection)

    def tables(self) -> set[str]:
        """The names of the tables that are there. Raises LibraryError where it cannot be looked at."""
        if self.path is not None and not self.path.exists():
            return set()
        with self.transaction() as connection:
            return set(sa.inspect(connection).get_table_names(schema=self.schema or None))

    def columns(self, table: str) -> set[str]:
        """The names of a table's columns."""
        with self.transaction() as connection:
            return {column["name"] for column in sa.inspect(connection).get_columns(table, schema=self.schema or None)}

    def add_column(self, table: sa.Table, column: sa.Column) -> None:
        """Add a column to a table; it is empty in every row."""
        quote = self.engine.dialect.identifier_preparer.quote_identifier
        name = f"{quote(self.schema)}.{quote(table.name)}" if self.schema else quote(table.name)
        with self.transaction() as connection:
            connection.execute(sa.text(f"ALTER TABLE {name} ADD COLUMN {quote(column.name)} {column.type.compile(self.engine.dialect)}"))

    def replaced(self) -> bool:
        """Whether another file was put in the place of the one that was opened."""
        return self.path is not None and _identity(self.path) != self._file

    @contextmanager
    def locked(self, wait: float = 0.0) -> Iterator[bool]:
        """Hold the right to change this library, on a server, against all machines; false where another has it after `wait`
        seconds. The server takes it back from one that dies. A file needs none of it: its folder has a lock of its own."""
        if not self.on_server:
            yield True
            return
        key = sa.func.hashtextextended(self.schema, 0)
        with self._connected() as connection:
            until = time.monotonic() + wait
            while not (held := bool(connection.scalar(sa.select(sa.func.pg_try_advisory_lock(key))))):
                if time.monotonic() >= until:
                    break
                time.sleep(AGAIN_SECONDS)
            try:
                yield held
            finally:
                if held:
                    with suppress(sa.exc.DatabaseError):  # the server is gone, and the lock with it
                        connection.execute(sa.select(sa.func.pg_advisory_unlock(key)))

    @contextmanager
    def _connected(self) -> Iterator[sa.Connection]:
        try:
            connection = self.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        except sa.exc.DatabaseError as fault:
            raise self._told(fault) from fault
        try:
            yield connection
        finally:
            connection.close()

    def close(self) -> None:
        """Give back the connections."""
        self.engine.dispose()


def _identity(path: Path | None) -> tuple[Any, ...]:
    if path is None:
        return ()
    try:
        found = os.stat(path)
    except OSError:
        return ()
    return (found.st_dev, found.st_ino)
