"""Number the footnotes of a briefing in the order in which a reader meets them. Nothing else is changed.

A calculated figure names the footnotes of its operands: an operand that no cell shows is put beside the figure it is of,
so that every footnote named is there to be read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.brief.types import Cell, Note, Section, Table


def marks_of(section: Section) -> Iterator[tuple[int, ...]]:
    """The footnotes of a section as they are met: tables, words of the report, charts."""
    for table in section.tables:
        yield from (cell.notes for row in table.rows for cell in row)
    yield from (quote.notes for quote in section.quotes)
    for picture in section.pictures:
        yield from (cell.notes for row in picture.table.rows for cell in row)


def number_notes(sections: Sequence[Section], notes: Sequence[Note]) -> tuple[tuple[Section, ...], tuple[Note, ...]]:
    """The sections and notes with numbers from 1 in the order of first mention; notes that nothing mentions are left out."""
    known = {note.number: note for note in notes}
    shown = {number for section in sections for marks in marks_of(section) for number in marks}
    extra: dict[int, tuple[int, ...]] = {}
    for number in sorted(shown):
        missing = tuple(operand for operand in known[number].operands if operand not in shown)
        if missing:
            extra[number] = missing
            shown.update(missing)
    order: dict[int, int] = {}
    for section in sections:
        for marks in marks_of(section):
            for number in _with(marks, extra):
                order.setdefault(number, len(order) + 1)

    def renumber(marks: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(order[number] for number in _with(marks, extra))

    kept = [
        replace(note, number=order[note.number], operands=tuple(order[operand] for operand in note.operands))
        for note in notes if note.number in order
    ]  # fmt: skip
    return tuple(_section(section, renumber) for section in sections), tuple(sorted(kept, key=lambda note: note.number))


def _with(marks: tuple[int, ...], extra: dict[int, tuple[int, ...]]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(number for mark in marks for number in (mark, *extra.get(mark, ()))))


def _section(section: Section, renumber) -> Section:  # noqa: ANN001
    def cell(one: Cell) -> Cell:
        return replace(one, notes=renumber(one.notes))

    def table(one: Table) -> Table:
        return replace(one, rows=tuple(tuple(cell(each) for each in row) for row in one.rows))

    return replace(
        section,
        tables=tuple(table(one) for one in section.tables),
        quotes=tuple(replace(one, notes=renumber(one.notes)) for one in section.quotes),
        pictures=tuple(replace(one, table=table(one.table)) for one in section.pictures),
    )


