"""Choose the example questions: those of a small list that this library does answer, each in both languages.

Every example is asked before the page opens. One that is declined, or that gives one figure in Chinese and another in
English, is not shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.types import Report

if TYPE_CHECKING:
    from assistant.types import Answer
    from assistant.web.desk import Asking

EXAMPLES_SHOWN = 6
REPORTS_TRIED = 3
"""Reports that a candidate is tried on, so that a large library does not slow the start."""

CANDIDATES: tuple[tuple[str, str], ...] = (
    ("公车费用降了多少？", "How much did vehicle costs fall?"),
    ("“三公”经费一共花了多少？", "How much was spent on the three public expenses?"),
    ("为什么机关运行经费增加了？", "Why did the operating expenses of the office rise?"),
    ("公务接待了多少批次、多少人次？", "How many groups and guests were received?"),
    ("{last}年“三公”经费是多少？", "How much were the three public expenses in {last}?"),
    ("平均每位客人的接待费是多少？", "What did reception cost per guest?"),
    ("基本支出和项目支出各占多少？", "What were the shares of basic and project spending?"),
    ("政府采购花了多少钱？", "How much was spent on government procurement?"),
    ("有多少辆公务用车？", "How many official vehicles are there?"),
    ("全年总收入和总支出各是多少？", "What were total income and total spending?"),
    ("“三公”经费比上年变了多少？", "How did the three public expenses change from the year before?"),
    ("绩效自评得了多少分？", "What was the self-evaluation score?"),
)
"""Most asked first. `{last}` is the year before the report's own, whose figures have to be derived."""


BUDGET_CANDIDATES: tuple[tuple[str, str], ...] = (
    ("“三公”经费预算是多少？", "How much is budgeted for the three public expenses?"),
    ("公务用车购置及运行费预算是多少？", "How much is budgeted for official vehicles?"),
    ("支出预算总额是多少？", "How much is the total expenditure budget?"),
    ("机关运行经费预算是多少？", "How much is budgeted for the operating expenses of the office?"),
    ("政府采购预算是多少？", "How much is budgeted for government procurement?"),
    ("“三公”经费预算比上年变了多少？", "How did the budget for the three public expenses change from the year before?"),
    ("公务接待费预算是多少？", "How much is budgeted for official receptions?"),
    ("项目支出预算是多少？", "How much is budgeted for projects?"),
)
"""The same of a budget, in which nothing is spent yet."""


def choose_examples(assistant: Asking) -> list[dict[str, str]]:
    """Up to EXAMPLES_SHOWN pairs `{"zh": …, "en": …}`, every one answered by this library alike in both languages.

    Where there are several reports each pair names one, in turn; a candidate that one does not answer is tried on
    the next.
    """
    held = assistant.reports()
    reports = [report for report in held if report.entity and report.year] or list(held)
    chosen: list[dict[str, str]] = []
    turn = 0
    for number in range(len(CANDIDATES)):
        for place in range(turn, turn + min(len(reports), REPORTS_TRIED)):
            pair = _pair(reports[place % len(reports)], number, named=len(held) > 1)
            if pair and _answered_alike(*(assistant.ask(question, advised=False) for question in pair.values())):
                chosen.append(pair)
                turn = place + 1
                break
        if len(chosen) == EXAMPLES_SHOWN:
            break
    return chosen


def _answered_alike(one: Answer, other: Answer) -> bool:
    """True where both are answered and the figure that is the answer is the same."""
    if not (one.status == other.status == "answered" and one.figures and other.figures):
        return False
    return (one.figures[0].value, one.figures[0].unit) == (other.figures[0].value, other.figures[0].unit)


def _pair(report: Report, number: int, named: bool) -> dict[str, str] | None:
    """A candidate as it is asked of one report; None where there is none, or it needs a year that the report does not settle."""
    candidates = BUDGET_CANDIDATES if report.kind == "预算" else CANDIDATES
    if number >= len(candidates):
        return None
    zh, en = candidates[number]
    body = report.entity or report.title or report.file
    year = report.year
    if "{last}" in zh:
        if not year:
            return None
        zh, en = (text.replace("{last}", str(year - 1)) for text in (zh, en))
        year = None  # the question names its own
    if not named:
        return {"zh": zh, "en": en}
    if year:
        return {"zh": f"{body}{year}年{zh}", "en": f"{body} {year}: {en}"}
    return {"zh": f"{body}{zh}", "en": f"{body}: {en}"}
