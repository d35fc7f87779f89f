"""The title is found on covers of one to three lines, behind breadcrumbs, codes and letter-spacing."""

from __future__ import annotations

import pytest

from index.titles import find_title


@pytest.mark.parametrize(
    ("texts", "body", "year", "kind", "lines"),
    [
        (["关于公布2023年度某某市民政局部门决算的说明"], "某某市民政局", 2023, "决算", (1,)),
        (["2022年度临河区卫生健康委员会部门决算公开"], "临河区卫生健康委员会", 2022, "决算", (1,)),
        (["青 山 县 水 利 局", "2 0 2 1 年 度 部 门 决 算"], "青山县水利局", 2021, "决算", (1, 2)),
        (
            ["中共上海市某区委", "社会工作部 2024 年度", "部门决算"],
            "中共上海市某区委社会工作部",
            2024,
            "决算",
            (1, 2, 3),
        ),
        (["財政部某署中區分署", "單位預算說明", "中華民國 １１２ 年度"], "財政部某署中區分署", 2023, "预算", (1, 2, 3)),
        (
            ["索引号：115001020086/2021-00143", "发布日期：2021-08-27", "石桥镇2020年度“三公”经费决算"],
            "石桥镇",
            2020,
            "决算",
            (3,),
        ),
        (["财政局门户网站", "东山区城市管理局2024年部门预算"], "东山区城市管理局", 2024, "预算", (2,)),
        (["湖南省岳山监狱2022年度部门决算"], "湖南省岳山监狱", 2022, "决算", (1,)),
        (["临江市2023年预算执行情况和2024年预算草案的报告"], "临江市", 2024, "预算", (1,)),
        (["附件2", "某市指挥中心2018年度整体支出绩效自评报告"], "某市指挥中心", 2018, "绩效", (2,)),
    ],
)
def test_titles(number_lines, texts: list[str], body: str, year: int, kind: str, lines: tuple[int, ...]) -> None:
    """Body, year and kind are read from the title's lines, and only those are given for it."""
    title = find_title(number_lines(texts), frozenset())
    assert title is not None
    assert (title.body, title.year, title.kind, title.lines) == (body, year, kind, lines)


def test_a_page_on_one_line(number_lines) -> None:
    """In a page saved without line ends the title stands among the first words."""
    text = "首页 > 法定主动公开 > 预决算 某市某区人民检察院（本级）2024年度单位决算 目录 " + "第一部分 概况 " * 60
    title = find_title(number_lines([text]), frozenset())
    assert title is not None
    assert (title.body, title.year, title.scope) == ("某市某区人民检察院", 2024, "本级")


def test_a_list_of_all_budgets_names_no_body(number_lines) -> None:
    """ "某市某区2025年区级部门预算" is of a department; the district is not the body that reports."""
    title = find_title(number_lines(["上海市某区2025年区级部门预算"]), frozenset())
    assert title is not None
    assert (title.body, title.year, title.kind) == (None, 2025, "预算")


def test_sentences_headings_and_passed_lines_are_no_titles(number_lines) -> None:
    """A sentence with body, year and kind is none; neither is a numbered heading or a line that is passed over."""
    lines = number_lines(
        ["某区教育局2021年度部门决算收入5万元。", "一、某区教育局2021年度部门决算", "某区教育局2021年度部门决算"]
    )
    assert find_title(lines, frozenset({3})) is None
