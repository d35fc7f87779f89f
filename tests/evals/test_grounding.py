from __future__ import annotations

import pytest

from evals.grounding import find_beside, find_ungrounded


def printed(findings) -> list[str]:
    return [finding.printed for finding in findings]


def test_quoted_and_calculated_numbers_are_grounded(make_answer):
    """Every number of the model answer stands in its line or in its calculation."""
    assert find_ungrounded(make_answer()) == ()
    assert find_beside(make_answer()) == ()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("减少48.04万元[1]", ["48.04"]),
        ("减少49.04万元、共3起[1]", ["3"]),
        ("减少490400元[1]", ["490400"]),
        ("减少49万元[1]", ["49"]),
        ("减少49.04元[1]", ["49.04"]),
        ("减少49.04%[1]", ["49.04"]),
        ("下降30.45万元[1]", ["30.45"]),
        ("减少三百万元[1]", ["三百万"]),
        ("下降百分之五[1]", ["百分之五"]),
        ("约３０．４万[1]", ["30.4"]),
        ("no.5 of [1]", ["5"]),
        ("fell by 1,111.99[1]", ["1,111.99"]),
    ],
)
def test_an_invented_number_is_caught(make_answer, text, found):
    """An altered digit, an uncounted count, an unworked conversion and an altered unit are all found."""
    assert printed(find_ungrounded(make_answer(text=text))) == found


@pytest.mark.parametrize(
    "text",
    [
        "减少49.04 万元[1]",
        "減少49.04萬元［1］",
        "减少４９．０４万元【1】",
        "减少49.040万元[1]",
        "down 30.45 percent [1]",
        "由161.03万元降至111.99万元",
        "1. 111.99万元[1]\n2. 49.04万元[1]",
        "（1）111.99万元",
        "见第5行[1]",
        "see line 5 [1]",
        "四舍五入到2位小数",
        "2021年161.03万元",
    ],
)
def test_the_same_number_in_another_dress_is_grounded(make_answer, text):
    """Spaces, full-width digits, trailing zeros, list numbers and line references are no inventions."""
    assert find_ungrounded(make_answer(text=text)) == ()


def test_the_number_must_stand_in_a_cited_line(make_answer, cite):
    """A true number of the report is ungrounded while its line is not cited."""
    answer = make_answer(text="接待270人次。", citations=[cite()])
    assert printed(find_ungrounded(answer)) == ["270"]
    assert find_ungrounded({**answer, "citations": [cite(), cite(2, 6)]}) == ()


def test_thousands_separators_make_no_difference(make_answer, cite):
    """1,234.50 in the line is 1234.5 in the answer and the reverse, also with a stray space or in groups by spaces."""
    for line in (
        "收入1,234.50万元",
        "收入1234.5万元",
        "收入１，２３４．５万元",
        "收入1, 234.50万元",
        "收入1 234.50 万元",
    ):
        answer = make_answer(text="1,234.50万元、1234.5万元", figures=[], citations=[cite(text=line)])
        assert find_ungrounded(answer) == (), line


def test_a_number_cut_over_two_cited_lines_is_one(make_answer, cite):
    """A table cell printed as "13,64" and "0,853" on the next line grounds 13,640,853 when both lines are cited."""
    lines = [cite(1, 5, text="\t13,64"), cite(2, 6, text="0,853")]
    answer = make_answer(text="13,640,853", figures=[], calculations=[], citations=lines)
    assert find_ungrounded(answer) == ()
    assert find_ungrounded({**answer, "citations": lines[:1]}) != ()


def test_a_numeral_spelled_in_the_line_grounds_its_digits(make_answer, cite):
    """三百万元 and 217萬2千元 in the line ground 300万元 and 2172000元; 301万元 they do not."""
    answer = make_answer(text="300万元，2172000元", figures=[], citations=[cite(text="三百万元、217萬2千元")])
    assert find_ungrounded(answer) == ()
    assert printed(find_ungrounded({**answer, "text": "301万元"})) == ["301"]


def test_a_table_cell_without_unit_grounds_any_unit(make_answer, cite):
    """A table declares its unit elsewhere: a bare cell is no disagreement."""
    answer = make_answer(text="111.99万元", figures=[], citations=[cite(text="\t111.99")], calculations=[])
    assert find_ungrounded(answer) == ()


def test_an_operand_does_not_wash_off_its_unit(make_answer):
    """A number printed with 万元 stays 万元 though a calculation repeats it bare; a result carries its own unit."""
    assert printed(find_ungrounded(make_answer(text="49.04元"))) == ["49.04"]
    assert printed(find_ungrounded(make_answer(text="161.03元"))) == ["161.03"]


def test_a_conversion_listed_as_calculation_is_grounded(make_answer, figure):
    """490,400元 is grounded once the calculation shows it, in text and figure."""
    listed = [{"expression": "49.04 * 10000", "result": "490400", "unit": "元"}]
    answer = make_answer(text="490,400元[1]", figures=[figure("490400", "元")], calculations=listed)
    assert find_ungrounded(answer) == ()
    assert find_beside(answer) == ()
    assert len(find_ungrounded({**answer, "calculations": []})) == 2


def test_figures_are_checked_like_text(make_answer, figure):
    """A figure that stands nowhere is found even where the text leaves it out; a fall may be signed."""
    assert [f.where for f in find_ungrounded(make_answer(figures=[figure("50.04")]))] == ["figure 1"]
    assert find_ungrounded(make_answer(figures=[figure("-49.04")])) == ()


