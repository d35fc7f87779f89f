"""A briefing as JSON, for a page or a program: amounts are decimal text, never floats."""

from __future__ import annotations

from assistant.brief.telling import note_text
from assistant.brief.types import Brief, Cell, Note, Picture, Section, Source, Table


def brief_to_json(brief: Brief) -> dict:
    """The whole briefing: its sections with tables, quotes and charts, and its footnotes by number."""
    return {
        "status": "made", "language": brief.language, "title": brief.title, "subtitle": brief.subtitle, "entity": brief.entity,
        "year": brief.year, "files": list(brief.files), "sections": [_section(section) for section in brief.sections],
        "notes": [_note(brief, note) for note in brief.notes],
    }  # fmt: skip


def _section(section: Section) -> dict:
    return {
        "key": section.key, "title": section.title, "texts": list(section.texts), "tables": [_table(table) for table in section.tables],
        "remarks": list(section.remarks),
        "quotes": [{"about": quote.about, "text": quote.text, "notes": list(quote.notes)} for quote in section.quotes],
        "pictures": [_picture(picture) for picture in section.pictures],
    }  # fmt: skip


def _table(table: Table) -> dict:
    rows = [[_cell(cell) for cell in row] for row in table.rows]
    return {"caption": table.caption, "headings": list(table.headings), "wide": list(table.wide), "rows": rows}


def _cell(cell: Cell) -> dict:
    value = None if cell.value is None else f"{cell.value:f}"
    return {"text": cell.text, "notes": list(cell.notes), "value": value, "unit": cell.unit, "missing": cell.missing}


def _picture(picture: Picture) -> dict:
    return {
        "kind": picture.kind, "title": picture.title, "unit": picture.unit, "series": list(picture.series), "table": _table(picture.table)
    }


def _note(brief: Brief, note: Note) -> dict:
    return {
        "number": note.number, "text": note_text(brief, note), "working": note.working, "operands": list(note.operands),
        "lines": [_source(source) for source in note.lines], "context": [_source(source) for source in note.context],
    }  # fmt: skip


def _source(source: Source) -> dict:
    return {
        "file": source.file, "line": source.line, "page": source.page, "place": source.place, "section": source.section, "text": source.text
    }
