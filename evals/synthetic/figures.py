"""Lines, paragraphs and tables with the figures that stand in them: what a style composes and a writer writes.

A figure is put into a line where its words are chosen, so that its truth is known without ever reading the line again.
No file is written here and no wording is chosen.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Literal

_HOLE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure as printed, with what it means. A fall is a negative `value`, whatever sign or verb is printed.

    `key` names the figure within its report ("three.reception.final"), so that a contradiction can be told where to go;
    `column` is the heading of its column where the row alone does not say what it is.
    """

    printed: str
    value: Decimal
    unit: str
    item: str
    measure: str
    path: tuple[str, ...] = ()
    code: str | None = None
    basis: str | None = None
    against: str | None = None
    fund_scope: str | None = None
    period: str | None = None
    key: str = ""
    column: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A text and the figures in it, each with the place in the text where it begins."""

    text: str = ""
    marks: tuple[tuple[int, Figure], ...] = ()

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The figures of the line in print order."""
        return tuple(figure for _, figure in self.marks)

    def with_figure(self, index: int, figure: Figure) -> Line:
        """The line with its figure number `index` printed anew."""
        start, old = self.marks[index]
        text = self.text[:start] + figure.printed + self.text[start + len(old.printed) :]
        shift = len(figure.printed) - len(old.printed)
        marks = tuple(
            (start, figure) if number == index else (place + shift if number > index else place, one)
            for number, (place, one) in enumerate(self.marks)
        )
        return Line(text, marks)


Value = str | Figure | Line


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph. `role`: title, heading, text, unit or note; `level` is that of a heading, 1 for the highest."""

    line: Line
    role: Literal["title", "heading", "text", "unit", "note"] = "text"
    level: int = 0


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table. It covers `columns` × `rows` places; what is covered is a cell with `covered` set."""

    line: Line = Line()
    columns: int = 1
    rows: int = 1
    covered: bool = False
    header: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: all rows of one width. Its title and unit are paragraphs before it."""

    rows: tuple[tuple[Cell, ...], ...]
    name: str = ""

    @property
    def width(self) -> int:
        """Number of columns."""
        return len(self.rows[0])


Block = Paragraph | Grid


def join(*parts: Value, between: str = "") -> Line:
    """The parts one after the other as one line."""
    text, marks = "", []
    for number, part in enumerate(parts):
        if number:
            text += between
        if isinstance(part, str):
            text += part
        elif isinstance(part, Figure):
            marks.append((len(text), part))
            text += part.printed
        else:
            marks += [(len(text) + start, figure) for start, figure in part.marks]
            text += part.text
    return Line(text, tuple(marks))


def fill(template: str, values: Mapping[str, Value]) -> Line:
    """The template with its `{name}` holes filled. Raises KeyError, naming the hole, for one without a value."""
    return join(*(values[part] if is_hole else part for is_hole, part in _parts(template)))


def holes(template: str) -> frozenset[str]:
    """The names of a template's holes."""
    return frozenset(part for is_hole, part in _parts(template) if is_hole)


@lru_cache(maxsize=4096)
def _parts(template: str) -> tuple[tuple[bool, str], ...]:
    parts, start = [], 0
    for hole in _HOLE.finditer(template):
        if hole.start() > start:
            parts.append((False, template[start : hole.start()]))
        parts.append((True, hole[1]))
        start = hole.end()
    if start < len(template):
        parts.append((False, template[start:]))
    return tuple(parts)


def rename(line: Line, **fields: object) -> Line:
    """The line with fields of all its figures replaced."""
    return Line(line.text, tuple((start, replace(figure, **fields)) for start, figure in line.marks))
