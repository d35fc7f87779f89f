"""Dates, ordinals, codes and list numerals are told from figures by what stands around them."""

from __future__ import annotations

import pytest

from index.non_figures import end_of_date, is_no_figure


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("2022年12月31日止", 11),
        ("2021-2023年", 10),
        ("2024-06-11 09:20", 10),
        ("09:20", 5),
        ("112年度", 5),
        ("12月底", 4),
        ("0827-5260000", 12),
    ],
)
def test_dates_end_where_they_are_printed(text: str, end: int) -> None:
    """A date, a time or a telephone number is skipped as a whole."""
    assert end_of_date(text, 0) == end


@pytest.mark.parametrize("text", ["12.5万元", "2022万元", "3年", "2010\t年末结转"])
def test_figures_are_no_dates(text: str) -> None:
    """An amount the size of a year, a term of years and a cell before a label are no dates."""
    assert end_of_date(text, 0) is None


@pytest.mark.parametrize(
    ("text", "number", "bare"),
    [("第12次", "12", False), ("〔2025〕16号", "16", True), ("编号：123", "123", True), ("（2010301）", "2010301", True), ("1.总体", "1", True),
     ("共 46 页", "46", True), ("250006重庆市", "250006", True), ("1/2", "2", True), ("3至5件", "5", False), ("- 12 -", "12", True)],
)  # fmt: skip
def test_no_figures(text: str, number: str, bare: bool) -> None:
    """What stands before or behind a number makes it an ordinal, a code, a list numeral or one end of a range."""
    start = text.rindex(number)
    end = start + len(number)
    assert is_no_figure(text, start, end, end + (0 if bare else 1), bare)


@pytest.mark.parametrize(
    ("text", "number", "bare"),
    [("决算数为3.50", "3.50", True), ("附表3张", "3", False), ("合计\t5.00\t—\t7.00", "7.00", True)],
)
def test_figures(text: str, number: str, bare: bool) -> None:
    """A number that nothing speaks against stays a figure."""
    start = text.rindex(number)
    end = start + len(number)
    assert not is_no_figure(text, start, end, end + (0 if bare else 1), bare)
