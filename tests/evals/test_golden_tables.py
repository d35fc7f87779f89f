"""The golden data of the official tables: well formed, enough, and true to the sums that the reports print."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from evals.tables import TableAmount, plain_name, read_amounts

GOLDEN = Path(__file__).resolve().parents[2] / "evals" / "golden" / "tables.jsonl"
TOTALS = ("合计", "本年收入合计", "本年支出合计")


@pytest.fixture(scope="module")
def golden() -> tuple[TableAmount, ...]:
    return read_amounts(GOLDEN)


def test_the_golden_data_are_enough(golden):
    """At least 12 pages of four reports and 900 amounts, in 元 and in 万元, with zeros, empty codes and nameless rows."""
    assert len({(row.file, row.page) for row in golden}) >= 12
    assert len({row.file for row in golden}) == 4
    assert len(golden) >= 900
    assert {row.unit for row in golden} == {"元", "万元"}
    assert any(row.value == 0 for row in golden)
    assert any(row.code is None for row in golden)
    assert any(row.item is None for row in golden)


def test_the_golden_data_hold_figures_not_text(golden):
    """Labels only: no sentence, no space, no list number; a page's table has one unit, a report one year."""
    for row in golden:
        for label in (row.item, row.table, *row.column.split("/")):
            assert label is None or not set(label) & set(" ，。；：\n"), row
        assert row.item is None or plain_name(row.item) == plain_name("一、" + row.item), row
        assert row.basis in ("预算", "决算")
    assert all(len(units) == 1 for units in _gathered(golden, lambda row: (row.file, row.page), lambda row: row.unit))
    assert all(len(years) == 1 for years in _gathered(golden, lambda row: row.file, lambda row: row.period))


def test_a_cell_is_given_once(golden):
    """No cell twice: what is the same in all fields stands in two panels or two groups of one page (总计, 一般公共预算财政拨款)."""
    cells = Counter(
        (row.file, row.page, row.code, row.item, row.column, row.value)
        for row in golden
        if row.code or row.item is None
    )
    assert max(cells.values()) == 1


def test_the_columns_of_a_row_add_up(golden):
    """In each row 合计 is the sum of the other columns, within rounding."""
    rows: dict[tuple, dict[str, TableAmount]] = {}
    for row in golden:
        if row.item:
            rows.setdefault((row.file, row.page, row.code, row.item), {}).setdefault(row.column, row)
    checked = 0
    for cells in rows.values():
        total = next((cell for column, cell in cells.items() if column in TOTALS), None)
        parts = [cell.value for column, cell in cells.items() if column not in (*TOTALS, "决算数", "预算数")]
        if total and parts:
            assert_sum(total, parts)
            checked += 1
    assert checked > 250


# pages that hold a table, or a run of it, and the codes whose children the run does not hold to the end
RUNS = [
    ("财政局", (8, 9), ()), ("财政局", (10, 11), ()), ("财政局", (15,), ()), ("财政局", (16, 17), ()),
    ("社会工作部", (6, 7), ()), ("社会工作部", (8, 9), ()), ("社会工作部", (12,), ()), ("社会工作部", (13,), ()),
    ("2024年部门预算", (11, 12), ("208", "20805")), ("2024年部门预算", (19,), ()),
    ("2024年部门预算", (23,), ("208", "20805")), ("2024年部门预算", (26,), ()), ("2024年部门预算", (29, 30), ()),
    ("2025年部门预算", (10,), ()), ("2025年部门预算", (13,), ()), ("2025年部门预算", (24,), ()),
    ("2025年部门预算", (27, 28), ()),
]  # fmt: skip


@pytest.mark.parametrize(("report", "pages", "cut"), RUNS)
def test_the_codes_roll_up(golden, report, pages, cut):
    """项 add to their 款, 款 to their 类, in every column, within rounding."""
    cells = {(row.code, row.column): row for row in _on(golden, report, pages) if row.code}
    checked = 0
    for (code, column), total in cells.items():
        if code in cut:
            continue
        parts = [
            row.value for (child, under), row in cells.items()
            if under == column and len(child) == len(code) + 2 and child.startswith(code)
        ]  # fmt: skip
        if parts:
            assert_sum(total, parts)
            checked += 1
    assert checked


