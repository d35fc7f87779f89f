"""Tables flattened to text: rows and cells come back as printed, and running text is no table."""

from __future__ import annotations

from index.flattened import flattened_rows


def rows_of(lines) -> list[list[list[str]]]:
    return [[[cell.text for cell in row] for row in rows] for rows in flattened_rows(lines)]


def test_columns_set_with_spaces(number_lines) -> None:
    """Wide gaps part the cells, a total letter-spaced included; a short row's figures go by where they stand."""
    lines = number_lines(
        [
            "一、支出情况（万元）",
            "    项 目              预算      决算     占比",
            "    公务用车运行维护    8.40      7.94    92.33%",
            "    公务接待            1.20              ",
            "    合  计              9.60      8.60   100.00%",
        ]
    )
    assert rows_of(lines) == [
        [
            ["项 目", "预算", "决算", "占比"], ["公务用车运行维护", "8.40", "7.94", "92.33%"], ["公务接待", "1.20", "", ""],
            ["合计", "9.60", "8.60", "100.00%"],
        ]
    ]  # fmt: skip


def test_label_and_figure_in_turn_with_single_blanks(number_lines) -> None:
    """Two panels run together on a line are taken apart, a name without its figure included."""
    lines = number_lines(["一、财政拨款收入 118,637 一、教育支出 32,118", "2. 上级补助收入 四、国防支出 2,400", "收入总计 118,637 支出总计 118,637"])
    assert rows_of(lines) == [
        [
            ["一、财政拨款收入", "118,637", "一、教育支出", "32,118"], ["2. 上级补助收入", "", "四、国防支出", "2,400"],
            ["收入总计", "118,637", "支出总计", "118,637"],
        ]
    ]  # fmt: skip


def test_names_over_figures_only_where_there_are_as_many(number_lines) -> None:
    """A line of names over a line of figures is a table when they count the same; with a blank lost nothing is sure."""
    assert rows_of(number_lines(["合计 公务接待费 运行费", "28.40 12.00 16.40"])) == [[["合计", "公务接待费", "运行费"], ["28.40", "12.00", "16.40"]]]
    assert rows_of(number_lines(["合计 公务接待费 购置费 运行费", "28.40 12.00 16.40"])) == []


def test_rows_with_strokes_between_their_cells(number_lines) -> None:
    """Strokes between cells make a table from two rows on; blank cells at the end stay."""
    assert rows_of(number_lines(["收 入 | 决算数 | 支 出 | 决算数", "一、本级收入 | 368,210 | 转移性支出 | "])) == [
        [["收 入", "决算数", "支 出", "决算数"], ["一、本级收入", "368,210", "转移性支出", ""]]
    ]
    assert rows_of(number_lines(["来源：区政府 | 发布日期：2022-09-19 | 阅读：12"])) == []


def test_running_text_is_no_table(number_lines) -> None:
    """Sentences with figures, dates and headings make no table."""
    lines = number_lines(["三、“三公”经费 2022 年支出情况", "公务接待费支出 4.33 万元，完成预算。", "2023年9月15日", "第 2 页  共 14 页"])
    assert rows_of(lines) == []


def test_lines_of_a_table_found_elsewhere_are_left_alone(number_lines) -> None:
    """Lines that a reader's grid holds are not read a second time."""
    lines = number_lines(["项目  决算数", "公务接待费  4.33", "培训费  1.20"])
    assert len(rows_of(lines)) == 1
    assert list(flattened_rows(lines, frozenset({1, 2, 3}))) == []


def test_rows_that_begin_with_an_empty_cell_between_strokes(number_lines) -> None:
    """A stroke at the head of some rows parts an empty first cell from the next: the rows are one table."""
    lines = number_lines(["科目编码|项目|合计|基本支出", "|合计|9.50|8.00", "201|一般公共服务支出|9.50|8.00", "20101|人大事务|9.50|"])
    assert rows_of(lines) == [
        [
            ["科目编码", "项目", "合计", "基本支出"], ["", "合计", "9.50", "8.00"],
            ["201", "一般公共服务支出", "9.50", "8.00"], ["20101", "人大事务", "9.50", ""],
        ]
    ]  # fmt: skip


def test_a_stroke_for_nothing_is_a_cell_and_no_sign(number_lines) -> None:
    """A stroke set with spaces before a figure stands for an empty cell; the figure is not negative."""
    lines = number_lines(
        [
            "科目编码    科目名称            合计      基本支出    项目支出",
            "-           合计                31.23     8.00        23.23",
            "2013801     行政运行            8.00      8.00        -",
            "2013802     一般行政管理事务    23.23     -           23.23",
        ]
    )
    (table,) = rows_of(lines)
    assert table[1:] == [
        ["-", "合计", "31.23", "8.00", "23.23"], ["2013801", "行政运行", "8.00", "8.00", "-"],
        ["2013802", "一般行政管理事务", "23.23", "-", "23.23"],
    ]  # fmt: skip
