"""What a briefing is made of. It holds results; it computes nothing and knows no file format."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Source:
    """One source line, verbatim. `page` counts from 1 (PDF); `place` names the spot in files without lines of their own."""

    file: str
    line: int
    page: int | None
    place: str | None
    section: str
    text: str


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote: the lines a figure stands on, or the working of a calculated one.

    `lines` hold the figure, `context` the label, header and unit lines that give it meaning. A calculated figure has a
    `working` ("111.99 + 49.04 = 161.03万元"), and `operands` are the numbers of the footnotes its figures stand in.
    """

    number: int
    lines: tuple[Source, ...] = ()
    context: tuple[Source, ...] = ()
    working: str = ""
    operands: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table: `text` as shown, and for a figure its footnotes, value, unit and printed decimals.

    A cell without `notes` states no figure of a report. `missing` marks what the report does not hold.
    """

    text: str
    notes: tuple[int, ...] = ()
    value: Decimal | None = None
    unit: str = ""
    decimals: int = 0
    missing: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells under one row of headings. `wide` names the columns of words, which take more room."""

    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    wide: tuple[int, ...] = (0,)


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of the report, verbatim, with what they are about."""

    about: str
    text: str
    notes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart to be drawn from the columns of its own table: its names and amounts, all of one unit.

    `kind` is "bars" (one group a row, one bar a series) or "parts" (the slices of one whole). `series` names the columns
    of `table` that hold the amounts.
    """

    kind: str
    title: str
    unit: str
    table: Table
    series: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the briefing: sentences, a table, remarks on it, words of the report, charts, in this order."""

    key: str
    title: str
    texts: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    remarks: tuple[str, ...] = ()
    quotes: tuple[Quote, ...] = ()
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True, slots=True)
class Brief:
    """A briefing. `files` are the reports it is made from, the briefed one first; `facts` what the cover says of it."""

    language: str
    title: str
    subtitle: str
    entity: str
    year: int
    files: tuple[str, ...]
    sections: tuple[Section, ...]
    notes: tuple[Note, ...]