def test_marks_must_have_a_citation(make_answer, figure):
    """[2] without a second citation is found in the text and in a figure; [1] and [1][1] are not."""
    assert printed(find_ungrounded(make_answer(text="49.04万元[1][2]"))) == ["[2]"]
    assert printed(find_ungrounded(make_answer(text="49.04万元[1, 3]"))) == ["[3]"]
    wrong = {**figure("49.04"), "citations": [4]}
    assert printed(find_ungrounded(make_answer(figures=[wrong]))) == ["[4]"]


@pytest.mark.parametrize("text", ["见第6行", "see lines 5-6", "page 5", "6. 首先"])
def test_other_lines_and_broken_lists_are_not_excused(make_answer, text):
    """A line or page that is not cited is a number like any other, and so is a list that starts at 6."""
    answer = make_answer(text=text)
    if text == "page 5":
        answer["citations"][0]["page"] = 7
        answer["citations"][0]["line"] = 8
    assert find_ungrounded(answer) != ()


def test_years_may_come_from_question_or_report(make_answer, cite):
    """A year is grounded by the question, the file's name, its section or the report's title; any other is not."""
    bare = make_answer(text="2024年", figures=[], citations=[cite(file="report.txt", line=7)], calculations=[])
    assert printed(find_ungrounded(bare)) == ["2024"]
    assert find_ungrounded(bare, question="2024年多少？") == ()
    assert find_ungrounded(bare, identities="x 2024") == ()
    assert find_ungrounded({**bare, "text": "2022年"}) == ()
    named = {**bare, "citations": [cite(file="report-2024.txt", line=7)]}
    assert find_ungrounded(named) == ()


def test_the_year_beside_needs_the_words(make_answer, cite):
    """2023 for 上年 of 2024 is grounded where the line or question says 上年, not where nothing does."""
    answer = make_answer(
        text="2023年", figures=[], calculations=[], citations=[cite(text="2024年比上年增加", file="r.txt")]
    )
    assert find_ungrounded(answer) == ()
    assert printed(find_ungrounded({**answer, "text": "2021年"})) == ["2021"]
    assert printed(find_ungrounded({**answer, "citations": [cite(text="2024年增加", file="r.txt")]})) == ["2023"]


@pytest.mark.parametrize("text", ["2021万元", "2021个", "2021.5", "2021%", "2021 辆"])
def test_an_amount_that_looks_like_a_year_is_an_amount(make_answer, text):
    """The question's year does not ground 2021万元 or 2021个."""
    answer = make_answer(text=text, figures=[], citations=[], calculations=[])
    assert find_ungrounded(answer, question="2021年？") != ()


def test_the_question_grounds_no_amount_in_an_answer(make_answer):
    """A figure suggested by the question is not evidence; in a refusal, repeating it claims nothing."""
    answer = make_answer(text="是的，500万元", figures=[], citations=[], calculations=[])
    assert printed(find_ungrounded(answer, question="是500万元吗？")) == ["500"]
    assert find_ungrounded({**answer, "status": "declined"}, question="是500万元吗？") == ()
    assert printed(find_ungrounded({**answer, "status": "declined", "text": "600万元"}, question="500？")) == ["600"]


def test_a_calculation_cannot_bring_in_a_number(make_answer):
    """An operand that stands in no cited line and no other result is found; powers of ten are not."""
    washed = [{"expression": "111.99 + 50.01", "result": "162.00", "unit": "万元"}]
    answer = make_answer(text="162.00万元", calculations=washed)
    assert [(f.where, f.printed) for f in find_beside(answer)] == [("operand", "50.01")]
    chained = [
        {"expression": "111.99 + 49.04", "result": "161.03", "unit": "万元"},
        {"expression": "49.04 / 161.03 * 100", "result": "30.45", "unit": "%"},
        {"expression": "round(49.04 / 161.03 * 100, 1)", "result": "30.5", "unit": "%"},
    ]
    assert find_beside(make_answer(calculations=chained)) == ()


def test_a_working_that_does_not_hold_is_found(make_answer):
    """A result that its own expression does not give is found."""
    wrong = [{"expression": "111.99 + 49.04", "result": "151.03", "unit": "万元"}]
    assert [f.where for f in find_beside(make_answer(calculations=wrong))] == ["working"]


def test_notes_are_checked_beside_the_answer(make_answer):
    """A number in a note that rests on nothing is a warning, not a fault of the answer."""
    answer = make_answer(notes=["原文为48.04万元", "按30.45%计"])
    assert find_ungrounded(answer) == ()
    assert [(f.where, f.printed) for f in find_beside(answer)] == [("note", "48.04")]


def test_a_numeral_quoted_as_it_stands_is_grounded_by_its_own_line(make_answer, cite):
    """A Chinese numeral needs to stand in one of the cited lines, not in all of them."""
    lines = [cite(1, 5), cite(2, 6, text="补助百分之十二")]
    answer = make_answer(text="补助百分之十二[2]", citations=lines)
    assert find_ungrounded(answer) == ()
    assert printed(find_ungrounded({**answer, "text": "百分之九[2]"})) == ["百分之九"]


@pytest.mark.parametrize(
    ("expressions", "found"),
    [
        (["(111.99 + 49.04) / 2"], []),
        (["111.99 + 49.04", "161.03 / 2"], []),
        (["(111.99 + 49.04) / 3"], ["3"]),
        (["111.99 / 2"], ["2"]),
        (["(111.99 + 49.04) * 2"], ["2"]),
    ],
)
def test_a_mean_is_divided_by_the_number_of_its_parts(make_answer, expressions, found):
    """What was added up may be divided by how many there were; any other number must stand in a cited line."""
    results = {"111.99 + 49.04": "161.03"}
    steps = [{"expression": one, "result": results.get(one, "x"), "unit": "万元"} for one in expressions]
    told = [finding.printed for finding in find_beside(make_answer(calculations=steps)) if finding.where == "operand"]
    assert told == found
