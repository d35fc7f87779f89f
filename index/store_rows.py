"""Between value types and rows of the database, both ways. It runs no query.

Amounts are kept as exact decimal text, never as floats.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import lru_cache
from sys import intern

import sqlalchemy as sa

from index import schema
from index.types import Chunk, Fact, Report, Section, SourceLine


def _dump(values: Iterable) -> str:
    return json.dumps(list(values), ensure_ascii=False)


@lru_cache(maxsize=4096)
def _loaded(text: str) -> tuple:
    """The values of a list: paths and sections repeat within a report and over a library."""
    return tuple(json.loads(text))


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


def to_line(row: Sequence) -> SourceLine:
    """The line of a row of `schema.lines`."""
    _, number, page, text, place, box = row
    return SourceLine(number, text, page, place, None if box is None else tuple(json.loads(box)))


def to_section(row: Sequence) -> Section:
    """The section of a row of `schema.sections`."""
    _, start, end, level, title, path = row
    return Section(title, level, start, end, _loaded(path))


def to_fact(row: Sequence) -> Fact:
    """The fact of a row with `schema.FACT_COLUMNS`, which are the fields of a fact in their order."""
    (
        key, file, item, path, code, period, measure, basis, against, fund_scope, value, unit, decimals, approximate, printed,
        line, end_line, context_lines, clause, section, table, place, column,
    ) = row  # fmt: skip
    return Fact(
        key, _once(file), _once(item), _loaded(path), code, _once(period), _once(measure), _once(basis), _once(against), _once(fund_scope),
        None if value is None else Decimal(value), _once(unit), decimals, approximate, printed, line, end_line, _loaded(context_lines),
        clause, _loaded(section), table, place, _once(column),
    )  # fmt: skip


def _once(text: str | None) -> str | None:
    """The text, of which memory holds one: a library's facts share few words."""
    return None if text is None else intern(text)


def to_chunk(row: Sequence) -> Chunk:
    """The passage of a row of `schema.chunks`."""
    key, file, kind, section, start, end, text, embedded = row
    return Chunk(id=key, file=file, kind=kind, section=_loaded(section), start=start, end=end, text=text, embedded=embedded)


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
