"""Headings make nested sections, whatever numbering the report wanders into."""

from __future__ import annotations

import pytest

from index.sections import find_sections, read_heading, section_path, split_mark

PART = "第二部分 2022年度部门决算情况说明"
THREE = "七、财政拨款“三公”经费支出决算情况说明"


@pytest.mark.parametrize(
    ("line", "path"),
    [
        (8, ("第一部分 部门概况", "一、部门职责")),
        (22, ("第一部分 部门概况", "二、机构设置")),
        (32, (PART, "1、收入支出决算总体情况说明")),
        (46, (PART, "四、财政拨款收入支出决算总体情况说明")),
        (55, (PART, "五、一般公共预算财政拨款支出决算情况说明", "（二）一般公共预算财政拨款支出决算结构情况")),
        (79, (PART, THREE, "（一）“三公”经费财政拨款支出决算总体情况说明")),
        (85, (PART, THREE, "（二）“三公”经费财政拨款支出决算具体情况说明")),
        (92, (PART, "八、政府性基金预算支出决算情况说明")),
        (101, (PART, "10、其他重要事项的情况说明", "（三）国有资产占有使用情况")),
        (110, ("第3部分 名词解释",)),
        (
            160,
            (
                "附件1 2022年市级部门整体绩效评价报告",
                "二、部门资金收支情况",
                "（一）部门总体收支情况",
                "1.部门总体收入情况",
            ),
        ),
        (181, ("附件1 2022年市级部门整体绩效评价报告", "三、部门整体绩效分析", "（4）自评质量")),
        (2806, ("第五部分 附表", "十三、财政拨款“三公”经费支出决算表")),
    ],
)
def test_report_sections_nest(bazhong_reading, line: int, path: tuple[str, ...]) -> None:
    """A line lies in the innermost section above it, and its path names those around it, outermost first."""
    assert section_path(bazhong_reading.sections, line) == path


def test_sections_hold_each_other(bazhong_reading) -> None:
    """A section lies wholly inside the one around it, and its path is that one's path and its own title."""
    sections = bazhong_reading.sections
    for number, section in enumerate(sections):
        assert section.start <= section.end <= 2806
        assert section.path[-1] == section.title
        around = [other for other in sections[:number] if other.start < section.start <= other.end]
        assert section.path[:-1] == (around[-1].path if around else ())
        assert all(other.end >= section.end and other.level < section.level for other in around)


def test_the_five_parts_and_two_annexes(bazhong_reading) -> None:
    """The report's five parts are found in print order, also where 三 is printed as 3."""
    parts = [section.title.split()[0] for section in bazhong_reading.sections if section.title.startswith("第")]
    assert parts == ["第一部分", "第二部分", "第3部分", "第四部分", "第五部分"]
    annexes = {section.start for section in bazhong_reading.sections if section.title.startswith("附件")}
    assert annexes == {134, 2765}


def test_title_over_several_lines_is_one(number_lines) -> None:
    """An annex's title that is printed over three lines is read as one."""
    texts = ["附件2", "2022年巴中市市级单位办公自动化系统", "“一网协同”一期建设项目绩效自评报告", "", "一、项目概况"]
    sections = find_sections(number_lines(texts))
    assert sections[0].title == "附件2 2022年巴中市市级单位办公自动化系统 “一网协同”一期建设项目绩效自评报告"
    assert [(section.level, section.start, section.end) for section in sections] == [(1, 1, 5), (2, 5, 5)]


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("[bookmark: _Toc1]二、机构设置", (2, "二、机构设置")),
        ("1、 [bookmark: _Toc2]收入支出决算总体情况说明", (2, "1、收入支出决算总体情况说明")),
        ("（4） 自评质量。", (3, "（4）自评质量")),
        ("（一）评价结论。按照市级部门整体支出绩效评价指标体系，自评得分96分。", (3, "（一）评价结论")),
        ("1.人员类项目绩效分析", (4, "1.人员类项目绩效分析")),
        ("## 收入情况", (2, "收入情况")),
    ],
)
def test_headings(text: str, heading: tuple[int, str]) -> None:
    """A heading is known by its mark and shape; a title that runs into its text ends at the first 。"""
    assert read_heading(text) == heading


@pytest.mark.parametrize(
    "text",
    [
        "", "2022年度支出总计2644.94万元。", "\t1.项目年度目标完成情况", " \t部门预算项目支出绩效自评表（2022年度）",
        "1.协助市政府领导同志组织起草或审核以市政府、市政府办公室名义发布的公文。办理省政府各厅委局办发送市政府的文电。",
        "2.公务用车购置及运行维护费支出111.99万元,完成预算100%。", "（图1：收、支决算总计变动情况图）", "3.5万元",
    ],
)  # fmt: skip
def test_paragraphs_and_cells_are_no_headings(text: str) -> None:
    """A numbered paragraph, a table cell, a caption and a decimal number are no headings."""
    assert read_heading(text) is None


