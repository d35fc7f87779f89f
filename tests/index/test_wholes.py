"""A comparison without a subject is of the total whose parts were told before it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from index.prose import read_paragraph


def changes(text: str) -> list[tuple[str, str, Decimal | None]]:
    """(item, measure, value) of the changes that a paragraph tells."""
    return [(f.item, f.measure, f.value) for f in read_paragraph(text) if f.measure in ("change", "percent_change")]


@pytest.mark.parametrize(
    "text",
    [
        "收入总计2739.90万元，由本年收入2739.34万元和年初结转和结余0.56万元构成，较去年增加了85.43万元，增长了3.22%。",
        "收入总计2739.90万元。其中：年初结转和结余0.56万元，本年收入合计2739.34万元。较上年增加85.43万元，增长3.22%。",
        "收入总计2739.90万元，包括本年收入2739.34万元和年初结转和结余0.56万元，比上年度增长了85.43万元（3.22%）。",
    ],
)
def test_the_total_changed_and_not_its_last_part(text: str) -> None:
    """Two parts that add up to the first figure make it the total, however the sentence joins them."""
    assert changes(text) == [("收入总计", "change", Decimal("85.43")), ("收入总计", "percent_change", Decimal("3.22"))]


def test_the_size_of_a_budget_is_the_total_told_before() -> None:
    """预算规模 names no item of its own where the parts of a total stand before it."""
    text = "一般公共预算支出100.00万元，按科目分：教育支出60.00万元，占比为60.00%；农林水支出40.00万元，占比为40.00%。预算规模较2019年下降5.00万元。"
    assert changes(text) == [("一般公共预算支出", "change", Decimal("-5.00"))]


def test_parts_that_do_not_add_up_keep_their_change() -> None:
    """Where the figures before are no total and its parts, the change is of what is named last."""
    text = "公务用车运行维护费30.00万元，公务接待费4.00万元，会议费2.00万元，比上年减少1.00万元。"
    assert changes(text) == [("会议费", "change", Decimal("-1.00"))]


def test_parts_with_a_change_each_keep_it() -> None:
    """A change after each part is the part's own, though the parts add up to the total."""
    text = "支出预算318.44万元，其中基本支出236.04万元，较2022年增加3.14万元，项目支出82.40万元，较2022年增加12.40万元。"
    assert changes(text) == [("基本支出", "change", Decimal("3.14")), ("项目支出", "change", Decimal("12.40"))]


def test_what_was_spent_on_the_item_of_the_paragraph() -> None:
    """"本年支出" in the paragraph of one item is the item's own."""
    text = "（3）质量安全监管（项）年初未编列预算，本年支出1070.42万元，决算数大于预算数的主要原因是上年结转资金在本年支出。"
    amounts = [(f.item, f.basis, f.value) for f in read_paragraph(text, head=("市场监督管理事务", "质量安全监管")) if f.measure == "amount"]
    assert amounts == [("质量安全监管", "决算", Decimal("1070.42"))]
