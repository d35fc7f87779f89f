"""The table as CSV: exact figures, their lines, and nothing a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import pytest

from assistant.charts.csv_text import BOM, csv_of, guarded
from assistant.charts.types import CHANGE, Chart, Ground, Mark, Series


def rows_read(text: str) -> list[list[str]]:
    assert text.startswith(BOM)
    return list(csv.reader(io.StringIO(text[1:])))


def test_figures_are_exact_and_name_their_line(charts):
    """The figures of 图7 come out as printed, with file, line and source text."""
    offer = next(one for one in charts.offers() if one.title.startswith("图7"))
    head, *rows = rows_read(csv_of(charts.draw(offer.id)))
    assert head[3] == "数值"
    assert [row[3] for row in rows] == ["0", "111.99", "4.33", "116.32"]
    assert rows[1][7] == "96.28"
    assert rows[1][8] == "bazhong-gov-office-2022.txt"
    assert rows[1][10] == "81"
    assert "公务用车购置及运行维护费支出决算111.99万元" in rows[1][11]


@pytest.mark.parametrize("cell", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "＝1+1", " =1", "\u200b=1"])
def test_a_cell_that_begins_as_a_formula_is_disarmed(cell: str):
    """Text of a report can never become a formula."""
    assert guarded(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["-12.30", "+5", "1,234.5", "-3.5%", "公务接待费", "2021", ""])
def test_numbers_and_plain_text_stay_as_they_are(cell: str):
    """A negative figure is a number, not a formula."""
    assert guarded(cell) == cell


def test_a_negative_figure_stays_a_number():
    """The figure's own cell is never altered, whatever its sign."""
    ground = Ground("=a.txt", 1, 2, "=HYPERLINK(\"http://example.org\")-12.30")
    chart = Chart(CHANGE, "变动", "万元", (Series("结余", (Mark("结余", Decimal("-12.30"), "万元", "-12.30", "2022", (ground,)),)),), "zh")
    row = rows_read(csv_of(chart))[1]
    assert row[3] == "-12.30"
    assert row[5] == "-12.30"
    assert row[8] == "'=a.txt"
    assert row[11].startswith("'=HYPERLINK")