def test_split_mark_gives_level_mark_and_rest() -> None:
    """The mark and what stands behind it come apart; a line without a mark has none."""
    assert split_mark("（二）机构职能") == (3, "（二）", "机构职能")
    assert split_mark("机构职能") is None


def test_lines_before_the_first_heading_have_no_section(bazhong_reading) -> None:
    """Nothing is claimed about lines before the first heading, and a text without headings has no section."""
    assert section_path(bazhong_reading.sections, 1) == ()
    assert find_sections(()) == ()


def paths(lines, inside=()) -> list[tuple[int, int, str]]:
    return [(section.level, section.start, section.title) for section in find_sections(lines, inside)]


def test_contents_pages_make_no_sections(number_lines) -> None:
    """Entries with leaders are none, nor are those under 目录 that are printed again as headings."""
    lines = number_lines(
        ["目　录", "第一部分 概况", "一、主要职能", "第二部分 某局2024年度部门决算表", "一、收入决算总表", "第一部分 概况", "一、主要职能", "负责财政工作。",
         "某局2024年度部门决算表", "收入决算总表"]
    )  # fmt: skip
    assert paths(lines) == [(1, 6, "第一部分 概况"), (2, 7, "一、主要职能"), (1, 9, "第二部分 某局2024年度部门决算表")]


def test_contents_that_are_the_only_headings_stay(number_lines) -> None:
    """Where no entry comes again, the lines under 目录 are the headings."""
    lines = number_lines(
        [
            "目 ???录",
            "第一部分 ?某院概况",
            "????一、部门主要职责",
            "第三部分 ?2020年度部门决算情况说明",
            "收入总计5万元。",
        ]
    )
    assert [title for _, _, title in paths(lines)] == [
        "第一部分 某院概况",
        "一、部门主要职责",
        "第三部分 2020年度部门决算情况说明",
    ]


def test_arabic_marks_find_their_level(number_lines) -> None:
    """1、 lies under （一） where it begins there, and beside 一、 where it stands in its place."""
    texts = ["五、支出情况", "（三）具体情况", "1、教育支出（类）普通教育（款）高中教育（项）。用于教学。"]
    texts += [
        "2、卫生支出（类）医疗（款）医院（项）。用于医疗。",
        "六、基本支出情况",
        "7、三公经费情况",
        "八、其他情况",
    ]
    lines = number_lines(texts)
    assert [level for level, _, _ in paths(lines)] == [2, 3, 4, 4, 2, 2, 2]


def test_the_title_of_the_report_is_no_section(number_lines) -> None:
    """A lone `# title`, and an unnumbered line with body and year, govern nothing."""
    assert paths(number_lines(["# 某镇2022年“三公”经费决算公开", "## 一、支出情况"])) == [(2, 2, "一、支出情况")]
    assert paths(number_lines(["某所2023年度财政拨款支出决算情况说明", "一、收入情况"])) == [(2, 2, "一、收入情况")]


def test_a_gap_in_the_order_is_filled(number_lines) -> None:
    """A line marked 四、 between 三、 and 五、 begins a section though it reads like a sentence."""
    lines = number_lines(
        [
            "一、总体。2021年支出5万元。",
            "二、接待费情况",
            "三、车辆情况",
            "四、以上为部门汇总数，含区信访中心。",
            "五、名词解释。指各项费用。",
        ]
    )
    assert [title for _, _, title in paths(lines)][3] == "四、以上为部门汇总数"


def test_heads_of_an_account_and_their_total(number_lines) -> None:
    """總目 lines are sections, and a subtotal over them is no part of the last."""
    lines = number_lines(
        [
            "總目 33－土木工程拓展署",
            "    原來預算 2,986.4",
            "總目 92－律政司",
            "    原來預算 2,318.6",
            "小計（上列兩個總目）",
            "    原來預算 5,305.0",
        ]
    )
    assert section_path(find_sections(lines), 6) == ("小計（上列兩個總目）",)


def test_rows_that_are_known_are_no_headings(number_lines) -> None:
    """A row of a table that a reader found is never a heading."""
    lines = number_lines(["一、收入情况", "一、一般公共服务支出", "二、外交支出", "二、支出情况"])
    assert paths(lines, inside={2, 3}) == [(2, 1, "一、收入情况"), (2, 4, "二、支出情况")]
