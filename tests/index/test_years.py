"""Years are read in any calendar and digits; dates and years compared with are marked as such."""

from __future__ import annotations

import pytest

from index.years import compact, read_years


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2024 年度部门决算", [2024]),
        ("２０２４年预算", [2024]),
        ("2 0 2 1 年 度", [2021]),
        ("二○二四年度管理帳目", [2024]),
        ("二〇二三年", [2023]),
        ("中華民國 １１２ 年度", [2023]),
        ("截至2019年3月31日止年度", [2018]),
        ("2018-19年度", [2018]),
        ("2022-2023学年度", [2022]),
        ("2023年预算执行情况和2024年预算草案", [2023, 2024]),
        ("电话12024567", []),
    ],
)
def test_years(text: str, years: list[int]) -> None:
    """A financial year over two calendar years is the first of them; 112 of the Republic is 2023."""
    assert [year.value for year in read_years(compact(text))] == years


def test_dates_and_comparisons_are_told_apart() -> None:
    """A day's year and a year that is compared with are no year the text is of."""
    date, against, plain = read_years(compact("公开时间2023年8月30日，比2021年增加，2022年合计"))
    assert (date.date, date.against) == (True, False)
    assert (against.date, against.against) == (False, True)
    assert (plain.date, plain.against) == (False, False)
