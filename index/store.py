"""Reports, lines, facts and passages in SQL: the one home of the database. It keeps and gives back; it judges nothing.

Amounts are kept as exact decimal text, never as floats. A report is stored in one transaction: wholly or not at all. Each
change counts the library's version up, in the same transaction, so that other processes notice it.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from decimal import Decimal
from pathlib import Path

import sqlalchemy as sa

from index.database import Database, Words
from index.errors import LibraryError
from index.extraction import ExtractionReport
from index.types import Chunk, Fact, Report, Section, SourceLine

SCHEMA_VERSION = "4"
# Settings: what this library as a whole is known by, new for each one made, and a number that each change counts up.
GENERATION, VERSION = "generation", "version"
# More than any report has; PostgreSQL refuses numbers that do not fit a column.
_MOST = 2**62

_metadata = sa.MetaData()
_settings = sa.Table("settings", _metadata, sa.Column("name", Words, primary_key=True), sa.Column("value", Words))
_reports = sa.Table(
    "reports", _metadata,
    sa.Column("file", Words, primary_key=True), sa.Column("sha256", Words), sa.Column("source", Words),
    sa.Column("title", Words), sa.Column("entity", Words), sa.Column("short_names", Words), sa.Column("year", sa.BigInteger),
    sa.Column("kind", Words), sa.Column("scope", Words), sa.Column("identity_lines", Words), sa.Column("line_count", sa.BigInteger),
    sa.Column("evidence", Words), sa.Column("doubts", Words), sa.Column("form", Words), sa.Column("pages", sa.BigInteger),
)  # fmt: skip
_lines = sa.Table(
    "lines", _metadata,
    sa.Column("file", Words, primary_key=True), sa.Column("number", sa.BigInteger, primary_key=True),
    sa.Column("page", sa.BigInteger), sa.Column("text", Words), sa.Column("place", Words), sa.Column("box", Words),
)  # fmt: skip
_sections = sa.Table(
    "sections", _metadata,
    sa.Column("file", Words, index=True), sa.Column("start", sa.BigInteger), sa.Column("end", sa.BigInteger),
    sa.Column("level", sa.BigInteger), sa.Column("title", Words), sa.Column("path", Words),
)  # fmt: skip
_FACT_COLUMNS = (
    "id", "file", "item", "path", "code", "period", "measure", "basis", "against", "fund_scope", "value", "unit", "decimals",
    "approximate", "printed", "line", "end_line", "context_lines", "clause", "section", "table", "row", "column",
)  # fmt: skip
_INTEGER = {"decimals", "line", "end_line", "table", "row"}
_facts = sa.Table(
    "facts", _metadata,
    *(
        sa.Column(
            name, sa.BigInteger if name in _INTEGER else sa.Boolean if name == "approximate" else Words,
            primary_key=name == "id", index=name == "file",
        )
        for name in _FACT_COLUMNS
    ),
)  # fmt: skip
_chunks = sa.Table(
    "chunks", _metadata,
    sa.Column("id", Words, primary_key=True), sa.Column("file", Words, index=True), sa.Column("kind", Words),
    sa.Column("section", Words), sa.Column("start", sa.BigInteger), sa.Column("end", sa.BigInteger),
    sa.Column("text", Words), sa.Column("embedded", Words),
)  # fmt: skip
_extractions = sa.Table(
    "extractions", _metadata, sa.Column("file", Words, primary_key=True), sa.Column("content", Words),
)  # fmt: skip
_vectors = sa.Table(
    "vectors", _metadata, sa.Column("file", Words, primary_key=True), sa.Column("name", Words, primary_key=True, index=True),
)  # fmt: skip
_OF_A_REPORT = (_reports, _lines, _sections, _facts, _chunks, _extractions, _vectors)


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
        place = self._database.place
        try:
            version = self._version()
            if version is None and create:
                self._make()
                version = self._version()
        except LibraryError as fault:
            if self._database.on_server:
                raise
            raise LibraryError(
                "the library cannot be opened, its database is damaged or of another make", place,
                "Move it away and build it again: python -m index build reports/",
            ) from fault  # fmt: skip
        folder = place if self._database.path is None else str(self._database.path.parent)
        if version is None:
            raise LibraryError("there is no library here", folder, "Build one: python -m index build reports/")
        if version != SCHEMA_VERSION:
            raise LibraryError(
                f"the library was written by another version (schema {version}, this is {SCHEMA_VERSION})", folder,
                "Move it away and build it again: python -m index build reports/",
            )  # fmt: skip
        self._generation = self.setting(GENERATION) or ""

    def _version(self) -> str | None:
        """The schema that the database was written with; None for one that is empty. A foreign one is left as it is."""
        return self.setting("schema") if self._database.is_made() else None

    def _make(self) -> None:
        """Make the tables and what a new library is known by; where another process does so at this moment, its words count."""
        self._database.make(_metadata)
        first = {GENERATION: uuid.uuid4().hex, VERSION: "0", "schema": SCHEMA_VERSION}
        with self._transaction() as connection:
            held = set(connection.execute(sa.select(_settings.c.name)).scalars())
            _insert(connection, _settings, [{"name": name, "value": first[name]} for name in first if name not in held])

    @property
    def database(self) -> Database:
        """Where it is kept."""
        return self._database

    def _transaction(self) -> AbstractContextManager[sa.Connection]:
        return self._database.transaction()

    def changed(self) -> bool:
        """Whether another library was put in this one's place since it was opened: then it must be opened anew."""
        return self._database.replaced() or (self.setting(GENERATION) or "") != self._generation

    def version(self) -> str:
        """Another text after every change, by whatever process: cheap enough to be asked for with every question."""
        return "replaced" if self._database.replaced() else f"{self.setting(GENERATION)}:{self.setting(VERSION)}"

    def holds(self, report: Report) -> bool:
        """Whether a report is held as it was told: asked after its parts were read, it says that they are parts of that.

        Where it is not, `stale` is set.
        """
        query = sa.select(_reports).where(_reports.c.file == report.file)
        with self._transaction() as connection:
            row = connection.execute(query).mappings().first()
        held = row is not None and _to_report(row) == report and not self.changed()
        self.stale = self.stale or not held
        return held

    def close(self) -> None:
        """Give back the database's files."""
        self._database.close()

    def setting(self, name: str) -> str | None:
        """A remembered setting, such as the embedding model, or None."""
        with self._transaction() as connection:
            return connection.execute(sa.select(_settings.c.value).where(_settings.c.name == name)).scalar()

    def set_setting(self, name: str, value: str) -> None:
        """Remember a setting."""
        with self._transaction() as connection:
            connection.execute(_settings.delete().where(_settings.c.name == name))
            connection.execute(_settings.insert().values(name=name, value=value))

    def add(
        self, report: Report, source: str, lines: Sequence[SourceLine], sections: Sequence[Section],
        facts: Sequence[Fact], chunks: Sequence[Chunk], extraction: ExtractionReport | None = None,
        vectors: Iterable[str] = (),
    ) -> None:  # fmt: skip
        """Store one report with all that was read from it, in place of an earlier one of the same file name.

        `vectors` are the ids of its texts in the vector store.
        """
        with self._transaction() as connection:
            _count_up(connection)
            _delete(connection, report.file)
            connection.execute(_reports.insert().values(**_report_row(report, source)))
            _insert(connection, _lines, [_line_row(report.file, line) for line in lines])
            _insert(connection, _sections, [_section_row(report.file, section) for section in sections])
            _insert(connection, _facts, [_fact_row(fact) for fact in facts])
            _insert(connection, _chunks, [_chunk_row(chunk) for chunk in chunks])
            _insert(connection, _vectors, [{"file": report.file, "name": name} for name in vectors])
            if extraction is not None:
                content = json.dumps(extraction.to_json(), ensure_ascii=False)
                connection.execute(_extractions.insert().values(file=report.file, content=content))

    def mark_unfinished(self, file: str) -> None:
        """Forget the hash of a held report, so that a build takes it for changed until `add` stores it anew."""
        with self._transaction() as connection:
            _count_up(connection)
            connection.execute(_reports.update().where(_reports.c.file == file).values(sha256=""))

    def remove(self, file: str) -> None:
        """Forget one report and all that was read from it."""
        with self._transaction() as connection:
            _count_up(connection)
            _delete(connection, file)

    def vectors(self) -> set[str]:
        """The ids of the vectors that some report needs."""
        with self._transaction() as connection:
            return set(connection.execute(sa.select(_vectors.c.name).distinct()).scalars())

    def reports(self) -> tuple[Report, ...]:
        """Every report held, by file name."""
        with self._transaction() as connection:
            rows = connection.execute(sa.select(_reports).order_by(_reports.c.file)).mappings().all()
        return tuple(_to_report(row) for row in rows)

    def source(self, file: str) -> str:
        """Where the file of a report lay when it was stored; "" where that is not known."""
        with self._transaction() as connection:
            return connection.execute(sa.select(_reports.c.source).where(_reports.c.file == file)).scalar() or ""

    def lines(self, file: str, first: int, last: int) -> tuple[SourceLine, ...]:
        """Lines `first` to `last` of a report, both inclusive, verbatim; fewer where the report ends."""
        query = (
            sa.select(_lines)
            .where(_lines.c.file == file, _lines.c.number.between(*(min(max(number, 0), _MOST) for number in (first, last))))
            .order_by(_lines.c.number)
        )
        with self._transaction() as connection:
            return tuple(_to_line(row) for row in connection.execute(query).mappings())

    def page_lines(self, file: str, page: int) -> tuple[SourceLine, ...]:
        """The lines on one page of a report, verbatim; none where the report has no such page."""
        if not 0 <= page <= _MOST:
            return ()
        query = sa.select(_lines).where(_lines.c.file == file, _lines.c.page == page).order_by(_lines.c.number)
        with self._transaction() as connection:
            return tuple(_to_line(row) for row in connection.execute(query).mappings())

    def extraction(self, file: str) -> ExtractionReport | None:
        """What was made of the file when it was read; None where that was not kept."""
        query = sa.select(_extractions.c.content).where(_extractions.c.file == file)
        with self._transaction() as connection:
            content = connection.execute(query).scalar()
        return ExtractionReport.from_json(json.loads(content)) if content else None

    def facts(self, file: str) -> tuple[Fact, ...]:
        """All facts of a report, in line order."""
        query = (
            sa.select(_facts)
            .where(_facts.c.file == file)
            .order_by(_facts.c.line, sa.func.length(_facts.c.id), _facts.c.id)
        )
        with self._transaction() as connection:
            return tuple(_to_fact(row) for row in connection.execute(query).mappings())

    def chunks(self, file: str) -> tuple[Chunk, ...]:
        """All passages of a report, in line order."""
        query = (
            sa.select(_chunks)
            .where(_chunks.c.file == file)
            .order_by(_chunks.c.start, sa.func.length(_chunks.c.id), _chunks.c.id)
        )
        with self._transaction() as connection:
            return tuple(_to_chunk(row) for row in connection.execute(query).mappings())

    def sections(self, file: str) -> tuple[Section, ...]:
        """All sections of a report, in line order."""
        query = sa.select(_sections).where(_sections.c.file == file).order_by(_sections.c.start, _sections.c.level)
        with self._transaction() as connection:
            rows = connection.execute(query).mappings().all()
        return tuple(Section(r["title"], r["level"], r["start"], r["end"], tuple(json.loads(r["path"]))) for r in rows)


