"""Reports, lines, facts and passages in SQL: the one home of the database. It keeps and gives back; it judges nothing.

Amounts are kept as exact decimal text, never as floats. A report is stored in one transaction: wholly or not at all. Each
change counts the library's version up, in the same transaction, so that other processes notice it.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

import sqlalchemy as sa

from index import schema
from index.database import Database
from index.errors import LibraryError
from index.extraction import ExtractionReport
from index.store_rows import (
    chunk_row,
    digest_of,
    fact_row,
    line_row,
    report_row,
    section_row,
    to_chunk,
    to_fact,
    to_line,
    to_report,
    to_section,
)
from index.types import Chunk, Fact, Report, Section, SourceLine
from index.versions import MARK, older_name, split_name, with_earlier

# Settings: what this library as a whole is known by, new for each one made, and a number that each change counts up.
GENERATION, VERSION = "generation", "version"
# More than any report has; PostgreSQL refuses numbers that do not fit a column.
_MOST = 2**62


def _of_file(table: sa.Table, *order: sa.ColumnElement) -> sa.Select:
    return sa.select(table).where(table.c.file == sa.bindparam("file")).order_by(*order)


# Statements of every question, made once: to put one together takes as long as to run it.
_STATE = sa.select(schema.settings.c.name, schema.settings.c.value).where(
    sa.or_(schema.settings.c.name == GENERATION, schema.settings.c.name == VERSION)
)
_LINES = _of_file(schema.lines, schema.lines.c.number).where(schema.lines.c.number.between(sa.bindparam("first"), sa.bindparam("last")))
_FACTS = _of_file(schema.facts, schema.facts.c.line, sa.func.length(schema.facts.c.id), schema.facts.c.id)
_CHUNKS = _of_file(schema.chunks, schema.chunks.c.start, sa.func.length(schema.chunks.c.id), schema.chunks.c.id)
_SECTIONS = _of_file(schema.sections, schema.sections.c.start, schema.sections.c.level)


class Store:
    """The library's database. Open it with `Store.open` or `Store.of`; every method is one transaction.

    `stale` is set once it was seen that another process changed the library since it was opened.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self.stale = False
        self._generation = ""

    @classmethod
    def open(cls, path: Path, create: bool = False) -> Store:
        """Open (or with `create` make) a SQLite file. Raises LibraryError when it is missing, damaged or another version's."""
        return cls.of(Database.of_file(path), create)

    @classmethod
    def of(cls, database: Database, create: bool = False) -> Store:
        """Open (or with `create` make) the library of a database; it is closed with the store. Raises LibraryError."""
        store = cls(database)
        try:
            store._open(create)
        except BaseException:
            store.close()
            raise
        return store

    def _open(self, create: bool) -> None:
        place, path = self._database.place, self._database.path
        folder = place if path is None else str(path.parent)
        if not create and path is not None and not path.exists():
            raise LibraryError("there is no library here", folder, "Build one: python -m index build reports/")
        try:
            version = self._version()
            if version in schema.MIGRATED or (version is None and create):
                self._make()
                version = schema.SCHEMA_VERSION
        except LibraryError as fault:
            if self._database.on_server:
                raise
            raise LibraryError(
                "the library cannot be opened, its database is damaged or of another make", place,
                "Move it away and build it again: python -m index build reports/",
            ) from fault  # fmt: skip
        if version is None and self._database.on_server:
            raise LibraryError("there is no library here", folder, "Build one: python -m index build reports/")
        if version is None:
            raise LibraryError("the library holds nothing yet: its first build was stopped", folder, "Build it: python -m index build")
        if version != schema.SCHEMA_VERSION:
            raise LibraryError(
                f"the library was written by another version (schema {version}, this is {schema.SCHEMA_VERSION})", folder,
                "Move it away and build it again: python -m index build reports/",
            )  # fmt: skip
        self._generation = self.setting(GENERATION) or ""

    def _version(self) -> str | None:
        """The schema that the database was written with; None for one that is empty, or that a process died over making.

        A foreign one is left as it is.
        """
        tables = self._database.tables()
        if not tables or ("settings" not in tables and tables <= set(schema.metadata.tables)):
            return None
        version = self.setting("schema")
        if version is None and tables <= set(schema.metadata.tables):
            return None if "reports" not in tables or not self.names() else "?"
        return version or "?"

    def _make(self) -> None:
        """Make the tables, or those that an older schema lacks, and note what the library is known by.

        Where another process does so at this moment, its words count.
        """
        schema.migrate(self._database)
        first = {GENERATION: uuid.uuid4().hex, VERSION: "0"}
        with self.transaction() as connection:
            held = set(connection.execute(sa.select(schema.settings.c.name)).scalars())
            _insert(connection, schema.settings, [{"name": name, "value": first[name]} for name in first if name not in held])
        self.set_setting("schema", schema.SCHEMA_VERSION)

    @property
    def database(self) -> Database:
        """Where it is kept."""
        return self._database

    def transaction(self) -> AbstractContextManager[sa.Connection]:
        """A connection; what was done with it is kept wholly or not at all. Its faults are told as LibraryError."""
        return self._database.transaction()

    def changed(self) -> bool:
        """Whether another library was put in this one's place since it was opened: then it must be opened anew."""
        return self._database.replaced() or (self.setting(GENERATION) or "") != self._generation

    def version(self) -> str:
        """Another text after every change, by whatever process: cheap enough to be asked for with every question."""
        if self._database.replaced():
            return "replaced"
        with self.transaction() as connection:
            found = dict(map(tuple, connection.execute(_STATE)))
        return f"{found.get(GENERATION)}:{found.get(VERSION)}"

    def holds(self, report: Report) -> bool:
        """Whether a report is held as it was told: asked after its parts were read, it says that they are parts of that.

        Where it is not, `stale` is set.
        """
        query = sa.select(schema.reports).where(schema.reports.c.file == report.file)
        with self.transaction() as connection:
            row = connection.execute(query).mappings().first()
        held = row is not None and to_report(row) == report and not self.changed()
        self.stale = self.stale or not held
        return held

    def close(self) -> None:
        """Give back the database's files."""
        self._database.close()

    def setting(self, name: str) -> str | None:
        """A remembered setting, such as the embedding model, or None."""
        with self.transaction() as connection:
            return connection.execute(sa.select(schema.settings.c.value).where(schema.settings.c.name == name)).scalar()

    def set_setting(self, name: str, value: str | None) -> None:
        """Remember a setting; None forgets it."""
        with self.transaction() as connection:
            connection.execute(schema.settings.delete().where(schema.settings.c.name == name))
            if value is not None:
                connection.execute(schema.settings.insert().values(name=name, value=value))

    def add(
        self, report: Report, source: str, lines: Sequence[SourceLine], sections: Sequence[Section],
        facts: Sequence[Fact], chunks: Sequence[Chunk], extraction: ExtractionReport | None = None,
        vectors: Iterable[str] = (), keep: bool = False,
    ) -> None:  # fmt: skip
        """Store one report with all that was read from it, in place of an earlier one of the same file name.

        `vectors` are the ids of its texts in the vector store. With `keep` an earlier one with other content stays as an older
        version, without vectors, and this one has the next number. What was to be done about the file is done with it.
        """
        with self.transaction() as connection:
            _count_up(connection)
            version = _put_aside(connection, report) if keep else report.version
            _delete(connection, report.file)
            digest = digest_of(lines, sections, facts, chunks)
            connection.execute(schema.reports.insert().values(**{**report_row(report, source), "version": version}, digest=digest))
            _insert(connection, schema.lines, [line_row(report.file, line) for line in lines])
            _insert(connection, schema.sections, [section_row(report.file, section) for section in sections])
            _insert(connection, schema.facts, [fact_row(fact) for fact in facts])
            _insert(connection, schema.chunks, [chunk_row(chunk) for chunk in chunks])
            _insert(connection, schema.vectors, [{"file": report.file, "name": name} for name in vectors])
            if extraction is not None:
                content = json.dumps(extraction.to_json(), ensure_ascii=False)
                connection.execute(schema.extractions.insert().values(file=report.file, content=content))
            connection.execute(schema.pending.delete().where(schema.pending.c.file == report.file))

    def remove(self, file: str) -> None:
        """Forget one report, or one older version by its name, and all that was read from it."""
        with self.transaction() as connection:
            _count_up(connection)
            _delete(connection, file)
            connection.execute(schema.reports.update().where(schema.reports.c.newer == file).values(newer=None))
            connection.execute(schema.pending.delete().where(schema.pending.c.file == file))

    def bring_back(self, name: str, vectors: Iterable[str]) -> None:
        """Put an older version in the place of the newest, which is forgotten. `vectors` are the ids of its texts."""
        file, _ = split_name(name)
        with self.transaction() as connection:
            _count_up(connection)
            _delete(connection, file)
            _rename(connection, name, file)
            _insert(connection, schema.vectors, [{"file": file, "name": one} for one in vectors])

    def set_vectors(self, file: str, vectors: Iterable[str]) -> None:
        """Note anew which vectors the texts of a report have."""
        with self.transaction() as connection:
            connection.execute(schema.vectors.delete().where(schema.vectors.c.file == file))
            _insert(connection, schema.vectors, [{"file": file, "name": one} for one in vectors])

    def set_newer(self, newer: Mapping[str, str]) -> None:
        """Note which reports were replaced by which other file; all others count."""
        with self.transaction() as connection:
            _count_up(connection)
            connection.execute(schema.reports.update().where(schema.reports.c.newer.is_not(None)).values(newer=None))
            for old, new in newer.items():
                connection.execute(schema.reports.update().where(schema.reports.c.file == old).values(newer=new))

    def begin(self, files: Sequence[tuple[str, str]]) -> None:
        """Note what is about to be brought in: (file, where it lies), in order. Each is struck off when it is stored.

        What an earlier build left undone comes after it.
        """
        noted = dict(files) | {file: source for file, source in self.pending() if file not in dict(files)}
        with self.transaction() as connection:
            connection.execute(schema.pending.delete())
            rows = [{"file": file, "position": n, "source": source} for n, (file, source) in enumerate(noted.items())]
            _insert(connection, schema.pending, rows)

    def give_up(self, file: str) -> None:
        """Strike a file off that is not to be brought in after all: it cannot be read."""
        with self.transaction() as connection:
            connection.execute(schema.pending.delete().where(schema.pending.c.file == file))

    def pending(self) -> list[tuple[str, str]]:
        """What a build was about and did not store: (file, where it lay), in order; the first is the one it was at."""
        query = sa.select(schema.pending.c.file, schema.pending.c.source).order_by(schema.pending.c.position)
        with self.transaction() as connection:
            return [(row.file, row.source) for row in connection.execute(query)]

    def vectors(self) -> set[str]:
        """The ids of the vectors that some report needs."""
        with self.transaction() as connection:
            return set(connection.execute(sa.select(schema.vectors.c.name).distinct()).scalars())

    def vectors_of(self, file: str) -> set[str]:
        """The ids of the vectors that a report needs."""
        with self.transaction() as connection:
            return set(connection.execute(sa.select(schema.vectors.c.name).where(schema.vectors.c.file == file)).scalars())

    def count_vectors(self) -> int:
        """How many different vectors the reports need together."""
        with self.transaction() as connection:
            return connection.execute(sa.select(sa.func.count(schema.vectors.c.name.distinct()))).scalar() or 0

    def reports(self) -> tuple[Report, ...]:
        """Every report that answers are from, by file name, each with its older versions."""
        return with_earlier(self.versions())

    def versions(self, file: str | None = None) -> tuple[Report, ...]:
        """Every report held and every older version, by the name it is held under; with `file` those of one file."""
        query = sa.select(schema.reports).order_by(schema.reports.c.file)
        if file is not None:
            begun = sa.func.substr(schema.reports.c.file, 1, len(file) + len(MARK)) == file + MARK  # LIKE knows no case in SQLite
            query = query.where(sa.or_(schema.reports.c.file == file, begun))
        with self.transaction() as connection:
            rows = connection.execute(query).mappings().all()
        return tuple(to_report(row) for row in rows)

    def names(self) -> dict[str, str]:
        """The sha256 of each report and older version held, by the name it is held under."""
        with self.transaction() as connection:
            rows = connection.execute(sa.select(schema.reports.c.file, schema.reports.c.sha256)).all()
        return {row.file: row.sha256 for row in rows}

    def source(self, file: str) -> str:
        """Where the file of a report lay when it was stored; "" where that is not known."""
        with self.transaction() as connection:
            return connection.execute(sa.select(schema.reports.c.source).where(schema.reports.c.file == file)).scalar() or ""

    def digest(self, file: str) -> str:
        """The hash of what was read of a report when it was stored; "" where that was not kept."""
        with self.transaction() as connection:
            return connection.execute(sa.select(schema.reports.c.digest).where(schema.reports.c.file == file)).scalar() or ""

    def lines(self, file: str, first: int, last: int) -> tuple[SourceLine, ...]:
        """Lines `first` to `last` of a report, both inclusive, verbatim; fewer where the report ends."""
        of = {"file": file, "first": min(max(first, 0), _MOST), "last": min(max(last, 0), _MOST)}
        with self.transaction() as connection:
            return tuple(map(to_line, connection.execute(_LINES, of).all()))

    def page_lines(self, file: str, page: int) -> tuple[SourceLine, ...]:
        """The lines on one page of a report, verbatim; none where the report has no such page."""
        if not 0 <= page <= _MOST:
            return ()
        query = sa.select(schema.lines).where(schema.lines.c.file == file, schema.lines.c.page == page).order_by(schema.lines.c.number)
        with self.transaction() as connection:
            return tuple(map(to_line, connection.execute(query).all()))

    def extraction(self, file: str) -> ExtractionReport | None:
        """What was made of the file when it was read; None where that was not kept."""
        query = sa.select(schema.extractions.c.content).where(schema.extractions.c.file == file)
        with self.transaction() as connection:
            content = connection.execute(query).scalar()
        return ExtractionReport.from_json(json.loads(content)) if content else None

    def facts(self, file: str) -> tuple[Fact, ...]:
        """All facts of a report, in line order."""
        with self.transaction() as connection:
            return tuple(map(to_fact, connection.execute(_FACTS, {"file": file}).all()))

    def fact_count(self) -> int:
        """How many facts all reports have together."""
        with self.transaction() as connection:
            return connection.execute(sa.select(sa.func.count()).select_from(schema.facts)).scalar_one()

    def chunks(self, file: str) -> tuple[Chunk, ...]:
        """All passages of a report, in line order."""
        with self.transaction() as connection:
            return tuple(map(to_chunk, connection.execute(_CHUNKS, {"file": file}).all()))

    def sections(self, file: str) -> tuple[Section, ...]:
        """All sections of a report, in line order."""
        with self.transaction() as connection:
            return tuple(map(to_section, connection.execute(_SECTIONS, {"file": file}).all()))


