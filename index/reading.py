"""All that is read from one report file, in one call. It stores nothing and embeds nothing.

Reading processes import this module and no store: what it needs must stay quick to load.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from index.chunks import chunk_report
from index.entity import own_names
from index.errors import MingzhangError, ReportError
from index.facts import extract_facts
from index.identity import identify
from index.meant import meant_document
from index.read import read_document
from index.sections import find_sections
from index.tables import find_tables
from index.types import Chunk, Document, Fact, Report, Section, SourceLine, Table


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was read from one file, not yet stored. `warnings` are the reader's own, for a person.

    A reading that comes from a library holds no `tables`: their figures are facts, their rows lines.
    """

    report: Report
    lines: tuple[SourceLine, ...]
    sections: tuple[Section, ...]
    facts: tuple[Fact, ...]
    chunks: tuple[Chunk, ...]
    tables: tuple[Table, ...] = ()
    warnings: tuple[str, ...] = ()


def read_report(path: Path) -> Reading:
    """Read one file. Raises ReportError, whatever is wrong with it."""
    document = read_document(path)
    _check_text(path, document)
    try:
        return _understand(path, document)
    except MingzhangError:
        raise
    except MemoryError as fault:
        raise ReportError("needs more memory than there is to read", str(path), "Split the report.") from fault
    except Exception as fault:  # a file nobody foresaw must not stop the files after it
        kind, detail = type(fault).__name__, " ".join(str(fault).split())[:120]
        raise ReportError(
            f"its text was read, but not understood ({kind}: {detail})",
            str(path),
            "Save it in another form (DOCX, XLSX, text) and read that; tell the project about the file.",
        ) from fault


def _check_text(path: Path, document: Document) -> None:
    """Half a character (a lone surrogate) can be neither stored nor shown: refused here, with its place."""
    try:
        path.name.encode()
    except UnicodeEncodeError as fault:
        raise ReportError("the file's name is not text", repr(str(path)), "Rename the file.") from fault
    for line in document.lines:
        try:
            line.text.encode()
        except UnicodeEncodeError as fault:
            raise ReportError(
                "holds half a character", f"{path}, line {line.number}", "Mend the line, or save the file as UTF-8."
            ) from fault


def _understand(path: Path, document: Document) -> Reading:
    meant, warnings = meant_document(document)
    lines = meant.lines
    sections = find_sections(lines)
    tables = find_tables(lines, sections, meant.grids)
    report = identify(path.name, path.read_bytes(), lines, sections, tables)
    report = replace(report, form=document.form, pages=document.pages, line_count=document.lines[-1].number)
    facts = extract_facts(report, lines, sections, tables)
    chunks = chunk_report(path.name, lines, sections, tables, own_names(report.entity, report.short_names))
    return Reading(report, document.lines, sections, facts, chunks, tables, (*document.warnings, *warnings))
