"""Printed characters given directly: tables that have no rulings, and lines of text that are none."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from index.readers.pdf_columns import find_columns
from index.readers.pdf_place import Glyph, Rule
from index.readers.pdf_text import group_lines, join_cell, join_line

HEADER = ("项目", "预算数", "决算数")


def characters(x: float, y: float, text: str, size: float = 10) -> list[Glyph]:
    """A text set solid from `x` on: Chinese characters one height wide, others half; blanks leave a gap."""
    glyphs, spaced = [], False
    for sign in text:
        width = size if ord(sign) > 255 else size / 2
        if sign != " ":
            glyphs.append(Glyph(sign, x, x + width, y, size, 0, spaced))
        spaced = sign == " "
        x += width
    return glyphs


def printed(
    rows: Sequence[Sequence[str]], edges: Sequence[float] = (60, 300, 400), step: float = 20
) -> list[list[Glyph]]:
    """Lines of a table: the first column from its left edge on, the others up to their right edge."""
    glyphs: list[Glyph] = []
    for index, row in enumerate(rows):
        for column, (edge, text) in enumerate(zip(edges, row, strict=True)):
            width = sum(10 if ord(sign) > 255 else 5 for sign in text)
            glyphs += characters(edge - (width if column else 0), 100 + step * index, text)
    return group_lines(glyphs)


def texts(lines: list[list[Glyph]], rules: Sequence[Rule] = ()) -> list[list[str]]:
    """The texts of the one table found."""
    grids, _ = find_columns(lines, rules)
    assert len(grids) == 1
    rows = [[""] * grids[0].width for _ in range(grids[0].height)]
    for cell in grids[0].cells:
        rows[cell.row][cell.column] = cell.text
    return rows


def test_columns_of_amounts_are_a_table_without_rulings() -> None:
    """Rows with two aligned amounts make a table with its headers, its empty cells and its class titles."""
    rows = [
        HEADER,
        ("一、基本支出", "34.50", "30.00"),
        ("二、项目支出", "", ""),
        ("差旅费", "5.00", "-"),
        ("合计", "39.50", "30.00"),
    ]
    assert texts(printed(rows)) == [list(row) for row in rows]


def test_lines_around_an_unruled_table_stay_lines() -> None:
    """The unit line above and the note below are not rows."""
    table = printed([HEADER, ("基本支出", "1.00", "1.00"), ("项目支出", "2.00", "2.00"), ("合计", "3.00", "3.00")])
    above = [characters(60, 80, "编制部门：甲局") + characters(350, 80, "单位：万元")]
    below = [characters(60, 200, "注：本表反映部门本年度的总收支和年末结转结余情况。")]
    grids, rest = find_columns([*above, *table, *below], ())
    assert (len(grids), grids[0].height, grids[0].width) == (1, 4, 3)
    assert [join_line(line)[:4] for line in rest] == ["编制部门", "注：本表"]


def test_panels_side_by_side_are_one_table() -> None:
    """收入 and 支出 beside one another keep all four columns."""
    rows = [
        ("基金", "1.00", "外交", "3.00"),
        ("其他", "2.00", "国防", ""),
        ("事业", "1.00", "教育", "2.00"),
        ("总计", "4.00", "总计", "5.00"),
    ]
    glyphs = [
        glyph
        for index, row in enumerate(rows)
        for x, text in zip((60, 150, 250, 350), row, strict=True)
        for glyph in characters(x, 100 + 18 * index, text)
    ]
    assert texts(group_lines(glyphs)) == [list(row) for row in rows]


def test_wrapped_name_joins_its_row() -> None:
    """A name on two lines, its amounts between them, is one row."""
    lines = printed(
        [("基本支出", "1.00", "1.00"), ("项目支出", "2.00", "2.00"), ("", "3.00", "3.00"), ("合计", "6.00", "6.00")],
        step=30,
    )
    glyphs = (
        [glyph for line in lines for glyph in line]
        + characters(60, 154, "因公出国（")
        + characters(60, 166, "境）费用")
    )
    assert texts(group_lines(glyphs))[2] == ["因公出国（境）费用", "3.00", "3.00"]


def test_level_rulings_tell_which_lines_are_one_row() -> None:
    """Between two level rulings there is one row, however far apart its lines are."""
    lines = printed(
        [
            HEADER,
            ("基本支出", "1.00", "1.00"),
            ("及其他", "", ""),
            ("项目支出", "2.00", "2.00"),
            ("合计", "3.00", "3.00"),
        ]
    )
    rules = [Rule(50, y, 420, y) for y in (86, 106, 146, 166, 186)]
    assert texts(lines, rules)[1] == ["基本支出及其他", "1.00", "1.00"]


def test_prose_with_figures_is_no_table() -> None:
    """Lines of running text stay lines however many figures they hold."""
    lines = [
        characters(60, 100 + 18 * index, f"支出{index}3.50万元，增加 1.20 万元，增长 2.3% ，完成 98.7% 。")
        for index in range(6)
    ]
    grids, rest = find_columns(lines, ())
    assert grids == []
    assert rest == lines


def test_figures_that_do_not_line_up_are_no_table() -> None:
    """Amounts whose places run into one another have no columns."""
    lines = [characters(60 + 9 * index, 100 + 18 * index, f"甲 {index}.00  {index}5.00") for index in range(8)]
    assert find_columns(lines, ())[0] == []


@pytest.mark.parametrize(
    ("first", "second", "width", "text"),
    [
        ("1,234,", "567.00", 60, "1,234,567.00"),
        ("1,234,567,89", "0.12", 70, "1,234,567,890.12"),
        ("99.9", "%", 60, "99.9%"),
        ("12.50", "13.50", 60, "12.50 13.50"),
        ("100", "200", 90, "100 200"),
        ("机关事业单位基本养老保险", "缴费支出", 130, "机关事业单位基本养老保险缴费支出"),
        ("total", "income", 40, "total income"),
        ("2024年", "12月", 60, "2024年12月"),
    ],
)
def test_lines_of_a_cell_are_joined_as_they_were_meant(first: str, second: str, width: float, text: str) -> None:
    """A number cut by the cell's edge is one number, two numbers stay two, Chinese needs no space, Latin words one."""
    assert join_cell(characters(0, 10, first) + characters(0, 24, second), width) == text


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ("目    录", "目录"),
        ("收 入        支 出", "收入  支出"),
        ("第一部分  概况", "第一部分  概况"),
        ("因 公 出 国 （ 境 ） 费", "因公出国（境）费"),
        ("the total is 3.5", "the total is 3.5"),
        ("201 06 01", "201 06 01"),
    ],
)
def test_letter_spacing_goes_and_column_gaps_stay(given: str, text: str) -> None:
    """Spread words are joined, headings on one line keep two spaces, Latin words one."""
    assert join_line(characters(60, 100, given)) == text
