"""A header whose wide cells are printed once is set over the columns of its table, where the words tell how."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from index.checks import check_report
from index.flattened import flattened_rows
from index.header_spans import spread_headers
from index.reading import read_report
from index.types import Cell, SourceLine


def rows_of(*texts: str) -> list[tuple[Cell, ...]]:
    """Rows whose cells are parted by strokes."""
    return [tuple(Cell(text, number, number) for text in row.split("|")) for number, row in enumerate(texts, start=1)]


def texts_of(rows) -> list[str]:
    return ["|".join(cell.text for cell in row) for row in rows]


@pytest.mark.parametrize(
    ("printed", "spread"),
    [
        (
            ("收入|支出", "项目|决算数|项目|决算数", "财政拨款|9.50|教育支出|8.00"),
            ("收入|收入|支出|支出", "项目|决算数|项目|决算数", "财政拨款|9.50|教育支出|8.00"),
        ),
        (
            ("收入|支出", "项目|决算数|项目|合计|基金", "财政拨款|9.50|教育支出|8.00|1.00"),
            ("收入|收入|支出|支出|支出", "项目|决算数|项目|合计|基金", "财政拨款|9.50|教育支出|8.00|1.00"),
        ),
        (
            ("项目|合计|基本支出|项目支出", "类|款|项|科目名称", "208|05|01|退休费|3.00|3.00|", "|||合计|9.00|5.00|4.00"),
            ("项目|项目|项目|项目|合计|基本支出|项目支出", "类|款|项|科目名称|合计|基本支出|项目支出", "208|05|01|退休费|3.00|3.00|", "|||合计|9.00|5.00|4.00"),
        ),
        (
            ("预算数|决算数", "合计|用车费|接待费|合计|用车费|接待费", "小计|用车购置|用车运行|小计|用车购置|用车运行", "9|7|3|4|2|8|6|2|4|2"),
            (
                "预算数|预算数|预算数|预算数|预算数|决算数|决算数|决算数|决算数|决算数",
                "合计|用车费|用车费|用车费|接待费|合计|用车费|用车费|用车费|接待费",
                "合计|小计|用车购置|用车运行|接待费|合计|小计|用车购置|用车运行|接待费",
                "9|7|3|4|2|8|6|2|4|2",
            ),
        ),
    ],
    ids=["panels", "unequal panels", "classification", "subtotals"],
)  # fmt: skip
def test_wide_cells_stand_over_their_columns(printed: tuple[str, ...], spread: tuple[str, ...]) -> None:
    """Each cell of the header stands over the columns that it names; what it covers is marked as covered."""
    found = spread_headers(rows_of(*printed))
    assert texts_of(found) == list(spread)
    own = sum(not cell.merged for row in found for cell in row)
    assert own == sum(len(row) for row in rows_of(*printed))


@pytest.mark.parametrize(
    "printed",
    [
        ("名称|金额", "甲项目|3.00", "乙项目|4.00"),
        ("名称|情况", "本年|上年|备注", "甲|3.00|2.00|无|5", "乙|4.00|2.00|无|5"),
        ("小计|甲", "备注|小计|丙", "1|2|3|4", "1|2|3|4"),
        ("标题",),
        ("无|数|字", "全|是|词"),
    ],
)
def test_a_header_that_tells_nothing_is_left_alone(printed: tuple[str, ...]) -> None:
    """Where the words do not say what stands under what, the rows stay as printed."""
    rows = rows_of(*printed)
    assert texts_of(spread_headers(rows)) == list(printed)


def test_rows_that_begin_with_an_empty_cell_belong_to_their_table() -> None:
    """Tabs part the cells of one row a line; a total whose first cells are empty, and a row cut short, are rows of it."""
    text = "科目编码\t科目名称\t合计\t基本支出\t项目支出\n208\t社会保障\t3.00\t3.00\n\t合计\t9.00\t5.00\t4.00"
    lines = [SourceLine(number, line) for number, line in enumerate(text.split("\n"), start=1)]
    (rows,) = flattened_rows(lines)
    assert texts_of(rows) == ["科目编码|科目名称|合计|基本支出|项目支出", "208|社会保障|3.00|3.00|", "|合计|9.00|5.00|4.00"]


def test_one_cell_a_line_is_not_taken_for_rows_with_tabs() -> None:
    """A tab that marks each cell parts none, also under a line in which one does."""
    lines = ["部门：某局\t单位：万元", "\t项目", "\t决算数", "", "\t培训费", "\t3.00", ""]
    found = list(flattened_rows([SourceLine(number, line) for number, line in enumerate(lines, start=1)]))
    assert texts_of(found[-1])[-2:] == ["项目|决算数", "培训费|3.00"]


def test_a_flattened_table_of_the_template_is_read_wholly(tmp_path: Path) -> None:
    """The table of “三公” expenses, printed one cell a line, gives every figure with its item, basis and unit."""
    header = ["预算数", "决算数"], ["合计", "公务用车购置及运行维护费", "公务接待费"] * 2, ["小计", "公务用车购置费", "公务用车运行维护费"] * 2
    body = "127.48 123.65 91.27 32.38 3.83 101.76 97.93 68.01 29.92 3.83".split()
    cells = "\n\n".join("\n".join(f"\t{cell}" for cell in row) for row in (*header, body))
    path = tmp_path / "r.txt"
    path.write_text(f"某县档案局2023年度部门决算\n\n财政拨款“三公”经费支出决算表\n单位：万元\n{cells}\n\n", encoding="utf-8")
    reading = read_report(path)
    found = {(fact.basis, fact.item, fact.value, fact.unit) for fact in reading.facts if fact.value is not None}
    assert found >= {
        ("预算", "公务用车购置费", Decimal("91.27"), "万元"), ("预算", "公务接待费", Decimal("3.83"), "万元"),
        ("决算", "公务用车购置费", Decimal("68.01"), "万元"), ("决算", "公务用车运行维护费", Decimal("29.92"), "万元"),
    }  # fmt: skip
    assert len([fact for fact in reading.facts if fact.value is not None and fact.unit == "万元"]) == len(body)


@pytest.mark.parametrize(
    "names",
    [
        ("合计", "1.因公出国（境）费", "2.公务用车购置及运行维护费", "（1）公务用车购置费", "（2）公务用车运行维护费", "3.公务接待费"),
        ("合计", "因公出国（境）费", "公务用车购置及运行维护费", "公务用车购置费", "公务用车运行维护费", "公务接待费"),
        ("合计", "（1）因公出国（境）费", "（2）公务用车购置及运行维护费", "1.公务用车购置费", "2.公务用车运行维护费", "（3）公务接待费"),
    ],
)
def test_parts_of_a_part_are_not_added_twice(tmp_path: Path, names: tuple[str, ...]) -> None:
    """However the rows of the “三公” table are numbered, the parts of the vehicles' cost stand under it, and the sum agrees."""
    rows = "\n".join(f"{name}\t{value}" for name, value in zip(names, "9.00 1.00 5.00 2.00 3.00 3.00".split(), strict=True))
    path = tmp_path / "r.txt"
    path.write_text(f"某县档案局2023年度部门决算\n\n财政拨款“三公”经费支出决算表\n单位：万元\n项目\t决算数\n{rows}\n", encoding="utf-8")
    reading = read_report(path)
    paths = {fact.item: fact.path for fact in reading.facts if fact.value is not None}
    assert paths["公务接待费"] == ()
    assert check_report(reading) == ()
