"""Wordings in which disclosures tell what an item came to against its budget: each figure keeps its item and its basis."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.prose import read_paragraph
from index.reading import read_report


def told(text: str, names: tuple[str, ...] = ()) -> list[tuple]:
    return [(figure.item, figure.path, figure.basis, figure.measure, str(figure.value)) for figure in read_paragraph(text, names)]


@pytest.mark.parametrize(
    ("text", "bases"),
    [
        ("公务接待费预算数为4.71万元，决算数为3.95万元，完成预算83.9%。", ["预算", "决算"]),
        ("公务接待费支出年初安排预算4.71万元，全年支出3.95万元，为年初预算的83.9%。", ["年初预算", "决算"]),
        ("公务接待费当年预算安排4.71万元，实际支出3.95万元，完成预算的83.9%。", ["预算", "决算"]),
        ("公务接待费支出支出决算为4.71万元，年初预算为3.95万元，完成年初预算的119.2%。", ["决算", "年初预算"]),
        ("公务接待费：预算安排4.71万元，执行3.95万元，执行率83.9%。", ["预算", "决算"]),
        ("2.公务接待费。年初预算4.71万元，决算支出3.95万元，完成年初预算83.9%。", ["年初预算", "决算"]),
    ],
)
def test_budget_and_outturn_of_one_item(text: str, bases: list[str]) -> None:
    """The budget is never taken for the outturn, and both, with the rate, are of the item named at the head."""
    found = told(text)
    assert [basis for _, _, basis, measure, _ in found if measure == "amount"] == bases
    assert {item.removesuffix("支出") for item, *_ in found} == {"公务接待费"}
    assert [measure for *_, measure, _ in found] == ["amount", "amount", "completion_rate"]


@pytest.mark.parametrize(
    ("head", "path", "item"),
    [
        ("社会保障和就业支出（类）行政事业单位养老支出（款）事业单位离退休（项）：", ("社会保障和就业支出", "行政事业单位养老支出"), "事业单位离退休"),
        ("行政事业单位养老支出（款）事业单位离退休（项）：", ("行政事业单位养老支出",), "事业单位离退休"),
        ("社会保障和就业支出行政事业单位养老支出事业单位离退休。", ("社会保障和就业支出", "行政事业单位养老支出"), "事业单位离退休"),
        ("3.事业单位离退休（2080502）：", (), "事业单位离退休"),
    ],
)
def test_item_of_the_classification_at_the_head(head: str, path: tuple[str, ...], item: str) -> None:
    """However the 类, 款 and 项 are written, all figures behind them are of the 项, with what stands over it as its path."""
    found = told(f"{head}年初预算为97.00万元，支出决算为95.47万元，完成年初预算的98.42%。")
    assert {(one[0], one[1]) for one in found} == {(item, path)}
    assert [one[2] for one in found][:2] == ["年初预算", "决算"]


def test_parts_after_comprising_are_named_by_themselves() -> None:
    """包括 and 分别用于 lead to parts and belong to no name."""
    found = told("基本支出860.92万元，包括人员经费733.52万元和公用经费127.40万元。")
    assert [item for item, *_ in found] == ["基本支出", "人员经费", "公用经费"]
    assert told("财政拨款支出16.2万元，分别用于教育支出12.2万元、科学技术支出4万元。")[1][0] == "教育支出"


def test_rate_in_brackets_goes_the_way_of_its_change() -> None:
    """The rate in brackets behind a fall is a fall, behind a rise a rise."""
    assert [value for *_, value in told("公务接待费20.00万元，比上年下降了1.90万元（9.23%）。")][1:] == ["-1.90", "-9.23"]
    assert [value for *_, value in told("公务接待费20.00万元，比上年增加1.90万元（10.50%）。")][1:] == ["1.90", "10.50"]


def test_net_changes_are_of_the_item(tmp_path: Path) -> None:
    """净增 and 净减 are rises and falls of the item, and no item of their own; a body's own short name names no item."""
    path = tmp_path / "r.txt"
    path.write_text(
        "甲乙县民政局2023年度部门决算\n一、支出决算情况说明\n县民政局2023年支出总计46.00万元，较2022年决算净减2.27万元，下降4.7%。\n", encoding="utf-8"
    )
    found = {(fact.item, fact.measure, str(fact.value)) for fact in read_report(path).facts if fact.value is not None}
    assert found == {("支出总计", "amount", "46.00"), ("支出总计", "change", "-2.27"), ("支出总计", "percent_change", "-4.7")}


def test_heading_that_says_nothing_leaves_the_name_to_the_one_above(tmp_path: Path) -> None:
    """Figures under "（一）具体情况" without a name are of what the heading over it names."""
    path = tmp_path / "r.txt"
    path.write_text(
        "甲乙县民政局2023年度部门决算\n一、机关运行经费情况说明\n（一）具体情况\n年初预算为8.10万元，支出决算为7.90万元。\n", encoding="utf-8"
    )
    assert {fact.item for fact in read_report(path).facts if fact.value is not None and fact.unit == "万元"} == {"机关运行经费"}


@pytest.mark.parametrize("office", ["财政局", "国有资产监督管理局", "政府采购中心"])
def test_offices_whose_names_begin_like_a_kind_of_report(tmp_path: Path, office: str) -> None:
    """A title that names such an office is not cut at the word its name begins with."""
    path = tmp_path / "r.txt"
    path.write_text(f"2023年甲乙县{office}“三公”经费决算公开\n“三公”经费支出1.51万元。\n", encoding="utf-8")
    assert read_report(path).report.entity == f"甲乙县{office}"