def _count_up(connection: sa.Connection) -> None:
    """Note a change: others that have the library open see another number. Writers wait for each other here."""
    number = sa.cast(_settings.c.value, sa.BigInteger) + 1
    row = _settings.c.name == VERSION
    if not connection.execute(_settings.update().where(row).values(value=sa.cast(number, sa.Text))).rowcount:
        connection.execute(_settings.insert().values(name=VERSION, value="1"))


def _insert(connection: sa.Connection, table: sa.Table, rows: list[dict]) -> None:
    if rows:
        connection.execute(table.insert(), rows)


def _delete(connection: sa.Connection, file: str) -> None:
    for table in _OF_A_REPORT:
        connection.execute(table.delete().where(table.c.file == file))


def _dump(values: Iterable) -> str:
    return json.dumps(list(values), ensure_ascii=False)


def _report_row(report: Report, source: str) -> dict:
    return {
        "file": report.file, "sha256": report.sha256, "source": source, "title": report.title, "entity": report.entity,
        "short_names": _dump(report.short_names), "year": report.year, "kind": report.kind, "scope": report.scope,
        "identity_lines": _dump(report.identity_lines), "line_count": report.line_count,
        "evidence": _dump(report.evidence), "doubts": _dump(report.doubts), "form": report.form, "pages": report.pages,
    }  # fmt: skip


