"""CSV lines stay verbatim; the table among them is a grid, the titles and notes around it are not."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from index.read import clean_text
from index.readers.delimited import find_delimiter, read_delimited, records

MIXED = (
    "某中心2021年“三公”经费决算表,,,,\n金额单位：万元,,,,\n项目,预算数,决算数,完成预算(%),备注\n"
    "公务接待费,1.00,2.14,214,\n购置费,,,,\n合计,246.00,167.37,68.04,\n,,,,\n文字说明,,,,\n"
    '"1.决算167.37万元,比预算减少78.63万元,称""压减""。",,,,\n公开单位：某中心,,,,\n'
)


def _read(tmp_path: Path, text: str, encoding: str = "utf-8"):
    path = tmp_path / "table.csv"
    path.write_bytes(text.encode(encoding))
    return read_delimited(path)


def _texts(grid) -> list[list[str]]:
    return [[cell.text for cell in row] for row in grid.rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_lines_are_verbatim(tmp_path: Path, encoding: str) -> None:
    """Every line is the file's own, commas and quotes included."""
    assert [line.text for line in _read(tmp_path, MIXED, encoding).lines] == MIXED.splitlines()


def test_table_is_told_from_title_and_notes(tmp_path: Path) -> None:
    """The grid runs from the header to the total; a row whose values are all blank stays in it."""
    (grid,) = _read(tmp_path, MIXED).grids
    assert (grid.start, grid.end) == (3, 6)
    assert _texts(grid)[2] == ["购置费", "", "", "", ""]
    assert [row[0].start for row in grid.rows] == [3, 4, 5, 6]


def test_text_rows_lose_their_quoting_for_meaning_only(tmp_path: Path) -> None:
    """`clean_text` gives the sentence that a quoted cell holds; a sentence in a text file keeps its commas and quotes."""
    lines = _read(tmp_path, MIXED).lines
    assert clean_text(lines[8].text) == '1.决算167.37万元,比预算减少78.63万元,称"压减"。'
    assert clean_text(lines[0].text) == "某中心2021年“三公”经费决算表"
    assert clean_text(lines[6].text) == ""
    assert clean_text('称"压减",等,') == '称"压减",等,'
    assert clean_text('"甲"与"乙"') == '"甲"与"乙"'


def test_two_tables_in_one_file(tmp_path: Path) -> None:
    """A title between two tables makes two grids."""
    text = "表一 收入表,\n项目,金额\n甲,1\n\n表二 支出表,\n项目,金额\n乙,2\n"
    first, second = _read(tmp_path, text).grids
    assert _texts(first) == [["项目", "金额"], ["甲", "1"]]
    assert (second.start, second.end) == (6, 7)


def test_quoted_line_ends_stay_in_their_cell(tmp_path: Path) -> None:
    """A cell over two lines of the file keeps both numbers and is one text."""
    (grid,) = _read(tmp_path, '项目,金额,备注\n购置费,87.07,"购置5辆,\n含2辆"\n').grids
    cell = grid.rows[1][2]
    assert (cell.text, cell.start, cell.end) == ("购置5辆,含2辆", 2, 3)


def test_stray_quote_swallows_nothing(tmp_path: Path) -> None:
    """A quote mark that never closes is a quote mark as printed."""
    (grid,) = _read(tmp_path, '项目,金额\n"甲,1\n乙,2\n丙,3\n').grids
    assert _texts(grid) == [["项目", "金额"], ['"甲', "1"], ["乙", "2"], ["丙", "3"]]


def test_empty_columns_are_cut(tmp_path: Path) -> None:
    """Columns without any cell, at the end or between, are no columns."""
    (grid,) = _read(tmp_path, "项目,,金额,,\n甲,,1,,\n").grids
    assert _texts(grid) == [["项目", "金额"], ["甲", "1"]]


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_delimiter_is_found(delimiter: str) -> None:
    """The delimiter is the mark that divides every line alike; prose has none."""
    rows = [delimiter.join(("项目", "预算", "决算")), *(delimiter.join((f"第{n}项", "1.0", "2.0")) for n in range(9))]
    assert find_delimiter(rows, named=False) == delimiter
    assert find_delimiter(["收入100万元,支出90万元,结余10万元。", "完。", "二、说明"], named=False) is None


def test_records_of_hostile_quotes_take_no_time() -> None:
    """Thousands of open quotes are read in seconds."""
    begun = time.monotonic()
    assert len(list(records(['"a,' * 200] * 3000, ","))) == 3000
    assert time.monotonic() - begun < 8
