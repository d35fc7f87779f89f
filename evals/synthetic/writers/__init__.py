"""Write blocks as files, one form a module. Each gives the bytes and where every figure came to stand.

Lines are numbered as a reader of that form would number them; nothing is ever read back here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evals.synthetic.figures import Cell, Figure, Line, join


@dataclass(frozen=True, slots=True)
class Placed:
    """A figure, the number and the text of the line it stands on, and the page of a PDF."""

    figure: Figure
    line: int
    text: str
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """A file's bytes and its figures in print order."""

    data: bytes
    figures: tuple[Placed, ...]


def row_line(row: Sequence[Cell], between: str = "\t") -> Line:
    """A row of a table as one line: its cells, a tab between two; what is covered is empty."""
    return join(*(Line() if cell.covered else cell.line for cell in row), between=between)


def placed(line: Line, number: int, page: int | None = None, text: str | None = None) -> list[Placed]:
    """The figures of a line that stands as line `number`."""
    return [Placed(figure, number, line.text if text is None else text, page) for figure in line.figures]
