"""The value types that every part of the library shares.

They hold data and say nothing about where it is stored or what it will be asked for. All are frozen:
a fact is never altered after it was read.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One line of a report as printed, or one row of a table. `number` counts from 1; `text` is verbatim.

    A row's text is its cells in order, a tab between two; what a merged cell covers is left empty. `page` counts from 1
    (PDF); `place` says where the line stands in files that have no lines of their own ("sheet 收支总表 row 5",
    "table 2 row 3"), `box` is (left, top, right, bottom) on the page in points from its top left corner (PDF).
    """

    number: int
    text: str
    page: int | None = None
    place: str | None = None
    box: tuple[float, float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """Identity of one report file. Fields that the text does not settle are None, never guessed.

    `identity_lines` are the numbers of the lines the identity was read from; `evidence` says which line settled which
    field. `line_count` is the number of the last line: a web page's lines are numbered as in its file, with gaps.
    `doubts` are sentences for a person: where title and text disagree, what could not be settled.

    What only a library knows: `version` counts the versions of a report from 1, `stored` is when it was stored (ISO 8601, UTC; ""
    where that is not known), `earlier` are its older versions, oldest first, and `newer` names the report that took its place,
    None for the one that answers are from. An older version's `file` is the name that its lines are held under.
    """

    file: str
    sha256: str
    title: str | None
    entity: str | None
    short_names: tuple[str, ...]
    year: int | None
    kind: str | None
    scope: str | None
    identity_lines: tuple[int, ...]
    line_count: int
    evidence: tuple[tuple[str, int], ...] = ()
    doubts: tuple[str, ...] = ()
    form: str = "text"
    pages: int | None = None
    version: int = field(default=1, compare=False)
    stored: str = field(default="", compare=False)
    earlier: tuple[Report, ...] = field(default=(), compare=False)
    newer: str | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the lines it governs, `start` (the heading itself) to `end`, both inclusive."""

    title: str
    level: int
    start: int
    end: int
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """One table cell. `text` joins the printed lines `start`..`end`; an empty string is a blank cell.

    `merged` marks a cell that the file covers with a cell to its left or above it: it repeats that cell's text and
    stands on that cell's lines. `place` names the cell where the file does ("B7").
    """

    text: str
    start: int
    end: int
    merged: bool = False
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as a reader finds it: all rows of one width, on the lines `start`..`end`. A grid never crosses a page.

    Nothing is judged yet: captions, headers and the grids a page break cut apart are the work of `index.tables`.
    """

    rows: tuple[tuple[Cell, ...], ...]
    start: int
    end: int
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """What a reader makes of one file. `form` is the kind of file by its content: text, csv, html, docx, xlsx, xls, pdf …

    `lines` are in print order with rising numbers; rows of grids are lines too. `warnings` are for a person: a page
    without text, a sheet that holds only a picture, an encoding that had to be guessed.
    """

    form: str
    lines: tuple[SourceLine, ...]
    grids: tuple[Grid, ...] = ()
    pages: int | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells as printed, ragged where the print is ragged.

    `unit` is what the table declares for figures without one, "" where nothing does, printed on `unit_line`. `ruled`
    tells a grid of the file from a table flattened to text; `page` is the page it begins on, `title_line` where a title
    above the table is printed.
    """

    title: str
    rows: tuple[tuple[Cell, ...], ...]
    start: int
    end: int
    section: tuple[str, ...]
    unit: str = ""
    unit_line: int | None = None
    ruled: bool = False
    page: int | None = None
    title_line: int | None = None


@dataclass(frozen=True, slots=True)
class Amount:
    """A printed figure: exact value, unit as printed, number of printed decimals, place in its text.

    `approximate` marks 约, 余, 多, 近 and the like. `start`/`end` are offsets into the text it was read from.
    """

    value: Decimal
    unit: str
    decimals: int
    approximate: bool
    start: int
    end: int
    printed: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One printed figure (or one printed non-numeric cell value) with everything that gives it meaning.

    `item` is what the figure is of; `path` the labels above it, outermost first (project, class, row group …).
    `measure` is one of `MEASURES`; `basis` one of `BASES` or None where none is printed. `against` names what a
    change, share or rate is measured against, as printed ("2021", "上年", "预算", "本年支出合计").
    `value` is None for a textual cell (好, 长期); `printed` always holds the verbatim text. A fall is a negative
    `value` with measure change or percent_change. `line` holds the figure; `context_lines` are the label, header and unit
    lines that give it meaning. `clause` is the text around the figure, for matching, never for quoting.
    """

    id: str
    file: str
    item: str
    path: tuple[str, ...]
    code: str | None
    period: str | None
    measure: str
    basis: str | None
    against: str | None
    fund_scope: str | None
    value: Decimal | None
    unit: str
    decimals: int
    approximate: bool
    printed: str
    line: int
    end_line: int
    context_lines: tuple[int, ...]
    clause: str
    section: tuple[str, ...]
    table: int | None = None
    row: int | None = None
    column: str | None = None


MEASURES = (
    "amount",
    "change",
    "percent_change",
    "share",
    "completion_rate",
    "count",
    "score",
    "target",
    "weight",
    "value",
    "text",
)
BUDGET_BASES = frozenset({"预算", "年初预算", "调整预算"})
BASES = ("决算", "执行", "预算", "年初预算", "调整预算", "上年决算", "目标", "完成")


@dataclass(frozen=True, slots=True)
class Chunk:
    """A passage: `text` verbatim for quoting, `embedded` the masked and cleaned text that was embedded."""

    id: str
    file: str
    kind: str
    section: tuple[str, ...]
    start: int
    end: int
    text: str
    embedded: str
