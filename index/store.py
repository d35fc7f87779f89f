"""Reports, lines, facts and passages in SQL: the one home of the database. It keeps and gives back; it judges nothing.

Amounts are kept as exact decimal text, never as floats. A report is stored in one transaction: wholly or not at all.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

import sqlalchemy as sa

from index.errors import LibraryError
from index.extraction import ExtractionReport
from index.types import Chunk, Fact, Report, Section, SourceLine

SCHEMA_VERSION = "4"

_metadata = sa.MetaData()
_settings = sa.Table("settings", _metadata, sa.Column("name", sa.Text, primary_key=True), sa.Column("value", sa.Text))
_reports = sa.Table(
    "reports", _metadata,
    sa.Column("file", sa.Text, primary_key=True), sa.Column("sha256", sa.Text), sa.Column("source", sa.Text),
    sa.Column("title", sa.Text), sa.Column("entity", sa.Text), sa.Column("short_names", sa.Text), sa.Column("year", sa.Integer),
    sa.Column("kind", sa.Text), sa.Column("scope", sa.Text), sa.Column("identity_lines", sa.Text), sa.Column("line_count", sa.Integer),
    sa.Column("evidence", sa.Text), sa.Column("doubts", sa.Text), sa.Column("form", sa.Text), sa.Column("pages", sa.Integer),
)  # fmt: skip
_lines = sa.Table(
    "lines", _metadata,
    sa.Column("file", sa.Text, primary_key=True), sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("page", sa.Integer), sa.Column("text", sa.Text), sa.Column("place", sa.Text), sa.Column("box", sa.Text),
)  # fmt: skip
_sections = sa.Table(
    "sections", _metadata,
    sa.Column("file", sa.Text, index=True), sa.Column("start", sa.Integer), sa.Column("end", sa.Integer),
    sa.Column("level", sa.Integer), sa.Column("title", sa.Text), sa.Column("path", sa.Text),
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
            name, sa.Integer if name in _INTEGER else sa.Boolean if name == "approximate" else sa.Text,
            primary_key=name == "id", index=name == "file",
        )
        for name in _FACT_COLUMNS
    ),
)  # fmt: skip
_chunks = sa.Table(
    "chunks", _metadata,
    sa.Column("id", sa.Text, primary_key=True), sa.Column("file", sa.Text, index=True), sa.Column("kind", sa.Text),
    sa.Column("section", sa.Text), sa.Column("start", sa.Integer), sa.Column("end", sa.Integer),
    sa.Column("text", sa.Text), sa.Column("embedded", sa.Text),
)  # fmt: skip
_extractions = sa.Table(
    "extractions", _metadata, sa.Column("file", sa.Text, primary_key=True), sa.Column("content", sa.Text),
)  # fmt: skip
_vectors = sa.Table(
    "vectors", _metadata, sa.Column("file", sa.Text, primary_key=True), sa.Column("name", sa.Text, primary_key=True, index=True),
)  # fmt: skip
_OF_A_REPORT = (_reports, _lines, _sections, _facts, _chunks, _extractions, _vectors)


class Store:
    """The library's database. Open it with `Store.open`; every method is one transaction."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    @classmethod
    def open(cls, path: Path, create: bool = False) -> Store:
        """Open (or with `create` make) the database. Raises LibraryError when it is missing, damaged or another version's."""
        if not create and not path.exists():
            raise LibraryError(
                "there is no library here", str(path.parent), "Build one: python -m index build reports/"
            )
        engine = sa.create_engine(f"sqlite:///{path}", connect_args={"timeout": 30})
        store = cls(engine)
        try:
            version = store._version()
            if version is None and create:
                _metadata.create_all(engine)
                store.set_setting("schema", SCHEMA_VERSION)
                version = SCHEMA_VERSION
        except (sa.exc.DatabaseError, LibraryError) as fault:
            store.close()
            raise LibraryError(
                "the library cannot be opened, its database is damaged or of another make", str(path),
                "Move it away and build it again: python -m index build reports/",
            ) from fault  # fmt: skip
        if version != SCHEMA_VERSION:
            store.close()
            raise LibraryError(
                f"the library was written by another version (schema {version}, this is {SCHEMA_VERSION})", str(path.parent),
                "Move it away and build it again: python -m index build reports/",
            )  # fmt: skip
        return store

    def _version(self) -> str | None:
        """The schema that the database was written with; None for one that is empty. A foreign one is left as it is."""
        tables = sa.inspect(self._engine).get_table_names()
        return self.setting("schema") if tables else None

    @contextmanager
    def _transaction(self) -> Iterator[sa.Connection]:
        """A connection whose faults are told as a library's: damage shows when a page is read, not when the file is opened."""
        try:
            with self._engine.begin() as connection:
                yield connection
        except sa.exc.DatabaseError as fault:
            raise LibraryError(
                f"the library's database cannot be used ({fault.orig})", str(self._engine.url.database),
                "Free the disk or move the library away, then build it again: python -m index build reports/",
            ) from fault  # fmt: skip

    def close(self) -> None:
        """Give back the database's files."""
        self._engine.dispose()

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
            connection.execute(_reports.update().where(_reports.c.file == file).values(sha256=""))

    def remove(self, file: str) -> None:
        """Forget one report and all that was read from it."""
        with self._transaction() as connection:
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
            .where(_lines.c.file == file, _lines.c.number.between(first, last))
            .order_by(_lines.c.number)
        )
        with self._transaction() as connection:
            return tuple(_to_line(row) for row in connection.execute(query).mappings())

    def page_lines(self, file: str, page: int) -> tuple[SourceLine, ...]:
        """The lines on one page of a report, verbatim; none where the report has no such page."""
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

    def fact_count(self) -> int:
        """How many facts all reports have together."""
        with self._transaction() as connection:
            return connection.execute(sa.select(sa.func.count()).select_from(_facts)).scalar_one()

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
        query = sa.select(_sections).where(_sections.c.file == file).order_by(_sections.c.start)
        with self._transaction() as connection:
            rows = connection.execute(query).mappings().all()
        return tuple(Section(r["title"], r["level"], r["start"], r["end"], tuple(json.loads(r["path"]))) for r in rows)


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
