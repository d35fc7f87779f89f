"""Flattened tables become rows and cells again, as printed."""

from __future__ import annotations

import pytest

from index.sections import find_sections
from index.tables import find_tables

SUBJECT_LINES = (191, 377, 578, 769, 967, 1165, 1368, 1556, 1756, 1965, 2198, 2383, 2568)
# First line (the title row) and last line (项目负责人、财务负责人) of each form, read by eye.
FORMS = (
    (188, 372), (374, 561), (575, 761), (766, 950), (964, 1148), (1162, 1351), (1365, 1548), (1553, 1739), (1753, 1936),
    (1962, 2181), (2195, 2366), (2380, 2563), (2565, 2760),
)  # fmt: skip


@pytest.fixture(scope="module")
def tables(bazhong_reading):
    return find_tables(bazhong_reading.lines, bazhong_reading.sections)


def texts(row) -> list[str]:
    return [cell.text for cell in row]


def row_at(table, line: int):
    return next(row for row in table.rows if row[0].start <= line <= row[-1].end)


def test_the_thirteen_forms(tables) -> None:
    """The report's 13 project forms are 13 tables with their title and their lines."""
    assert [(table.start, table.end) for table in tables] == list(FORMS)
    assert {table.title for table in tables} == {"部门预算项目支出绩效自评表（2022年度）"}


def test_each_form_names_its_project(tables) -> None:
    """The project's name stands in the second cell of the second row of each form."""
    assert tuple(table.rows[1][1].start for table in tables) == SUBJECT_LINES
    assert all(table.rows[1][0].text == "项目名称" for table in tables)
    assert tables[1].rows[1][1].text == "51190022T000004971680-市政府总值班室经费"


def test_budget_rows_of_the_first_form(tables) -> None:
    """Header and rows keep their cells, blank ones included, each with its line."""
    header, total = row_at(tables[0], 212), row_at(tables[0], 225)
    assert texts(header) == [
        "预算执行情况（10分）", "年度预算数（万元）", "年初预算", "调整后预算数", "预算执行数", "预算执行率", "权重", "得分", "原因",
    ]  # fmt: skip
    assert texts(total) == [
        "", "总额", "155.00", "145.30", "145.30", "100.00%", "10", "10",
        "1.预算执行率=预算执行数/调整后预算数；2.年中预算调整财政收回部分指标",
    ]  # fmt: skip
    assert [cell.start for cell in total] == list(range(223, 232))
    assert texts(row_at(tables[0], 264)) == ["", "其他资金", "", "", "", "", "/", "/", ""]


def test_indicator_rows_of_the_first_form(tables) -> None:
    """An indicator's row holds name, sign, aim, unit, outcome, weight and score in their columns."""
    assert texts(row_at(tables[0], 290)) == ["", "产出指标", "数量指标", "主页社会点击量", "≥", "35000", "人/次", "38000", "10", "10", ""]
    assert texts(row_at(tables[0], 350)) == ["", "满意度指标", "服务对象满意度指标", "使用人员满意度", "≥", "95", "%", "98", "20", "18", ""]
    assert texts(row_at(tables[0], 358)) == ["合计", "100", "98", ""]


def test_cell_that_goes_on_in_the_next_line(tables) -> None:
    """A cell printed over two lines is one cell that knows both."""
    first = row_at(tables[0], 213)[1]
    assert (first.text, first.start, first.end) == ("年度预算数（万元）", 213, 214)
    header = row_at(tables[1], 398)
    assert texts(header)[:4] == ["预算执行情况（10分）", "年度预算数（万元）", "年初预算", "调整后预算数"]
    assert (header[3].start, header[3].end) == (401, 402)
    conclusion = row_at(tables[1], 548)
    assert texts(conclusion)[0] == "评价结论"
    assert [(cell.start, cell.end) for cell in conclusion] == [(548, 549), (550, 550)]


def test_row_with_one_cell_a_side(tables) -> None:
    """Rows of two labelled cells stay as printed."""
    assert texts(row_at(tables[0], 371)) == ["项目负责人：吴弘", "财务负责人：王兴全"]


def test_every_cell_stands_in_its_lines(tables, bazhong_reading) -> None:
    """No cell holds a character that its lines do not print."""
    for table in tables:
        for row in table.rows:
            for cell in row:
                printed = "".join(line.text for line in bazhong_reading.lines[cell.start - 1 : cell.end])
                assert cell.text.replace(" ", "") == "".join(printed.split()).replace("　", ""), cell


def test_no_filled_table_line_is_lost(tables, bazhong_reading) -> None:
    """Every tabbed line with text belongs to a cell of a table."""
    held = {number for table in tables for row in table.rows for cell in row for number in range(cell.start, cell.end + 1)}
    tabbed = {line.number for line in bazhong_reading.lines if line.text.lstrip(" ").startswith("\t") and line.text.strip()}
    assert tabbed <= held


def test_rows_on_one_line_and_pipe_rows(number_lines) -> None:
    """A row a line with tabs, and pipe rows, are the same table; the rule under a pipe header is no row."""
    tabs = number_lines(["\t项目\t预算数\t决算数", "\t公务接待费\t4.74\t4.33"])
    pipes = number_lines(["| 项目 | 预算数 | 决算数 |", "|---|---:|---|", "| 公务接待费 | 4.74 | 4.33 |"])
    for lines in (tabs, pipes):
        (table,) = find_tables(lines, find_sections(lines))
        assert [texts(row) for row in table.rows] == [["项目", "预算数", "决算数"], ["公务接待费", "4.74", "4.33"]]
        assert table.rows[-1][-1].start == lines[-1].number


def test_prose_makes_no_table(number_lines) -> None:
    """Text without cells holds no table, nor does one lone indented line."""
    assert find_tables(number_lines(["一、收入", "收入总计5万元。", "\t一段缩进的文字"]), ()) == ()