def _line_row(file: str, line: SourceLine) -> dict:
    return {
        "file": file, "number": line.number, "page": line.page, "text": line.text, "place": line.place,
        "box": None if line.box is None else _dump(line.box),
    }  # fmt: skip


def _section_row(file: str, section: Section) -> dict:
    return {
        "file": file, "start": section.start, "end": section.end, "level": section.level, "title": section.title,
        "path": _dump(section.path),
    }  # fmt: skip


def _fact_row(fact: Fact) -> dict:
    row = {name: getattr(fact, name) for name in _FACT_COLUMNS}
    row["value"] = None if fact.value is None else str(fact.value)
    for name in ("path", "context_lines", "section"):
        row[name] = _dump(row[name])
    return row


def _chunk_row(chunk: Chunk) -> dict:
    return {
        "id": chunk.id, "file": chunk.file, "kind": chunk.kind, "section": _dump(chunk.section), "start": chunk.start,
        "end": chunk.end, "text": chunk.text, "embedded": chunk.embedded,
    }  # fmt: skip


def _to_report(row: sa.RowMapping) -> Report:
    names = ("file", "sha256", "title", "entity", "year", "kind", "scope", "line_count", "form", "pages")
    lists = {name: tuple(json.loads(row[name])) for name in ("short_names", "identity_lines", "doubts")}
    evidence = tuple((field, line) for field, line in json.loads(row["evidence"]))
    return Report(**{name: row[name] for name in names}, **lists, evidence=evidence)


def _to_line(row: sa.RowMapping) -> SourceLine:
    box = None if row["box"] is None else tuple(json.loads(row["box"]))
    return SourceLine(row["number"], row["text"], row["page"], row["place"], box)


def _to_fact(row: sa.RowMapping) -> Fact:
    values = {name: row[name] for name in _FACT_COLUMNS}
    values["value"] = None if row["value"] is None else Decimal(row["value"])
    for name in ("path", "context_lines", "section"):
        values[name] = tuple(json.loads(row[name]))
    return Fact(**values)


def _to_chunk(row: sa.RowMapping) -> Chunk:
    values = {name: row[name] for name in ("id", "file", "kind", "start", "end", "text", "embedded")}
    return Chunk(section=tuple(json.loads(row["section"])), **values)
