"""Put lines and grids together into a Document. It reads no file; every reader but the plain-text ones builds through it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from index.readers.rows import RawRow, split_rows
from index.types import Cell, Document, Grid, SourceLine

Place = Callable[[RawRow], str | None]


class DocumentBuilder:
    """Collects lines with rising numbers, and grids on them."""

    def __init__(self, form: str) -> None:
        self.form = form
        self.lines: list[SourceLine] = []
        self.grids: list[Grid] = []
        self.warnings: list[str] = []

    def add_line(self, text: str, place: str | None = None, raw: int | None = None) -> int:
        """Add one line and give its number: the next one, or `raw`, the line of the file, if that is not yet passed.

        A line whose number is not its raw line says so in its place.
        """
        number = self.lines[-1].number + 1 if self.lines else 1
        if raw is not None:
            place = None if raw >= number else f"line {raw}"
            number = max(raw, number)
        self.lines.append(SourceLine(number, text, place=place))
        return number

    def add_rows(self, rows: Sequence[RawRow], place: Place | None = None, raw_lines: bool = False) -> None:
        """Add the rows of one table of the file: its grids, and the titles and notes around them as lines.

        `place` names a row's place; with `raw_lines` a row's `at` is its line in the file.
        """
        for block in split_rows(rows):
            numbers = []
            for row in block.rows:
                where, raw = (place(row) if place else None), (row.at if raw_lines else None)
                if block.is_grid:
                    text = "\t".join("" if cell.merged else cell.text for cell in row.cells)
                    numbers.append(self.add_line(text, where, raw))
                else:
                    self._add_text_row(row, where, raw)
            if block.is_grid:
                self.grids.append(_grid(block.rows, numbers))

    def _add_text_row(self, row: RawRow, place: str | None, raw: int | None) -> None:
        own = row.own()
        if len(own) > 1:
            self.add_line("\t".join(cell.text for cell in own), place, raw)
            return
        for text in own[0].lines:
            if text.strip():
                self.add_line(text.strip(" \t\r\n"), place, raw)

    def build(self, pages: int | None = None) -> Document:
        """The document of all that was added."""
        return Document(self.form, tuple(self.lines), tuple(self.grids), pages, tuple(self.warnings))


def _grid(rows: Sequence[RawRow], numbers: Sequence[int]) -> Grid:
    cells = tuple(
        tuple(Cell(cell.text, number, number, cell.merged, cell.place) for cell in row.cells)
        for row, number in zip(rows, numbers, strict=True)
    )
    return Grid(cells, numbers[0], numbers[-1])
