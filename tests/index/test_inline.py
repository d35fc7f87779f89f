"""Headings inside one long line are found by their order, with the offsets of what they govern."""

from __future__ import annotations

from index.inline import split_inline

LINE = (
    "首页 > 预决算 某区人民检察院2024年度单位决算 第一部分 一、主要职责 依法履行职责。 二、机构设置 设9个部门。 "
    "第三部分 一、收入情况 本年收入6,297.10万元。 二、政府采购支出总额688.30万元，其中货物120.75万元。 三、国有资产 车辆14辆。"
)


def governed(text: str) -> dict[tuple[str, ...], str]:
    parts = split_inline(text)
    ends = [start for start, _, _ in parts[1:]] + [len(text)]
    return {path: text[end:following].strip() for (_, end, path), following in zip(parts, ends, strict=True)}


def test_a_document_on_one_line_has_sections() -> None:
    """Each stretch of the line has the path of the headings above it."""
    found = governed(LINE)
    assert found[("第一部分", "一、主要职责")] == "依法履行职责。"
    assert found[("第三部分", "一、收入情况")] == "本年收入6,297.10万元。"
    assert found[("第三部分", "三、国有资产")] == "车辆14辆。"


def test_a_title_that_labels_its_figure_stays_with_it() -> None:
    """The words before a figure are its section's title and still its label."""
    assert governed(LINE)[("第三部分", "二、政府采购支出总额")].startswith("政府采购支出总额688.30万元")


def test_lists_of_figures_and_plain_text_have_none() -> None:
    """Items of a list with figures, a mark out of order and a lone mark are no inline headings."""
    assert split_inline("按经济分类：（一）工资福利支出801.24万元；（二）商品和服务支出150.98万元。") == []
    assert split_inline("财务规则。（八）负责国有资产管理。（十一）其他。") == []
    assert split_inline("一、收入情况 本年收入5万元。") == []
    assert split_inline("") == []
