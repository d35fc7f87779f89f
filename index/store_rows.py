"""Between value types and rows of the database, both ways. It runs no query.

Amounts are kept as exact decimal text, never as floats.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from decimal import Decimal

import sqlalchemy as sa

from index import schema
from index.types import Chunk, Fact, Report, Section, SourceLine


def _dump(values: Iterable) -> str:
    return json.dumps(list(values), ensure_ascii=False)


def report_row(report: Report, source: str) -> dict:
    """What the database holds of a report's identity."""
    return {
        "file": report.file, "sha256": report.sha256, "source": source, "title": report.title, "entity": report.entity,
        "short_names": _dump(report.short_names), "year": report.year, "kind": report.kind, "scope": report.scope,
        "identity_lines": _dump(report.identity_lines), "line_count": report.line_count,
        "evidence": _dump(report.evidence), "doubts": _dump(report.doubts), "form": report.form, "pages": report.pages,
        "version": report.version, "stored": report.stored, "newer": report.newer,
    }  # fmt: skip


def line_row(file: str, line: SourceLine) -> dict:
    """A source line as a row."""
    return {
        "file": file, "number": line.number, "page": line.page, "text": line.text, "place": line.place,
        "box": None if line.box is None else _dump(line.box),
    }  # fmt: skip


def section_row(file: str, section: Section) -> dict:
    """A section as a row."""
    return {
        "file": file, "start": section.start, "end": section.end, "level": section.level, "title": section.title,
        "path": _dump(section.path),
    }  # fmt: skip


def fact_row(fact: Fact) -> dict:
    """A fact as a row."""
    row = {name: getattr(fact, name) for name in schema.FACT_COLUMNS}
    row["value"] = None if fact.value is None else str(fact.value)
    for name in ("path", "context_lines", "section"):
        row[name] = _dump(row[name])
    return row


def chunk_row(chunk: Chunk) -> dict:
    """A passage as a row."""
    return {
        "id": chunk.id, "file": chunk.file, "kind": chunk.kind, "section": _dump(chunk.section), "start": chunk.start,
        "end": chunk.end, "text": chunk.text, "embedded": chunk.embedded,
    }  # fmt: skip


def to_report(row: sa.RowMapping) -> Report:
    """The report of a row; `earlier` is left empty."""
    names = ("file", "sha256", "title", "entity", "year", "kind", "scope", "line_count", "form", "pages")
    lists = {name: tuple(json.loads(row[name])) for name in ("short_names", "identity_lines", "doubts")}
    evidence = tuple((field, line) for field, line in json.loads(row["evidence"]))
    return Report(
        **{name: row[name] for name in names}, **lists, evidence=evidence,
        version=row["version"] or 1, stored=row["stored"] or "", newer=row["newer"],
    )  # fmt: skip


def to_line(row: sa.RowMapping) -> SourceLine:
    """The line of a row."""
    box = None if row["box"] is None else tuple(json.loads(row["box"]))
    return SourceLine(row["number"], row["text"], row["page"], row["place"], box)


def to_fact(row: sa.RowMapping) -> Fact:
    """The fact of a row."""
    values = {name: row[name] for name in schema.FACT_COLUMNS}
    values["value"] = None if row["value"] is None else Decimal(row["value"])
    for name in ("path", "context_lines", "section"):
        values[name] = tuple(json.loads(row[name]))
    return Fact(**values)


def to_chunk(row: sa.RowMapping) -> Chunk:
    """The passage of a row."""
    values = {name: row[name] for name in ("id", "file", "kind", "start", "end", "text", "embedded")}
    return Chunk(section=tuple(json.loads(row["section"])), **values)


def digest_of(
    lines: Sequence[SourceLine], sections: Sequence[Section], facts: Sequence[Fact], chunks: Sequence[Chunk]
) -> str:
    """One hash of all that was read of a report, whatever its file is called by now: a changed digit changes it."""
    found = hashlib.sha256()
    for rows in (
        [line_row("", line) for line in lines], [section_row("", section) for section in sections],
        [fact_row(fact) for fact in facts], [chunk_row(chunk) for chunk in chunks],
    ):  # fmt: skip
        texts = sorted(json.dumps({**row, "id": "", "file": ""}, ensure_ascii=False, sort_keys=True) for row in rows)
        for text in texts:
            found.update(text.encode())
            found.update(b"\n")
    return found.hexdigest()
