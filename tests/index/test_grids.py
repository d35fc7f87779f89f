"""Each filled cell under a header becomes a figure with its labels, column, unit and lines."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from index.grids import clean_subject, read_table, table_subject
from index.sections import find_sections
from index.tables import find_tables
from index.types import Cell, Table


@pytest.fixture(scope="module")
def first_form(bazhong_reading) -> dict[int, object]:
    """The figures of the first form, by line."""
    tables = find_tables(bazhong_reading.lines, bazhong_reading.sections)
    return {figure.cell.start: figure for figure in read_table(tables[0])}


def make_table(*rows: tuple[str, ...]) -> Table:
    """A table with one line a row."""
    cells = tuple(tuple(Cell(text, number, number) for text in row) for number, row in enumerate(rows, 1))
    return Table("表", cells, 1, len(cells), ())


def values(table: Table, unit: str = "") -> list[tuple]:
    told = read_table(replace(table, unit=unit))
    return [(f.item, f.column, f.measure, f.basis, None if f.value is None else str(f.value), f.unit) for f in told]


def test_budget_cells(first_form) -> None:
    """Columns of a form's budget give the basis, the header the unit, and two decimals stay two."""
    assert [(first_form[n].basis, str(first_form[n].value), first_form[n].unit) for n in (225, 226, 227)] == [
        ("年初预算", "155.00", "万元"), ("调整预算", "145.30", "万元"), ("决算", "145.30", "万元"),
    ]  # fmt: skip
    assert (first_form[228].measure, first_form[228].value, first_form[228].unit) == ("completion_rate", Decimal(100), "%")
    assert (first_form[229].measure, first_form[230].measure) == ("weight", "score")
    assert {first_form[n].item for n in range(225, 232)} == {"总额"}


def test_cells_know_the_lines_that_explain_them(first_form) -> None:
    """A figure's context is its header's line and its row's label line."""
    assert first_form[226].context_lines == (212, 224)
    assert first_form[352].context_lines == (273, 348)


def test_indicator_cells(first_form) -> None:
    """Aim and outcome of an indicator carry the unit of their row and the labels above them."""
    aim, outcome = first_form[290], first_form[292]
    assert (aim.measure, aim.value, aim.unit) == ("target", Decimal(35000), "人/次")
    assert (outcome.measure, outcome.value, outcome.unit) == ("value", Decimal(38000), "人/次")
    assert aim.path == outcome.path == ("产出指标", "数量指标", "绩效指标")


def test_blank_group_cells_repeat_the_group_above(first_form) -> None:
    """A blank cell under 产出指标 stands for it, until another group is printed."""
    assert first_form[317].path[:2] == ("产出指标", "时效指标")
    assert first_form[328].path[:2] == ("产出指标", "成本指标")
    assert first_form[342].path[:2] == ("效益指标", "可持续发展指标")


def test_zero_blank_and_stroke_are_three_things(first_form) -> None:
    """A printed 0.00 is the figure zero; a blank and a stroke are no figure."""
    assert first_form[245].value == 0
    assert not {239, 240, 241, 265, 266, 267, 268, 269, 270, 271} & set(first_form)


def test_worded_outcomes_have_no_value(first_form) -> None:
    """好 and 长期 are outcomes without a number."""
    assert (first_form[304].printed, first_form[304].value, first_form[304].measure) == ("好", None, "value")
    assert (first_form[340].printed, first_form[340].value) == ("长期", None)


def test_totals_of_a_short_row(first_form) -> None:
    """A row shorter than its header is aligned from the right: 合计 has weight 100 and score 98."""
    assert (first_form[358].item, first_form[358].measure, first_form[358].value) == ("合计", "weight", Decimal(100))
    assert (first_form[359].item, first_form[359].measure, first_form[359].value) == ("合计", "score", Decimal(98))


def test_names_beside_their_label(first_form) -> None:
    """项目负责人：吴弘 is a label and a value in one cell."""
    assert (first_form[371].item, first_form[371].printed) == ("项目负责人", "吴弘")


def test_accounts_table_takes_the_unit_of_its_caption() -> None:
    """"单位：万元" above a table is the unit of its amounts, and its columns are their basis."""
    table = make_table(("项目", "预算数", "决算数"), ("公务接待费", "4.74", "4.33"), ("公务用车运行维护费", "77.00", "/"))
    assert values(table, "万元") == [
        ("公务接待费", "预算数", "amount", "预算", "4.74", "万元"),
        ("公务接待费", "决算数", "amount", "决算", "4.33", "万元"),
        ("公务用车运行维护费", "预算数", "amount", "预算", "77.00", "万元"),
    ]


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("51190022T000004971673-电子政务及专用网络运维经费", "电子政务及专用网络运维经费"),
        ("51190022T000005564424-202100813195-现拨付你单位政府网站与政务新媒体建设管理购买服务项目资金如数。",
         "政府网站与政务新媒体建设管理购买服务项目"),
        ("51190022T000006074370-2021033031-中国巴中网巴中新闻视频传输转换费", "中国巴中网巴中新闻视频传输转换费"),
        ("工作经费", "工作经费"),
    ],
)  # fmt: skip
def test_subject_without_codes(text: str, subject: str) -> None:
    """A project's name is freed of budget codes and of the allotment notice around it."""
    assert clean_subject(text) == subject


def test_table_without_a_project_has_no_subject(number_lines) -> None:
    """A table that names no project has no subject."""
    lines = number_lines(["\t项目\t决算数", "\t公务接待费\t4.33"])
    (table,) = find_tables(lines, find_sections(lines))
    assert table_subject(table) is None
