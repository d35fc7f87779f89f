"""A model's own text is looked through: what stands in the lines it cites passes, all else is refused, however it is written."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from assistant.ask import Assistant
from assistant.free_text import look_through, plain_text, rounded_anew
from assistant.run_evidence import RunEvidence
from assistant.tool_calls import ToolCalls
from assistant.tool_evidence import Evidence, EvidenceWorking, evidence_of

FILE = "bazhong-gov-office-2022.txt"
KNOWN = frozenset({Decimal(2022), Decimal(2021)})


@pytest.fixture(scope="module")
def run(assistant: Assistant) -> RunEvidence:
    """A run in which lines of the report were read, vehicle costs compared and a rate worked out."""
    calls = ToolCalls(lambda: assistant)
    found = RunEvidence()
    for result in (calls.read_lines(FILE, 81, 92), calls.read_lines(FILE, 32, 32), calls.read_lines(FILE, 225, 225), calls.read_lines(FILE, 363, 363),
                   calls.compare("vehicle costs", None, [2021, 2022])):  # fmt: skip
        found.add(evidence_of(assistant.library, result))
    place = (FILE, 85)
    found.add(Evidence(workings=(EvidenceWorking("49.04万元 / 161.03万元", Decimal("30.453953"), "%", False, (place,)),)))
    found.add(Evidence(workings=(EvidenceWorking("111.99万元 - 161.03万元", Decimal("-49.04"), "万元", True, (place,)),)))
    return found


def faults(run: RunEvidence, text: str) -> list[str]:
    """The faults of a text in which {85} stands for the mark of line 85."""
    marked = re.sub(r"\{(\d+)\}", lambda m: f"[{run.mark((FILE, int(m.group(1))))}]", text)
    return [fault.key for fault in look_through(plain_text(marked), run, KNOWN).faults]


@pytest.mark.parametrize(
    "text",
    [
        "公务用车购置及运行维护费支出111.99万元，占96.28% {81}。",
        "公务用车费用2022年比2021年减少49.04万元，下降30.45% {85}。",
        "2021年为161.03万元 {85}，由161.03万元下降到111.99万元 {85}。",
        "Vehicle costs fell by 49.04万元 (30.45 percent) in 2022 {85}.",
        "Total income was 2,659.55万元, up by 67.83万元 or 2.62% {32}.",
        "要点如下：\n1. 公务用车费用111.99万元 {85}。\n2. 公务接待费４.３３万元 {88}。",
        "**公务用车费用**为 111.99 万元【{81}】".replace("【{81}】", "{81}"),
        "国内公务接待25批次，270人次 {89}。",
        "There were 10 vehicles, 2 of them saloon cars {86}.",
        "三公经费由三项组成，一是公务用车费用111.99万元 {81}。",
        "变动率为-30.45% {85}。",
        "项目总额为155.00万元 {225}。",
    ],
)
def test_what_stands_in_the_cited_lines_passes(run: RunEvidence, text: str) -> None:
    """Figures with their unit, years, counts, and the results of workings pass, in both languages and with a model's emphasis."""
    assert faults(run, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "费用为112.00万元 {85}",
        "费用为49.04亿元 {85}",
        "费用为49.04 {85}",
        "费用为 **49.04** 亿元 {85}",
        "费用为49.04（亿元） {85}",
        "单位：亿元。费用为49.04 {85}",
        "费用减少49.04{85}亿元",
        "项目总额为155.00亿元 {225}",
        "项目总额为155.00 {225}",
        "Costs fell by 49.04 million yuan {85}.",
        "Costs fell by 49.04k {85}.",
        "Costs fell by USD 49.04 {85}.",
        "Costs fell by ¥49.04 {85}.",
        "Costs fell by 49.04 yuan {85}.",
        "国内公务接待25 {89}",
        "自评得分为98 {363}",
        "下降49.04% {85}",
        "下降30.45个百分点 {85}",
        "490400元 {85}",
        "49.04×10000元 {85}",
    ],
)
def test_another_unit_or_none_is_refused(run: RunEvidence, text: str) -> None:
    """A figure with another unit, or without the unit that gives it its meaning, is no figure of the line."""
    assert faults(run, text)


@pytest.mark.parametrize(
    "text",
    [
        "费用减少四十九亿元 {85}",
        "费用减少约五十万元 {85}",
        "费用减少一半 {85}",
        "费用翻了一番 {85}",
        "费用降了七成 {85}",
        "Costs were halved {85}.",
        "Costs fell by about thirty percent {85}.",
        "费用为٤٩万元 {85}",
        "费用为⑤万元 {85}",
        "费用减少49\u200b.04亿元 {85}",
        "费用减少49.04 \u200b亿元 {85}",
        "费用减少1/2 {85}",
        "4 9.04万元 {85}",
        "49. 04万元 {85}",
        "49,04万元 {85}",
        "4.904e1万元 {85}",
        "|费用|49.04|\n|---|---| {85}",
        "<b>49.04</b>亿元 {85}",
        "50. 万元是预算 {85}",
    ],
)
def test_figures_in_disguise_are_refused(run: RunEvidence, text: str) -> None:
    """Figures spelt out, in other digits, cut in two, in a formula or in a table are not shown: they cannot be compared."""
    assert faults(run, text)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("费用为111.99万元", "fault_uncited"),
        ("费用为111.99万元 [9999]", "fault_mark"),
        ("费用为111.99万元 {89}", "fault_figure"),
        ("车辆85辆 {85}", "fault_figure"),
        ("There were 2 vehicles bought {85}.", "fault_figure"),
        ("3 groups were received {88}.", "fault_figure"),
        ("比2020年减少49.04万元 {85}", "fault_figure"),
        ("费用增加49.04万元 {85}", "fault_direction"),
        ("Costs rose by 30.45% {85}.", "fault_direction"),
        ("收入减少67.83万元 {32}", "fault_direction"),
        ("费用下降是因为管理不善。", "fault_uncited"),
    ],
)
def test_what_the_cited_lines_do_not_say_is_told(run: RunEvidence, text: str, key: str) -> None:
    """A figure of another line, a number of a list or a year that is not there, a direction turned round, and no citation at all."""
    assert key in faults(run, text)


def test_a_rounded_working_is_the_calculators_rounding(run: RunEvidence) -> None:
    """A result told with fewer decimals is cut half up by the calculator, and no other way; a printed figure is never cut."""
    looked = look_through("降幅为30.5%，依据[5]", run, KNOWN)
    assert [(abs(one.result), one.exact) for one in looked.workings] == [(Decimal("30.5"), False)]
    assert faults(run, "降幅为30.4% {85}") == ["fault_figure"]
    assert faults(run, "费用为111.9万元 {85}") == ["fault_figure"]


def test_nothing_is_rounded_twice() -> None:
    """24.4467 % told as 24.45 % is 24.4 % with one decimal: it is rounded from the quotient, not from what was rounded before."""
    told = EvidenceWorking("244467万元 / 1000000万元", Decimal("24.45"), "%", False)
    assert rounded_anew(told, 1).result == Decimal("24.4")
    assert rounded_anew(EvidenceWorking("(3 - 2) / 2 * 100", Decimal("50.00"), "%", True), 1).result == Decimal("50.0")
