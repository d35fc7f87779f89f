"""Cut a report into passages for meaning. Each keeps its lines verbatim; what is embedded is a masked copy.

Digits carry no meaning for a vector, facts carry them, and whose report it is, is settled before any search: with figures
and the body's own name masked, most lines of a mandated template become one text with one vector, over years and bodies.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.grids import table_subject
from index.paragraphs import join_wrapped
from index.sections import section_path, split_mark
from index.types import Chunk, Section, SourceLine, Table

LONGEST_PASSAGE = 220
SHORTEST_PASSAGE = 6
_DEFINITION = re.compile(r"^(?P<term>[^：:。，]{2,60})[：:]\s*(?:是?指|为保障|反映|主要指|包括)?")
_GLOSSARY = re.compile(r"名词解释|专业名词|术语")


def mask_figures(text: str) -> str:
    """Numbers made one mark, so that a sentence of a template has one text over years and bodies."""
    return re.sub(r"\d[\d,，.．]*", "#", text)


# Stands for the body in what is embedded, as reports speak of themselves.
OWN_BODY = "本单位"


def mask_names(text: str, names: Sequence[str]) -> str:
    """The body's own names, longest first, made one."""
    for name in names:
        text = text.replace(name, OWN_BODY)
    return text


def chunk_report(
    file: str, lines: Sequence[SourceLine], sections: Sequence[Section], tables: Sequence[Table], names: Sequence[str] = ()
) -> tuple[Chunk, ...]:
    """Passages in print order: paragraphs (long ones cut at sentence ends), definitions, and the text cells of tables.

    `names` are those of the report's own body, longest first: they are no part of what is embedded.
    """
    found = [*_paragraphs(lines, sections, tables), *_table_texts(tables)]
    found.sort(key=lambda part: part[2])
    return tuple(
        Chunk(f"{file}@{number}", file, kind, section, start, end, text, mask_figures(mask_names(embedded, names)))
        for number, (kind, section, start, end, text, embedded) in enumerate(found, start=1)
    )


Part = tuple[str, tuple[str, ...], int, int, str, str]


def _paragraphs(lines: Sequence[SourceLine], sections: Sequence[Section], tables: Sequence[Table]) -> Iterator[Part]:
    inside = {number for table in tables for number in range(table.start, table.end + 1)}
    cells = {line.number for line in lines if line.text.startswith("\t")}
    for paragraph in join_wrapped(lines, inside):
        text = paragraph.text
        if paragraph.start in cells or len(text) < SHORTEST_PASSAGE:
            continue
        path = section_path(sections, paragraph.start)
        mark = split_mark(text)
        if any(_GLOSSARY.search(title) for title in path) and (match := _DEFINITION.match(mark[2] if mark else text)):
            embedded = f"{match['term']}：{(mark[2] if mark else text)[:LONGEST_PASSAGE]}"
            yield "definition", path, paragraph.start, paragraph.end, text, embedded
            continue
        heading = path[-1] if path and path[-1] not in text else ""
        offset = 0
        for piece in cut_sentences(text):
            offset = max(text.find(piece, offset), offset)
            start, end = paragraph.line_at(offset), paragraph.line_at(offset + len(piece) - 1)
            yield "paragraph", path, start, end, piece, f"{heading}：{piece}" if heading else piece


def sentences_of(text: str) -> list[str]:
    """The sentences and halves of sentences (…；) of a text, each with its stop."""
    return re.split(r"(?<=[。；])", text)


def cut_sentences(text: str, longest: int = LONGEST_PASSAGE) -> list[str]:
    """The text in pieces of whole sentences, each at most `longest` characters where a sentence allows it."""
    pieces: list[str] = []
    for sentence in sentences_of(text):
        if pieces and len(pieces[-1]) + len(sentence) <= longest:
            pieces[-1] += sentence
        elif sentence.strip():
            pieces.append(sentence)
    return pieces


def _table_texts(tables: Sequence[Table]) -> Iterator[Part]:
    """Cells of running text with the label that names them: aims, reasons, problems, conclusions."""
    for table in tables:
        subject = table_subject(table)
        path = table.section + ((subject[0],) if subject else (table.title,))
        for row in table.rows:
            label = next((cell.text for cell in row if cell.text and len(cell.text) < 30), "")
            for cell in row:
                if len(cell.text) >= 24:
                    for piece in cut_sentences(cell.text):
                        yield "cell", path, cell.start, cell.end, piece, f"{path[-1]} {label}：{piece}"
