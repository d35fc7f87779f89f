"""One line is read as a heading by its mark and shape, in every style of numbering and after every usual damage."""

from __future__ import annotations

import pytest

from index.headings import is_row, plain_text, read_heading, read_mark


@pytest.mark.parametrize(
    ("text", "style", "level", "number", "rest"),
    [
        ("第3部分 附件", "part", 1, 3, "附件"),
        ("第一部分：部门概况", "part", 1, 1, "部门概况"),
        ("第一部分部门概括", "part", 1, 1, "部门概括"),
        ("第二章 预算表", "part", 1, 2, "预算表"),
        ("壹、歲入", "formal", 1, 1, "歲入"),
        ("總目 33－土木工程拓展署", "head", 2, 33, "土木工程拓展署"),
        ("十一、收入情况", "chinese", 2, 11, "收入情况"),
        ("一:主要职能", "chinese", 2, 1, "主要职能"),
        ("1 、收入情况", "number", 2, 1, "收入情况"),
        ("１２、收入情况", "number", 2, 12, "收入情况"),
        ("(三)收入情况", "bracket", 3, 3, "收入情况"),
        ("㈡ 收入情况", "bracket", 3, 2, "收入情况"),
        ("（4）收入情况", "bracket number", 3, 4, "收入情况"),
        ("⑵收入情况", "bracket number", 3, 2, "收入情况"),
        ("1﹒收入情况", "point", 4, 1, "收入情况"),
        ("⒊收入情况", "point", 4, 3, "收入情况"),
        ("②收入情况", "circle", 5, 2, "收入情况"),
        ("2)收入情况", "circle", 5, 2, "收入情况"),
    ],
)
def test_marks(text: str, style: str, level: int, number: int, rest: str) -> None:
    """Every style of numbering has its level, and its number is read whatever its digits."""
    mark = read_mark(text)
    assert mark is not None
    assert (mark.style, mark.level, mark.number, mark.rest) == (style, level, number, rest)


@pytest.mark.parametrize(
    "text", ["2.5万元", "第一、二、三产业", "第三条 职责", "一是压减接待；", "（境）费支出", "2023年收入"]
)
def test_what_only_looks_like_a_mark_is_none(text: str) -> None:
    """A decimal, an enumeration in a sentence and an article of a law are no marks."""
    assert read_mark(text) is None


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("????、收入决算情况说明", (2, "收入决算情况说明")),
        ("、支出决算情况说明", (2, "支出决算情况说明")),
        ("？？二、支出情况", (2, "二、支出情况")),
        ("第一部分 ?某县人民检察院概况", (1, "第一部分 某县人民检察院概况")),
        ("三、“三公”经费支出情况说明。", (2, "三、“三公”经费支出情况说明")),
        ("二、机构设置：设办公室、人事科5个科室。", (2, "二、机构设置")),
        ("第一部分 部门概况：本局下属单位54个，含局机关。", (1, "第一部分 部门概况")),
        ("四、“三公”经费（单位：万元）", (2, "四、“三公”经费（单位：万元）")),
        ("五、机关运行经费支出155.50万元（与基本支出的公用经费一致），减少4.77万元。", (2, "五、机关运行经费支出")),
        ("五、截至2024年8月31日，车辆3辆；设备1台。", (2, "五、车辆")),
        (
            "1、教育支出（类）普通教育（款）高中教育（项）。主要用于：教学。",
            (2, "1、教育支出（类）普通教育（款）高中教育（项）"),
        ),
        ("名 词 解 释", (1, "名词解释")),
        ("2025年部门预算编制说明", (1, "2025年部门预算编制说明")),
        ("其他相关情况说明", (1, "其他相关情况说明")),
        ("某街道办事处（部门）主要职能", (1, "某街道办事处（部门）主要职能")),
    ],
)
def test_damaged_run_in_and_unnumbered_headings(text: str, heading: tuple[int, str]) -> None:
    """A lost numeral, question marks for blanks, a title run into its text or its figure, a section's name alone."""
    assert read_heading(text) == heading


@pytest.mark.parametrize(
    "text",
    [
        "一、部门职责 ............ 3",
        "第二部分 2024年度部门决算表……5",
        "一、預算總說明 ------------------------ １",
        "一、财政拨款收入 118,637,400 一、一般公共服务支出 32,118,600",
        "三、国有资本经营预算 四、城乡社区支出 2,400,000",
        "一、财政拨款收入          93,548,900      一、一般公共服务支出        26,940,500",
        "一、本级收入 | 367,867 | 368,210",
        "一、财政拨款收入：指单位从本级财政部门取得的财政拨款。",
        "1、因公出国（境）：0。",
        "（一）因公出国（境）费用0万元。",
        "口径提示：2022年3月起，原由本镇承担的环卫车辆划转。",
        "表一：收入决算表",
        "2024年度收入决算总表",
        "具体情况详见附件说明",
        "注：本表反映部门本年度收入情况说明",
    ],
)
def test_no_headings(text: str) -> None:
    """Entries of a contents page, rows of a table, definitions, items with figures, labels and captions are none."""
    assert read_heading(text) is None


def test_rows_are_told_from_sentences() -> None:
    """Bare figures and gaps make a row; the same figures in a sentence do not."""
    assert is_row("财政拨款收入          93,548,900      支出        26,940,500")
    assert is_row("收入 | 支出")
    assert not is_row("年初预算为 85.55 万元，支出决算为84.65万元。")


def test_question_marks_that_ask_are_kept() -> None:
    """Only question marks in place of blanks are taken out of a line's meaning."""
    assert plain_text("????收入1万元") == "收入1万元"
    assert plain_text("为什么减少?") == "为什么减少?"
