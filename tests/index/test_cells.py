"""Cells of a table: places, merged cells, kinds of text."""

from __future__ import annotations

import pytest

from index.cells import (
    BLANK,
    CONTACT,
    DATE,
    NUMBER,
    PROSE,
    QUANTITY,
    RATE,
    WORDS,
    YES_NO,
    Box,
    cells_of_ids,
    cells_of_table,
    kind_of,
)
from index.errors import ReportError
from index.types import Cell, Table


def test_a_merged_cell_is_one_cell_over_its_rows_and_columns() -> None:
    table = cells_of_ids([[0, 1, 1], [0, 2, 3]], ["项目", "2023年", "预算数", "决算数"])
    assert (table.height, table.width) == (2, 3)
    assert table.boxes == (Box(0, 0, 1, 0), Box(0, 1, 0, 2), Box(1, 1, 1, 1), Box(1, 2, 1, 2))


@pytest.mark.parametrize(
    ("ids", "texts", "what"),
    [
        ([], [], "no cells"),
        ([[]], [], "no cells"),
        ([[0, 1], [2]], ["a", "b", "c"], "row 2 of the table has 1 cells, row 1 has 2"),
        ([[0, 3]], ["a", "b"], "cell 3 of the table has no text"),
        ([[0, 0]], ["a", "b"], "cell 1 stands nowhere"),
    ],
)
def test_a_matrix_that_does_not_fit_its_texts_is_refused_with_what_is_wrong(ids, texts, what) -> None:
    with pytest.raises(ReportError, match=what):
        cells_of_ids(ids, texts)


def test_a_table_of_a_report_gives_the_same_cells_with_covered_ones_joined() -> None:
    """Ragged rows are filled with blank cells of their own; a covered cell belongs to the one that covers it."""
    head = (Cell("三公经费", 1, 1), Cell("三公经费", 1, 1, merged=True), Cell("备注", 1, 1))
    rows = (head, (Cell("公务接待费", 2, 2), Cell("4.33", 2, 2)))
    table = cells_of_table(Table("", rows, 1, 2, (), "万元", None, True, None, None))
    assert table.texts == ("三公经费", "备注", "公务接待费", "4.33", "")
    assert table.boxes[0] == Box(0, 0, 0, 1)
    assert table.boxes[4] == Box(1, 2, 1, 2)


def test_equal_texts_side_by_side_stay_two_cells_where_the_file_does_not_merge_them() -> None:
    rows = ((Cell("0", 1, 1), Cell("0", 1, 1)),)
    assert cells_of_table(Table("", rows, 1, 1, (), "", None, True, None, None)).texts == ("0", "0")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", BLANK), ("—", BLANK), ("不适用", BLANK), ("1,503.52", NUMBER), ("（12.50）", NUMBER), ("-30.45%", RATE), ("2023年12月31日", DATE),
        ("2022年度", DATE), ("是", YES_NO), ("No", YES_NO), ("010-65383333", CONTACT), ("office@example.gov.cn", CONTACT), ("25kg", QUANTITY),
        ("公务接待费", WORDS), ("本单位按照过紧日子的要求从严控制一般性支出，压减会议、培训和差旅，较上年有较大幅度的下降并已公开", PROSE),
    ],
)  # fmt: skip
def test_kinds_of_text_are_told_apart(text: str, kind: int) -> None:
    assert kind_of(text) == kind