@pytest.mark.parametrize(
    ("report", "pages"),
    [("财政局", (8, 9)), ("财政局", (10, 11)), ("财政局", (15,)), ("社会工作部", (6, 7)), ("社会工作部", (8, 9)),
     ("社会工作部", (12,)), ("2024年部门预算", (29, 30)), ("2025年部门预算", (27, 28))],
)  # fmt: skip
def test_the_classes_add_to_the_total(golden, report, pages):
    """The 类 of a whole table add to its 合计 in every column, within rounding."""
    rows = _on(golden, report, pages)
    totals = [row for row in rows if row.code is None and row.item == "合计"]
    assert len(totals) >= 2
    for total in totals:
        parts = [row.value for row in rows if row.column == total.column and row.code and len(row.code) == 3]
        assert_sum(total, parts)


@pytest.mark.parametrize(
    ("report", "pages", "total", "parts"),
    [
        ("财政局", (6,), "本年收入合计", ("一般公共预算财政拨款收入", "其他收入")),
        ("财政局", (6,), "本年支出合计", ("一般公共服务支出", "社会保障和就业支出", "卫生健康支出", "住房保障支出")),
        (
            "财政局",
            (12, 13),
            "本年支出合计",
            ("一般公共服务支出", "社会保障和就业支出", "卫生健康支出", "住房保障支出"),
        ),
        ("财政局", (13,), "总计", ("本年支出合计", "年末财政拨款结转和结余")),
        ("财政局", (16, 17), "人员经费合计", ("工资福利支出", "对个人和家庭的补助")),
        ("财政局", (16, 17), "公用经费合计", ("商品和服务支出", "资本性支出")),
        (
            "社会工作部",
            (5,),
            "本年支出合计",
            ("一般公共服务支出", "社会保障和就业支出", "卫生健康支出", "住房保障支出"),
        ),
        ("社会工作部", (10, 11), "总计", ("一般公共服务支出", "社会保障和就业支出", "卫生健康支出", "住房保障支出")),
        ("社会工作部", (13,), "人员经费合计", ("工资福利支出", "对个人和家庭的补助")),
        ("社会工作部", (13,), "公用经费合计", ("商品和服务支出", "资本性支出")),
        ("2024年部门预算", (10,), "支出总计", "classes"),
        ("2024年部门预算", (21,), "支出总计", "classes"),
        ("2025年部门预算", (9,), "支出总计", "classes"),
        ("2025年部门预算", (19,), "支出总计", "classes"),
    ],
)
def test_the_rows_of_a_panel_add_up(golden, report, pages, total, parts):
    """The rows of a panel add to its last row, within rounding."""
    rows = _on(golden, report, pages)
    column = "合计" if any(row.column == "合计" for row in rows) else rows[0].column
    in_column = [row for row in rows if row.column == column]
    if parts == "classes":
        parts = {row.item for row in in_column if row.item.endswith("支出")}
        assert len(parts) == 9
    assert_sum(
        next(row for row in in_column if row.item == total), [row.value for row in in_column if row.item in parts]
    )


def test_one_total_on_all_pages(golden):
    """The total of a report is the same wherever it is printed."""
    for report, value in (("2024年部门预算", 156211123), ("2025年部门预算", 189767551)):
        totals = [r for r in golden if report in r.file and r.item in ("合计", "收入总计", "支出总计", "财政拨款收入")]
        same = [row for row in totals if row.column in ("合计", "预算数") and "基本支出" not in row.table]
        assert len(same) >= 6
        assert {row.value for row in same} == {Decimal(value)}


def test_the_three_public_expenses_add_up(golden):
    """合计 = 因公出国 + 公务接待 + 公务用车, and 小计 = 购置 + 运行."""
    for report in ("2024年部门预算", "2025年部门预算"):
        cells = {row.column.split("/")[-1]: row.value for row in golden if report in row.file and row.item is None}
        assert cells["合计"] == cells["因公出国(境)费"] + cells["公务接待费"] + cells["小计"]
        assert cells["小计"] == cells["购置费"] + cells["运行费"]


def assert_sum(total: TableAmount, parts: list[Decimal]) -> None:
    """Printed parts and a printed total agree when their rounding intervals meet; whole 元 agree exactly."""
    slack = Decimal("0.005") * (len(parts) + 1) if total.unit == "万元" else 0
    assert abs(total.value - sum(parts)) <= slack, (total, sum(parts))


def _on(golden, report: str, pages: tuple[int, ...]) -> list[TableAmount]:
    return [row for row in golden if report in row.file and row.page in pages]


def _gathered(golden, key, value) -> list[set]:
    gathered: dict[object, set] = {}
    for row in golden:
        gathered.setdefault(key(row), set()).add(value(row))
    return list(gathered.values())
