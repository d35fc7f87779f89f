"""Rows fall into grids and text: every filled cell once, every grid of one width, titles and notes outside."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.readers.rows import RawCell, RawRow, join_lines, split_rows

TEXTS = st.sampled_from(
    [
        "",
        "",
        "项目",
        "1,234.50",
        "2022年",
        "单位：万元",
        "某局收支总表",
        "注：本表含结转。",
        "其中：",
        "比上年减少，主要是，压减。",
        " ",
        "公开01表",
    ]
)


def _rows(texts: list[list[str]]) -> list[RawRow]:
    return [RawRow(tuple(RawCell((text,)) for text in row), number) for number, row in enumerate(texts, 1)]


@given(st.lists(st.lists(TEXTS, max_size=5), max_size=14), st.booleans())
def test_no_cell_is_lost_or_doubled(texts: list[list[str]], cover: bool) -> None:
    """Whatever the rows, their filled cells come out once and in order, and grids are rectangular."""
    rows = _rows(texts)
    if cover:
        rows = [RawRow(tuple(RawCell(c.lines, n % 3 == 2) for n, c in enumerate(r.cells)), r.at) for r in rows]
    blocks = list(split_rows(rows))
    expected = [cell.text for row in rows for cell in row.own()]
    assert [cell.text for block in blocks for row in block.rows for cell in row.own()] == expected
    for block in blocks:
        if block.is_grid:
            assert len({len(row.cells) for row in block.rows}) == 1
            assert any(len(row.own()) > 1 for row in block.rows)
            width = len(block.rows[0].cells)
            assert all(any(row.cells[n].text and not row.cells[n].merged for row in block.rows) for n in range(width))


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (["收入", "合计"], "收入合计"), (["Total", "income"], "Total income"), (["100", "200"], "100 200"), (["100", "万元"], "100万元"),
        (["  项　目 ", ""], "项 目"), (["“三公”", "经费"], "“三公”经费"), ([], ""),
    ],
)  # fmt: skip
def test_lines_of_a_cell_are_joined(lines: list[str], joined: str) -> None:
    """No space in Chinese text; one between words and between figures, which must never run together."""
    assert join_lines(lines) == joined


def test_labels_with_blank_values_stay_in_the_table() -> None:
    """Labels without values and names of groups are rows, at the end and between; a sentence ends the table."""
    texts = [
        ["项目", "金额"],
        ["一、基本支出", ""],
        ["人员经费", "1"],
        ["购置费", ""],
        ["说明：以上各项均为决算数。", ""],
        ["尾", ""],
    ]
    grid, text = split_rows(_rows(texts))
    assert (grid.is_grid, len(grid.rows), text.is_grid, len(text.rows)) == (True, 4, False, 2)


def test_many_rows_are_one_grid() -> None:
    """A hundred thousand labels without values come back whole, as one grid."""
    blocks = list(split_rows(_rows([["项目", "金额"], *([["购置费", ""]] * 100_000), ["合计", "1"]])))
    assert [len(block.rows) for block in blocks] == [100_002]
