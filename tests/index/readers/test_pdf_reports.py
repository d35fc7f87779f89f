"""The tables of the shared reports as their pages print them. Skipped where the reports are not there."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from index.readers.pdf import read_pdf
from index.types import Document, Grid

REPORTS = Path(__file__).resolve().parents[4] / "shared" / "reports"
SOCIAL, FINANCE = "社会工作部2024年度部门决算.pdf", "财政局2024年度部门决算.pdf"
STREET = "万里街道办事处2024年部门预算.pdf"


@cache
def _read(name: str) -> Document:
    path = REPORTS / name
    if not path.exists():
        pytest.skip(f"{path.name} is not beside the project")
    return read_pdf(path)


def _grid(name: str, page: int) -> Grid:
    (grid,) = [grid for grid in _read(name).grids if grid.page == page]
    return grid


def _rows(grid: Grid) -> list[list[str]]:
    return [["" if cell.merged else cell.text for cell in row] for row in grid.rows]


@pytest.mark.parametrize(
    ("name", "page", "rows", "columns"),
    [
        (FINANCE, 5, 4, 3),
        (FINANCE, 6, 29, 4),
        (FINANCE, 8, 18, 11),
        (FINANCE, 10, 15, 10),
        (FINANCE, 16, 22, 8),
        (FINANCE, 17, 21, 8),
        (FINANCE, 18, 6, 12),
        (SOCIAL, 10, 17, 7),
        (SOCIAL, 13, 40, 6),
        (SOCIAL, 14, 5, 12),
        (STREET, 20, 1, 4),
        (STREET, 31, 4, 7),
    ],
)
def test_table_has_the_rows_and_columns_it_prints(name: str, page: int, rows: int, columns: int) -> None:
    """Each printed row and column is one of the grid, empty ones and a lone total row included."""
    grid = _grid(name, page)
    assert (len(grid.rows), len(grid.rows[0])) == (rows, columns)


def test_values_printed_above_their_row_stay_in_it() -> None:
    """Amounts higher than their label, names wrapped and letter-spaced, are one row."""
    rows = _rows(_grid(FINANCE, 16))
    assert rows[3] == ["301", "", "工资福利支出", "2,082.85", "302", "", "商品和服务支出", "171.07"]
    assert rows[14][4:] == ["302", "12", "因公出国（境）费用", ""]
    assert rows[9][:4] == ["301", "08", "机关事业单位基本养老保险缴费", "160.75"]


def test_merged_headers_cover_their_columns() -> None:
    """项目 spans the three code columns and the names; the label columns span the header rows."""
    grid = _grid(FINANCE, 8)
    assert [cell.text for cell in grid.rows[0]][:5] == ["项目", "项目", "项目", "项目", "本年收入合计"]
    assert [cell.merged for cell in grid.rows[0]][:5] == [False, True, True, True, False]
    assert grid.rows[2][3].text == "科目名称"
    assert grid.rows[2][3].start == grid.rows[1][3].start


def test_lone_total_row_is_a_grid() -> None:
    """A total alone on its page keeps its columns."""
    assert _rows(_grid(STREET, 20)) == [["合计", "156,211,123", "99,706,020", "56,505,103"]]


@pytest.mark.parametrize("name", [FINANCE, SOCIAL, STREET])
def test_every_line_has_its_page_and_lies_on_it(name: str) -> None:
    """Lines are numbered from 1 without a gap, pages rise, boxes lie within an A4 sheet, a row's cells point to the row's line."""
    document = _read(name)
    assert [line.number for line in document.lines] == list(range(1, len(document.lines) + 1))
    pages = [line.page or 0 for line in document.lines]
    assert pages == sorted(pages)
    for line in document.lines:
        assert line.box is not None
        left, top, right, bottom = line.box
        assert 0 <= left <= right <= 843
        assert 0 <= top <= bottom <= 843
    for grid in document.grids:
        for index, row in enumerate(grid.rows):
            assert len(row) == len(grid.rows[0])
            assert {cell.start for cell in row if not cell.merged} <= {grid.start + index}
