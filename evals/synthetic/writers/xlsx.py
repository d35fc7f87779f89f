"""Write blocks as a workbook: each table a sheet under its merged title, text on sheets of its own. A row is one line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from io import BytesIO
from random import Random

from evals.synthetic.figures import Block, Cell, Grid, Line, Paragraph
from evals.synthetic.writers import Placed, Written, placed, row_line
from evals.synthetic.writers.archive import without_clock

_NOT_IN_NAMES = re.compile(r"[\\/*?:\[\]“”]")
_LONGEST_NAME = 28


def write_xlsx(blocks: Sequence[Block], random: Random) -> Written:
    """The file and its figures. Amounts are numbers with a format, or texts: the whole book one way."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    as_numbers = random.randrange(3) > 0
    figures: list[Placed] = []
    number = 0
    for name, part in _sheets(blocks):
        sheet = book.create_sheet(_free_name(book, name))
        grid = next((block for block in part if isinstance(block, Grid)), None)
        width = grid.width if grid else 1
        row = 0
        for block in part:
            for line, cells in _rows(block):
                if not line.text.strip():
                    continue
                row += 1
                number += 1
                figures += placed(line, number)
                _write_row(sheet, row, cells, as_numbers, width)
    target = BytesIO()
    book.save(target)
    return Written(without_clock(target.getvalue()), tuple(figures))


def _sheets(blocks: Sequence[Block]) -> list[tuple[str, list[Block]]]:
    """Each table with its title, unit and note; what stands between them together."""
    sheets: list[tuple[str, list[Block]]] = []
    for block in blocks:
        last = sheets[-1][1] if sheets else []
        done = any(isinstance(one, Grid) for one in last)
        if isinstance(block, Paragraph) and (block.role == "note" or (last and not done and not _opens(block))):
            last.append(block)
        elif isinstance(block, Grid):
            last.append(block)
            sheets[-1] = (block.name or sheets[-1][0], last)
        else:
            sheets.append(("说明", [block]))
    return sheets


def _opens(block: Paragraph) -> bool:
    return block.role == "title" and block.level == 2


def _rows(block: Block) -> list[tuple[Line, tuple[Cell, ...]]]:
    if isinstance(block, Grid):
        return [(row_line(row), row) for row in block.rows]
    return [(block.line, (Cell(block.line),))]


def _free_name(book, name: str) -> str:
    name = _NOT_IN_NAMES.sub("", name)[:_LONGEST_NAME] or "表"
    number = 1
    while (free := name if number == 1 else f"{name}{number}") in book.sheetnames:
        number += 1
    return free


def _write_row(sheet, row: int, cells: Sequence[Cell], as_numbers: bool, width: int) -> None:
    for column, cell in enumerate(cells, start=1):
        if cell.covered or not cell.line.text:
            continue
        place = sheet.cell(row, column)
        figures = cell.line.figures
        if as_numbers and len(figures) == 1 and figures[0].printed == cell.line.text and figures[0].measure == "amount":
            place.value = figures[0].value
            place.number_format = "#,##0.00" if "," in cell.line.text or abs(figures[0].value) < 1000 else "0.00"
        else:
            place.value = cell.line.text
            place.data_type = "s"
        if cell.columns > 1 or cell.rows > 1:
            sheet.merge_cells(start_row=row, end_row=row + cell.rows - 1, start_column=column, end_column=column + cell.columns - 1)
    if len(cells) == 1 and width > 1:
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=width)
