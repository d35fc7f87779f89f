"""Answers that have to be worked out of what is printed: sums, remainders, averages, restated years, monthly figures."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.ask import Assistant
from assistant.types import Answer
from index.build import build_library

SCHOOL = """临川市第一中学2023年度单位决算
一、基本情况
在校学生2,000人，教职工150人。
二、收入支出情况
本年收入3,000.00万元，比上年增加200.00万元，增长7.14%。
本年支出2,900.00万元。
三、费用明细（单位：元）
1. 水费　200,000.00
2. 电费　600,000.00
四、培训
培训费支出9.00万元。全年举办培训3期，培训450人次。
五、“三公”经费
公务用车购置费20.00万元。购置车辆分布：校办1辆、后勤处2辆、基建处1辆。
公务接待费2.00万元，人均接待费50.00元。国内公务接待20批次，400人次。
六、政府采购
政府采购预算8,000元，上年无此项预算，增长率无可比性。
七、绩效自评
整体自评得分92分，扣分主要在预算执行进度偏慢和验收不及时。
八、机关运行经费
本单位为事业单位，不在机关运行经费统计范围内。
"""
COUNTY = """沙河县2024年财政决算情况的报告
一、一般公共预算
一般公共预算收入12.40亿元，完成预算的101.2%，比上年增长5.0%。其中：税收收入8.00亿元，非税收入14.40亿元。
二、政府债务
2024年政府债务限额30.50亿元，年末政府债务余额28.20亿元。
三、“三公”经费
公务用车购置80万元、公务用车运行维护220万元，因公出国（境）10万元，公务接待90万元。
四、车辆
县级机关共有车辆60辆，其中执法执勤用车41辆、其他用车19辆。
五、各分区收入
| 分区 | 收入（万元） | 增长率（%） |
|---|---|---|
| 东片区 | 30,500 | 4.1 |
| 西片区 | 52,300 | 2.7 |
| 北片区 | 41,200 | 9.8 |
"""
MONTH = """青石县1-9月财政收支情况简析
（县财政局　2023年10月12日）
一、收入
1-9月，全县一般公共预算收入累计完成48,000万元，为年初预算60,000万元的80.0%；同比增收4,000万元，增长9.1%。
9月当月完成5,000万元，同比下降2.0%。
"""
TOWN_22 = """云石镇2022年“三公”经费决算公开
单位：万元
项目\t2022年预算\t2022年决算
因公出国（境）费\t0\t0
公务接待费\t6.00\t5.00
公务用车运行维护费\t14.00\t13.00
合计\t20.00\t18.00
"""
TOWN_23 = """云石镇2023年“三公”经费决算公开
口径说明：2022年数已按新口径重新列示。
单位：万元
项目\t2023年预算\t2023年决算\t2022年（重列）
因公出国（境）费\t0\t0\t0
公务接待费\t5.00\t4.50\t5.00
公务用车运行维护费\t13.00\t12.00\t11.50
合计\t18.00\t16.50\t16.50
"""
REPORTS = {"zx-2023.txt": SCHOOL, "sh-2024.md": COUNTY, "qs-09.txt": MONTH, "ys-2022.txt": TOWN_22, "ys-2023.txt": TOWN_23}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """A school, a county, a county's months and two years of a town."""
    folder = tmp_path_factory.mktemp("worked")
    for file, text in REPORTS.items():
        (folder / file).write_text(text, encoding="utf-8")
    summary = build_library([folder / file for file in REPORTS], folder / "library")
    assert not summary.failed
    opened = Assistant.open(folder / "library")
    yield opened
    opened.close()


def first(answer: Answer) -> str:
    """The answer itself: its first figure, or its status where it has none."""
    return f"{answer.figures[0].value}{answer.figures[0].unit}" if answer.figures else answer.status


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        # two fees in one word, a number told only by how it is spread, a total by its parts
        ("临川市第一中学2023年水电费一共多少元？", "800000.00元"),
        ("临川市第一中学2023年各处室一共购置了多少辆公务用车？", "4辆"),
        ("How much did official vehicles cost Shahe County in 2024 (purchase plus running)?", "300万元"),
        ("沙河县2024年非税收入按合计推算应是多少亿元？", "4.40亿元"),
        # what is left of a limit, and all but one kind
        ("沙河县2024年政府债务余额离限额还有多少亿元？", "2.30亿元"),
        ("沙河县2024年车辆有几辆不是执法执勤用的？", "19辆"),
        # averages over the thing counted
        ("临川市第一中学2023年平均每个学生支出多少元？", "14500元"),
        ("What did training cost per trainee at the Linchuan No. 1 Middle School (临川市第一中学) in 2023, in yuan?", "200元"),
        ("临川市第一中学2023年接待平均一个人多少钱？", "50.00元"),
        # the year before, from the change
        ("How much income did Linchuan No. 1 Middle School (临川市第一中学) have in 2022?", "2800.00万元"),
        # months so far and one month; the year is the date's
        ("青石县2023年1-9月收入多少万元？", "48000万元"),
        ("青石县2023年9月当月收入多少万元？", "5000万元"),
        ("青石县2023年1-9月收入距全年预算还差多少万元？", "12000万元"),
        # a year as first published and as restated
        ("云石镇2022年“三公”经费合计是多少？", "18.00万元"),
        ("按重列口径，云石镇2022年“三公”经费合计是多少？", "16.50万元"),
        ("云石镇2022年“三公”经费最初公布的数和后来重列的数相差多少？", "1.50万元"),
        ("云石镇2023年三公决算比2022年当时公开的数少多少万元？", "1.50万元"),
        # the largest row of a table, by an amount and by a rate
        ("沙河县2024年哪个分区收入最高，多少？", "52300万元"),
    ],
)  # fmt: skip
def test_a_figure_is_worked_out_of_printed_ones(library: Assistant, question: str, expected: str) -> None:
    """The figure follows from cited lines, and every calculation behind it is shown."""
    answer = library.ask(question)
    assert first(answer) == expected
    assert answer.citations
    assert all(calculation.expression for calculation in answer.calculations)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("By what percent did procurement at Linchuan No. 1 Middle School (临川市第一中学) grow in 2023?", "无可比性"),
        ("临川市第一中学2023年绩效自评在哪里扣分了？", "验收不及时"),
        ("临川市第一中学2023年有机关运行经费吗？", "不在机关运行经费统计范围内"),
    ],
)
def test_what_is_told_in_words_is_quoted(library: Assistant, question: str, words: str) -> None:
    """Where the report tells an item in words only, its sentence is the answer."""
    answer = library.ask(question)
    assert answer.status == "answered"
    assert words in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "临川市第一中学2023年机关运行经费多少？",  # the report says that it does not count it
        "沙河县2024年政府债务率是多少？",  # the ratio of a thing is not the thing
        "沙河县2024年专项债务余额是多少亿元？",  # one kind of it is not the whole
        "云石镇2021年公务接待费占“三公”经费的百分之几？",  # a year nobody prints
        "What were the three public expenses in 2022 for the finance bureau?",  # another body
        "全县2024年“三公”经费是多少？",  # no body's own figure
    ],
)
def test_the_nearest_figure_is_no_answer(library: Assistant, question: str) -> None:
    """What is not held is declined, however near a printed figure stands."""
    answer = library.ask(question)
    assert answer.status != "answered"
    assert not answer.figures


def test_a_printed_figure_that_its_parts_contradict_is_named(library: Assistant) -> None:
    """The recomputed figure answers, and the printed one is told beside it."""
    answer = library.ask("沙河县2024年非税收入按合计推算应是多少亿元？")
    assert "14.40亿元" in answer.text