def _count_up(connection: sa.Connection) -> None:
    """Note a change: others that have the library open see another number. Writers wait for each other here."""
    number = sa.cast(schema.settings.c.value, sa.BigInteger) + 1
    row = schema.settings.c.name == VERSION
    if not connection.execute(schema.settings.update().where(row).values(value=sa.cast(number, sa.Text))).rowcount:
        connection.execute(schema.settings.insert().values(name=VERSION, value="1"))


def _insert(connection: sa.Connection, table: sa.Table, rows: list[dict]) -> None:
    if rows:
        connection.execute(table.insert(), rows)


def _delete(connection: sa.Connection, file: str) -> None:
    for table in schema.OF_A_REPORT:
        connection.execute(table.delete().where(table.c.file == file))


def _put_aside(connection: sa.Connection, report: Report) -> int:
    """Keep the report of this name that is held, if its content is another, as an older version; gives the new one's number."""
    table = schema.reports
    held = connection.execute(sa.select(table.c.sha256, table.c.version).where(table.c.file == report.file)).first()
    if held is None:
        return report.version
    if held.sha256 == report.sha256:
        return held.version or 1
    _rename(connection, report.file, older_name(report.file, held.version or 1))
    return (held.version or 1) + 1


def _rename(connection: sa.Connection, old: str, new: str) -> None:
    """Hold a report under another name, its facts and passages with it. An older version needs no vectors."""
    connection.execute(schema.vectors.delete().where(schema.vectors.c.file == old))
    for table in schema.OF_A_REPORT:
        values: dict = {"file": new}
        if "id" in table.c:
            values["id"] = sa.literal(new) + sa.func.substr(table.c.id, len(old) + 1)
        connection.execute(table.update().where(table.c.file == old).values(**values))
