"""Read workbooks: each row a line, each table a grid. It calculates nothing; what a formula gave when saved is read."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from pathlib import Path

from index.errors import ReportError
from index.readers.pages import DocumentBuilder
from index.readers.rows import RawCell, RawRow
from index.readers.workbook import MOST_CELLS, Sheet, column_letters, read_workbook
from index.types import Document

_SAVE = "Open the workbook, let it calculate, save it and add it again."


def read_xlsx(path: Path) -> Document:
    """Lines and grids of an .xlsx or .xlsm. Raises ReportError for one that is damaged or holds only pictures."""
    return build_sheets("xlsx", read_workbook(path), path)


def read_xls(path: Path) -> Document:
    """Lines and grids of an .xls. Raises ReportError for one that is damaged, locked or holds only pictures."""
    from index.readers.old_workbook import read_old_workbook

    return build_sheets("xls", read_old_workbook(path), path)


def build_sheets(form: str, sheets: Iterable[Sheet], path: Path) -> Document:
    """The document of all visible sheets, with what was left out as warnings."""
    builder = DocumentBuilder(form)
    pictures, hidden = [], []
    for sheet in sheets:
        if sheet.hidden:
            hidden.append(sheet.name)
            continue
        if sheet.has_picture and not sheet.cells and not sheet.unseen:
            pictures.append(sheet.name)
            continue
        _warn(sheet, builder)
        rows = sheet_rows(sheet, path)
        builder.add_rows(rows, place=lambda row, name=sheet.name: f"sheet {name} row {row.at}")
    if not builder.lines:
        raise _nothing(pictures, hidden, builder, path)
    builder.warnings.extend(f"sheet {name} holds only a picture: it was not read" for name in pictures)
    builder.warnings.extend(f"sheet {name} is hidden: it was not read" for name in hidden)
    return builder.build()


def _nothing(pictures: list[str], hidden: list[str], builder: DocumentBuilder, path: Path) -> ReportError:
    if pictures:
        what = f"holds only pictures (sheet {', '.join(pictures)})"
        return ReportError(what, str(path), "Run text recognition (OCR) over them, check the result and add the text.")
    if hidden:
        return ReportError(
            f"holds nothing but hidden sheets ({', '.join(hidden)})", str(path), "Show them and save it."
        )
    if builder.warnings:
        return ReportError("holds formulas without saved values only", str(path), _SAVE)
    return ReportError("the file holds no text", str(path), "Check that the right file was given.")


def _warn(sheet: Sheet, builder: DocumentBuilder) -> None:
    if sheet.without_value:
        cells, count = ", ".join(sheet.without_value[:5]), len(sheet.without_value)
        more = f" and {count - 5} more" if count > 5 else ""
        builder.warnings.append(f"sheet {sheet.name}: no value was saved for the formulas in {cells}{more}. {_SAVE}")
    if sheet.unseen:
        cells, count = ", ".join(f"{column_letters(column)}{row}" for row, column in sorted(sheet.unseen)[:5]), len(sheet.unseen)
        more = f" and {count - 5} more" if count > 5 else ""
        builder.warnings.append(f"sheet {sheet.name}: what cannot be seen in {cells}{more} (white on white, or formatted away) was not read")
    if any(row in sheet.hidden_rows for row, _ in sheet.cells):
        builder.warnings.append(f"sheet {sheet.name}: hidden rows were not read")
    if any(_is_hidden(column, sheet) for column in {column for _, column in sheet.cells}):
        builder.warnings.append(f"sheet {sheet.name}: hidden columns were not read")


def sheet_rows(sheet: Sheet, path: Path) -> list[RawRow]:
    """The visible rows with their merged cells expanded; empty rows are left out and the next one is marked."""
    filled: dict[int, dict[int, RawCell]] = {}
    for (row, column), text in sheet.cells.items():
        filled.setdefault(row, {})[column] = _cell(text, row, column)
    _spread_merges(sheet, filled, path)
    for row in sheet.hidden_rows & filled.keys():
        del filled[row]
    columns = sorted({c for cells in filled.values() for c in cells if not _is_hidden(c, sheet)})
    if len(columns) * len(filled) > 4 * MOST_CELLS:
        raise ReportError(f"sheet {sheet.name} spreads over too many cells", str(path), "Split the workbook.")
    rows, above = [], 0
    for number in sorted(filled):
        cells = filled[number]
        blank = RawCell()
        gap = bool(rows) and any(row not in sheet.hidden_rows for row in range(above + 1, min(number, above + 50)))
        rows.append(RawRow(tuple(cells.get(c, blank) for c in columns), number, number, gap))
        above = number
    return rows


def _cell(text: str, row: int, column: int, merged: bool = False) -> RawCell:
    return RawCell(tuple(text.split("\n")), merged, f"{column_letters(column)}{row}")


def _spread_merges(sheet: Sheet, filled: dict[int, dict[int, RawCell]], path: Path) -> None:
    """Covered cells repeat the first one. Only rows and columns that hold something are touched, however wide a merge is."""
    rows = sorted(filled)
    columns = sorted({column for cells in filled.values() for column in cells})
    left = MOST_CELLS
    for top, first, bottom, last in sheet.merges:
        text = sheet.cells.get((top, first))
        origin = None
        for row in rows[bisect_left(rows, top) : bisect_right(rows, bottom)]:
            for column in columns[bisect_left(columns, first) : bisect_right(columns, last)]:
                left -= 1
                if left < 0:
                    raise ReportError(f"sheet {sheet.name} merges too many cells", str(path), "Split the workbook.")
                if text is None:
                    filled[row].pop(column, None)
                elif origin is None and row not in sheet.hidden_rows and not _is_hidden(column, sheet):
                    origin = (row, column)
                    filled[row][column] = _cell(text, row, column)
                else:
                    filled[row][column] = _cell(text, row, column, merged=True)


def _is_hidden(column: int, sheet: Sheet) -> bool:
    return any(first <= column <= last for first, last in sheet.hidden_columns)
