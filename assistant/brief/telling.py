"""Footnotes in words, the same in every file format."""

from __future__ import annotations

import re

from assistant.brief.types import Brief, Cell, Note, Picture, Source, Table
from assistant.brief.words import load_words

# What XML cannot hold: control characters, and half a character.
_UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


def word(brief: Brief, key: str, **holes: object) -> str:
    """A text of the briefing's language."""
    return load_words().word(brief.language, key, **holes)


def fit(text: str) -> str:
    """The text without characters that no document can hold; each becomes a replacement mark."""
    return _UNFIT.sub("\ufffd", text)


def place_of(brief: Brief, source: Source) -> str:
    """File, page and line of a source line."""
    return word(brief, "note_place_page" if source.page else "note_place", file=source.file, page=source.page, line=source.line)


def note_text(brief: Brief, note: Note) -> str:
    """A footnote: the lines with their words, or the working with the footnotes its figures stand in."""
    if note.working:
        numbers = ("、" if brief.language == "zh" else ", ").join(str(number) for number in note.operands)
        return word(brief, "note_working", working=note.working) + word(brief, "note_operands", numbers=numbers)
    parts = []
    for position, source in enumerate(note.lines):
        place = place_of(brief, source) if position == 0 else word(brief, "line", page="", line=source.line)
        parts.append(f"{place}{word(brief, 'note_text', text=source.text.strip())}")
    text = ("；" if brief.language == "zh" else "; ").join(parts)
    for source in note.context:
        text += word(brief, "note_context", line=source.line, text=source.text.strip())
    return text


def sources_table(brief: Brief) -> Table:
    """The list of sources: one row a footnote that quotes lines; the workings stand in the footnotes themselves."""
    headings = tuple(word(brief, f"head_{name}") for name in ("note", "file", "place", "section", "text"))
    rows = []
    for note in brief.notes:
        if note.lines:
            first = note.lines[0]
            lines = ", ".join(str(source.line) for source in note.lines)
            place = word(brief, "page_line" if first.page else "line", page=first.page or "", line=lines)
            text = " | ".join(source.text.strip() for source in note.lines)
            cells = (str(note.number), first.file, place, " › ".join(first.section.split(" › ")[-2:]), text)
            rows.append(tuple(Cell(value) for value in cells))
    return Table(word(brief, "sources"), headings, tuple(rows), wide=(1, 2, 3, 4))


def alternative(brief: Brief, picture: Picture) -> str:
    """What a chart shows, in words, for readers who do not see it."""
    rows = ["; ".join([row[0].text.strip("\u3000 "), *(row[column].text for column in picture.series)]) for row in picture.table.rows]
    return word(brief, "chart_alt", title=picture.title, unit=picture.unit, data=" | ".join(rows))
