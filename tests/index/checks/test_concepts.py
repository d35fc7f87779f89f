from __future__ import annotations

import pytest

from index.checks import concepts
from index.checks.concepts import bare, concept_of, is_qualified


@pytest.mark.parametrize(
    ("item", "changes", "concept"),
    [
        ("“三公”经费财政拨款支出", {}, concepts.THREE),
        ("全年“三公”经费预算", {}, concepts.THREE),
        ("因公出国(境)费用", {}, concepts.ABROAD),
        ("公务用车购置及运行维护费支出", {}, concepts.CARS),
        ("公务车运行维护费", {}, concepts.RUNNING),
        ("运行维护费", {"path": ("公务用车购置及运行维护费",)}, concepts.RUNNING),
        ("运行维护费", {}, None),
        ("货物", {"path": ("政府采购支出总额",)}, concepts.GOODS),
        ("货物", {}, None),
        ("财政拨款收入总计", {}, "收入总计（财政拨款）"),
        ("收入总计", {}, "收入总计"),
        ("一般公共预算财政拨款支出", {}, "本年支出合计（一般公共预算）"),
        ("财政拨款收入", {}, None),
        ("会议费", {"code": "30215"}, None),
        ("项目支出", {"path": ("局本级",)}, None),
        ("其他支出", {}, None),
    ],
)
def test_labels_of_one_thing_have_one_concept(fact, item, changes, concept):
    """A label that means one mandated item all through a report is known by it, any other by none."""
    assert concept_of(fact(item, "1.00", **changes)) == concept


def test_the_total_of_a_statement_is_what_the_statement_is_of(fact):
    """总计 of the income column of 收入支出决算总表 is the income total; 总计 of a column of one fund is nothing."""
    place = {"table": 1, "row": 9, "section": ("收入支出决算总表",)}
    assert concept_of(fact("总计", "9.00", column="收入/决算数", **place)) == concepts.INCOME_TOTAL
    assert concept_of(fact("总计", "9.00", column="支出/一般公共预算财政拨款", **place)) is None


def test_a_figure_of_a_part_of_the_body_is_qualified(fact):
    """区直部门支出 and 本级 are no figures of the whole body."""
    assert is_qualified(fact("区直部门“三公”经费", "1.00"))
    assert not is_qualified(fact("“三公”经费", "1.00"))


def test_what_does_not_name_is_taken_off():
    """Quotes, numbering, the year and 构成 change nothing about what a label is of."""
    assert bare("1、2023年度“三公”经费") == "三公经费"
    assert bare("本年收入的具体构成") == bare("本年收入") != ""
