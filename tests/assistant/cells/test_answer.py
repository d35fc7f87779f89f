"""Questions find their table and the cells that answer them, in both languages of asking and in every form of table."""

from __future__ import annotations

import pytest

EXPENSES, STAFF, PROJECT, ASSETS = range(4)


def cells(answers, tables, question: str, table: int) -> set[str]:
    return {tables[table].texts[cell] for cell in answers.choose(question, table).cells}


@pytest.mark.parametrize(
    ("table", "question", "expected"),
    [
        (EXPENSES, "公务接待费的本年决算数是多少？", {"4.33"}),
        (EXPENSES, "上年公务用车运行维护费决算数有多少？", {"33.75"}),
        (EXPENSES, "因公出国（境）费的本年决算数和上年决算数分别是多少？", {"12.08", "0.60"}),
        (EXPENSES, "上年決算數合計是多少", {"39.45"}),
        (STAFF, "周兰担任什么职务？", {"副局长"}),
        (STAFF, "何平的任职日期是哪天？", {"2021年1月"}),
        (PROJECT, "请问这个项目的负责人是谁？", {"李文"}),
        (PROJECT, "项目的开始时间和完成时间分别是什么时候？", {"2021年3月", "2022年9月"}),
        (ASSETS, "期初专用设备的金额是多少？", {"81.00"}),
        (ASSETS, "办公设备期末余额的比例是多少？", {"60.00"}),
    ],
)
def test_the_cells_named_by_row_and_column_are_chosen(answers, tables, table: int, question: str, expected: set[str]) -> None:
    assert cells(answers, tables, question, table) == expected


@pytest.mark.parametrize(
    ("question", "table"),
    [("公务接待费的本年决算数是多少？", EXPENSES), ("周兰担任什么职务？", STAFF), ("农村供水工程的预算金额是多少", PROJECT), ("专用设备期初余额", ASSETS)],
)
def test_the_table_that_answers_comes_first(answers, question: str, table: int) -> None:
    ranked = answers.rank(question)
    assert ranked[0] == table
    assert sorted(ranked) == [0, 1, 2, 3]


def test_the_same_question_is_answered_alike_again(answers) -> None:
    question = "因公出国（境）费的本年决算数和上年决算数分别是多少？"
    assert answers.rank(question) == answers.rank(question)
    assert answers.choose(question, EXPENSES).cells == answers.choose(question, EXPENSES).cells


def test_every_cell_has_a_chance_and_one_cell_is_chosen_at_least(answers, tables) -> None:
    choice = answers.choose("今天天气怎么样？", STAFF)
    assert len(choice.cells) >= 1
    assert choice.chances.shape == (len(tables[STAFF].texts),)
    assert ((choice.chances > 0) & (choice.chances < 1)).all()
