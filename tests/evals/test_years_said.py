"""The year that the text says is the year that the figure is of."""

from __future__ import annotations

import pytest

from evals.years_said import find_misdated


@pytest.mark.parametrize(
    ("text", "period", "found"),
    [
        ("2022年公务接待费为4.33万元 [1]。", "2022", []),
        ("2021年公务接待费为4.33万元 [1]。", "2022", ["2021"]),
        ("In 2021 it fell from 2020 [1].", "2022", ["2020 and 2021"]),
        ("2022年比2021年减少 [1]。", "2021", []),
        ("２０２１年为4.33万元 [1]。", "2022", ["2021"]),
        ("公务接待费为4.33万元 [1]。", "2022", []),
        ("为2021.55万元 [1]。", "2022", []),
        ("为2021万元 [1]。", "2022", []),
        ("2021年为4.33万元 [1]。", None, []),
        ("2021年为4.33万元 [1]。", "上半年", []),
    ],
)
def test_a_text_of_another_year_is_found(make_answer, figure, text, period, found):
    """Years in the text, none of them the figure's own; amounts are no years, and what tells no period is not judged."""
    answer = make_answer(text=text, figures=[{**figure("4.33"), "period": period}])
    assert [finding.printed for finding in find_misdated(answer)] == found


def test_a_decline_and_an_answer_in_words_are_of_no_year(make_answer):
    """Without a figure there is no year to be wrong."""
    assert find_misdated(make_answer(text="2021年", figures=[])) == ()
    assert find_misdated(make_answer(text="2021年", status="declined")) == ()
